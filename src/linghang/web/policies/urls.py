"""The addresses of the pages on the library of texts."""

from django.urls import path

from linghang.web.policies import comparing, deeds, importing, listing, making, reading

urlpatterns = [
    path("policies/", listing.library, name="policy-list"),
    path("policies/making/", making.making, name="policy-making"),
    path("policies/new/", deeds.new, name="policy-new"),
    path("policies/units/<str:code>/", listing.of_unit, name="policies-of"),
    path("policies/import/", importing.batches, name="policy-import-list"),
    path("policies/import/template/", importing.template, name="policy-import-template"),
    path("policies/import/<int:batch_id>/", importing.batch, name="policy-import"),
    path("policies/import/<int:batch_id>/commit/", importing.commit, name="policy-import-commit"),
    path(
        "policies/import/<int:batch_id>/discard/", importing.discard, name="policy-import-discard"
    ),
    path("policies/import/<int:batch_id>/undo/", importing.undo, name="policy-import-undo"),
    path("policies/import/<int:batch_id>/retry/", importing.retry, name="policy-import-retry"),
    path(
        "policies/import/<int:batch_id>/complaints.csv",
        importing.complaints_csv,
        name="policy-import-complaints",
    ),
    path("policies/<int:pk>/", reading.policy, name="policy"),
    path("policies/<int:pk>/compare/", comparing.compare, name="policy-compare"),
    path("policies/<int:pk>/revise/", deeds.revise, name="policy-revise"),
    path("policies/<int:pk>/abolish/", deeds.abolish, name="policy-abolish"),
    path("policies/<int:pk>/review/", deeds.review, name="policy-review"),
    path("policies/<int:pk>/correct/", deeds.correct, name="policy-correct"),
    path("policies/versions/<int:pk>/", reading.version, name="policy-version"),
    path("policies/versions/<int:pk>/print/", reading.printed, name="policy-print"),
    path("policies/versions/<int:pk>/words/", deeds.write, name="policy-draft"),
    path("policies/versions/<int:pk>/ask/", deeds.ask, name="policy-ask"),
    path("policies/versions/<int:pk>/read/", deeds.read, name="policy-read"),
    path("policies/drafts/<int:pk>/", reading.draft, name="policy-draft-shown"),
    path("policies/consultations/<int:pk>/answer/", deeds.answer, name="policy-answer"),
    path("policies/consultations/<int:pk>/weigh/", deeds.weigh, name="policy-weigh"),
]
