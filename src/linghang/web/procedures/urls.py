"""The addresses of the pages on procedures."""

from django.urls import path

from linghang.web.procedures import charts, deeds, entering, overview, proceedings

urlpatterns = [
    path("procedures/", charts.procedure_list, name="procedure-list"),
    path("procedures/<slug:code>/", charts.procedure, name="procedure"),
    path("procedures/<slug:code>/chart.svg", charts.chart_file, name="procedure-chart"),
    path("procedures/<slug:code>/start/", deeds.start, name="proceeding-start"),
    path("proceedings/", overview.proceeding_list, name="proceeding-list"),
    path("proceedings/<int:pk>/", proceedings.proceeding, name="proceeding"),
    path("proceedings/<int:pk>/void/", deeds.void, name="proceeding-void"),
    path("proceedings/<int:pk>/move/", deeds.move, name="proceeding-move"),
    path(
        "proceedings/<int:pk>/papers/<int:paper>/",
        proceedings.paper,
        name="proceeding-paper",
    ),
    path("proceedings/<int:pk>/<slug:step>/", deeds.act, name="proceeding-act"),
    path("proceedings/<int:pk>/<slug:step>/enter/", entering.enter, name="proceeding-enter"),
    path("proceedings/<int:pk>/<slug:step>/refuse/", deeds.refuse, name="proceeding-refuse"),
]
