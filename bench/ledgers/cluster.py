"""A PostgreSQL of the measurement's own, on loopback, gone when it is over."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence

# What a hospital's server of 8 GB would be given; what is written here need not survive.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=8GB",
    "shared_buffers=1GB",
)


def run(command: Sequence[str]) -> None:
    """Run the command with LINGHANG_DATABASE_URL naming a new cluster; exits as it does."""
    if not shutil.which("pg_virtualenv"):
        sys.exit("needs PostgreSQL: apt-get install postgresql postgresql-common")
    said = [word for one in SETTINGS for word in ("-o", one)]
    address = "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"
    script = f'LINGHANG_DATABASE_URL="{address}" exec {shlex.join(command)}'
    sys.exit(subprocess.run(["pg_virtualenv", "-t", *said, "sh", "-c", script]).returncode)
