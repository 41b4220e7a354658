"""The addresses of declared relatives."""

from django.urls import path

from linghang.web.relatives import pages

urlpatterns = [
    path("relatives/", pages.every, name="relatives"),
    path("relatives/own/", pages.own, name="relatives-own"),
    path("relatives/declare/", pages.declare, name="relatives-declare"),
    path("relatives/enter/", pages.declare_for, name="relatives-enter"),
    path("relatives/<int:pk>/end/", pages.end, name="relatives-end"),
]
