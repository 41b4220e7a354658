"""The meetings application: at start-up it checks the catalogs and names its deeds and duties."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """会议."""

    name = "linghang.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """A kind of meeting or item that cannot be stops the start."""
        from linghang.foundation.vault import purposes
        from linghang.meetings import catalog, merging, trail_actions
        from linghang.meetings.books import catalog as books
        from linghang.meetings.duties import providers
        from linghang.meetings.lessons import catalog as lesson_catalog
        from linghang.meetings.lessons import providers as lessons
        from linghang.meetings.models.talks import PURPOSE
        from linghang.meetings.rota import providers as rota
        from linghang.meetings.yearly import providers as yearly
        from linghang.notices import duties

        purposes.register(PURPOSE, "谈心谈话")
        trail_actions.register()
        catalog.check()
        books.check()
        lesson_catalog.check()
        duties.register("meetings.due", providers.meetings_due)
        duties.register("meetings.behind", providers.branches_behind)
        duties.register("meetings.year", yearly.year_due)
        duties.register("meetings.lessons", lessons.lessons_due)
        duties.register("meetings.speakers", lessons.speakers_behind)
        duties.register("meetings.rota", rota.rota_due)
        merging.register()
