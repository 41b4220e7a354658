"""The shape that every catalog item shares, and the head of a system's folder."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Item(BaseModel):
    """One entry of a catalog file. An item without a source is an opinion and is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: str = Field(min_length=1, max_length=80)
    source: str = Field(min_length=1)


class About(Item):
    """`about.yaml`: what a system is called and where it stands in the menu."""

    purpose: str = Field(min_length=1)
    menu_order: int = Field(ge=0)
