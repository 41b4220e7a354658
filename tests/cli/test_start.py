"""What a start of any command pays for: nothing that only few commands need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from linghang.foundation.later import later

HEAVY = {
    *("numpy", "numba", "pyarrow", "duckdb"),
    *("pypinyin", "markdown_it", "docx", "lxml"),
    *("xlsxwriter", "python_calamine", "gunicorn", "honcho"),
}


def loaded(program: str) -> set[str]:
    """The heavy packages that a process of its own has imported after the program."""
    tail = f"\nimport sys; print(*({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program + tail], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_command_starts_without_what_few_commands_need() -> None:
    assert loaded("import django; django.setup()") == set()


def test_a_command_starts_without_every_page() -> None:
    program = (
        "import sys, io, contextlib\n"
        "from django.core.management import execute_from_command_line\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    execute_from_command_line(['linghang', 'catalog', 'check'])\n"
        "assert 'linghang.urls' not in sys.modules"
    )

    assert loaded(program) == set()


def test_a_process_of_the_server_has_everything_before_its_first_request() -> None:
    program = (
        "import gc\nfrom linghang.wsgi import application\nassert gc.get_freeze_count() > 100_000\n"
    )

    assert loaded(program) >= {"duckdb", "pyarrow", "pypinyin", "markdown_it", "xlsxwriter"}


def test_what_was_put_off_is_the_module_itself_once_it_is_asked() -> None:
    program = (
        "import sys\n"
        "from linghang.foundation.later import later\n"
        "fractions = later('fractions')\n"
        "assert 'fractions' not in sys.modules\n"
        "assert fractions.Fraction(1, 2) + fractions.Fraction(1, 2) == 1\n"
        "assert fractions.Fraction is sys.modules['fractions'].Fraction\n"
    )

    assert loaded(program) == set()


def test_a_name_that_leads_nowhere_is_told_when_it_is_used() -> None:
    nothing = later("no_such_package")

    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        nothing.anything  # noqa: B018
