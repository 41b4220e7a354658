"""Numbers that belong to a person: identity card, telephone, licence, e-mail."""

from __future__ import annotations

import re
from datetime import date

from linghang.foundation.fields import words
from linghang.foundation.fields.words import Unreadable

# GB 11643-1999: weights and check digits of the eighteen-digit citizen number.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_GAPS = re.compile(r"[\s\-]+")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d)")
_LANDLINE = re.compile(
    r"^(0[12]\d|0[3-9]\d{2})[\s\-]?([2-9]\d{6,7})(?:(?:[-x转#]|分机)(\d{1,6}))?$"
)
_LICENCE = re.compile(r"^[A-Z0-9][A-Z0-9-]{4,29}$")
_EMAIL = re.compile(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
)
LONGEST_EMAIL = 254


def id_card(raw: object) -> str:
    """The eighteen-digit number; one of fifteen digits (until 1999) is brought to eighteen.

    Raises Unreadable: wrong length, no such birthday, or a check digit that does not fit.
    """
    found = _GAPS.sub("", words.narrow(raw)).upper()
    if re.fullmatch(r"\d{15}", found):
        found = f"{found[:6]}19{found[6:]}"
        found += check_digit(found)
    if not re.fullmatch(r"\d{17}[\dX]", found):
        raise Unreadable(f"身份证号应为18位数字（末位可以是X），现为{len(found)}位")
    if not _is_day(found[6:14]):
        raise Unreadable("身份证号中的出生日期不存在，请核对第7至14位")
    if check_digit(found) != found[17]:
        raise Unreadable("身份证号的末位校验不符，可能有数字录错，请与证件核对")
    return found


def birthday(number: str) -> date | None:
    """The birthday in an eighteen-digit number; None for any other document."""
    if not re.fullmatch(r"\d{17}[\dX]", number) or not _is_day(number[6:14]):
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def check_digit(digits: str) -> str:
    """The eighteenth character for the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1800
    except ValueError:
        return False


def phone(raw: object) -> str:
    """A mobile number as eleven digits, or a landline as 010-12345678, with -extension.

    Raises Unreadable.
    """
    found = words.narrow(raw)
    joined = re.sub(r"[\s\-.()]+", "", found)
    joined = _COUNTRY.sub("", joined)
    if _MOBILE.match(joined):
        return joined
    if joined.isdigit() and joined.startswith("1") and not joined.startswith(("10", "12")):
        raise Unreadable(f"手机号应为11位，以13至19开头，现为{len(joined)}位")
    return _landline(found)


def _landline(found: str) -> str:
    plain = re.sub(r"^(?:\+|00)86[\s\-]*(?=\(?0?[1-9])", "", found)
    plain = plain.replace("(", "").replace(")", "-")
    plain = re.sub(r"\s*-+\s*|\s+", "-", plain.strip()).strip("-")
    if not plain.startswith("0") and plain != found:
        plain = f"0{plain}"
    match = _LANDLINE.match(plain)
    if match is None:
        raise Unreadable("电话应为11位手机号，或带区号的座机号，如 010-12345678")
    return "-".join(part for part in match.groups() if part)


def licence(raw: object) -> str:
    """A certificate number: capital letters, digits, hyphens. Raises Unreadable."""
    found = re.sub(r"\s+", "", words.narrow(raw)).upper()
    if not _LICENCE.match(found):
        raise Unreadable("证书编号应为5至30位的字母、数字或连字符")
    return found


def email(raw: object) -> str:
    """An address whose domain is in small letters. Raises Unreadable."""
    found = words.narrow(raw)
    if len(found) > LONGEST_EMAIL or not _EMAIL.match(found):
        raise Unreadable("电子邮箱应像 name@example.cn 这样")
    name, _, domain = found.rpartition("@")
    return f"{name}@{domain.lower()}"
