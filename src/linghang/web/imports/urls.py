"""The addresses of a kind of import, all of them from one prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from linghang.foundation.intake import kinds
from linghang.web.imports import deeds, faces, files, pages
from linghang.web.imports.faces import Face


def addresses(prefix: str, face: Face) -> list[URLPattern]:
    """List, page, deeds and files of a kind below `prefix`, with the names of Face.

    prefix: ends with a slash; of a kind with targets it holds `<str:target>`.
    """
    faces.show(face)
    kind, name = {"kind": face.kind}, face.name
    one = f"{prefix}<int:batch_id>/"
    found = [
        path(prefix, pages.batches, kind, name=f"{name}-list"),
        path(one, pages.batch, kind, name=name),
        *(
            path(f"{one}{deed}/", getattr(deeds, deed), kind, name=f"{name}-{deed}")
            for deed in faces.DEEDS
        ),
        *(
            path(f"{one}{file}", getattr(files, part), kind, name=f"{name}-{part}")
            for part, file in faces.FILES.items()
        ),
    ]
    if kinds.of(face.kind).template:
        found.append(path(f"{prefix}template/", files.template, kind, name=f"{name}-template"))
    return found
