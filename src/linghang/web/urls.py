"""The addresses of the pages."""

from django.urls import include, path

from linghang.web import exporting
from linghang.web.imports.urls import addresses
from linghang.web.views import (
    cases,
    cockpit,
    desk,
    health,
    imports,
    indicators,
    reports,
    units,
)

urlpatterns = [
    path("", include("linghang.web.workbench.urls")),
    path("", include("linghang.web.search.urls")),
    path("", include("linghang.web.help.urls")),
    path("", include("linghang.web.counted.urls")),
    path("overview/", cockpit.cockpit, name="cockpit"),
    path("indicators/<slug:code>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:code>/export/", indicators.export, name="indicator-export"),
    path("cases/", cases.case_list, name="case-list"),
    *addresses("cases/import/", imports.FACE),
    path("cases/<slug:case_key>/", cases.case, name="case"),
    path("", include("linghang.web.drg.urls")),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/document/", reports.document, name="report-document"),
    path("org/units/<str:code>/", units.unit, name="unit"),
    path("", include("linghang.web.organisation.urls")),
    path("", include("linghang.web.exchange.urls")),
    path("", include("linghang.web.login.urls")),
    path("", include("linghang.web.setup.urls")),
    path("", include("linghang.web.rights.urls")),
    path("", include("linghang.web.trail.urls")),
    path("", include("linghang.web.notices.urls")),
    path("", include("linghang.web.parameters.urls")),
    path("", include("linghang.web.procedures.urls")),
    path("", include("linghang.web.meetings.urls")),
    path("", include("linghang.web.policies.urls")),
    path("", include("linghang.web.registers.urls")),
    path("", include("linghang.web.relatives.urls")),
    path("", include("linghang.web.dues.urls")),
    path("", include("linghang.web.ledgers.forms.urls")),
    path("", include("linghang.web.ledgers.sheets.urls")),
    path("", include("linghang.web.ledgers.urls")),
    path("", include("linghang.web.branches.urls")),
    path("", include("linghang.web.commitments.urls")),
    path("exports/", exporting.requests, name="export-requests"),
    path("desk/filters/", desk.keep_filter, name="desk-filter-keep"),
    path("desk/filters/<int:filter_id>/drop/", desk.drop_filter, name="desk-filter-drop"),
    path("desk/drafts/", desk.keep_draft, name="desk-draft"),
    path("desk/drafts/drop/", desk.drop_draft, name="desk-draft-drop"),
    path("healthz", health.healthz, name="healthz"),
]
