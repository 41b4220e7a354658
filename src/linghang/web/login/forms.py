"""The forms of the login pages, in Chinese and without placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLogin
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgain
from allauth.mfa.base.forms import AuthenticateForm as AllauthCode
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgain
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivate
from django import forms

CODE = "动态口令"
CODE_OR_SPARE = "动态口令（或备用码）"
CODE_INPUT = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "maxlength": "12",
    "autofocus": True,
}


def _worded(form: forms.Form, **words: str) -> None:
    for name, label in words.items():
        form.fields[name].label = label
        form.fields[name].help_text = ""
        form.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLogin):  # type: ignore[misc]
    """Name and password."""

    field_order = ["login", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, login="登录名", password="密码")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class PasswordAgainForm(AllauthPasswordAgain):  # type: ignore[misc]
    """The password once more, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, password="密码")


class CodeForm(AllauthCode):  # type: ignore[misc]
    """The second factor at login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, code=CODE_OR_SPARE)
        self.fields["code"].widget.attrs.update(CODE_INPUT)


class CodeAgainForm(AllauthCodeAgain):  # type: ignore[misc]
    """The second factor within a session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, code=CODE_OR_SPARE)
        self.fields["code"].widget.attrs.update(CODE_INPUT)


class ActivateForm(AllauthActivate):  # type: ignore[misc]
    """The first code proves that the telephone has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, code=CODE)
        self.fields["code"].widget.attrs.update(CODE_INPUT)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "两次输入的新密码不一样。")
        return given


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    present = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["present", "password", "again"]


class TokenForm(forms.Form):
    """What a token is for, and for how long."""

    name = forms.CharField(label="用途", max_length=60, help_text="例如：院长驾驶舱大屏每日取数")
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=366, initial=90)


class ReasonForm(forms.Form):
    """Why the security administrator does it."""

    reason = forms.CharField(label="事由", max_length=200)


class OpenAccountForm(forms.Form):
    """Whose account is opened, under which login name."""

    person = forms.CharField(label="工号", max_length=40)
    username = forms.CharField(
        label="登录名", max_length=60, required=False, help_text="不填则与工号相同（小写）"
    )
