"""Reads of the catalogue beside the search."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal.procedures import queries
from portal.procedures.definitions import Parts, ServiceLevel
from portal.procedures.known_catalogue import catalogue
from tests.factories import make_procedure, make_unit


def flag(reason: str, text: str = "nguyên văn") -> dict[str, str]:
    return {"field": "thoi_han", "reason": reason, "text": text}


def test_sectors_stand_in_vietnamese_order_with_what_is_in_force(session: Session) -> None:
    for sector in ("Đất đai", "Du lịch", "Ân xá", "An toàn", "Du lịch"):
        make_procedure(sector=sector, parts=Parts())
    make_procedure(sector="Đã bỏ", is_in_force=False)
    counted = [(sector.name, count) for sector, count in queries.sectors_with_counts(session)]
    assert counted == [("An toàn", 1), ("Ân xá", 1), ("Du lịch", 2), ("Đất đai", 1)]


def test_a_unit_that_has_ended_takes_no_dossiers(session: Session) -> None:
    valid = make_unit("H99.71")
    ended = make_unit("H99.72", valid_to=date(2025, 6, 30))
    procedure = make_procedure(valid, ended)
    assert [unit.code for unit in queries.competent_units(session, procedure)] == ["H99.71"]
    assert [unit.code for unit, _count in queries.units_with_counts(session)] == ["H99.71"]


def test_only_an_ended_unit_means_not_online(session: Session) -> None:
    procedure = make_procedure(make_unit("H99.73", valid_to=date(2025, 6, 30)))
    assert procedure.id not in catalogue(session).online_ids


def test_the_everyday_list_puts_level_four_and_many_units_first(session: Session) -> None:
    one, two = make_unit(), make_unit(name="Xã Mây Sơn")
    make_procedure(one, title="Ở một nơi")
    make_procedure(one, two, title="Một phần, hai nơi", level=ServiceLevel.PARTIAL)
    make_procedure(one, two, title="Ở hai nơi")
    listed = [procedure.title for procedure in queries.easiest_online(session, most=2)]
    assert listed == ["Ở hai nơi", "Ở một nơi"]


def test_review_lists_flagged_versions_in_force_only(session: Session) -> None:
    make_procedure(code="1.1", title="Không có gì")
    make_procedure(code="1.2", title="Cũ", flags=[flag("cũ")])
    make_procedure(code="1.2", title="Đã sửa")  # the next version, with no remark
    make_procedure(code="1.3", title="Còn", sector="Đất đai", flags=[flag("mơ hồ"), flag("thiếu")])
    review = queries.versions_to_review(session, "", "", 1)
    assert [(v.code, len(v.flags)) for v in review.versions] == [("1.3", 2)]
    assert (review.total, review.flags, review.pages) == (1, 2, 1)


def test_review_is_narrowed_by_sector_and_reason(session: Session) -> None:
    make_procedure(code="1.1", sector="Đất đai", flags=[flag("mơ hồ")])
    make_procedure(code="1.2", sector="Hộ tịch", flags=[flag("mơ hồ"), flag("mơ hồ")])
    make_procedure(code="1.3", sector="Hộ tịch", flags=[flag("thiếu")])

    def codes(sector: str, reason: str) -> list[str]:
        return [v.code for v in queries.versions_to_review(session, sector, reason, 1).versions]

    assert codes("", "") == ["1.1", "1.2", "1.3"]
    assert codes("Hộ tịch", "") == ["1.2", "1.3"]
    assert codes("Hộ tịch", "mơ hồ") == ["1.2"]
    assert codes("Không có", "") == []
    reasons = queries.versions_to_review(session, "Hộ tịch", "", 1).reasons
    assert {option.value: option.count for option in reasons} == {"mơ hồ": 1, "thiếu": 1}
