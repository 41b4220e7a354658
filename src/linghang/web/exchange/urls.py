"""The addresses of the pages on import and export of the organisation."""

from django.urls import path

from linghang.web.exchange import exports, imports

urlpatterns = [
    path("org/exchange/", imports.batches, name="exchange-list"),
    path("org/exchange/template/", exports.template, name="exchange-template"),
    path("org/exchange/export/", exports.export, name="exchange-export"),
    path("org/exchange/<int:batch_id>/", imports.batch, name="exchange-batch"),
    path("org/exchange/<int:batch_id>/commit/", imports.commit, name="exchange-commit"),
    path("org/exchange/<int:batch_id>/discard/", imports.discard, name="exchange-discard"),
    path("org/exchange/<int:batch_id>/undo/", imports.undo, name="exchange-undo"),
    path("org/exchange/<int:batch_id>/retry/", imports.retry, name="exchange-retry"),
    path("org/exchange/<int:batch_id>/answer/", imports.answer, name="exchange-answer"),
    path(
        "org/exchange/<int:batch_id>/complaints.csv",
        exports.complaints_csv,
        name="exchange-complaints",
    ),
    path("org/exchange/<int:batch_id>/mended.xlsx", exports.marked, name="exchange-marked"),
]
