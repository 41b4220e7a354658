"""The addresses of the first page and of one's deadlines."""

from django.urls import path

from linghang.web.workbench import deadlines, views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("deadlines.ics", deadlines.download, name="deadlines"),
    path("deadlines/", deadlines.feed_page, name="deadline-feed"),
    path("deadlines/make/", deadlines.make_feed, name="deadline-feed-make"),
    path("deadlines/end/", deadlines.end_feed, name="deadline-feed-end"),
    path("deadlines/<slug:secret>.ics", deadlines.feed, name="deadline-feed-open"),
]
