"""Django's usual entry; the same as the `linghang` command."""

from linghang.__main__ import main

if __name__ == "__main__":
    main()
