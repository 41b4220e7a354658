"""The password rules where Django asks for them: on the command line and in its own forms."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from linghang.foundation import clock
from linghang.org.accounts import queries, services
from linghang.org.models import Account


class PasswordRules:
    """Every fault of a new password at once, by the rule parameters of today."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError with all faults."""
        limits = queries.limits(clock.today())
        faults = services.faults_of(user or Account(), password, limits=limits)
        if faults:
            raise ValidationError([f"{fault}。" for fault in faults])

    def get_help_text(self) -> str:
        """What a password must be, in one sentence."""
        return wanted(clock.today())


def wanted(on: date) -> str:
    """What a password must be, in one sentence."""
    limits = queries.limits(on)
    return (
        f"至少{limits.password_least_length}个字符，大写字母、小写字母、数字、符号占"
        f"{limits.password_kinds}种以上；不含登录名、姓名、手机号；不太常见；"
        "不与最近5次用过的相同。"
    )
