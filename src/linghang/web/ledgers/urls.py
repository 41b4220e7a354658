"""The addresses of ledgers."""

from django.urls import path

from linghang.web.ledgers import (
    about,
    changing,
    closing,
    entering,
    entry,
    found,
    grid,
    listing,
    offered,
    overview,
    papers,
    printing,
    waiting,
)

OF = "ledgers/<slug:code>"

urlpatterns = [
    path("ledgers/", overview.overview, name="ledger-overview"),
    path("ledgers/waiting/", waiting.waiting, name="ledger-waiting"),
    path("ledgers/entries/<int:pk>/", found.entry, name="ledger-entry-of"),
    path("ledgers/filings/<int:pk>/", found.filing, name="ledger-filing"),
    path(f"{OF}/", listing.ledger, name="ledger"),
    path(f"{OF}/about/", about.about, name="ledger-about"),
    path(f"{OF}/new/", entering.new, name="ledger-new"),
    path(f"{OF}/people/", entering.people, name="ledger-people"),
    path(f"{OF}/offered/", offered.offered, name="ledger-offered"),
    path(f"{OF}/grid/", grid.grid, name="ledger-grid"),
    path(f"{OF}/print/", printing.sheet, name="ledger-print"),
    path(f"{OF}/booklet/", printing.booklet, name="ledger-booklet"),
    path(f"{OF}/closing/", closing.closing, name="ledger-closing"),
    path(f"{OF}/closing/<int:year>/close/", closing.close, name="ledger-close"),
    path(f"{OF}/closing/<int:pk>/reopen/", closing.reopen, name="ledger-reopen"),
    path(f"{OF}/<int:pk>/", entry.entry, name="ledger-entry"),
    path(f"{OF}/<int:pk>/edit/", entering.edit, name="ledger-edit"),
    path(f"{OF}/<int:pk>/copy/", entering.copy, name="ledger-copy"),
    path(f"{OF}/<int:pk>/correct/", changing.correct, name="ledger-correct"),
    path(f"{OF}/<int:pk>/void/", changing.void, name="ledger-void"),
    path(f"{OF}/<int:pk>/attach/", changing.attach, name="ledger-attach"),
    path(f"{OF}/<int:pk>/discard/", changing.discard, name="ledger-discard"),
    path(f"{OF}/<int:pk>/papers/<int:paper>/", papers.paper, name="ledger-paper"),
]
