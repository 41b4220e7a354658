"""Run the uv in .tools as this machine's pip is configured: same mirror, same certificates.

uv reads no pip.conf. Behind a hospital's mirror or proxy that would mean saying everything twice.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".tools/bin/uv"

# What pip calls it, and the variable in which uv expects it.
SAME = {
    "index-url": "UV_DEFAULT_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


def pip_settings() -> dict[str, str]:
    """The settings of pip that count here, its environment variables before its files."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    found: dict[str, str] = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if option in SAME and (option not in found or section == ":env:"):
            found[option] = value.strip("'\"")
    return found


def environment() -> dict[str, str]:
    """Our environment, filled up with what pip knows and uv was not told."""
    filled = dict(os.environ)
    for option, value in pip_settings().items():
        if option == "find-links":
            value = ",".join(value.split())
        if option == "no-index" and value.lower() not in {"1", "true", "yes", "on"}:
            continue
        filled.setdefault(SAME[option], value)
    return filled


def main() -> None:
    """Become uv."""
    os.execve(UV, [str(UV), *sys.argv[1:]], environment())


if __name__ == "__main__":
    main()
