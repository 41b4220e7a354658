"""The addresses of the pages on rule parameters and the workday calendar."""

from django.urls import path

from linghang.web.parameters import calendar, changes, reading

urlpatterns = [
    path("rules/parameters/", reading.parameter_list, name="parameter-list"),
    path("rules/parameters/<str:code>/", reading.parameter, name="parameter"),
    path("rules/parameters/<str:code>/draft/", changes.draft, name="parameter-draft"),
    path("rules/changes/<int:change_id>/", changes.change, name="parameter-change"),
    path("rules/changes/<int:change_id>/file/", changes.file, name="parameter-change-file"),
    path("rules/changes/<int:change_id>/approve/", changes.approve, name="parameter-approve"),
    path("rules/changes/<int:change_id>/refuse/", changes.refuse, name="parameter-refuse"),
    path("rules/changes/<int:change_id>/withdraw/", changes.withdraw, name="parameter-withdraw"),
    path("rules/workdays/", calendar.years, name="workday-years"),
    path("rules/workdays/load/", calendar.load, name="workday-load"),
    path("rules/workdays/<int:year>/", calendar.year, name="workday-year"),
]
