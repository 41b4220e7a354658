"""The table of what can be found; the index over it is made by hand for each engine."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """Something that can be found: a unit, a person, a report, a section of the help.

    scopes: names of the ranges that it belongs to (units, mostly); somebody finds it who may look
    into one of them. text: what stands in it; nothing that a list would mask.
    """

    kind = models.CharField("类别", max_length=40)
    key = models.CharField("编号", max_length=200)
    title = models.CharField("标题", max_length=300)
    text = models.TextField("内容", blank=True)
    scopes = models.JSONField("范围")

    class Meta:
        verbose_name = verbose_name_plural = "可检索内容"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]

    def __str__(self) -> str:
        return self.title
