"""Settings of a foundation without engines, for tests that start processes of their own."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import autodiscover_modules

from linghang.settings.embedded import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "linghang.foundation.trail",
    "linghang.foundation.evidence",
    "linghang.foundation.schedule",
    "linghang.foundation.backup",
    "tests.foundation.alone.Commands",
]
MIDDLEWARE: list[str] = []
TEMPLATES: list[dict[str, object]] = []
AUTH_USER_MODEL = "auth.User"
ROOT_URLCONF = "tests.foundation.alone"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class Commands(AppConfig):
    """The commands without the catalogs, which engines that are not here would have to read."""

    name = "linghang.cli"
    label = "cli"

    def ready(self) -> None:
        autodiscover_modules("health")


def front_page(request: HttpRequest) -> HttpResponse:
    """The only page: who serves me?"""
    return HttpResponse("领航")


urlpatterns = [path("", front_page)]
