"""What all commands share: verbs below a command, and refusals told without a traceback."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from linghang.foundation.errors import Refused


class ShellCommand(BaseCommand):
    """A command whose refusals appear as they stand, with exit code 1.

    Django's checks would import every page of the product; `migrate`, `check` and the tests run
    them.
    """

    requires_system_checks = ()

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Refused as refusal:
            self.stderr.write(self.style.ERROR(str(refusal)))
            sys.exit(1)


class VerbCommand(ShellCommand):
    """`linghang <command> <verb>`: each verb is a method, which receives the options.

    verbs: verb → Chinese help; the method of a verb that Python or Django keeps for itself, such
    as import and check, ends in `_`.
    A method `add_<verb>_arguments(parser)`, where there is one,
    declares the verb's own options.
    """

    verbs: ClassVar[Mapping[str, str]] = {}

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
        for verb, meaning in self.verbs.items():
            own = verbs.add_parser(verb, help=meaning, description=meaning)
            if declare := getattr(self, f"add_{verb}_arguments", None):
                declare(own)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        deed = getattr(self, f"{verb}_", None) or getattr(self, verb)
        deed(**options)
