"""A hospital under inspection with logins, and a programme of which each stage is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client

from linghang.commitments.extending import services as extending
from linghang.commitments.models import Commitment, Programme
from linghang.org.models import Account
from tests.commitments import hospital
from tests.commitments.hospital import On
from tests.web_hospital import Hospital

TODAY = date(2025, 6, 3)


@dataclass(kw_only=True)
class World:
    """An approved inspection with two problems and three measures, a second one that is a draft.

    measures: of cardiology and due, of orthopaedics with an extension asked, continuous.
    """

    house: Hospital
    programme: Programme
    draft: Programme
    problems: list[Commitment]
    measures: list[Commitment]
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def on(self) -> On:
        """Deeds on the day of the pages."""
        return On(self.house.appointments, TODAY)

    def client(self, post: str) -> Client:
        """A browser of that post; it logs in once in a test."""
        if post not in self.clients:
            self.clients[post] = self.house.client(post)
        return self.clients[post]

    def text(self, post: str, url: str, status: int = 200) -> str:
        """A page as the post sees it."""
        answer = self.client(post).get(url)
        assert answer.status_code == status, (post, url, answer.status_code)
        return answer.content.decode()

    def post(self, post: str, url: str, status: int = 302, **data: Any) -> str:
        """A form as the post sends it; the message, or the page that refuses."""
        client = self.client(post)
        answer = client.post(url, data)
        body = answer.content.decode()
        assert answer.status_code == status, (post, url, answer.status_code, body[-3000:])
        return client.get(answer["Location"]).content.decode() if status == 302 else body


def made() -> World:
    """Everybody may log in; the inspection is as tests.commitments.hospital.inspection says."""
    held = hospital.made_inspected()
    for person in {one.person for one in held.values()}:
        Account.objects.create(username=person.code, person=person)
    on = On(held, TODAY)
    programme, problems, measures = hospital.inspection(on)
    on.report(measures[0], difficulties="缺少人手", percent=40)
    on.prove(measures[0])
    by = on.by("orthopaedics_head")
    extending.ask(commitment_id=measures[1].pk, to=date(2025, 7, 31), reason="等待上级文件", **by)
    draft = on.inspection(title="另一轮巡察整改")
    house = Hospital(appointments=held, folder=Path())
    return World(
        house=house, programme=programme, draft=draft, problems=problems, measures=measures
    )
