"""The one list of addresses: the web face owns them all."""

from django.urls import include, path

urlpatterns = [path("", include("linghang.web.urls"))]
handler404 = "linghang.web.views.errors.not_found"
handler500 = "linghang.web.views.errors.broken"
