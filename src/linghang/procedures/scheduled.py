"""What procedures do by the clock."""

from __future__ import annotations

from linghang.foundation.schedule import jobs
from linghang.procedures import watching

jobs.register("procedures.remind", "提醒程序到期的步骤", "20 8 * * *", watching.remind)
