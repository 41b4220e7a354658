"""The addresses of the pages of branches."""

from django.urls import path

from linghang.web.branches import cultivated, development, flowing, pairings, terms

urlpatterns = [
    path("branches/terms/", terms.terms, name="branch-terms"),
    path("branches/terms/<str:code>/", terms.begin, name="term-begin"),
    path("branches/flowing/", flowing.flowing_list, name="flowing-list"),
    path("branches/flowing/units/<str:code>/new/", flowing.add, name="flowing-add"),
    path("branches/flowing/<int:pk>/", flowing.flowing, name="flowing"),
    path("branches/flowing/<int:pk>/contact/", flowing.contact, name="flowing-contact"),
    path("branches/flowing/<int:pk>/back/", flowing.back, name="flowing-back"),
    path("branches/development/", development.development, name="development"),
    path("branches/development/people/", development.people, name="development-people"),
    path("branches/development/plan/", development.plan, name="development-plan"),
    path("branches/cultivated/", cultivated.cultivated, name="cultivated"),
    path("branches/cultivated/units/<str:code>/new/", cultivated.add, name="cultivated-add"),
    path("branches/cultivated/<int:pk>/void/", cultivated.void, name="cultivated-void"),
    path("branches/pairings/", pairings.pairings, name="pairings"),
    path("branches/pairings/units/<str:code>/new/", pairings.add, name="pairing-add"),
    path("branches/pairings/<int:pk>/", pairings.pairing, name="pairing"),
    path("branches/pairings/<int:pk>/note/", pairings.note, name="pairing-note"),
    path("branches/pairings/<int:pk>/achieve/", pairings.achieve, name="pairing-achieve"),
    path("branches/pairings/<int:pk>/end/", pairings.end, name="pairing-end"),
]
