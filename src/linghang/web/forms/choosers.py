"""Fields that name a unit or a person: by name, by code, or as the browser offers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse

from linghang.org.definitions import KINDS, Kind
from linghang.org.models import Person
from linghang.org.rules import Rights
from linghang.org.trees.rules import Place
from linghang.web.requests import Request

WITH_CODE = re.compile(r"^(?P<name>.*)（(?P<code>[^（）]+)）$")
MOST_NAMED = 5
BETWEEN = re.compile(r"[\n、，,;；]+")


def written(name: str, code: str) -> str:
    """How a chooser writes somebody or something: 骨科（ORTH）."""
    return f"{name}（{code}）"


def read(text: str) -> tuple[str, str]:
    """(name, code) of what stands in a chooser; a bare word may be either and comes as both."""
    found = WITH_CODE.match(text)
    return (found["name"], found["code"]) if found else (text, text)


class Offering(forms.TextInput):
    """A text field with suggestions: a fixed list, or what `asks` answers while one types."""

    template_name = "web/forms/offering.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.offered: tuple[str, ...] = ()
        self.asks = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identifier = f"{context['widget']['attrs'].get('id', name)}-offered"
        context["widget"]["attrs"]["list"] = identifier
        return {**context, "offered": self.offered, "asks": self.asks, "list_id": identifier}


class UnitField(forms.CharField):
    """A unit of today's trees; the cleaned value is its code, "" for none.

    kinds: which it may be; all without any. among: codes that the acting post may name; all
    without it.
    """

    widget = Offering

    def __init__(
        self,
        *,
        kinds: Iterable[Kind] = (),
        among: Callable[[Rights], Iterable[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.kinds, self.among = frozenset(kinds), among
        self.places: dict[str, Place] = {}
        super().__init__(**kwargs)

    def see(self, request: Request) -> None:
        """Take the units of the day; called once for each form that is shown or sent."""
        structure = request.rights.structure
        allowed = None if self.among is None else frozenset(self.among(request.rights))
        self.places = {
            code: place
            for code, place in structure.units.items()
            if (not self.kinds or place.kind in self.kinds) and (allowed is None or code in allowed)
        }
        self.widget.offered = tuple(written(one.name, one.code) for one in self.places.values())

    def prepare_value(self, value: Any) -> Any:
        place = self.places.get(value)
        return written(place.name, place.code) if place else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        name, code = read(text)
        if code in self.places:
            return code
        hits = [one for one in self.places.values() if one.name == name]
        if len(hits) == 1:
            return hits[0].code
        raise ValidationError(self._why_not(text, hits))

    def _why_not(self, text: str, hits: list[Place]) -> str:
        if hits:
            found = "、".join(written(one.name, one.code) for one in hits[:MOST_NAMED])
            return f"名为“{text}”的单位不止一个：{found}。请选其中一个。"
        kinds = "或".join(KINDS[kind].name for kind in sorted(self.kinds))
        return (
            f"没有名称或编码为“{text}”的{kinds or '单位'}，或不在本职务可选的范围内。请从提示中选。"
        )


class PersonField(forms.CharField):
    """A person; the cleaned value is the code, "" for none.

    among: which people may be named; by default those who are here today and whom the acting post
    may read about.
    """

    widget = Offering

    def __init__(
        self, *, among: Callable[[Request], QuerySet[Person]] | None = None, **kwargs: Any
    ) -> None:
        self.among = among
        self.request: Request | None = None
        super().__init__(**kwargs)

    def see(self, request: Request) -> None:
        """Take who asks, and when; called once for each form that is shown or sent."""
        self.request = request
        if isinstance(self.widget, Offering):
            self.widget.asks = reverse("choose-people")

    @property
    def people(self) -> QuerySet[Person]:
        """Who may be named, put together when somebody is; nobody before the field was seen."""
        if self.request is None:
            return Person.objects.none()
        if self.among:
            return self.among(self.request)
        here = Person.objects.on(self.request.today)
        return here.visible_to(self.request.rights, self.request.today)

    def prepare_value(self, value: Any) -> Any:
        if not value or WITH_CODE.match(str(value)):
            return value
        name = self.people.filter(code=value).values_list("name", flat=True).first()
        return written(name, value) if name else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        name, code = read(text)
        wanted = Q(code=code) if name != code else Q(code=code) | Q(name=name)
        hits = list(self.people.filter(wanted).values_list("code", "name")[: MOST_NAMED + 1])
        exact = [code for code, _ in hits if code == read(text)[1]]
        if len(exact or hits) == 1:
            return exact[0] if exact else hits[0][0]
        if hits:
            found = "、".join(written(name, code) for code, name in hits[:MOST_NAMED])
            raise ValidationError(f"姓名为“{text}”的不止一人：{found}。请写工号，或选其中一人。")
        raise ValidationError(f"没有姓名或工号为“{text}”的在院人员。请核对，或从提示中选。")


class PeopleField(PersonField):
    """Any number of persons, one a line or between 、; the cleaned value is a tuple of codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 2}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        codes = list(value or ())
        names = dict(self.people.filter(code__in=codes).values_list("code", "name"))
        return "\n".join(written(names[one], one) if one in names else one for one in codes)

    def clean(self, value: Any) -> Any:
        words = [one.strip() for one in BETWEEN.split(str(value or "")) if one.strip()]
        found, wrong = [], []
        for word in words:
            try:
                found.append(super().clean(word))
            except ValidationError as complaint:
                wrong += complaint.messages
        if wrong:
            raise ValidationError(wrong)
        return tuple(dict.fromkeys(found))
