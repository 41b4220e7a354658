"""The five sheets of an organisation: which columns they have and how they are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linghang.foundation.fields.definitions import Field, Mask, Option
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.sheets.definitions import Column, Layout, Limits
from linghang.org.definitions import KINDS, Post

UNITS, PEOPLE, APPOINTMENTS = "units", "people", "appointments"
CHARGES, CODE_MAPS = "charges", "code_maps"
SHEET_NAMES = {
    UNITS: "单位",
    PEOPLE: "人员",
    APPOINTMENTS: "任职",
    CHARGES: "分管",
    CODE_MAPS: "编码对应",
}
# Hospitals have fewer than 20,000 people. A commit of more rows would keep other writers waiting
# longer than they wait: see the decision record for times.
LIMITS = Limits(rows=30_001, columns=100, cells=1_500_000)
HINTS = (
    "一、工作表名和列名请不要改动；可以加列、可以空着不用的工作表，多出来的列不导入。",
    "二、单位可以写编码，也可以写名称；名称有重复的必须写编码。",
    "三、日期按“2025-06-03”填写；停用、离院、免职日期是从这一天起不再有效。",
    "四、空着的格子不会改掉系统里已有的内容；文件里没有的行不会被删除。",
    "五、证件号码、手机号、工号这几列请保持“文本”格式，否则长号码末几位会变成0。",
    "六、整份文件要么全部入库，要么全部不入；有一处错误都不入库，改好后重新上传即可。",
)


def _text(code: str, name: str, *, longest: int, required: bool = False, hint: str = "") -> Field:
    return Field(
        code=code, name=name, kind=FieldKind.TEXT, required=required, longest=longest, help=hint
    )


def _date(code: str, name: str, hint: str, *, required: bool = False) -> Field:
    return Field(code=code, name=name, kind=FieldKind.DATE, required=required, help=hint)


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts, by the names of their sheets."""

    units: Layout
    people: Layout
    appointments: Layout
    charges: Layout
    code_maps: Layout

    @property
    def all(self) -> tuple[Layout, ...]:
        return (self.units, self.people, self.appointments, self.charges, self.code_maps)


def layouts(posts: Mapping[str, Post]) -> Layouts:
    """The sheets; posts: the catalog, whose names are offered in the column 岗位."""
    return Layouts(
        units=Layout(
            code=UNITS,
            name=SHEET_NAMES[UNITS],
            aliases=("机构", "组织机构", "科室", "部门"),
            columns=_unit_columns(),
        ),
        people=Layout(
            code=PEOPLE,
            name=SHEET_NAMES[PEOPLE],
            aliases=("职工", "员工", "人员名册", "花名册"),
            columns=_person_columns(),
        ),
        appointments=Layout(
            code=APPOINTMENTS,
            name=SHEET_NAMES[APPOINTMENTS],
            aliases=("职务", "任命", "岗位任职"),
            columns=_appointment_columns(tuple(post.name for post in posts.values())),
        ),
        charges=Layout(
            code=CHARGES,
            name=SHEET_NAMES[CHARGES],
            aliases=("领导分工", "班子分工", "院领导分工"),
            columns=_charge_columns(tuple(post.name for post in posts.values() if post.is_leader)),
        ),
        code_maps=Layout(
            code=CODE_MAPS,
            name=SHEET_NAMES[CODE_MAPS],
            aliases=("病区对应", "编码对照"),
            columns=_code_map_columns(),
        ),
    )


