"""What every test has: folders of its own, and the rule for tests that drive a browser."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as installed
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from tests import emptying, migrated

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.plugin import DjangoDbBlocker

# Playwright keeps an event loop in the main thread; Django would take each test for a coroutine.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# A busy machine is no fault of a property. Every run draws other examples; LINGHANG_EXAMPLES=1000
# draws more of them at once.
drawing.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("LINGHANG_EXAMPLES", "30")),
)
drawing.load_profile("patient")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "no Chromium on this machine: apt-get install chromium fonts-noto-cjk"
BROWSER_IS_A_MUST = os.environ.get("LINGHANG_NEED_BROWSER") == "1"

# Settings that name a folder to write into; each test gets its own.
FOLDERS = {
    "CASES_FOLDER": "cases",
    "EVIDENCE_FOLDER": "evidence",
    "STAGING_FOLDER": "staging",
    "KEYS_FOLDER": "keys",
    "VAULT_FOLDER": "keys/vault",
    "TRAIL_HEADS_FOLDER": "trail-heads",
    "LOCKS_FOLDER": "locks",
}
ASK_THEMSELVES = {"lists", "search", "trail", "workbench"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
numbers = itertools.count(1)


def chromium() -> str | None:
    """The browser: LINGHANG_CHROMIUM if set, else the first known name on the search path."""
    names = (os.environ.get("LINGHANG_CHROMIUM", ""), *CHROMIUM_NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser its tests are skipped with the reason; where it is a must they fail.

    On another database only the tests that reach a database are run again, without those of one
    engine: the others would do the very same thing.
    """
    if os.environ.get("LINGHANG_DATABASE_URL"):
        emptying.only_full_tables()
        again = [item for item in items if _reaches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again
    if chromium() or BROWSER_IS_A_MUST:
        return
    skip = pytest.mark.skip(reason=NO_BROWSER)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


def _reaches_database(item: pytest.Item) -> bool:
    """Marked for it, or with a fixture that is; item.fixturenames holds fixtures of fixtures."""
    asked = set(getattr(item, "fixturenames", ()))
    reaches = item.get_closest_marker("django_db") or asked & DATABASE_FIXTURES
    return bool(reaches) and not item.get_closest_marker("one_engine")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On another database, folders that only draw are not even read.

    Pages and the API translate what the engines say, whose own tests run on both; so does the
    demo. Those that ask the database in ways of their own (lists, search, the workbench) run on
    both.
    """
    here = Path(__file__).parent
    if not os.environ.get("LINGHANG_DATABASE_URL") or here not in collection_path.parents:
        return None
    place = collection_path.relative_to(here).parts
    only_draws = place[0] == "web" and len(place) > 1 and place[1] not in ASK_THEMSELVES
    return True if place[0] in {"demo", "api"} or only_draws else None


def pytest_collection_finish() -> None:
    """What is loaded by now lives as long as the tests do; looking it through for litter again
    and again costs a tenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line that tells how many tests really drove a browser."""
    passed = terminalreporter.stats.get("passed", [])
    driven = sum("browser" in report.keywords for report in passed)
    terminalreporter.write_line(f"{driven} of the passed tests drove a browser")


def pytest_unconfigure() -> None:
    """Remove the folder that the test settings made for this process, and only that one."""
    gc.unfreeze()  # or DuckDB complains at the end of what nobody took away
    if installed.configured and installed.HOME.name.startswith("linghang-test-"):
        shutil.rmtree(installed.HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """What migrate left is written down before the first row."""
    with django_db_blocker.unblock():
        migrated.write_down()


@pytest.fixture
def migrated_home(db: None, tmp_path: Path) -> Path:
    """The folder of an installation without a row, for processes of the test's own; SQLite."""
    migrated.copy_into(tmp_path / "installation")
    return tmp_path / "installation"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, quiet on the network; a sandbox is not to be had by root."""
    path = chromium()
    if path is None:
        pytest.fail(f"LINGHANG_NEED_BROWSER=1, but there is {NO_BROWSER}")
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese browser in the hospital's time zone."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 800},
    }


@pytest.fixture(scope="session")
def nothing_collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder in place of the static files that this working tree may have collected."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def own_folders(
    settings: SettingsWrapper, tmp_path_factory: pytest.TempPathFactory, nothing_collected: Path
) -> None:
    """No test sees what another one wrote. The folders are named here and made by their users."""
    settings.STATIC_ROOT = nothing_collected
    home = tmp_path_factory.getbasetemp() / f"home-{next(numbers)}"
    for name, folder in FOLDERS.items():
        setattr(settings, name, home / folder)
