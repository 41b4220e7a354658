"""The texts application: its subject, requirements and duties are named at the start."""

from __future__ import annotations

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """制度."""

    name = "linghang.texts"
    label = "texts"
    verbose_name = "制度"

    def ready(self) -> None:
        """A misspelt category stops the start."""
        from linghang.foundation.intake import kinds
        from linghang.notices import duties
        from linghang.procedures import requirements, subjects
        from linghang.texts import catalog, following, merging, providers, trail_actions
        from linghang.texts.library import importing
        from linghang.texts.models import VERSION

        trail_actions.register()
        catalog.categories()
        subjects.register(VERSION, "制度版本", following.describe, following.follow)
        requirements.register("texts.drafted", "正文草稿已保存", providers.drafted)
        requirements.register("texts.consulted", "有关部门的意见已征求并处理", providers.consulted)
        duties.register("texts.to_answer", providers.to_answer)
        duties.register("texts.to_review", providers.to_review)
        kinds.register(importing.KIND)
        merging.register()
