"""The addresses of the search."""

from django.urls import path

from linghang.web.search import choosing, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="search-suggest"),
    path("choose/people/", choosing.people, name="choose-people"),
]
