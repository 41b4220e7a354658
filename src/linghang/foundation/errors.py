"""The two faults that people are told about in words: a refusal and a wrong catalog."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A deed was refused for reasons that a person can mend.

    The message is Chinese, complete, and shown to the user as it stands.
    """

    def remember(self) -> None:
        """Leave what must stay to be seen of the refusal; most leave nothing.

        A face calls it once the refused deed has been rolled back.
        """


class WrongCatalog(Exception):  # noqa: N818
    """A catalog file cannot be used. Names the file, the item and the field, in that order."""

    def __init__(self, *, file: str, item: str, field: str, says: str) -> None:
        self.file, self.item, self.field, self.says = file, item, field, says
        super().__init__(f"目录文件有误：{file}，条目 {item}，字段 {field}：{says}")
