"""A form answers: empty or with its draft, refused in place (422), or done and gone on (302)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorDict
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url

from linghang.foundation import clock, outages
from linghang.foundation.desk import queries as desk_queries
from linghang.foundation.desk import services as desk
from linghang.foundation.errors import Refused
from linghang.web.forms import growing, looking
from linghang.web.forms.choosers import PersonField, UnitField
from linghang.web.forms.growing import Rows
from linghang.web.requests import Request

PAGE = "web/forms/page.html"
ONCE = "once"
CHOSEN = ("select", "radioselect")  # what has a value before anybody touches it
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
AGAIN = "这张表单已经办理过，没有重复办理。"
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading. fields: names, in order.

    look: "" | rows (label and control in one line, for many alike) | fold (shut until something
    stands in it).
    """

    title: str
    fields: tuple[str, ...]
    says: str = ""
    look: Literal["", "rows", "fold"] = ""


Groups = Sequence[Group] | Callable[[Any], Sequence[Group]]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with its fields as the template writes them."""

    title: str
    says: str
    fields: tuple[BoundField, ...]
    look: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether something was chosen in it, stands written in it, or is wrong."""
        return any(_is_filled(one) for one in self.fields)


def _is_filled(field: BoundField) -> bool:
    value = field.value()
    if value in (None, ""):
        return bool(field.errors)
    return bool(field.errors) or value != field.initial or field.widget_type not in CHOSEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A form ready for its template `web/forms/form.html`."""

    form: BaseForm
    groups: tuple[ShownGroup, ...]
    submit: str
    once: str
    draft: str = ""
    restored_at: datetime | None = None
    cancel: str = ""
    grave: bool = False
    hints: Sequence[str] = ()
    buttons: Sequence[tuple[str, str]] = ()

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(id of the control, label, complaint) of every complaint about one field."""
        return [
            (bound.id_for_label or bound.auto_id, str(bound.label), str(complaint))
            for group in self.groups
            for bound in group.fields
            for complaint in bound.errors
        ]

    @property
    def refused(self) -> list[str]:
        """What is wrong with the whole: refusals of the deed, complaints about hidden fields."""
        hidden = [text for bound in self.form.hidden_fields() for text in bound.errors]
        return [*(str(one) for one in self.form.non_field_errors()), *map(str, hidden)]

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong or self.refused)


def page(
    request: Request,
    form: type[BaseForm],
    *,
    title: str,
    submit: str,
    deed: Callable[[dict[str, Any]], Done],
    done: str | Callable[[Done], str] = "",
    then: str | Callable[[Done], str],
    draft: str = "",
    initial: Mapping[str, Any] | None = None,
    groups: Groups = (),
    note: str = "",
    asks: Sequence[str] = (),
    cancel: str = "",
    grave: bool = False,
    blame: Mapping[type[Refused], str] | None = None,
    template: str = PAGE,
    context: Mapping[str, object] | None = None,
    buttons: Sequence[tuple[str, str]] = (),
    grows: Sequence[Rows] = (),
    **more: Any,
) -> HttpResponse:
    """The whole answer of a view that is a form; the view has asked the policy before.

    form: a form class (`forms.of_fields` makes one of declared fields). more: its arguments.
    submit: the word on the button, the deed itself (设立, 任命).
    deed: gets the cleaned values, calls one service, returns what it made; a Refused is shown in
    place. blame: kind of refusal → name of the field that it is about.
    done: what happened, as a sentence. then: address to go on to (both may be functions of what
    the deed returned). draft: code under which unfinished values are kept; "" keeps none.
    grave: the button of a deed that cannot be taken back. asks: what is to be known before it is
    filled in, one sentence a line above the form. buttons: (name, words) of further buttons; the
    view sees in the request which one was pressed. grows: rows of which the form may get more,
    without being judged or done; groups may be a function of the form, then.
    """
    context = {"asks": asks, **(context or {})}
    pressed = (*buttons, *growing.button(grows))
    about = (title, submit, draft, groups, note, cancel, grave, template, context, pressed)
    say = _Page(form, *about)
    if request.method != "POST":
        return say.fresh(request, initial, more)
    once = _token(request)
    if went := desk_queries.led_to(request.actor.person, once):
        return _again(request, went)
    if longer := growing.longer(request.POST, grows):
        return say.with_more(request, longer, initial, more, once=once)
    filled = _made(form, request, data=request.POST, files=request.FILES, initial=initial, **more)
    hints = looking.hints(request, filled) if filled.is_valid() else []
    if hints or filled.errors:
        return say.answer(request, filled, once=once, status=422, hints=hints)
    try:
        with outages.told(), transaction.atomic():
            made = deed(filled.cleaned_data)
            target = resolve_url(_of(then, made))
            _settle(request.actor.person, once, target, draft)
    except desk.AlreadySent as earlier:
        return _again(request, earlier.leads_to or request.path)
    except Refused as refusal:
        refusal.remember()
        filled.add_error(_field(refusal, blame, filled), str(refusal))
        return say.answer(request, filled, once=once, status=422)
    if sentence := _of(done, made):
        messages.success(request, sentence)
    return redirect(target)


