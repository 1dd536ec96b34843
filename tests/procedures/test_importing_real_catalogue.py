"""The catalogues as found in public sources, where they lie beside the checkout."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.procedures.importing.outcome import ParsedProcedure
from portal.procedures.importing.records import read_file
from portal.procedures.importing.run import import_files
from tests.procedures.coverage import uncovered

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = Path(os.environ.get("PORTAL_CATALOG_DATA") or _ROOT.parent / "shared/data/catalog")
FILES = sorted(_FOLDER.glob("*.jsonl"))

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"no catalogue in {_FOLDER.name}/: set PORTAL_CATALOG_DATA to its folder"
)

RECORDS = {
    "danang": 174,
    "dvcqg-cong-an": 339,
    "dvcqg-nong-nghiep": 537,
    "dvcqg-tu-phap": 271,
    "dvcqg-xay-dung": 525,
    "quoc-phong": 207,
}


@pytest.fixture(scope="module")
def parsed() -> dict[str, tuple[dict[str, Any], ParsedProcedure]]:
    found: dict[str, tuple[dict[str, Any], ParsedProcedure]] = {}
    for path in FILES:
        raw = path.read_bytes().splitlines()
        for line in read_file(path):
            assert isinstance(line.outcome, ParsedProcedure), line.outcome
            found[line.outcome.code] = (json.loads(raw[line.number - 1]), line.outcome)
    return found


def test_all_records_are_procedures(
    parsed: dict[str, tuple[dict[str, Any], ParsedProcedure]],
) -> None:
    assert {path.stem: sum(1 for _ in read_file(path)) for path in FILES} == RECORDS
    assert len(parsed) == sum(RECORDS.values()) == 2_053


def test_every_word_is_kept(parsed: dict[str, tuple[dict[str, Any], ParsedProcedure]]) -> None:
    lost = {code: left for code, (raw, one) in parsed.items() if (left := uncovered(raw, one))}
    assert lost == {}


def test_most_cells_are_understood(
    parsed: dict[str, tuple[dict[str, Any], ParsedProcedure]],
) -> None:
    parts = [one.parts for _, one in parsed.values()]
    limits = sum(bool(p.limits.items) and all(t.limit for t in p.limits.items) for p in parts)
    sums = sum(
        p.fees.is_free or bool(p.fees.items) and all(f.amount is not None for f in p.fees.items)
        for p in parts
    )
    counted = sum(
        bool(p.documents.items) and all(d.originals is not None for d in p.documents.items)
        for p in parts
    )
    numbered = sum(
        bool(p.legal_bases.items) and all(b.number for b in p.legal_bases.items) for p in parts
    )
    assert limits >= 1_660
    assert sums >= 1_200
    assert counted >= 1_800
    assert numbered >= 1_880


# Read by eye beside the sources: limits, sums (None: in words only; "free"), number of papers.
BY_EYE = [
    ("1.002520", ["3wd"], "free", 6),
    ("3.000444", ["10wd"], "free", 2),
    ("5.003810", ["15d"], [], 0),
    ("1.002398", ["5wd"], [None], 2),  # "50 VNĐ", plainly wrong
    ("1.013810", [""], "free", 1),  # "1" of no unit
    ("1.002063", ["2wd"], [], 2),
    ("1.003058", ["35wd"], [None], 2),  # "Miễn phí", with a tariff behind it
    ("1.002549", ["7wd"], [1_025_000] * 3, 3),
    ("6.005710", ["25d"], [], 1),
    ("1.003221", ["15wd"], "free", 3),
    ("1.003397", ["25wd"], [0], 5),
    ("1.004918", [""], "free", 4),
    ("1.014232", [], [4_000_000], 11),
    ("2.002767", ["1d"], "free", 2),
    ("1.013576", [""], [None, None], 3),  # two fees in dollars
    ("1.013144", [""], "free", 2),  # "Không quy định"
    ("1.013554", ["60d"], [], 2),
    ("2.002759", ["10d", "40d"], "free", 2),
    ("1.001612.000.00.00.H17", ["3wd"], [50_000], 4),
    ("1.010733.000.00.00.H17", [""] * 4, [None], 3),
    ("1.008647", [""], [], 5),
    ("1.009160", ["5wd"], [0], 11),
]


@pytest.mark.parametrize(("code", "limits", "sums", "papers"), BY_EYE)
def test_what_was_read_by_eye(
    parsed: dict[str, tuple[dict[str, Any], ParsedProcedure]],
    code: str,
    limits: list[str],
    sums: list[int | None] | str,
    papers: int,
) -> None:
    parts = parsed[code][1].parts
    assert [item.limit for item in parts.limits.items] == limits
    fees = "free" if parts.fees.is_free else [item.amount for item in parts.fees.items]
    assert fees == sums
    assert len(parts.documents.items) == papers


def test_all_are_imported_once_and_unchanged_the_second_time(
    session: Session, at_noon: None
) -> None:
    first = import_files(FILES, session=session)
    assert (first.records, first.imported, first.rejected) == (2_053, 2_053, [])
    again = import_files(FILES, session=session)
    assert (again.records, again.unchanged, again.rejected) == (2_053, 2_053, [])
    assert again.flagged == first.flagged
    # Every page and every export says nothing of the level; the rest are real doubts.
    assert 2_000 < len(first.flagged) < 6_000
