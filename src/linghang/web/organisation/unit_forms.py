"""Forms on units: setting up, renaming, moving, beds, coverage, merging, splitting, closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.org import policy, services
from linghang.org.definitions import KINDS, TREE_NAMES, Kind, Tree
from linghang.org.trees.rules import Place
from linghang.org.units.rules import COVERED, COVERING
from linghang.web.access import hide_unless, require
from linghang.web.forms import UnitField, page
from linghang.web.organisation.fields import since, why
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])


def place_of(request: Request, code: str) -> Place:
    """The unit, if it stands today, may be read (else 404) and be changed (else 403)."""
    structure = request.rights.structure
    if code not in structure:
        raise Http404
    hide_unless(policy.may_read_unit(request.rights, code))
    require(policy.may_edit_unit(request.rights, code))
    return structure[code]


def by(request: Request) -> dict[str, Any]:
    """Who does it, and when."""
    return {"actor": request.actor, "at": clock.now()}


def _back(place: Place) -> str:
    return reverse("unit", args=[place.code])


def kinds_below(kind: Kind | None, tree: Tree | None = None) -> list[tuple[str, str]]:
    """The kinds of unit that may stand under one of this kind; of None, as a root of the tree."""
    return [
        (each.value, facts.name)
        for each, facts in KINDS.items()
        if kind in facts.parents and tree in (None, facts.tree) and each is not Kind.HOSPITAL
    ]


class UnitForm(forms.Form):
    """A new unit."""

    kind = forms.ChoiceField(label="类别")
    code = forms.CharField(
        label="编码", max_length=40, help_text="一经使用不再改变，撤销后也不再给别的单位用。"
    )
    name = forms.CharField(label="名称", max_length=80)
    campus = UnitField(label="院区", kinds=[Kind.CAMPUS], required=False)
    active_from = since("设立日期")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if not any(KINDS[Kind(code)].on_campus for code, _ in kinds):
            del self.fields["campus"]


def _add(
    request: Request, parent: Place | None, kinds: list[tuple[str, str]], cancel: str
) -> HttpResponse:
    under = f"“{parent.name}”之下" if parent else "最上层"

    def deed(given: dict[str, Any]) -> str:
        campus = given.pop("campus", "") or None
        made = services.add_unit(
            **given, campus=campus, parent=parent.code if parent else None, **by(request)
        )
        return made.code

    return page(
        request,
        UnitForm,
        title=f"在{under}设立单位",
        submit="设立",
        deed=deed,
        done="已设立单位。",
        then=lambda code: reverse("unit", args=[code]),
        initial={"active_from": request.today},
        draft=f"org.unit.add.{parent.code if parent else 'root'}",
        cancel=cancel,
        kinds=kinds,
    )


@asks
def add(request: Request, code: str) -> HttpResponse:
    """Set up a unit below another."""
    parent = place_of(request, code)
    kinds = kinds_below(parent.kind)
    if not kinds:
        raise Http404
    return _add(request, parent, kinds, _back(parent))


@asks
def add_root(request: Request, tree: str) -> HttpResponse:
    """Set up a root of a tree: a campus, the union's committee, the grid's first level."""
    kinds = kinds_below(None, Tree(tree)) if tree in set(Tree) else []
    if not kinds:
        raise Http404
    require(policy.may_edit_tree(request.rights, Tree(tree)))
    return _add(request, None, kinds, reverse("org-chart-of", args=[tree]))


class NameForm(forms.Form):
    """Another name from a day on."""

    name = forms.CharField(label="新名称", max_length=80)
    active_from = since()


@asks
def rename(request: Request, code: str) -> HttpResponse:
    """Call the unit by another name from a day on."""
    place = place_of(request, code)
    return page(
        request,
        NameForm,
        title=f"“{place.name}”更名",
        submit="更名",
        deed=lambda given: services.rename_unit(
            code=code, today=request.today, **given, **by(request)
        ),
        done="已更名。",
        then=_back(place),
        initial={"active_from": request.today},
        note="编码和历史都保留；按过去的日期查看时，仍用当时的名称。单位改设为另一个单位的，"
        "先设立新单位，再办理合并。",
        cancel=_back(place),
    )


class MoveForm(forms.Form):
    """Another place from a day on."""

    parent = UnitField(label="上级单位")
    campus = UnitField(label="院区", kinds=[Kind.CAMPUS], required=False)
    active_from = since()

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = KINDS[kind]
        parents = [each for each in facts.parents if each is not None]
        self.fields["parent"] = UnitField(label="上级单位", kinds=parents)
        if not facts.on_campus:
            del self.fields["campus"]


@asks
def move(request: Request, code: str) -> HttpResponse:
    """Put the unit under another from a day on, or on another campus."""
    place = place_of(request, code)
    if not any(KINDS[place.kind].parents):
        raise Http404
    return page(
        request,
        MoveForm,
        title=f"调整“{place.name}”的隶属关系",
        submit="调整",
        deed=lambda given: services.place_unit(
            code=code, **{**given, "campus": given.get("campus") or None}, **by(request)
        ),
        done="已调整隶属关系。",
        then=_back(place),
        initial={
            "parent": place.parent,
            "campus": place.campus,
            "active_from": request.today,
        },
        note="此日以前的数据仍归原上级单位，此日起归新的上级单位。",
        cancel=_back(place),
        kind=place.kind,
    )


class BedsForm(forms.Form):
    """Open beds from a day on."""

    beds = forms.IntegerField(label="开放床位（张）", min_value=0, max_value=5000)
    active_from = since()


@asks
def beds(request: Request, code: str) -> HttpResponse:
    """Say how many beds the ward has open."""
    place = place_of(request, code)
    if place.kind is not Kind.WARD:
        raise Http404
    return page(
        request,
        BedsForm,
        title=f"核定“{place.name}”的开放床位",
        submit="核定",
        deed=lambda given: services.set_beds(code=code, **given, **by(request)),
        done="已核定开放床位。",
        then=_back(place),
        initial={"active_from": request.today},
        cancel=_back(place),
    )


class CoverForm(forms.Form):
    """A department, ward or office that an organisation covers."""

    covered = UnitField(label="科室、病区或职能部门", kinds=COVERED)
    active_from = since()


@asks
def cover(request: Request, code: str) -> HttpResponse:
    """Say which department, ward or office the organisation covers."""
    place = place_of(request, code)
    if place.kind not in COVERING:
        raise Http404
    return page(
        request,
        CoverForm,
        title=f"登记“{place.name}”覆盖的单位",
        submit="登记",
        deed=lambda given: services.cover(unit=code, **given, **by(request)),
        done="已登记覆盖单位。",
        then=_back(place),
        initial={"active_from": request.today},
        note="人员调到这个科室时，工会小组和网格随之调整；党员的组织关系另行转接。",
        cancel=_back(place),
    )


class MergeForm(forms.Form):
    """The unit that takes over."""

    into = UnitField(label="并入单位")
    on = since()
    is_replaced = forms.BooleanField(
        label="这是改设：由新编码的单位整体承接，类别可以不同", required=False
    )

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, facts in KINDS.items() if facts.tree is tree]
        self.fields["into"] = UnitField(label="并入单位", kinds=kinds)


@asks
def merge(request: Request, code: str) -> HttpResponse:
    """Merge the unit into another, or let another replace it."""
    place = place_of(request, code)

    def deed(given: dict[str, Any]) -> str:
        into: str = given["into"]
        if given["is_replaced"]:
            services.replace_unit(code=code, by=into, on=given["on"], **by(request))
        else:
            services.merge_units(codes=[code], into=into, on=given["on"], **by(request))
        return into

    return page(
        request,
        MergeForm,
        title=f"合并“{place.name}”",
        submit="合并",
        deed=deed,
        done="已合并，下级单位、人员归属和覆盖关系随之调整。",
        then=lambda into: reverse("unit", args=[into]),
        initial={"on": request.today},
        note="合并后原单位自生效日期起撤销，岗位任职随之终止，需在承接单位重新任命；"
        "按现行口径看数时，原单位的历史数据并到承接单位。此项办理不能撤回。",
        cancel=_back(place),
        grave=True,
        tree=KINDS[place.kind].tree,
    )


class SplitForm(forms.Form):
    """One unit that is split off, and what goes with it."""

    into = UnitField(label="拆分出的单位")
    below = forms.MultipleChoiceField(
        label="划过去的下级单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    on = since()
    ends = forms.BooleanField(
        label="原单位撤销，其余下级单位、人员和历史数据都由拆分出的单位承接", required=False
    )

    def __init__(self, *args: Any, tree: Tree, below: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, facts in KINDS.items() if facts.tree is tree]
        self.fields["into"] = UnitField(label="拆分出的单位", kinds=kinds)
        self.fields["below"].choices = below  # type: ignore[attr-defined]
        if not below:
            del self.fields["below"]


@asks
def split(request: Request, code: str) -> HttpResponse:
    """Split a unit off; the last of several takes the rest when the unit ends."""
    place = place_of(request, code)
    structure = request.rights.structure
    below = [(child, structure[child].name) for child in structure.children(code)]

    def deed(given: dict[str, Any]) -> None:
        services.split_unit(
            code=code,
            into=[given["into"]],
            on=given["on"],
            carrier=given["into"] if given["ends"] else "",
            below=dict.fromkeys(given.get("below", []), given["into"]),
            **by(request),
        )

    return page(
        request,
        SplitForm,
        title=f"拆分“{place.name}”",
        submit="拆分",
        deed=deed,
        done="已拆分。",
        then=_back(place),
        initial={"on": request.today},
        note="先设立拆分出的单位，再在这里逐个拆出。人员留在原单位的，拆分后逐人调动，"
        "或用表格成批调整。此项办理不能撤回。",
        cancel=_back(place),
        grave=True,
        tree=KINDS[place.kind].tree,
        below=below,
    )


class CloseForm(forms.Form):
    """The day from which the unit is no more."""

    active_to = since("撤销日期", help_text="自这一天起不再存在。")
    reason = why("原因", longest=100)


@asks
def close(request: Request, code: str) -> HttpResponse:
    """Close the unit."""
    place = place_of(request, code)
    tree = KINDS[place.kind].tree

    def then(_made: object) -> str:
        return f"{reverse('org-chart-of', args=[tree.value])}?closed=1"

    return page(
        request,
        CloseForm,
        title=f"撤销“{place.name}”",
        submit="撤销",
        deed=lambda given: services.close_unit(code=code, **given, **by(request)),
        done="已撤销。",
        then=then,
        initial={"active_to": date.isoformat(request.today)},
        note=f"编码不再给别的{TREE_NAMES[tree]}单位使用，历史保留。单位里还有人员或下级单位的，"
        "先调出；由别的单位接着办的，用“合并”。",
        cancel=_back(place),
        grave=True,
    )
