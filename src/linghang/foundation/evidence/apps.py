"""The evidence application."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """佐证材料."""

    name = "linghang.foundation.evidence"
    label = "evidence"
    verbose_name = "佐证材料"
