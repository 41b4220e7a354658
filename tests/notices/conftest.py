"""The small hospital, and servers that stand in for the world outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from linghang.org.models import Appointment
from tests import small_hospital
from tests.notices.servers import HOST, MailServer, Robot

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def hospital(db: None) -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS."""
    return small_hospital.build()


@pytest.fixture
def mail_server(settings: SettingsWrapper) -> Iterator[MailServer]:
    """A mail server that is set and running."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
    settings.EMAIL_TIMEOUT, settings.MAIL_IS_SET = 2, True
    settings.DEFAULT_FROM_EMAIL = "领航 <linghang@hospital.test>"
    settings.SITE_ADDRESS = "https://linghang.hospital.test"
    yield server
    server.stop()


@pytest.fixture
def wecom(settings: SettingsWrapper) -> Iterator[Robot]:
    """A WeCom robot that is set and running."""
    robot = Robot()
    settings.WECOM_ROBOT = robot.url
    yield robot
    robot.stop()


@pytest.fixture
def dingtalk(settings: SettingsWrapper) -> Iterator[Robot]:
    """A DingTalk robot with a secret, set and running."""
    robot = Robot()
    settings.DINGTALK_ROBOT, settings.DINGTALK_SECRET = robot.url, "SEC-of-this-test"
    yield robot
    robot.stop()
