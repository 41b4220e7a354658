"""The register of purchases: figures and rows of what the post may see, in constant queries."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation.access import Actor
from linghang.procedures import services
from linghang.procedures.models import Told
from tests.web_hospital import TODAY, Hospital

AT = datetime(2025, 12, 31, 2, 0, tzinfo=UTC)
MOST = 32


def start(hospital: Hospital, number: int) -> int:
    held = hospital.appointments["cardiology_head"]
    made = services.start(
        procedure="procurement",
        unit="CARD",
        title=f"购置某物{number}",
        actor=Actor(person=held.person.code, appointment=held.pk),
        at=AT,
        today=TODAY,
    )
    for code, spelled, amount in (
        ("method", "single" if number % 2 else "open", None),
        ("price", "", 100_000_00),
        ("paid", "", 40_000_00),
        ("supplier", "某公司", None),
    ):
        Told.objects.create(proceeding=made, field=code, spelling=spelled, amount=amount, day=TODAY)
    return made.pk


def page(client: Client, url: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode(), len(captured)


def test_the_register_counts_what_the_post_sees_and_asks_no_more_for_many(
    empty_hospital: Hospital,
) -> None:
    head = empty_hospital.client("cardiology_head")
    urls = ("/purchases/", "/purchases/exceptions/")
    first = start(empty_hospital, 0)
    start(empty_hospital, 1)
    for url in urls:
        page(head, url)
    two = [page(head, url)[1] for url in urls]
    for number in range(2, 8):
        start(empty_hospital, number)

    found = [page(head, url) for url in urls]

    assert [queries for _, queries in found] == two
    assert max(two) <= MOST
    told = " ".join(found[0][0].split())
    assert '8<small>件</small></p><p class="small soft">合计80.00万元' in told
    assert '8<small>件</small></p><p class="small soft">其中单一来源4件' not in told
    assert '4<small>件</small></p><p class="small soft">其中单一来源4件' in told
    assert "共4件" in page(head, "/purchases/?not_open=1")[0]
    assert "共8件" in page(head, "/purchases/?standing=paid")[0]
    assert "共8件" in page(head, "/purchases/?supplier=某 公司")[0]
    assert "购置某物" not in page(head, f"/purchases/?year={TODAY.year - 1}")[0]
    assert "还没有办理。" in page(head, f"/purchases/{first}/")[0]

    other = empty_hospital.client("records")
    assert "没有份办理、监管或者查看" in page(other, "/purchases/")[0], "no part is no zero"
    assert other.get(f"/purchases/{first}/").status_code == 404
