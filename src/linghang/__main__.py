"""The `linghang` command: Django's commands, with catalog faults told in one line."""

import os
import sys

from django.core.management import execute_from_command_line

from linghang.foundation.errors import WrongCatalog


def main() -> None:
    """Run one command; a wrong catalog stops it with exit code 2 and names file, item, field."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
    try:
        execute_from_command_line(["linghang", *sys.argv[1:]])
    except WrongCatalog as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
