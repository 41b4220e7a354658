"""A process that ends with the one that started it, even when that one is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from honcho.process import Popen, Process

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tied_to(parent: int, number: signal.Signals) -> Callable[[], None]:
    """What a new process does first: ask the kernel to be sent the signal when its parent ends.

    The kernel keeps the wish over exec. Elsewhere than on Linux nothing is asked for.
    """

    def tie() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it ended before we asked
            os.kill(os.getpid(), number)

    return tie


class Tied(Process):  # type: ignore[misc]
    """honcho's pair of a watcher and its program; the watcher is tied to us, the program to it.

    The watcher ignores SIGTERM, so it is killed; the program is asked to end, as by Ctrl-C.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._starter = os.getpid()

    def run(self, *args: Any, **options: Any) -> None:
        """Runs in the watcher."""
        tied_to(self._starter, signal.SIGKILL)()
        self._child_ctor = partial(Popen, preexec_fn=tied_to(os.getpid(), signal.SIGTERM))
        super().run(*args, **options)
