"""Open data: what it says, in both files, is what the catalogue says; machines find the pages."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from portal import clock
from portal.procedures import queries
from portal.procedures.definitions import (
    Documents,
    FeeItem,
    Fees,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    RequiredDocument,
    ServiceLevel,
    TimeLimit,
)
from tests.factories import make_procedure, make_unit

RICH = Parts(
    documents=Documents((RequiredDocument("paper", "=1+1", originals=1, required=False),), sets=2),
    fees=Fees((FeeItem("fee", "Lệ phí", amount=8000, per="bản"),)),
    limits=Limits((TimeLimit("3wd", text="03 ngày làm việc"),)),
    legal_bases=LegalBases((LegalBasis("60/2014/QH13", "Luật Hộ tịch", date(2014, 11, 20)),)),
    guidance=Guidance(applicants=("Cá nhân", "Tổ chức"), performing_authority="UBND cấp xã"),
)


@pytest.fixture
def catalogue(session: Session) -> Session:
    make_procedure(make_unit("H99.21"), code="9.1", title="=HYPERLINK(1)", parts=RICH)
    make_procedure(code="9.2", title="Việc khác", level=ServiceLevel.INFORMATION, parts=Parts())
    session.commit()
    return session


def the_json(client: FlaskClient) -> Any:
    return json.loads(client.get("/du-lieu-mo/thu-tuc.json").data)


def test_the_json_file_is_as_its_schema_says(client: FlaskClient, catalogue: Session) -> None:
    schema = json.loads(client.get("/du-lieu-mo/mau.json").data)
    Draft202012Validator.check_schema(schema)
    found = the_json(client)
    assert list(Draft202012Validator(schema).iter_errors(found)) == []
    found["thu_tuc"][0]["muc_do"] = "4"
    assert list(Draft202012Validator(schema).iter_errors(found))  # and the schema does refuse


def test_a_record_says_what_the_catalogue_says(client: FlaskClient, catalogue: Session) -> None:
    first, second = the_json(client)["thu_tuc"]
    assert first["don_vi"] == ["H99.21"]
    assert first["phi_le_phi"] == [
        {"ten": "Lệ phí", "loai": "charge", "so_tien": 8000, "don_vi": "bản"}
    ]
    assert first["thoi_han"] == [{"han": "3wd", "mo_ta": "03 ngày làm việc"}]
    assert first["can_cu_phap_ly"][0]["ngay"] == "2014-11-20"
    assert first["so_bo"] == 2
    assert first["thanh_phan_ho_so"] == [{"ten": "=1+1", "ban_chinh": 1, "bat_buoc": False}]
    assert (second["ma"], second["muc_do"]) == ("9.2", 2)
    assert "doi_tuong" not in second
    assert client.get(first["dia_chi"].split("/", 3)[3].join(["/", ""])).status_code == 200


def test_the_csv_file_has_the_same_procedures_and_no_formula(
    client: FlaskClient, catalogue: Session
) -> None:
    answer = client.get("/du-lieu-mo/thu-tuc.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["ma"] for row in rows] == [one["ma"] for one in the_json(client)["thu_tuc"]]
    assert rows[0]["doi_tuong"] == "Cá nhân\nTổ chức"
    assert all(not cell.startswith("=") for row in rows for cell in row.values())


def test_the_map_of_the_site_names_every_procedure_and_pages_that_open(
    client: FlaskClient, catalogue: Session
) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset"
    addresses = [str(loc.text) for loc in root.iter(f"{space}loc")]
    assert any(address.endswith("/thu-tuc/9.1") for address in addresses)
    for address in addresses:
        path = "/" + address.split("/", 3)[3]
        assert client.get(path).status_code == 200, path


def test_search_machines_are_kept_from_dossiers(client: FlaskClient, catalogue: Session) -> None:
    rules = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert "Disallow: /ho-so" in rules and "Disallow: /can-bo" in rules
    assert not any(rule in ("Disallow: /", "Disallow: /thu-tuc") for rule in rules)
    assert any(rule.startswith("Sitemap: http") for rule in rules)


def test_levels_are_counted_by_unit(client: FlaskClient, session: Session) -> None:
    here, there = make_unit("H99.31"), make_unit("H99.32")
    make_procedure(here, there, code="9.1", level=ServiceLevel.FULL)
    make_procedure(here, code="9.2", level=ServiceLevel.PARTIAL)
    make_procedure(here, code="9.3", level=ServiceLevel.INFORMATION)
    session.flush()
    counted = {
        row.unit.code: (row.by_level.get(ServiceLevel.FULL, 0), row.total)
        for row in queries.levels_by_unit(session, clock.today())
    }
    assert counted == {"H99.31": (1, 3), "H99.32": (1, 1)}
    assert "33,3%" in client.get("/thu-tuc/muc-do").text
