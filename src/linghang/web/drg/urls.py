"""The addresses of the pages on DRG groups."""

from django.urls import path

from linghang.web.drg import cases, groups, overview, trial

urlpatterns = [
    path("drg/", overview.overview, name="drg-overview"),
    path("drg/cases/", cases.case_list, name="drg-cases"),
    path("drg/groups/", groups.group_list, name="drg-groups"),
    path("drg/trial/", trial.trial, name="drg-trial"),
]
