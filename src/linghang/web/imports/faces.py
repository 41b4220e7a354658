"""How a kind of import is shown: under which addresses, and what of its pages is its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from linghang.foundation import outages
from linghang.foundation.intake import kinds, services
from linghang.foundation.intake.kinds import Kind
from linghang.foundation.intake.models import WORKED_ON, Batch
from linghang.foundation.outages import Outage
from linghang.web import subjects
from linghang.web.access import hide_unless, require
from linghang.web.lists import Column
from linghang.web.requests import Request

DEEDS = ("commit", "discard", "undo", "retry")
FILES = {"complaints": "complaints.csv", "sheet": "complaints.xlsx", "mended": "mended.xlsx"}


def nothing(request: Request, batch: Batch) -> dict[str, Any]:
    """The context of a kind whose page has no part of its own."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The addresses of a kind, and what it adds to the pages; what it adds may be left out.

    name: of the address of a batch; the others are called name-list, name-commit and so on.
    listing: code of the list of batches, under which filters are kept; "" takes the kind's.
    columns: of that list, after the file; without them the summary stands there.
    list_deeds: template of buttons beside that of the template. body: template above the files of
    a checked batch, for counts and questions; it has what `context` returns, asked once per page.
    home: name of the address of what is imported into, where the kind has several targets.
    """

    kind: str
    name: str
    listing: str = ""
    columns: tuple[Column, ...] = ()
    list_deeds: str = ""
    body: str = ""
    home: str = ""
    context: Callable[[Request, Batch], dict[str, Any]] = nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A kind as a request asks for it: for one target where the kind has several."""

    face: Face
    kind: Kind
    target: str

    @property
    def target_name(self) -> str:
        return self.kind.named(self.target) if self.kind.named else ""

    @property
    def home(self) -> tuple[str, str] | None:
        """What is imported into: its name and its address."""
        if not self.face.home:
            return None
        return self.target_name, reverse(self.face.home, args=[self.target])

    def says(self, text: str) -> str:
        """A text of the kind's Words, the target named."""
        return text.replace("{target}", self.target_name)

    def url(self, part: str, *args: object) -> str:
        """Address of a part: "list", "template", "" (a batch), a deed or a file of it."""
        name = f"{self.face.name}-{part}" if part else self.face.name
        before = (self.target,) if self.kind.named else ()
        return reverse(name, args=[*before, *args])

    def urls(self, batch: Batch) -> dict[str, str]:
        """Addresses of everything about a batch, by part; `batch` is its page."""
        parts = {part: self.url(part, batch.pk) for part in (*DEEDS, *FILES)}
        return {**parts, "batch": self.url("", batch.pk), "list": self.url("list")}

    def batches(self, request: Request) -> QuerySet[Batch]:
        """Those that the post sees."""
        kept = Batch.objects.filter(kind=self.kind.code, target=self.target)
        return self.kind.visible(request.rights, kept)

    def found(self, request: Request, batch_id: int) -> Batch:
        """The batch, or 404 as if it were not there.

        One whose process was killed is told so at once, so that it can go on or be given up.
        """
        hide_unless(self.kind.may(request.rights, self.target))
        batch: Batch = get_object_or_404(self.batches(request), pk=batch_id)
        if batch.state in WORKED_ON:
            # A disk that is still full keeps the mark out as well; the page is there all the same.
            with suppress(Outage), outages.told():
                if services.settle(kind=self.kind.code):
                    batch.refresh_from_db()
        return batch


_faces: dict[str, Face] = {}


def show(face: Face) -> None:
    """Make a face known; histories, notices and duties about its batches then lead there."""
    if _faces.setdefault(face.kind, face) != face:
        raise ValueError(f"imports of {face.kind!r} are shown elsewhere already")
    kind = kinds.of(face.kind)
    subjects.register(kind.trail.subject, _address if kind.named else face.name)


def _address(batch_id: str) -> str:
    found = Batch.objects.filter(pk=batch_id).first() if batch_id.isdigit() else None
    return of(found).url("", found.pk) if found else ""


def place(kind: str, target: str = "") -> Place:
    """Raises Http404 for a target that is not there."""
    found = Place(_faces[kind], kinds.of(kind), target)
    if found.kind.named and not found.target_name:
        raise Http404
    return found


def admit(request: Request, place: Place) -> None:
    """Raise Http404 for a target that the post may not know of, Denied with the reason
    where it may not import."""
    if place.kind.hidden(request.rights, place.target):
        raise Http404
    require(place.kind.may(request.rights, place.target))


def of(batch: Batch) -> Place:
    """Where a batch is shown."""
    return place(batch.kind, batch.target)
