"""Each report's cells against a recount of the bare rows by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.units.models import Unit
from tests.factories import make_officer, sign_in
from tests.statistics.courses import as_date, recount_events, vietnam_day
from tests.statistics.reports.reading import in_csv, in_xlsx
from tests.statistics.reports.world import END, PERIOD, START, make_rich_world, rows, units_named

pytestmark = pytest.mark.usefixtures("at_noon")


def within(day: Any) -> bool:
    day = as_date(day) if not isinstance(day, date) or hasattr(day, "hour") else day
    return START <= day <= END


def lines_of(
    session: Session, found: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], set[int]]]:
    """Lines of single units and the total, each with the units it stands for."""
    units = units_named(session)
    named: dict[str, set[int]] = {name: {unit} for name, unit in units.items()}
    named["Toàn tỉnh"] = set(units.values())
    return [(line, named[line["Đơn vị"]]) for line in found if line["Đơn vị"] in named]


def percent(part: int, whole: int) -> str:
    if not whole:
        return "–"
    tenths = int(part * 1000 / whole + 0.5 + 1e-9)
    return f"{tenths // 10},{tenths % 10} %"


def received(session: Session) -> list[Any]:
    return [
        row
        for row in rows(
            session,
            "SELECT e.dossier_id, e.unit_id, e.channel, e.level, e.day, v.sector_name, d.account_id "
            "FROM event e JOIN procedure_version v ON v.id = e.procedure_version_id "
            "JOIN dossier d ON d.id = e.dossier_id WHERE e.action = 'receive'",
        )
        if within(row.day)
    ]


def test_online_share_by_unit_and_by_sector(client: FlaskClient, session: Session) -> None:
    make_rich_world(session)
    events = received(session)
    address = f"/so-lieu/bao-cao/ty-le-truc-tuyen/tep.csv?{PERIOD}"
    checked = lines_of(session, in_csv(client, address))
    assert len(checked) > 3
    for line, units in checked:
        mine = [e for e in events if e.unit_id in units]
        online = sum(e.channel == 2 for e in mine)
        assert int(line["Mọi mức độ: Trực tuyến"]) == online
        assert int(line["Mọi mức độ: Tổng số"]) == len(mine)
        assert line["Mọi mức độ: Tỷ lệ trực tuyến"] == percent(online, len(mine))
        assert int(line["Cách tính quốc gia: Hồ sơ mức độ 3, 4"]) == sum(e.level > 2 for e in mine)
    for line in in_csv(client, f"{address}&by=sector")[1:]:
        mine = [e for e in events if e.sector_name == line["Lĩnh vực"]]
        assert int(line["Mọi mức độ: Tổng số"]) == len(mine)
    for channel, code in ((1, "1"), (2, "2")):
        total = in_csv(client, f"{address}&channel={code}&sector=Đất đai")[0]
        mine = [e for e in events if e.channel == channel and e.sector_name == "Đất đai"]
        assert int(total["Mọi mức độ: Tổng số"]) == len(mine)


def test_progress_by_level_and_sector_and_by_unit_and_sector(
    client: FlaskClient, session: Session
) -> None:
    world = make_rich_world(session)
    units = units_named(session)
    communes = {u.id for u in world.units if u.kind.value == "commune"}
    groups = {"Cấp xã": communes, "Cấp tỉnh": {u.id for u in world.units} - communes}
    groups |= {name: {unit} for name, unit in units.items()}
    for by in ("level", "unit_sector"):
        found = in_xlsx(client, f"/so-lieu/bao-cao/tien-do/tep.xlsx?{PERIOD}&by={by}")
        group: set[int] = set(units.values())
        assert len(found) > 5
        for line in found:
            name = line["Lĩnh vực, công việc giải quyết theo cấp"]
            if name in groups:
                group = groups[name]
            sector = name if name not in groups and name != "Toàn tỉnh" else None
            by_hand = recount_events(session, START, END, group, sector)
            assert list(line.values())[2:13] == list(by_hand.values()), name


def test_progress_by_procedure_and_its_filters(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session)
    found = in_csv(client, f"/so-lieu/bao-cao/tien-do/tep.csv?{PERIOD}&by=procedure")
    everywhere = {u.id for u in world.units}
    for line in found[1:]:
        sector = line["Thủ tục"].removeprefix("Thủ tục ")  # one procedure a sector in this world
        by_hand = recount_events(session, START, END, everywhere, sector)
        assert [int(value) for value in list(line.values())[2:13]] == list(by_hand.values())
    unit = world.units[1]
    one = in_csv(client, f"/so-lieu/bao-cao/tien-do/tep.csv?{PERIOD}&unit={unit.code}&below=0")[0]
    by_hand = recount_events(session, START, END, {unit.id})
    assert [int(value) for value in list(one.values())[2:13]] == list(by_hand.values())
    without = f"/so-lieu/bao-cao/tien-do/tep.csv?{PERIOD}&unit={world.units[0].code}&below=0"
    assert int(in_csv(client, without)[0]["Nhận giải quyết"]) == 0  # the province itself took none


def test_payments_by_unit_and_way(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session)
    sign_in(client, world.auditor)
    paid = [
        row
        for row in rows(session, "SELECT * FROM payment WHERE state = 'paid'")
        if within(vietnam_day(row.paid_at))
    ]
    address = f"/so-lieu/noi-bo/thanh-toan/tep.csv?{PERIOD}"
    for line, units in lines_of(session, in_csv(client, address)):
        mine = [p for p in paid if p.unit_id in units]
        online = [p for p in mine if p.way in ("vnpay", "vietqr", "national")]
        assert int(line["Số lượt nộp"]) == len(mine)
        assert int(line["Số tiền"]) == sum(p.amount for p in mine)
        assert line["Tỷ lệ nộp trực tuyến"] == percent(len(online), len(mine))
    ways = in_csv(client, address, table=1)
    names = {"Tiền mặt": "cash", "Thẻ tại quầy": "card", "Chuyển khoản": "transfer"}
    names |= {"Trực tuyến qua VNPAY": "vnpay", "Nền tảng thanh toán quốc gia": "national"}
    names |= {"Chuyển khoản bằng mã VietQR": "vietqr"}
    assert int(ways[0]["Lệ phí"]) == 8000 * len(paid) and int(ways[0]["Phí"]) == 0
    for line in ways[1:]:
        count = Counter(p.way for p in paid)[names[line["Cách nộp"]]]
        assert int(line["Số lượt nộp"]) == count > 0


def test_satisfaction(client: FlaskClient, session: Session) -> None:
    make_rich_world(session)
    given = [row for row in rows(session, "SELECT * FROM rating") if within(row.day)]
    resolved = [
        row
        for row in rows(session, "SELECT * FROM event WHERE action = 'issue'")
        if within(row.day)
    ]
    assert given
    checked = lines_of(session, in_csv(client, f"/so-lieu/bao-cao/hai-long/tep.csv?{PERIOD}"))
    for line, units in checked:
        mine = [r.score for r in given if r.unit_id in units]
        assert int(line["Số đánh giá"]) == len(mine)
        assert int(line["Mức: Rất hài lòng"]) == mine.count(5)
        assert line["Tỷ lệ hài lòng"] == percent(sum(s >= 4 for s in mine), len(mine))
        if mine:
            assert line["Điểm trung bình"] == f"{sum(mine) / len(mine):.1f}".replace(".", ",")
        assert int(line["Hồ sơ có kết quả trong kỳ"]) == sum(e.unit_id in units for e in resolved)


def test_digitised_papers_and_reuse(client: FlaskClient, session: Session) -> None:
    make_rich_world(session)
    events = {e.dossier_id: e for e in received(session)}
    owner = {row.id: row.account_id for row in rows(session, "SELECT id, account_id FROM dossier")}
    everything = list(rows(session, "SELECT * FROM attachment ORDER BY id"))
    for line, units in lines_of(
        session, in_csv(client, f"/so-lieu/bao-cao/so-hoa/tep.csv?{PERIOD}")
    ):
        mine = {d for d, e in events.items() if e.unit_id in units}
        papers = [a for a in everything if a.dossier_id in mine and a.removed_at is None]
        files = [a for a in papers if a.sha256]
        reused = [
            a
            for a in files
            if owner[a.dossier_id] is not None
            and any(
                b.sha256 == a.sha256
                and b.dossier_id < a.dossier_id
                and owner[b.dossier_id] == owner[a.dossier_id]
                for b in everything
            )
        ]
        assert int(line["Hồ sơ: Tiếp nhận"]) == len(mine)
        assert int(line["Hồ sơ: Có giấy tờ số hoá"]) == len({a.dossier_id for a in files})
        assert int(line["Giấy tờ đã nộp: Tổng số"]) == len(papers)
        assert int(line["Giấy tờ đã nộp: Dạng tệp"]) == len(files)
        assert int(line["Giấy tờ đã nộp: Dùng lại"]) == len(reused)


def test_workload_by_hour(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session)
    sign_in(client, world.auditor)
    at_work = {"enter", "receive", "decline", "request_supplement", "answer_supplement", "return"}
    hours: Counter[int] = Counter()
    for row in rows(session, "SELECT action, actor_role, at, day FROM event"):
        if row.action in at_work and row.actor_role == "receptionist" and within(row.day):
            at = datetime.fromisoformat(row.at) if isinstance(row.at, str) else row.at
            utc = at.hour if at.tzinfo is None else at.astimezone(UTC).hour
            hours[min(max((utc + 7) % 24, 7), 17)] += 1
    total = in_csv(client, f"/so-lieu/noi-bo/khoi-luong/tep.csv?{PERIOD}")[0]
    assert {h: int(total[f"Giờ bắt đầu: {h} giờ"]) for h in range(7, 18)} == {
        h: hours[h] for h in range(7, 18)
    }
    assert int(total["Cả ngày"]) == sum(hours.values()) > 0


def test_services_by_level(client: FlaskClient, session: Session) -> None:
    make_rich_world(session)
    offers = list(
        rows(
            session,
            "SELECT o.unit_id, p.id AS procedure_id, p.level FROM offering o "
            "JOIN procedure p ON p.id = o.procedure_id",
        )
    )
    used = [
        row
        for row in rows(
            session, "SELECT unit_id, procedure_id, day FROM event WHERE action='receive'"
        )
        if within(row.day)
    ]
    for line, units in lines_of(
        session, in_csv(client, f"/so-lieu/bao-cao/dich-vu-theo-muc-do/tep.csv?{PERIOD}")
    ):
        mine = {o.procedure_id for o in offers if o.unit_id in units}
        full = {o.procedure_id for o in offers if o.unit_id in units and o.level == 4}
        assert int(line["Tất cả: Dịch vụ"]) == len(mine)
        assert int(line["Mức độ 4: Dịch vụ"]) == len(full)
        assert int(line["Tất cả: Có hồ sơ"]) == len(
            {e.procedure_id for e in used if e.unit_id in units}
        )
        assert line["Tỷ lệ mức độ 4"] == percent(len(full), len(mine))


def test_who_is_above_sees_what_is_below_and_a_ward_is_called_by_its_name(
    client: FlaskClient, session: Session
) -> None:
    world = make_rich_world(session)
    day = date(2026, 3, 18)
    province = session.get_one(Unit, next(iter(world.auditor.units_as(Role.AUDITOR, day))))
    ward = next(u for u in session.query(Unit).filter_by(parent_id=province.id) if u.desks)
    address = f"/so-lieu/noi-bo/thanh-toan/tep.csv?{PERIOD}"
    sign_in(client, world.auditor)
    whole = in_csv(client, address)
    sign_in(client, make_officer("Chủ tịch tỉnh", province, Role.LEADER))
    assert in_csv(client, address) == whole
    sign_in(client, make_officer("Chủ tịch phường", ward, Role.LEADER))
    page = client.get(f"/so-lieu/noi-bo/thanh-toan?{PERIOD}").text
    assert "Toàn tỉnh ·" not in page and ward.short_name in page
    names = {line["Đơn vị"] for line in in_csv(client, address)}
    assert ward.short_name in names and "Toàn tỉnh" not in names
