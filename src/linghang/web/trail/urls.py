"""The addresses of the pages on the trail."""

from django.urls import path

from linghang.web.trail import pages, state

urlpatterns = [
    path("trail/", pages.entries, name="trail-list"),
    path("trail/<int:entry_id>/", pages.entry, name="trail-entry"),
    path("trail/privacy/", pages.privacy, name="trail-privacy"),
    path("trail/state/", state.state, name="trail-state"),
    path("trail/verify/", state.verify, name="trail-verify"),
    path("trail/verify/<int:verification_id>/", state.progress, name="trail-verification"),
]
