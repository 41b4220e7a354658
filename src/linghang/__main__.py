"""The `linghang` command: Django's commands, with catalog faults told in one line.

Grouping needs no Django and starts without; everything is imported when it is known to be needed.
"""

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

from linghang.foundation.errors import WrongCatalog

WITHOUT_DJANGO = {("cases", "group"), ("cases", "explain"), ("cases", "rules")}


def main() -> None:
    """Run one command; a wrong catalog stops it with exit code 2 and names file, item, field."""
    # No matrices are multiplied here: numpy's library need not start threads that wait by spinning.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(50_000, 20, 20)  # a start makes much that lives, and little litter
    try:
        if tuple(sys.argv[1:3]) in WITHOUT_DJANGO:
            _end(_without_litter())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        management = import_module("django.core.management")
        management.execute_from_command_line(["linghang", *sys.argv[1:]])
    except WrongCatalog as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _end(code: int) -> NoReturn:
    """End at once: a refused file leaves readers that still read ahead, and taking their threads
    down has been seen to abort the process after everything was said."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _without_litter() -> int:
    """What these commands make lives as long as they do; looking for litter costs 0.1 s."""
    gc.disable()
    return int(import_module("linghang.cli.grouper").main(sys.argv[2:]))


if __name__ == "__main__":
    main()