def _unit_columns() -> tuple[Column, ...]:
    kinds = Field(
        code="kind",
        name="类别",
        kind=FieldKind.CHOICE,
        required=True,
        options=tuple(Option(code=kind.value, name=facts.name) for kind, facts in KINDS.items()),
        help="从下拉列表中选择",
    )
    beds = Field(
        code="beds",
        name="开放床位",
        kind=FieldKind.INTEGER,
        least=0,
        most=9999,
        help="只有病区填写",
    )
    above = "上级单位的编码或名称；医院、院区、党委、工会和一级网格不填"
    return (
        Column(
            field=_text("code", "单位编码", longest=40, required=True, hint="全院不重复，不再改变"),
            aliases=("编码", "机构编码", "科室编码", "部门编码"),
            needed=True,
        ),
        Column(
            field=_text("name", "单位名称", longest=80, required=True),
            aliases=("名称", "机构名称", "科室名称", "部门名称"),
            needed=True,
            width=24,
        ),
        Column(field=kinds, aliases=("单位类别", "类型", "机构类别"), needed=True),
        Column(
            field=_text("parent", "上级单位", longest=80, hint=above),
            aliases=("上级单位编码", "上级", "上级部门", "上级科室"),
            width=20,
        ),
        Column(
            field=_text("campus", "院区", longest=80, hint="院区的编码或名称；不分院区的不填"),
            aliases=("所在院区", "院区编码"),
        ),
        Column(field=beds, aliases=("床位", "开放床位数", "床位数")),
        Column(
            field=_date("active_from", "启用日期", "单位从哪一天起存在", required=True),
            aliases=("成立日期", "起始日期", "设立日期"),
            needed=True,
        ),
        Column(
            field=_date("active_to", "停用日期", "从这一天起不再存在；在用的单位不填"),
            aliases=("撤销日期", "终止日期"),
        ),
    )


def _person_columns() -> tuple[Column, ...]:
    # Texts, for what is no resident's number (护照、港澳台居民证件) is read by rules of the people.
    id_card = Field(
        code="id_card",
        name="证件号码",
        kind=FieldKind.TEXT,
        longest=40,
        sensitive=True,
        mask=Mask.ID_CARD,
        help="18位身份证号，或护照等其他证件号；加密保存",
    )
    mobile = Field(
        code="mobile",
        name="手机号",
        kind=FieldKind.TEXT,
        longest=40,
        sensitive=True,
        mask=Mask.PHONE,
        help="11位手机号；加密保存",
    )
    return (
        Column(
            field=_text("code", "工号", longest=40, required=True, hint="全院不重复，不再改变"),
            aliases=("职工号", "员工号", "人员编码", "职工编码"),
            needed=True,
        ),
        Column(
            field=_text("name", "姓名", longest=80, required=True),
            aliases=("职工姓名", "员工姓名"),
            needed=True,
        ),
        Column(field=id_card, aliases=("身份证号", "身份证号码", "身份证", "证件号"), width=22),
        Column(field=mobile, aliases=("手机", "手机号码", "联系电话", "移动电话"), width=15),
        Column(
            field=_text("licence", "执业证书编码", longest=30, hint="医师执业证书编码；其他人不填"),
            aliases=("医师执业证书编码", "执业证书号", "执业证号"),
            width=20,
        ),
        Column(
            field=_text("home", "所在科室", longest=80, hint="科室、病区或职能部门的编码或名称"),
            aliases=("科室", "部门", "所在部门", "人事科室", "所在科室编码"),
            width=20,
        ),
        Column(
            field=_date("home_from", "到科日期", "从哪一天起在这个科室；不填的见填写说明末尾"),
            aliases=("入科日期",),
        ),
        Column(
            field=_text("team", "医疗组", longest=80, hint="医疗组的编码或名称；不在医疗组的不填"),
            aliases=("所在医疗组",),
        ),
        Column(
            field=_date("active_from", "入院日期", "从哪一天起在本院工作", required=True),
            aliases=("入职日期", "来院日期", "到院日期", "参加本院工作日期"),
            needed=True,
        ),
        Column(
            field=_date("active_to", "离院日期", "从这一天起不在本院；在院的不填"),
            aliases=("离职日期", "退休日期"),
        ),
    )


