"""Copy the few third-party files that our pages load out of node_modules; git ignores them.

Written last, THIRD-PARTY.txt names every package, its version and licence: it tells readers of
the wheel what they hold, and `make` that the copy is complete.
"""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/linghang/web/static/vendor"

# package → (folder under vendor, its files)
FILES = {
    "@tabler/icons-webfont": ("tabler-icons", ["dist/fonts/tabler-icons.woff2", "LICENSE"]),
    "echarts": ("echarts", ["dist/echarts.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"]),
    # Inside echarts; only their licences are copied.
    "zrender": ("zrender", ["LICENSE"]),
    "tslib": ("tslib", ["LICENSE.txt"]),
}

# Static storage with content hashes refuses a reference to a file that was not copied.
SOURCE_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=[^\n]*")


def copy(package: str, name: str, folder: str) -> None:
    """Copy one file of a package; fonts go into a folder of their own."""
    source = MODULES / package / name
    if not source.is_file():
        sys.exit(f"{source.relative_to(ROOT)} is missing: run `make assets`")
    part = "fonts" if source.suffix == ".woff2" else ""
    target = VENDOR / folder / part / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        target.write_text(SOURCE_MAP.sub("", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, target)


def licence_line(package: str) -> str:
    """«echarts 6.1.0 (Apache-2.0)»."""
    about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
    return f"{about['name']} {about['version']} ({about.get('license', 'see its LICENSE')})"


def main() -> None:
    """Make the vendor folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (folder, names) in FILES.items():
        for name in names:
            copy(package, name, folder)
    lines = [licence_line(package) for package in FILES]
    text = "\n".join(["Third-party files served with Linghang:", *lines])
    (VENDOR / "THIRD-PARTY.txt").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
