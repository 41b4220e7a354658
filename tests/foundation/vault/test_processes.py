"""Rotations that are killed, that meet, and that run beside deeds."""

from __future__ import annotations

import re
import signal

import pytest

from tests.foundation.processes import Installation, finish

ROWS = 1_500
LOAD = "from tests.foundation.vault import rotating; "


def made(installation: Installation, rows: int = ROWS) -> Installation:
    code, output = installation.run_script(f"{LOAD}rotating.make({rows})")
    assert code == 0, output
    return installation


def read(installation: Installation) -> str:
    code, output = installation.run_script(f"{LOAD}rotating.read()")
    assert code == 0, output
    return output.strip()


@pytest.mark.django_db(transaction=True)
def test_a_killed_rotation_loses_nothing_and_goes_on(installation: Installation) -> None:
    made(installation)
    process = installation.start_script(f"{LOAD}rotating.rotate(100, stop_at=1_200)")
    assert process.stdout is not None
    for _ in range(7):
        assert process.stdout.readline().startswith("batch")

    process.send_signal(signal.SIGKILL)
    process.communicate()

    found = read(installation)
    assert found.startswith(f"rows={ROWS} right={ROWS} ")
    code, output = installation.run_script(f"{LOAD}rotating.rotate(1000)")
    assert code == 0, output
    assert "left=0" in output
    assert "resumed=True" in output
    assert f"batch {ROWS}" not in output  # what was done is not done again
    assert read(installation) == f"rows={ROWS} right={ROWS} keys=1 present=1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["note_rotation", "activate"])
def test_killed_while_the_key_is_made_everything_still_opens(
    installation: Installation, deed: str
) -> None:
    made(installation)
    code, output = installation.run_script(
        f"{LOAD}import os, signal; from linghang.foundation.vault import ring; "
        f"ring.{deed} = lambda key: os.kill(os.getpid(), signal.SIGKILL); "
        "rotating.rotate(100)"
    )
    assert code == -signal.SIGKILL, output

    assert read(installation).startswith(f"rows={ROWS} right={ROWS} ")
    code, output = installation.run_script(f"{LOAD}rotating.rotate(1000)")
    assert code == 0, output
    assert "left=0" in output
    assert read(installation).startswith(f"rows={ROWS} right={ROWS} keys=1 ")


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_killed_after_every_batch_it_still_ends(installation: Installation) -> None:
    made(installation)
    killed = 0
    while True:
        process = installation.start_script(f"{LOAD}rotating.rotate(300, stop_at=300)")
        assert process.stdout is not None
        line = process.stdout.readline()
        process.kill()
        process.communicate()
        if line.startswith("done"):
            break
        assert line == "batch 300\n"
        killed += 1

    assert killed == ROWS / 300
    assert read(installation) == f"rows={ROWS} right={ROWS} keys=1 present=1"


@pytest.mark.django_db(transaction=True)
def test_deeds_go_on_while_keys_are_changed(installation: Installation) -> None:
    made(installation, 600)
    writer = installation.start_script(f"{LOAD}rotating.write_on(600, 150)")

    for _ in range(2):
        code, output = installation.run_script(f"{LOAD}rotating.rotate(50)")
        assert code == 0, output
    assert finish(writer) == (0, "written\n")

    assert read(installation).startswith("rows=750 right=750 ")


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
def test_a_second_rotation_is_told_to_wait(installation: Installation) -> None:
    made(installation)
    first = installation.start_script(
        f"{LOAD}import time; from linghang.foundation.vault import services; "
        "services._reseal = lambda *them: (print('busy', flush=True), time.sleep(30)); "
        "rotating.rotate(100)"
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "busy\n"

    code, output = installation.run_script(f"{LOAD}rotating.rotate(100)")

    assert code == 1
    assert "正在进行中" in output
    first.kill()
    first.communicate()


@pytest.mark.django_db(transaction=True)
def test_no_file_of_the_data_folder_holds_the_text(installation: Installation) -> None:
    made(installation, 300)
    installation.run_script(f"{LOAD}rotating.rotate(100)")

    files = [file for file in installation.home.rglob("*") if file.is_file()]
    assert files
    needle = "个人隐私之内容".encode()
    assert [file.name for file in files if needle in file.read_bytes()] == []


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
def test_processes_agree_on_the_first_key(installation: Installation) -> None:
    made(installation, 0)
    processes = [
        installation.start_script(f"{LOAD}rotating.add({first}, 20)") for first in (0, 20, 40)
    ]

    assert [finish(process)[0] for process in processes] == [0, 0, 0]

    assert re.search(r"rows=60 right=60 keys=1 present=1", read(installation))
