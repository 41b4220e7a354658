"""The addresses of the pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from linghang.web.access import public
from linghang.web.views import (
    cases,
    cockpit,
    health,
    imports,
    indicators,
    reports,
    session,
    units,
)

urlpatterns = [
    path("", cockpit.cockpit, name="cockpit"),
    path("indicators/<slug:code>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:code>/export/", indicators.export, name="indicator-export"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/import/", imports.batches, name="import-list"),
    path("cases/import/<int:batch_id>/", imports.batch, name="import"),
    path("cases/import/<int:batch_id>/commit/", imports.commit, name="import-commit"),
    path("cases/import/<int:batch_id>/discard/", imports.discard, name="import-discard"),
    path("cases/import/<int:batch_id>/undo/", imports.undo, name="import-undo"),
    path("cases/import/<int:batch_id>/retry/", imports.retry, name="import-retry"),
    path(
        "cases/import/<int:batch_id>/complaints.csv",
        imports.complaints_csv,
        name="import-complaints",
    ),
    path("cases/<slug:case_key>/", cases.case, name="case"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/document/", reports.document, name="report-document"),
    path("org/units/<str:code>/", units.unit, name="unit"),
    path("login/", public(session.LoginView.as_view()), name="login"),
    path("login/demo/<int:appointment>/", session.demo_login, name="demo-login"),
    path("logout/", public(LogoutView.as_view(next_page="login")), name="logout"),
    path("act/<int:appointment>/", session.act, name="act"),
    path("healthz", health.healthz, name="healthz"),
]
