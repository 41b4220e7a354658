"""The `linghang` command: Django's commands, with catalog faults told in one line.

Grouping needs no Django and starts without; everything is imported when it is known to be needed.
"""

import os
import sys
from importlib import import_module

from linghang.foundation.errors import WrongCatalog

WITHOUT_DJANGO = {("cases", "group"), ("cases", "explain"), ("cases", "rules")}


def main() -> None:
    """Run one command; a wrong catalog stops it with exit code 2 and names file, item, field."""
    try:
        if tuple(sys.argv[1:3]) in WITHOUT_DJANGO:
            sys.exit(import_module("linghang.cli.grouper").main(sys.argv[2:]))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        management = import_module("django.core.management")
        management.execute_from_command_line(["linghang", *sys.argv[1:]])
    except WrongCatalog as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
