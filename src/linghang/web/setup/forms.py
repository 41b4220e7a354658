"""The one form of the founding page; its words are read as those of the terminal."""

from __future__ import annotations

from typing import Any

from django import forms

from linghang.org.founding import planning, rules

LINES = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
PERSON = "工号,姓名,登录名"


def _person(name: str) -> forms.CharField:
    return forms.CharField(
        label=name, help_text="写成“工号,姓名,登录名”；不写登录名就用工号", max_length=200
    )


class FoundingForm(forms.Form):
    """Field names are the keys of planning.FIELDS."""

    name = forms.CharField(label="医院名称", max_length=80)
    level = forms.ChoiceField(label="等级", choices=list(rules.LEVELS.items()))
    code = forms.CharField(
        label="医疗机构编码", required=False, max_length=30, help_text="不清楚的可以不填"
    )
    since = forms.DateField(
        label="单位自哪一天起登记",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="要早于将导入的最早出院日，否则那些病例归不到科室",
    )
    units = forms.CharField(
        label="首批单位",
        required=False,
        widget=LINES,
        max_length=100_000,
        help_text="每行“编码,名称,类别,上级,院区”，类别写院区、科室、病区、职能部门；"
        "人事科会自动加上，其余可以以后用表格导入",
    )
    maps = forms.CharField(
        label="首页病区对应",
        required=False,
        widget=LINES,
        max_length=100_000,
        help_text="每行“首页里的病区名,单位编码”，可以以后再做",
    )
    system = _person("系统管理员")
    security = _person("安全管理员")
    audit = _person("审计管理员")
    hr = _person("人事科科长")

    def words(self) -> dict[str, str]:
        """What was written, as planning.plan_of reads it; only after is_valid()."""
        given: dict[str, Any] = self.cleaned_data
        return {name: str(given.get(name) or "") for name in planning.FIELDS}
