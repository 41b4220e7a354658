"""`python -m bench.ledgers`: pages and counts with a million entries; median, p95, CPU, queries.

Writes into a database of its own below a temporary folder: a new SQLite file, or with `--engine
postgresql` a cluster that pg_virtualenv makes and takes away again.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.ledgers import cluster, timing
from bench.ledgers.hospital import FIRST, write
from bench.ledgers.hospital import held as of_hospital


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.ledgers", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--home", type=Path, help="a folder that stays; measured as it is if full")
    wanted = parser.parse_args()
    if wanted.engine == "postgresql" and "LINGHANG_DATABASE_URL" not in os.environ:
        cluster.run([sys.executable, "-m", "bench.ledgers", *sys.argv[1:]])
        return
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = str(wanted.home or folder)
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.entries, wanted.runs)


def _measure(entries: int, runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from linghang.ledgers.models import Entry, Mention

    settings.ALLOWED_HOSTS = ["testserver"]
    today = date.fromisoformat(settings.DEMO_TODAY)
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    is_new = not Entry.objects.exists()
    held = write(entries, today) if is_new else of_hospital(today)
    took = time.perf_counter() - began
    first = Entry.objects.filter(ledger=FIRST)
    facts = {
        "title": f"台账：{connection.vendor}",
        "entries": Entry.objects.count(),
        "first": first.count(),
        "of_year": first.filter(day__year=today.year - 1).count(),
        "mentions": Mention.objects.count(),
        "written": round(took) if is_new else None,  # None: it was there already
        "engine": timing.engine(),
    }
    timing.say(
        f"{facts['engine']}：{facts['entries']:,}条，其中“{FIRST}”{facts['first']:,}条"
        f"（一年{facts['of_year']:,}条），所列{facts['mentions']:,}个，{took:.0f}秒写好"
    )
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    from bench.ledgers import pages

    facts["ledgers"] = pages.measured(held, today, runs)
    timing.keep(f"ledgers-{connection.vendor}", facts)
    gc.unfreeze()


if __name__ == "__main__":
    main()
