"""The address of the founding page."""

from django.urls import path

from linghang.web.setup import views

urlpatterns = [path("setup/<str:code>/", views.setup, name="setup")]
