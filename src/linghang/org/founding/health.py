"""The check-up of the founding: which hospital is this, or how does one found it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.org.founding import doors, queries


def hospital(now: datetime) -> Iterator[Finding]:
    """The hospital's name; while nobody can log in, the two ways to change that."""
    if settings.DEMO or not queries.is_empty():
        yield doctor.fine(queries.hospital_name())
    else:
        yield doctor.warn(
            "还没有建院，谁也登录不了",
            mend=f"运行 linghang init，或在浏览器打开本系统的 /setup/{doors.code()}/",
        )


doctor.register("hospital", "医院", hospital, needs=("database",))
