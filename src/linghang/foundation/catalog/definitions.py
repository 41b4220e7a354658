"""The shape that every catalog item shares, and the head of a system's folder."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_ADDRESS = r"^[a-z][a-z0-9-]*$"


class Item(BaseModel):
    """One entry of a catalog file. An item without a source is an opinion and is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: str = Field(min_length=1, max_length=80)
    source: str = Field(min_length=1)


class MenuPage(BaseModel):
    """One page of a system that the menu leads to.

    page: name of its address. below: names of the addresses that belong to it. icon: a class of
    the style sheet. at: `own_unit` when the address names a unit; the menu then leads to the
    acting post's. deed: who may open it, as a code of `org.deeds`; "" for everybody.
    posts: for whose work it is, when others need no line for it; they open it from other pages.
    procedures: what it tells of; who has a part in none of them needs no line for it.
    help: a user guide and a heading in it, `院领导-看数.md#运行总览`; for the pages below, too.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=20)
    page: str = Field(pattern=_ADDRESS)
    icon: str = Field(pattern=r"^[a-z]+$")
    below: tuple[str, ...] = ()
    at: Literal["", "own_unit"] = ""
    deed: str = ""
    posts: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    help: str = ""


class About(Item):
    """`about.yaml`: what a system is called, and which of its pages stand where in the menu.

    section: the heading in the menu; systems may share one. menu_order: of systems.
    """

    purpose: str = Field(min_length=1)
    menu_order: int = Field(ge=0)
    section: str = ""
    pages: tuple[MenuPage, ...] = ()
