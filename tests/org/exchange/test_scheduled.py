"""What nobody commits does not lie about for ever: it holds people's numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linghang.foundation.intake import scheduled
from linghang.foundation.intake.models import Batch, State
from tests.org.exchange import workbooks

pytestmark = pytest.mark.django_db


def test_a_workbook_is_given_up_after_two_weeks(tmp_path, django_capture_on_commit_callbacks):
    waiting = workbooks.check(workbooks.everything(tmp_path))
    done = workbooks.commit(workbooks.everything(tmp_path))

    scheduled.give_up(workbooks.AT + timedelta(days=14))
    assert Batch.objects.get(pk=waiting.pk).state == State.STAGED
    with django_capture_on_commit_callbacks(execute=True):
        scheduled.give_up(workbooks.AT + timedelta(days=15))

    assert Batch.objects.get(pk=waiting.pk).state == State.DISCARDED
    assert list(waiting.folder.iterdir()) == []
    assert Batch.objects.get(pk=done.pk).state == State.COMMITTED
