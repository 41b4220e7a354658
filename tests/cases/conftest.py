"""The fixtures of tests that import front sheets."""

from tests.importing import hospital, import_sheets

__all__ = ["hospital", "import_sheets"]
