"""The sealed table of these tests."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import models

from linghang.foundation.vault import purposes
from linghang.foundation.vault.fields import SealedTextField


class Note(models.Model):
    """A row with two sealed columns."""

    title = models.CharField("标题", max_length=20, blank=True)
    text = SealedTextField("内容", purpose=purposes.PERSONAL, blank=True)
    spare = SealedTextField("备用", purpose=purposes.PERSONAL, null=True)

    class Meta:
        apps = Apps()
        app_label = "tests_vault"
        verbose_name = "便笺"

    def __str__(self) -> str:
        return self.title
