"""The addresses of the help."""

from django.urls import path

from linghang.web.help import views

urlpatterns = [
    path("help/", views.contents, name="help"),
    path("help/<str:name>/", views.page, name="help-page"),
]
