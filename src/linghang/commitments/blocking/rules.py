"""One thing that stands in the way, as people read it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "您"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing that stands in the way. who: can lift it, "" where nobody is named. deed: by what.

    first: whom one asks first where several can. is_doers: who does the task lifts it.
    """

    says: str
    who: str = ""
    deed: str = ""
    first: str = ""
    is_doers: bool = False

    def told(self, *, to_doer: bool = False) -> str:
        """没有4月1日以后形成的佐证材料，请心内科上传佐证材料. to_doer: told to who does it."""
        who = OWN if to_doer and self.is_doers else self.first or self.who
        return f"{self.says}，请{who}{self.deed}" if who and self.deed else self.says
