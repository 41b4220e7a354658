"""The addresses of ledgers as sheets."""

from django.urls import path

from linghang.web.imports.faces import Face
from linghang.web.imports.urls import addresses
from linghang.web.ledgers.sheets import taking

urlpatterns = [
    path("ledgers/<str:code>/sheet/", taking.sheet, name="ledger-sheet"),
    *addresses(
        "ledgers/<str:target>/import/",
        Face(
            kind="ledgers",
            name="ledger-import",
            listing="ledgers.batches",
            list_deeds="web/ledgers/sheets/deeds.html",
            home="ledger",
        ),
    ),
]
