"""Back up a database as it stands, without bringing it to this version first.

The deed of the backup leaves an entry, for which the old tables are good enough.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from linghang.foundation.access import system_actor  # noqa: E402
from linghang.foundation.backup import services  # noqa: E402
from tests.upgrade.observing import NOW  # noqa: E402

folder = Path(sys.argv[1])
services.make(
    folder=folder, actor=system_actor(), at=NOW, keys=folder.with_name(f"{folder.name}-keys")
)
