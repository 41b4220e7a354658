"""The addresses of the pages on what ledgers come to."""

from django.urls import path

from linghang.web.counted import burden, drill, figures, twins

urlpatterns = [
    path("ledgers/burden/", burden.burden, name="ledger-burden"),
    path("ledgers/<slug:code>/figures/", figures.figures, name="ledger-figures"),
    path("ledgers/<slug:code>/figures/<slug:figure>/", drill.drill, name="ledger-figure"),
    path("ledgers/<slug:code>/twins/", twins.twins, name="ledger-twins"),
    path("ledgers/<slug:code>/twins/apart/", twins.apart, name="ledger-apart"),
]
