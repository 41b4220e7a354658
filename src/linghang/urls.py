"""The one list of addresses: /api/ is the program's face, all others are pages."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("linghang.api.addresses")),
    path("", include("linghang.web.urls")),
]
handler400 = "linghang.web.views.errors.bad_request"
handler403 = "linghang.web.views.errors.not_allowed"
handler404 = "linghang.web.views.errors.not_found"
handler500 = "linghang.web.views.errors.broken"
