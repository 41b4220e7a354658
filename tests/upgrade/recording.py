"""Fill an empty installation as a release leaves it behind; run once for each release.

    LINGHANG_HOME=… python -m tests.upgrade.recording

Then `tests/data/upgrade/README.md` says how its folder becomes the data of the upgrade test.
"""

from __future__ import annotations

import os
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from linghang.foundation.trail import services as trail  # noqa: E402
from linghang.org.models import Account  # noqa: E402
from linghang.reports import services as reports  # noqa: E402
from tests import web_hospital  # noqa: E402
from tests.upgrade.observing import JUNE, NOW, PASSWORD, TODAY  # noqa: E402


def main() -> None:
    """The small hospital with logins, 26 cases, one report and a sealed trail."""
    call_command("migrate", verbosity=0)
    drafts = Path(os.environ["LINGHANG_HOME"]) / "drafts"
    drafts.mkdir()
    hospital = web_hospital.made_filled(drafts)
    for account in Account.objects.all():
        account.set_password(PASSWORD)
        account.save()
    reports.build(report="brief", period=JUNE, actor=hospital.actor("records"), at=NOW, today=TODAY)
    trail.seal(now=NOW)
    trail.export_head(folder=Path(settings.TRAIL_HEADS_FOLDER), at=NOW)


main()
