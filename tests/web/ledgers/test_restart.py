"""The ledger of the user guide is there after a restart, and only then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from linghang.ledgers import catalog
from tests.ledgers import written_by_a_stranger
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
ROOT = Path(__file__).resolve().parents[3]
TYPED = {
    "title": "三月第一次",
    "day": "2025-03-05",
    "unit": "心血管内科（CARD）",
    "f_kind": "sharps",
    "f_weight": "1.5",
    "f_handed_by": "职工M1（M1）",
    "f_manifest": "LD-1",
    "level": "internal",
}
USES = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nobody collected static files
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
posts, typed = json.loads(sys.argv[1]), json.loads(sys.argv[2])
url = "/ledgers/waste_handover/"

def client(post):
    made = Client()
    made.post(f"/login/demo/{posts[post]}/")
    return made

chief, verifier, other = client("cardiology_head"), client("logistics"), client("president")
written = chief.post(f"{url}new/", typed)
told = {"written": written.status_code, "form": chief.get(f"{url}new/").status_code}
told["about"] = chief.get(f"{url}about/").content.decode()
waiting = verifier.get("/ledgers/waiting/").content.decode()
from linghang.ledgers.models import Filing
filing = Filing.objects.get()
verified = verifier.post("/ledgers/waiting/", {"deed": "verify", "chosen": [str(filing.pk)]})
told["figures"] = chief.get(f"{url}figures/?period=2025-03").content.decode()
told["again"] = chief.post(f"{url}new/", {**typed, "day": "2025-03-09"}).content.decode()
told["others"] = [other.get(url).status_code, other.get(f"{url}about/").status_code]
print(json.dumps({**told, "waiting": waiting, "verified": verified.status_code}))
"""


def test_a_ledger_of_the_guide_works_once_the_service_was_started_again(
    house: Hospital, tmp_path: Path
) -> None:
    assert "waste_handover" not in catalog.catalog(), "not before the restart"
    verifier = house.appointments["party_office"]
    verifier.post = "logistics_director"
    verifier.save()
    (tmp_path / "linghang.sqlite3").write_bytes(connection.connection.serialize())
    posts = {key: house.appointments[key].pk for key in ("cardiology_head", "president")}
    posts["logistics"] = verifier.pk
    kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
    environment = {
        **kept,
        "LINGHANG_HOME": str(tmp_path),
        "LINGHANG_DEMO": "1",
        "LINGHANG_CATALOGS": written_by_a_stranger.override(tmp_path / "catalogs"),
        "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
    }

    ran = subprocess.run(
        [sys.executable, "-c", USES, json.dumps(posts), json.dumps(TYPED)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["written"], told["form"], told["verified"]) == (302, 200, 302), told
    assert "医疗废物交接" in told["waiting"]
    assert "《医疗废物管理条例》第十二条" in told["about"]
    assert "交接日期、交出科室、种类；或转移联单编号" in told["about"]
    assert "损伤性废物" in told["figures"]
    assert "1.5" in told["figures"]
    assert "可能重复：YF-2025-00001" in told["again"], "the manifest's number agrees"
    assert told["others"] == [404, 404]
