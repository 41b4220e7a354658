"""Asking step by step on the terminal, keeping every answer so that one can go on later."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Read = Callable[[str], str]
Tell = Callable[[str], object]


@dataclass(slots=True)
class Answers:
    """Answers by step, kept in a file after each one; the file goes when all is done."""

    file: Path
    given: dict[str, str] = field(default_factory=dict)

    @classmethod
    def kept_in(cls, file: Path) -> Answers:
        """The answers of an earlier, unfinished call; none when there are none or it is broken."""
        try:
            found = json.loads(file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            found = {}
        return cls(file, {str(key): str(value) for key, value in found.items()})

    def keep(self, step: str, answer: str) -> None:
        """Remember an answer, on disk at once, readable by the owner only."""
        self.given[step] = answer
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(self.given, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self.file)

    def forget(self) -> None:
        """All is done."""
        self.file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question. check: raises ValueError with a Chinese sentence for a wrong answer.

    many: the answer has several lines, ended by an empty one.
    """

    code: str
    question: str
    default: str = ""
    many: bool = False
    check: Callable[[str], object] = str


def ask(
    steps: tuple[Step, ...], answers: Answers, *, given: Mapping[str, str], read: Read, tell: Tell
) -> dict[str, str]:
    """Every step's answer: from the options, from before, or asked; wrong ones are asked again."""
    for step in steps:
        if step.code in given:
            answers.keep(step.code, given[step.code])
        while step.code not in answers.given:
            answer = _read(step, read)
            try:
                step.check(answer)
            except ValueError as fault:
                tell(f"  {fault}")
                continue
            answers.keep(step.code, answer)
    return dict(answers.given)


def _read(step: Step, read: Read) -> str:
    if not step.many:
        shown = f"［{step.default}］" if step.default else ""
        return read(f"{step.question}{shown}：").strip() or step.default
    lines = []
    line = read(f"{step.question}\n  ")
    while line.strip():
        lines.append(line.strip())
        line = read("  ")
    return "\n".join(lines) or step.default
