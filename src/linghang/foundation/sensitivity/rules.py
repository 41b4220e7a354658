"""What may not be kept in a system that is no classified network, and what deserves a look.

保守国家秘密法 (2024 revision): state secrets may not be stored or passed on in networks that
are not classified; 工作秘密 has marks of its own. A mark is refused, a mere word is not: an office
writes of 保密制度 and 涉密人员 every day.
"""

from __future__ import annotations

import re
import unicodedata

from linghang.foundation.sensitivity.definitions import LEVEL_NAMES, Level

SHOWN = 20
ADVICE = "本系统不是涉密网络，涉密的内容不能录入或上传，只能登记文号、日期和不涉密的题名"

_SECRET = r"(?<!工作)(?<!商业)(?:绝密|机密|秘密)"
_OPENING, _CLOSING = r"[【\[(〔「『<《]", r"[】\])〕」』>》]"
_PERIOD = r"(?:\d{1,2} ?[年月]|[一二三四五六七八九十]{1,3}年|长期|启用前)"
_PAPER = "(?:级|件|文件|材料)?"
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
# Blanks are spread between the characters of a mark (机　密), never inside a word of a sentence.
_SPREAD = re.compile(r"([绝机秘]) 密")

# The texts have been brought into plain form: no blank stands beside another or at a line's end.
_MARKS = [
    re.compile(rf"{_SECRET}(?:级|件)? ?(?:[★☆]|\*{{1,3}} ?{_PERIOD})"),
    re.compile(
        rf"密级 ?(?:[::]|为|是)?[ \n]?(?:{_OPENING} ?)?{_SECRET}"
        r"(?! ?[、/或和]| ?[□☐])(?=级?(?:\W|$|\d))"
    ),
    re.compile(rf"^{_OPENING} ?{_SECRET}{_PAPER} ?{_CLOSING}", re.M),
    re.compile(rf"^{_SECRET}{_PAPER}$", re.M),
    re.compile(rf"^(?:{_OPENING} ?涉密{_PAPER} ?{_CLOSING}|涉密{_PAPER} ?:)", re.M),
    re.compile(
        r"(?:本|此|该|以下)(?:文件|文|件|材料|内容|资料|信息|附件|表|报告|议题|会议|记录|纪要){1,2}"
        r"(?:内容|全文)?(?:涉密|涉及国家秘密|(?:属于?|系|为)(?:国家秘密|涉密|绝密|机密|秘密))"
        r"(?!的|时|人员|载体|岗位|事项|与否|程度)"
    ),
]
# In a title the marks may also stand behind it, and before it without brackets.
_TITLE_MARKS = [
    re.compile(rf"{_OPENING} ?(?:{_SECRET}|涉密){_PAPER} ?{_CLOSING}"),
    re.compile(rf"^{_SECRET}{_PAPER}(?: ?:|[-—·_ ])"),
]
_WORK_SECRET_MARKS = [
    re.compile(rf"工作秘密 ?(?:[★☆]|\*{{1,3}} ?{_PERIOD})"),
    re.compile(r"密级 ?(?:[::]|为|是)?[ \n]?工作秘密(?! ?[、/或和])"),
    re.compile(rf"^(?:{_OPENING} ?)?工作秘密(?: ?{_CLOSING})?$", re.M),
]
_TITLE_WORK_SECRET = re.compile(rf"{_OPENING} ?工作秘密 ?{_CLOSING}")
# 神秘密室, 手机密码, 主机密钥, 投机密集 are other words.
_SUSPICIOUS = re.compile(
    r"(?<!工作)(?<!商业)(?<!神)秘密(?![码钥])|(?<![手主算投飞司])机密(?![码钥集度封切])"
    r"|绝密(?!封)|涉密|保密期限|密级"
)
_INTERNAL = re.compile(
    rf"{_OPENING} ?内部(?:资料|文件|材料|使用)? ?{_CLOSING}|内部资料|注意保存|不得外传|严禁外传"
)


def reasons_not_to_keep(title: str, text: str, level: str) -> list[str]:
    """Every reason, in Chinese, why this may not be kept under the level that was declared.

    title: or the name of a file. text: as far as it is known, "" for a file that is not read.
    level: as declared; what is no Level, such as 秘密, is itself a reason. Empty: may be kept.
    """
    title, text = _plain(title), _plain(text)
    found = []
    if level not in list(Level):
        known = "、".join(LEVEL_NAMES.values())
        found.append(f"敏感程度只能是{known}。{ADVICE}")
    if mark := _mark(title, [*_TITLE_MARKS, *_MARKS]):
        found.append(f"标题带有密级标志“{mark}”。{ADVICE}")
    if mark := _mark(text, _MARKS):
        found.append(f"内容带有密级标志“{mark}”。{ADVICE}")
    if level in {Level.OPEN, Level.INTERNAL} and _is_work_secret(title, text):
        found.append("标有“工作秘密”，请把敏感程度选为工作秘密后再保存")
    return found


def words_to_look_at(title: str, text: str, level: str) -> list[str]:
    """Hints, in Chinese, for something that may be kept but might be there by mistake."""
    title, text = _plain(title), _plain(text)
    found = []
    words = sorted({match.group() for match in _SUSPICIOUS.finditer(f"{title}\n{text}")})
    if words:
        shown = "”“".join(words)
        found.append(f"出现了“{shown}”，请确认内容不涉密。{ADVICE}")
    marked = _INTERNAL.search(f"{title}\n{text}")
    if marked and level == Level.OPEN:
        found.append(f"出现了“{marked.group()}”，却申报为非密，请确认可以对外公开")
    return found


def _plain(written: str) -> str:
    """Full-width marks as plain ones, one blank for many, no empty lines, spread marks joined."""
    found = _BLANKS.sub(" ", unicodedata.normalize("NFKC", written)).strip()
    return _SPREAD.sub(r"\1密", _LINES.sub("\n", found))


def _mark(written: str, marks: list[re.Pattern[str]]) -> str:
    for mark in marks:
        if match := mark.search(written):
            return match.group().replace("\n", " ")[:SHOWN]
    return ""


def _is_work_secret(title: str, text: str) -> bool:
    if _TITLE_WORK_SECRET.search(title):
        return True
    return bool(_mark(title, _WORK_SECRET_MARKS) or _mark(text, _WORK_SECRET_MARKS))
