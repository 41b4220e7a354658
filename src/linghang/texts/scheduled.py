"""What the library does by the clock: remind of regular reviews."""

from __future__ import annotations

from linghang.foundation.schedule import jobs
from linghang.texts import reminding

jobs.register("texts.remind", "提醒制度定期评估", "40 8 * * *", reminding.remind)
