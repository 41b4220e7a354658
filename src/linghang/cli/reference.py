"""The reference pages: generated from catalogs, tables and commands, never written by hand."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from django.core import management
from django.core.management import find_commands, get_commands, load_command_class

from linghang.cases.front_sheet.layout import front_sheet
from linghang.cli import (
    burden_reference,
    commitments_reference,
    grouper_reference,
    ledgers_reference,
    procedures_reference,
    rights_reference,
    rules_reference,
)
from linghang.cli.tables import table
from linghang.foundation.intake.definitions import SEVERITY_NAMES
from linghang.foundation.trail import actions
from linghang.indicators import catalog
from linghang.indicators.definitions import DIRECTION_NAMES
from linghang.indicators.measures import front_sheet as measures

HEAD = "<!-- 由 linghang docs 生成，请勿手改 -->\n"
KINDS = {"text": "文字", "integer": "整数", "cents": "金额", "datetime": "日期时间"}
SETTINGS = {
    "LINGHANG_HOME": "数据目录：数据库、病案、佐证、密钥、静态文件。默认为当前目录下的 var",
    "LINGHANG_KEYS": "密钥目录；生产环境应与数据目录分开存放和备份",
    "LINGHANG_VAULT_FOLDERS": "自管密钥的部门：用途=文件夹，逗号分隔，如 discipline=/media/keys",
    "LINGHANG_VAULT_ALGORITHM": "保密存储的算法：AES-256-GCM（默认）或 SM4-GCM，换钥时生效",
    "LINGHANG_CATALOGS": "本院目录：按条目替换随产品提供的目录",
    "LINGHANG_BACKUP_FOLDER": "每夜备份放在哪里；不设就不做",
    "LINGHANG_BACKUP_KEEP": "保留最近几份夜间备份，默认14",
    "LINGHANG_BACKUP_KEYS": "夜间备份时把密钥另存到哪里；不得与备份在同一处，不设就不另存",
    "LINGHANG_DATABASE_URL": "数据库地址，如 postgres://用户:口令@主机/库；不设时用内嵌 SQLite",
    "LINGHANG_SECRET_KEY": "会话签名密钥（生产配置必填）",
    "LINGHANG_ALLOWED_HOSTS": "允许访问的主机名，逗号分隔",
    "LINGHANG_HOSPITAL": "医院名称，显示在页面和公文上",
    "LINGHANG_UPLOAD_LIMIT": "网页上传一次的上限（字节），默认 1 GiB",
    "LINGHANG_UNPACKED_LIMIT": "压缩包解压后的上限（字节），默认 8 GiB",
    "LINGHANG_TLS": "生产配置是否强制 HTTPS，默认是",
    "LINGHANG_ADDRESS": "打开本系统的网址，写在外发消息里，如 https://linghang.intranet",
    "LINGHANG_MAIL_URL": "发信服务器，如 smtp+tls://用户:口令@主机:587；不设时不发邮件",
    "LINGHANG_MAIL_FROM": "发件人地址",
    "LINGHANG_WECOM_URL": "企业微信群机器人的完整地址；不设时不用",
    "LINGHANG_DINGTALK_URL": "钉钉群机器人的完整地址；不设时不用",
    "LINGHANG_DINGTALK_SECRET": "钉钉群机器人“加签”的密钥",
    "LINGHANG_PROXIES": "前面有几层反向代理，默认0；登录限速据此认出来源地址",
    "LINGHANG_OIDC_ISSUER": "统一身份认证（OIDC）的签发地址；不设时不用",
    "LINGHANG_OIDC_CLIENT": "在统一身份认证登记的应用编号",
    "LINGHANG_OIDC_SECRET": "该应用的密钥",
    "LINGHANG_OIDC_NAME": "登录页上的名称，默认“统一身份认证”",
    "LINGHANG_OIDC_PERSON_CLAIM": "哪一项声明是工号，默认 preferred_username",
    "LINGHANG_OIDC_USERINFO": "为1时另向用户信息接口取声明，默认否",
    "LINGHANG_OIDC_LOGIN_ADDRESS": "认证页面与签发地址不同源时，认证页面的地址",
    "LINGHANG_LDAP_SERVER": "院内目录服务（LDAP）地址；不设时不用，须装附加组件 linghang[ldap]",
    "LINGHANG_LDAP_BIND_DN": "查询目录所用的账号",
    "LINGHANG_LDAP_BIND_PASSWORD": "该账号的口令",
    "LINGHANG_LDAP_BASE": "从哪个节点往下找人",
    "LINGHANG_LDAP_FILTER": "按什么条件找人，如 (sAMAccountName=%(user)s)",
    "LINGHANG_LDAP_START_TLS": "是否以 StartTLS 加密，默认是；地址是 ldaps:// 时不用",
    "LINGHANG_DEMO": "演示标志：一键登录、固定日期；生产配置拒绝打开",
    "LINGHANG_GROUPER_CACHE": "DRG 分组器的编译结果放在哪里；默认依次试安装、数据、用户目录",
    "LINGHANG_COLUMNS_MEMORY": "列式计算的内存上限，默认 4GB",
    "LINGHANG_CHROMIUM": "浏览器测试用的浏览器路径",
    "LINGHANG_NEED_BROWSER": "为 1 时没有浏览器算测试失败（持续集成用）",
    "LINGHANG_EXAMPLES": "按性质随机抽取的测试每次抽多少例，默认 30（测试用）",
}


def pages() -> dict[str, str]:
    """File name → Markdown of every reference page, and the charts that they show."""
    return {
        "indicators.md": _page("指标", _indicators()),
        "posts.md": _page("岗位与权限", rights_reference.posts_page()),
        "rights-matrix.md": _page("权限总表", rights_reference.matrix_page()),
        "parameters.md": _page("规则参数", rules_reference.parameters_page()),
        "workdays.md": _page("工作日历", rules_reference.workdays_page()),
        "notices.md": _page("通知类别", rules_reference.notices_page()),
        "procedures.md": _page("程序", procedures_reference.procedures_page()),
        **procedures_reference.files(),
        "commitments.md": _page("整改与督办", commitments_reference.commitments_page()),
        "ledgers.md": _page("台账", ledgers_reference.ledgers_page()),
        "burden.md": _page("填报负担", burden_reference.burden_page()),
        "front-sheet-import.md": _page("病案首页导入：列与规则", _import()),
        "drg-rules.md": _page("DRG 规则集", grouper_reference.rules_page()),
        "commands.md": _page("命令", _commands()),
        "settings.md": _page("环境变量", _settings()),
        "trail-actions.md": _page("留痕的操作", _actions()),
    }


def _page(title: str, lines: Iterable[str]) -> str:
    return f"{HEAD}# {title}\n\n" + "\n".join(lines) + "\n"


def _indicators() -> Iterable[str]:
    for loaded in catalog.indicators().items.values():
        item = loaded.item
        below = catalog.denominator(item)
        yield f"## {item.name} `{item.code}`\n"
        yield f"{item.meaning}\n"
        yield from table(
            ("项目", "内容"),
            (
                ("单位", item.unit),
                ("方向", DIRECTION_NAMES[item.direction]),
                ("分子", catalog.numerator(item).name),
                ("分母", below.name if below else "—"),
                ("剔除", item.exclusion or "—"),
                ("最后若干天暂定", f"{item.provisional_days} 天" if item.provisional_days else "—"),
                ("分母少于此数时不作比较", item.minimum_denominator or "—"),
                ("来源", item.source),
                ("目录文件", loaded.file),
            ),
        )
        yield "\n算例：\n"
        yield from table(
            ("分子", "分母", "值"),
            (
                (
                    one.numerator,
                    "—" if one.denominator is None else one.denominator,
                    "—" if one.value is None else one.value,
                )
                for one in item.examples
            ),
        )
        yield ""
    yield "## 计数口径\n"
    yield from table(
        ("编码", "名称", "单位", "SQL", "来源"),
        (
            (one.code, one.name, one.unit, f"`{one.sql}`", one.source)
            for one in measures.MEASURES.values()
        ),
    )


def _import() -> Iterable[str]:
    layout = front_sheet()
    yield "导入时读取下列各列，其余列不读、不存。\n"
    yield from table(
        ("列", "名称", "类型", "文件必须有此列", "每行必填", "允许的值"),
        (
            (
                one.code,
                one.name,
                KINDS[one.kind],
                "是" if one.in_header else "",
                "是" if one.required else "",
                "、".join(one.allowed),
            )
            for one in layout.columns
        ),
    )
    yield "\n## 跨列规则\n"
    yield from table(
        ("规则", "列", "问题", "处理"),
        ((one.code, one.column, one.says, SEVERITY_NAMES[one.severity]) for one in layout.rules),
    )
    yield "\n## 重复列\n"
    yield from table(
        ("内容", "列"),
        ((one.code, f"{one.columns[0]} … {one.columns[-1]}") for one in layout.groups),
    )


def _commands() -> Iterable[str]:
    djangos = find_commands(management.__path__[0])  # they tell themselves, in their own words
    mine = {name for name, app in get_commands().items() if app == "linghang.cli"}
    own = sorted(mine.difference(djangos))
    for name in own:
        command = load_command_class("linghang.cli", name)
        parser = command.create_parser("linghang", name)
        yield f"## linghang {name}\n"
        yield f"{command.help}\n"
        yield from _verbs(name, parser)
        yield ""


def _verbs(name: str, parser: argparse.ArgumentParser) -> Iterable[str]:
    choices: Mapping[str, Any] = {}
    helps: dict[str, str] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            choices = action.choices
            helps = {one.dest: one.help or "" for one in action._choices_actions}
    if not choices:
        yield from _options(parser)
    for verb, sub in choices.items():
        yield f"- `linghang {name} {verb}`：{helps.get(verb, '')}"
        yield from (f"  {line}" for line in _options(sub))


INHERITED = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


def _options(parser: argparse.ArgumentParser) -> Iterable[str]:
    for action in parser._actions:
        if action.dest in INHERITED or isinstance(action, argparse._SubParsersAction):
            continue
        label = "、".join(action.option_strings) or action.metavar or action.dest
        yield f"- `{label}`：{action.help or ''}"


def _settings() -> Iterable[str]:
    yield from table(("变量", "含义"), SETTINGS.items())


def _actions() -> Iterable[str]:
    yield from table(("编码", "句子"), sorted(actions.sentences().items()))
