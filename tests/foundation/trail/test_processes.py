"""The sealer among other processes: killed, and twice at once."""

from __future__ import annotations

import signal

import pytest

from tests.foundation.processes import Installation, finish

LEAVE = """
from tests.foundation import factories
factories.entries(1500)
"""
DIE_AFTER = """
import os, signal
from tests.foundation import factories
from django.utils import timezone
from linghang.foundation.trail import models, services

services.BATCH = 10
worked = {where}

def work_and_die(*args, **kwargs):
    worked(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

factories.entries(25)
{where} = work_and_die
services.seal(now=timezone.now())
"""


@pytest.mark.parametrize("where", ["services._seal_batch", "models.AppendOnlyQuerySet.bulk_create"])
def test_a_sealer_killed_between_or_inside_batches_is_taken_up_by_the_next(
    installation: Installation, where: str
) -> None:
    code, output = installation.run_script(DIE_AFTER.format(where=where))
    assert code == -signal.SIGKILL, output

    left = 15 if where.startswith("services") else 25
    assert installation.run("trail", "seal") == (0, f"新封存留痕{left}条。\n")
    code, output = installation.run("trail", "verify")
    assert code == 0, output
    assert "核对了25条封存的留痕" in output


def test_two_sealers_at_once_make_one_chain(installation: Installation) -> None:
    installation.run_script(LEAVE)

    sealers = [installation.start("trail", "seal") for _ in range(2)]
    outcomes = [finish(sealer) for sealer in sealers]

    assert [code for code, _ in outcomes] == [0, 0], outcomes
    counts = [int("".join(filter(str.isdigit, output))) for _, output in outcomes]
    assert sum(counts) == 1500
    code, output = installation.run("trail", "verify")
    assert code == 0, output
    assert "核对了1500条封存的留痕" in output