def _appointment_columns(posts: tuple[str, ...]) -> tuple[Column, ...]:
    basis = Field(
        code="basis",
        name="方式",
        kind=FieldKind.CHOICE,
        options=(Option(code="regular", name="任职"), Option(code="acting", name="代理")),
        help="不填就是任职；授权代办在页面上办理",
    )
    return (
        Column(
            field=_text("person", "工号", longest=40, required=True),
            aliases=("职工号", "员工号", "人员编码"),
            needed=True,
        ),
        Column(
            field=_text("name", "姓名", longest=80, hint="用来核对工号有没有写错，可以不填"),
            aliases=("职工姓名", "员工姓名"),
        ),
        Column(
            field=_text("post", "岗位", longest=60, required=True, hint="岗位目录里的名称或编码"),
            aliases=("职务", "岗位名称", "职务名称"),
            needed=True,
            offers=posts,
            width=18,
        ),
        Column(
            field=_text("unit", "任职单位", longest=80, required=True, hint="单位的编码或名称"),
            aliases=("单位", "科室", "任职科室", "任职部门"),
            needed=True,
            width=20,
        ),
        Column(field=basis, aliases=("任职方式",)),
        Column(
            field=_date("active_from", "任职日期", "从哪一天起任职", required=True),
            aliases=("任命日期", "起始日期", "任职时间"),
            needed=True,
        ),
        Column(
            field=_date("active_to", "免职日期", "从这一天起不再任职；在任的不填"),
            aliases=("终止日期", "免职时间"),
        ),
        Column(
            field=_text(
                "override_reason",
                "兼任理由",
                longest=200,
                hint="与此人另一岗位一般不得兼任、确需兼任时写明；不少于4个字",
            ),
            width=20,
        ),
    )


def _charge_columns(posts: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column(
            field=_text("person", "工号", longest=40, required=True, hint="院领导的工号"),
            aliases=("职工号", "员工号"),
            needed=True,
        ),
        Column(
            field=_text("name", "姓名", longest=80, hint="用来核对工号有没有写错，可以不填"),
            aliases=("分管领导", "职工姓名"),
        ),
        Column(
            field=_text("post", "岗位", longest=60, hint="有几个院领导职务的才要写"),
            aliases=("职务",),
            offers=posts,
            width=18,
        ),
        Column(
            field=_text(
                "unit", "分管单位", longest=80, required=True, hint="科室或职能部门的编码或名称"
            ),
            aliases=("分管科室", "分管部门"),
            needed=True,
            width=20,
        ),
        Column(
            field=_text(
                "document", "依据", longest=120, required=True, hint="分工文件的文号，或哪次会议"
            ),
            aliases=("文号", "分工文件"),
            needed=True,
            width=24,
        ),
        Column(
            field=_date("active_from", "分管起", "从哪一天起分管", required=True),
            aliases=("起始日期",),
            needed=True,
        ),
        Column(
            field=_date("active_to", "分管止", "从这一天起不再分管；任职终止的不用另填"),
            aliases=("终止日期",),
        ),
        Column(
            field=_text(
                "reason",
                "理由",
                longest=60,
                hint="人事、财务、物资采购由一人分管，或由书记、院长分管的写明；不少于4个字",
            ),
            width=20,
        ),
    )


def _code_map_columns() -> tuple[Column, ...]:
    return (
        Column(
            field=_text(
                "system",
                "来源",
                longest=40,
                required=True,
                hint="front_sheet.ward 表示病案首页的病房",
            ),
            aliases=("来源系统",),
            needed=True,
            offers=("front_sheet.ward",),
            width=18,
        ),
        Column(
            field=_text("code", "外部编码或名称", longest=80, required=True),
            aliases=("外部编码", "外部名称", "病房名称"),
            needed=True,
            width=24,
        ),
        Column(
            field=_text("unit", "对应单位", longest=80, required=True, hint="病区或科室"),
            aliases=("单位", "病区", "对应病区"),
            needed=True,
            width=20,
        ),
        Column(
            field=_date("active_from", "起用日期", "从哪一天起这样对应", required=True),
            aliases=("起始日期",),
            needed=True,
        ),
        Column(
            field=_date("active_to", "止用日期", "从这一天起不再这样对应"),
            aliases=("终止日期",),
        ),
    )
