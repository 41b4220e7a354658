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
    path("drg/returns/import/", return_imports.batches, name="drg-return-imports"),
    path("drg/returns/import/<int:batch_id>/", return_imports.batch, name="drg-return-import"),
    path(
        "drg/returns/import/<int:batch_id>/commit/",
        return_imports.commit,
        name="drg-return-commit",
    ),
    path(
        "drg/returns/import/<int:batch_id>/discard/",
        return_imports.discard,
        name="drg-return-discard",
    ),
    path("drg/returns/import/<int:batch_id>/undo/", return_imports.undo, name="drg-return-undo"),
    path("drg/returns/import/<int:batch_id>/retry/", return_imports.retry, name="drg-return-retry"),
    path(
        "drg/returns/import/<int:batch_id>/complaints.csv",
        return_imports.complaints_csv,
        name="drg-return-complaints",
    ),
    path("drg/weights/", weights.tables, name="drg-weights"),
    path("drg/weights/<int:batch_id>/", weights.batch, name="drg-weights-batch"),
    path("drg/weights/<int:batch_id>/commit/", weights.commit, name="drg-weights-commit"),
    path("drg/weights/<int:batch_id>/discard/", weights.discard, name="drg-weights-discard"),
]
