"""The addresses of the organisation's pages."""

from django.urls import path

from linghang.web.organisation import (
    charges,
    charts,
    delegations,
    leading,
    people,
    person_forms,
    post_forms,
    unit_forms,
    unmasked,
)

urlpatterns = [
    path("org/chart/", charts.chart, name="org-chart"),
    path("org/chart/<slug:tree>/", charts.chart, name="org-chart-of"),
    path("org/chart/<slug:tree>/add/", unit_forms.add_root, name="unit-add-root"),
    path("org/units/<str:code>/add/", unit_forms.add, name="unit-add"),
    path("org/units/<str:code>/rename/", unit_forms.rename, name="unit-rename"),
    path("org/units/<str:code>/move/", unit_forms.move, name="unit-move"),
    path("org/units/<str:code>/beds/", unit_forms.beds, name="unit-beds"),
    path("org/units/<str:code>/cover/", unit_forms.cover, name="unit-cover"),
    path("org/units/<str:code>/merge/", unit_forms.merge, name="unit-merge"),
    path("org/units/<str:code>/split/", unit_forms.split, name="unit-split"),
    path("org/units/<str:code>/close/", unit_forms.close, name="unit-close"),
    path("org/units/<str:code>/appoint/", post_forms.appoint, name="appoint"),
    path("org/appointments/<int:pk>/end/", post_forms.end, name="appointment-end"),
    path("org/charges/", charges.charges, name="org-charges"),
    path("org/charges/<int:pk>/end/", charges.end, name="charge-end"),
    path("org/appointments/<int:pk>/charges/", charges.charge, name="charge"),
    path("org/people/", people.people, name="people"),
    path("org/people/add/", person_forms.add, name="person-add"),
    path("org/people/duplicates/", people.duplicates, name="people-duplicates"),
    path("org/people/<str:code>/", people.person, name="person"),
    path("org/people/<str:code>/number/", unmasked.unmask, name="person-unmask"),
    path("org/people/<str:code>/correct/", person_forms.correct, name="person-correct"),
    path("org/people/<str:code>/belong/", person_forms.belong, name="person-belong"),
    path("org/people/<str:code>/release/", person_forms.release, name="person-release"),
    path("org/people/<str:code>/return/", person_forms.come_back, name="person-return"),
    path("org/people/<str:code>/merge/", person_forms.merge, name="person-merge"),
    path("org/things/<slug:kind>/<int:pk>/", leading.lead, name="org-thing"),
    path("org/delegations/", delegations.own, name="delegations"),
    path("org/delegations/<int:pk>/give/", delegations.give, name="delegate"),
    path("org/delegations/<int:pk>/withdraw/", delegations.withdraw, name="delegation-withdraw"),
]
