"""The addresses of the pages on DRG groups."""

from django.urls import path

from linghang.web.drg import (
    cases,
    differences,
    groups,
    overview,
    return_imports,
    returns,
    trial,
    weights,
)
from linghang.web.imports.urls import addresses

urlpatterns = [
    path("drg/", overview.overview, name="drg-overview"),
    path("drg/cases/", cases.case_list, name="drg-cases"),
    path("drg/groups/", groups.group_list, name="drg-groups"),
    path("drg/trial/", trial.trial, name="drg-trial"),
    path("drg/returns/", returns.overview, name="drg-returns"),
    path("drg/differences/", differences.difference_list, name="drg-differences"),
    path(
        "drg/differences/<str:month>/<slug:key>/deal/",
        differences.deal,
        name="drg-difference-deal",
    ),
    *addresses("drg/returns/import/", return_imports.FACE),
    path("drg/weights/", weights.tables, name="drg-weights"),
    path("drg/weights/<int:batch_id>/", weights.batch, name="drg-weights-batch"),
    path("drg/weights/<int:batch_id>/commit/", weights.commit, name="drg-weights-commit"),
    path("drg/weights/<int:batch_id>/discard/", weights.discard, name="drg-weights-discard"),
]
