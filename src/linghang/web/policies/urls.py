"""The addresses of the pages on the library of texts."""

from django.urls import path

from linghang.web.imports.faces import Face
from linghang.web.imports.urls import addresses
from linghang.web.policies import comparing, deeds, listing, making, reading

IMPORTS = Face(kind="policies", name="policy-import", listing="policies.batches")
urlpatterns = [
    path("policies/", listing.library, name="policy-list"),
    path("policies/making/", making.making, name="policy-making"),
    path("policies/new/", deeds.new, name="policy-new"),
    path("policies/units/<str:code>/", listing.of_unit, name="policies-of"),
    *addresses(
        "policies/import/", Face(kind="policies", name="policy-import", listing="policies.batches")
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