def _settle(person: str, once: str, target: str, draft: str) -> None:
    """The form is done: it is not done again, and nothing of it waits as a draft."""
    desk.settle(person=person, token=once, leads_to=target, at=clock.now())
    if draft:
        desk.drop_draft(person=person, form=draft)


def _of(says: str | Callable[[Done], str], made: Done) -> str:
    return says(made) if callable(says) else says


def _made(form: type[BaseForm], request: Request, **given: Any) -> BaseForm:
    """The form, with fields that offer what the acting post may name."""
    made = form(**given)
    for field in made.fields.values():
        if isinstance(field, UnitField | PersonField):
            field.see(request)
    return made


def _again(request: Request, target: str) -> HttpResponse:
    messages.info(request, AGAIN)
    return redirect(target)


def _token(request: Request) -> str:
    """The number of this form; a new one for a form that came without."""
    text = request.POST.get(ONCE, "")
    return text if TOKEN.fullmatch(text) else secrets.token_urlsafe(16)


def _field(
    refusal: Refused, blame: Mapping[type[Refused], str] | None, form: BaseForm
) -> str | None:
    name = next((name for kind, name in (blame or {}).items() if isinstance(refusal, kind)), None)
    return name if name in form.fields else None


@dataclass(frozen=True, slots=True)
class _Page:
    form: type[BaseForm]
    title: str
    submit: str
    draft: str
    groups: Groups
    note: str
    cancel: str
    grave: bool
    template: str
    context: Mapping[str, object]
    buttons: Sequence[tuple[str, str]]

    def fresh(
        self, request: Request, initial: Mapping[str, Any] | None, more: Mapping[str, Any]
    ) -> HttpResponse:
        """The empty form, or what was typed the last time."""
        kept = desk_queries.draft(request.actor.person, self.draft) if self.draft else None
        once = secrets.token_urlsafe(16)
        if kept is None:
            empty = _made(self.form, request, initial=initial, **more)
            return self.answer(request, empty, once=once)
        data = QueryDict(mutable=True)
        for name, values in kept.values.items():
            data.setlist(name, list(values))
        return self.as_typed(request, data, initial, more, once=once, restored_at=kept.kept_at)

    def with_more(
        self,
        request: Request,
        data: QueryDict,
        initial: Mapping[str, Any] | None,
        more: Mapping[str, Any],
        *,
        once: str,
    ) -> HttpResponse:
        """The form with rows added; what is new in it begins as in a form nobody has filled in."""
        had, has = (
            _made(self.form, request, data=each, initial=initial, **more)
            for each in (request.POST, data)
        )
        for name in has.fields.keys() - had.fields.keys():
            data[name] = has.get_initial_for_field(has.fields[name], name) or ""
        return self.as_typed(request, data, initial, more, once=once)

    def as_typed(
        self,
        request: Request,
        data: QueryDict,
        initial: Mapping[str, Any] | None,
        more: Mapping[str, Any],
        *,
        once: str,
        restored_at: datetime | None = None,
    ) -> HttpResponse:
        """The form with what stands in it, not judged."""
        form = _made(self.form, request, data=data, initial=initial, **more)
        vars(form)["_errors"] = ErrorDict()  # nothing is wrong yet: it was not sent
        return self.answer(request, form, once=once, restored_at=restored_at)

    def answer(
        self,
        request: Request,
        form: BaseForm,
        *,
        once: str,
        status: int = 200,
        restored_at: datetime | None = None,
        hints: Sequence[str] = (),
    ) -> HttpResponse:
        shown = Shown(
            form=form,
            groups=_grouped(form, self.groups(form) if callable(self.groups) else self.groups),
            submit=self.submit,
            once=once,
            draft=self.draft,
            restored_at=restored_at,
            cancel=self.cancel,
            grave=self.grave,
            hints=hints,
            buttons=self.buttons,
        )
        context = {**self.context, "shown": shown, "title": self.title, "note": self.note}
        return render(request, self.template, context, status=status)


def _grouped(form: BaseForm, groups: Sequence[Group]) -> tuple[ShownGroup, ...]:
    """The visible fields in their groups; those that no group names come last."""
    visible = {bound.name: bound for bound in form.visible_fields()}
    shown = [
        ShownGroup(
            group.title,
            group.says,
            tuple(visible.pop(name) for name in group.fields if name in visible),
            group.look,
        )
        for group in groups
    ]
    if visible:
        shown.append(ShownGroup("", "", tuple(visible.values())))
    return tuple(group for group in shown if group.fields)
