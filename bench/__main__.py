"""`python -m bench [name …]`: run the named measurements, all of them without a name."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
names = [one.parent.name for one in sorted(HERE.glob("*/__main__.py"))]
wanted = sys.argv[1:] or names
if unknown := set(wanted) - set(names):
    sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
for name in wanted:
    sys.argv = [name]
    runpy.run_module(f"bench.{name}", run_name="__main__")
