"""The product's addresses and two peers in the same server: a word, and a bare table of 50 rows.

`hello` goes through the whole middleware of the product without asking who is there; `bare` draws
50 people with a Django template, without a frame, filters or rights.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from linghang.org.models import Person
from linghang.web import lists
from linghang.web.access import public
from linghang.web.lists import Column, Filter, Listing, Mark, Way
from linghang.web.requests import Request

BARE = engines["django"].from_string(
    "<table>{% for one in people %}<tr>"
    "<th><a href='/people/{{ one.code }}/'>{{ one.name }}</a></th>"
    "<td>{{ one.code }}</td><td>{{ one.licence }}</td><td>{{ one.active_from }}</td>"
    "<td>{{ one.active_to|default:'—' }}</td><td>{{ one.pk }}</td></tr>{% endfor %}</table>"
)
PEOPLE = Listing(
    code="bench.people",
    title="人员",
    counted="人",
    columns=(
        Column("name", "姓名", sort="name"),
        Column("code", "工号", sort="code", tone="nowrap"),
        Column("licence", "执业证书"),
        Column("since", "入院", value="active_from", sort="active_from", tone="nowrap"),
        Column("until", "离院", value="active_to", tone="nowrap"),
        Column("number", "序号", value="pk", tone="number"),
        Column(
            "state", "状态", value=lambda one: Mark("离院" if one.active_to else "在院", "done")
        ),
    ),
    filters=(
        Filter("q", "姓名或工号", path=("name", "code")),
        Filter("since", "入院", Way.DAY, path="active_from"),
    ),
    order="name",
    link=lambda one: f"/people/{one.code}/",
)


@public
def hello(request: HttpRequest) -> HttpResponse:
    """A word."""
    return HttpResponse("hello")


@public
def bare(request: HttpRequest) -> HttpResponse:
    """Fifty rows and nothing else."""
    return HttpResponse(
        BARE.render({"people": Person.objects.defer("id_card", "mobile").order_by("name")[:50]})
    )


def people(request: Request) -> HttpResponse:
    """The product's list: rights, menu, filters, kept conditions, export, 50 rows of 7 columns."""
    return lists.page(request, PEOPLE, Person.objects.defer("id_card", "mobile"))


urlpatterns = [
    path("bench/hello/", hello),
    path("bench/bare/", bare),
    path("bench/list/", people),
    path("", include("linghang.urls")),
]
handler404 = "linghang.web.views.errors.not_found"
handler500 = "linghang.web.views.errors.broken"
