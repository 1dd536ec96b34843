"""What lies on the tables of the busiest ward when the province is first opened: some of everything
an officer meets, due today and overdue among it, made by the acts officers use."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.province import BEN_NGUYET, CUA_LAM, POLICE
from portal.documents.models import CopyForm
from portal.dossiers import (
    consultation,
    copying,
    extension,
    further_supplements,
    queries,
    revocation,
    submission,
    supplements,
    verification,
)
from portal.dossiers.copying import Wish
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.dossiers.workplace import instructions, labelling, noting, saved_views, substituting
from portal.dossiers.workplace.models import Colour
from portal.dossiers.workplace.wanted import Wanted, Worklist
from portal.procedures.definitions import Field
from portal.seeding import desk_today
from portal.seeding.lying import Place, lying, received, worked_off
from portal.seeding.past import SEED, Province, present, province_now, scan
from portal.units.models import Unit

LABELS = (
    ("Gấp", Colour.RED),
    ("Chờ xác minh", Colour.YELLOW),
    ("Người cao tuổi", Colour.PURPLE),
    ("Phải gọi lại", Colour.BLUE),
)


def make() -> None:
    """Commits after each group, as people's presses would."""
    place = _place(province_now(), BEN_NGUYET)
    for group in (_specialists, _leaders, _clerks, _team, desk_today.make, _of_lan):
        group(place)
        db.session.commit()


def _place(province: Province, code: str) -> Place:
    unit = _unit(code)
    return Place(province, unit, random.Random(f"{SEED} {code}"), present(unit.working_calendar()))


def _unit(code: str) -> Unit:
    return db.session.scalars(sa.select(Unit).where(Unit.code == code)).one()


def _specialists(place: Place) -> None:
    hoa = place.officer("hoa")
    today = lying(place, "9.000008", "giang", "assess", due=0)
    _note(
        place,
        today,
        "hoa",
        "Một thành viên hộ chưa ký biên bản họp, đã gọi lúc sáng. @Huỳnh Tuấn Kiệt xem giúp.",
    )
    lying(place, "9.000004", "an", "assess", due=0, holder="hoa")
    lying(place, "9.000012", "hue", "verify", due=2, holder="hoa", on_paper=True)
    lying(place, "9.000023", "phuoc", "assess", due=5, on_paper=True)
    lying(place, "9.000010", "diep", "assess", due=3, holder="kiet")
    lying(place, "9.000008", "loan", "assess", due=1, holder="kiet")

    late = lying(place, "9.000008", "bich", "assess", due=-2, holder="hoa")
    _at(place, 3, lambda at: instructions.instruct(
        late,
        "Hồ sơ đã quá hẹn hai ngày. Báo cáo lý do và trình ký trong hôm nay.",
        by=place.officer("tuan"), at=at,
    ))  # fmt: skip
    sorry = lying(place, "9.000012", "nhan", "verify", due=-1, holder="hoa")
    _at(place, 2, lambda at: extension.draft(
        sorry,
        reason="Phải xác minh thêm ở nơi cư trú trước đây của người mất.",
        new_due_on=place.day(4), by=hoa, at=at,
    ))  # fmt: skip

    asked = lying(place, "9.000009", "dai", "assess", due=4, holder="hoa", on_paper=True)
    _at(place, 5, lambda at: consultation.ask(
        asked, [_unit(POLICE)],
        question="Đề nghị cho biết công trình có nằm trong hành lang an toàn phòng cháy không.",
        hours=16, by=hoa, at=at,
    ))  # fmt: skip
    visited = lying(place, "9.000009", "chau", "verify", due=6, holder="hoa", on_paper=True)
    meets_at = place.calendar.opening(place.day(1)) + timedelta(hours=1)
    _at(place, 4, lambda at: verification.appoint(
        visited, place="Thửa đất số 12, tờ bản đồ 5, phường Bến Nguyệt", meets_at=meets_at,
        people="Chủ hồ sơ\nĐại diện tổ dân phố 4\nCán bộ địa chính",
        purpose="Ranh giới thửa đất và khoảng lùi so với lộ giới.", by=hoa, at=at,
    ))  # fmt: skip
    _asked_by_others(place)


def _leaders(place: Place) -> None:
    lying(place, "9.000004", "dai", "approve", due=0)
    lying(place, "9.000004", "kim", "approve", due=-1)
    lying(place, "9.000010", "chau", "approve", due=2)
    lying(place, "9.000012", "trung", "approve", due=3, on_paper=True)
    again = lying(place, "9.000010", "hieu", "verify", due=3, holder="hoa")
    _supplemented(place, again)
    _at(place, 1, lambda at: further_supplements.propose(
        again,
        reason="Hợp đồng mua rượu đã hết hạn trong lúc bổ sung.",
        ground="Điều 13 Nghị định 105/2017/NĐ-CP",
        items=[_first_paper(again)], by=place.officer("hoa"), at=at,
    ))  # fmt: skip


def _clerks(place: Place) -> None:
    lying(place, "9.000008", "lam", "issue", due=0)
    lying(place, "9.000004", "manh", "issue", due=-1)
    lying(place, "9.000008", "dai", "issue", due=1)
    lying(place, "9.000010", "giang", "issue", due=4)
    wrong = _issued_long_ago(place, "9.000004", "nguyet", days=12)
    _at(place, 6, lambda at: revocation.revoke(
        wrong, ground="Ghi sai năm sinh của người được xác nhận.", by=place.officer("tuan"), at=at
    ))  # fmt: skip
    for person, days in (("tho", 64), ("quy", 48)):
        _issued_long_ago(place, "9.000012", person, days=days)


def _team(place: Place) -> None:
    """Labels, lists kept under a name, and somebody who will be away."""
    hoa, minh, tuan, dung = (place.officer(n) for n in ("hoa", "minh", "tuan", "dung"))
    at = place.ago(1)
    with clock.travelling(at):
        made = [labelling.make_label(place.unit, *label, by=hoa, at=at) for label in LABELS]
        db.session.flush()
        urgent, to_verify, elderly, to_call = (label.id for label in made)
        for dossier in _open(place):
            code = dossier.procedure.code
            if code == "9.000009":
                labelling.put_labels(dossier, {to_verify}, by=hoa, at=at)
            elif code == "9.000023":
                labelling.put_labels(dossier, {elderly, to_call}, by=hoa, at=at)
            elif dossier.due_at and dossier.due_at < place.moment:
                labelling.put_labels(dossier, {urgent}, by=tuan, at=at)
        for by, wanted, name, is_shared in (
            (hoa, Wanted(Worklist.SPECIALIST, "cua-toi", due="3"), "Của tôi, ba ngày tới", False),
            (hoa, Wanted(Worklist.SPECIALIST, "tat-ca", label=urgent), "Việc gấp của tổ", True),
            (
                tuan,
                Wanted(Worklist.LEADER, "viec-don-vi", due="qua-han"),
                "Trễ hẹn cả đơn vị",
                False,
            ),
            (minh, Wanted(Worklist.DESK, "cho-tra", sort="cu"), "Kết quả nằm lâu nhất", True),
        ):
            shared_with = place.unit.id if is_shared else None
            saved_views.save_view(wanted, name, shared_with=shared_with, by=by, at=at)
        substituting.appoint(dung, hoa, place.day(2), place.day(4), by=dung, at=at)


def _of_lan(place: Place) -> None:
    """What the citizen of the demonstration meets: a question to answer, a fee, a result."""
    asked = lying(place, "9.000004", "lan", "assess", due=2, holder="hoa")
    _at(place, 7, lambda at: supplements.request(
        asked,
        reason="Bản chụp bị mờ ở góc có dấu.",
        items=[_first_paper(asked)], by=place.officer("hoa"), at=at,
    ))  # fmt: skip
    lying(place, "9.000008", "lan", "assess", due=2, holder="kiet")
    given = _issued_long_ago(place, "9.000005", "lan", days=9, online=True)
    _copied(place, given)


def _copied(place: Place, dossier: Dossier) -> None:
    """A sao y of the result, sent to the person; and an excerpt that waits for the leader."""
    source = queries.copyable_of(dossier)[0]
    clerk, leader = place.officer("dung"), place.officer("tuan")
    whole = Wish(
        CopyForm.WHOLE,
        "bổ túc hồ sơ vay vốn",
        2,
        (dossier.applicant_name, f"Lưu: VT, hồ sơ {dossier.label}"),
        to_applicant=True,
    )
    extract = Wish(CopyForm.EXCERPT, "", 1, ("Lưu: VT",), parts=(0, 1))

    def signed(at: datetime) -> None:
        made = copying.prepare(dossier, source, whole, by=clerk, at=at)
        copying.sign(dossier, made, by=leader, at=at)

    _at(place, 6, signed)
    _at(place, 2, lambda at: copying.prepare(dossier, source, extract, by=clerk, at=at))


def _asked_by_others(place: Place) -> None:
    """Another ward asks this one: hoa has an opinion to give."""
    there = _place(place.province, CUA_LAM)
    asking = lying(there, "9.000004", "nam", "assess", due=2)
    _at(there, 4, lambda at: consultation.ask(
        asking, [place.unit],
        question="Trong thời gian thường trú tại phường, công dân có đăng ký kết hôn với ai không?",
        hours=12, by=there.holder(Role.SPECIALIST), at=at,
    ))  # fmt: skip


def _supplemented(place: Place, dossier: Dossier) -> None:
    """Asked once, and answered: what was corrected stands beside what was there before."""
    first = next(f for f in _fields(dossier) if f.key == "supplier_name")
    items = [
        _first_paper(dossier),
        {
            "document_key": "",
            "field_key": first.key,
            "name": first.label,
            "text": "ghi lại cho đúng",
        },
    ]
    _at(place, 30, lambda at: supplements.request(
        dossier, reason="Bản chụp bị mờ và tên nhà cung cấp ghi chưa khớp với hợp đồng.", items=items,
        by=place.officer("hoa"), at=at,
    ))  # fmt: skip

    def answered(at: datetime) -> None:
        account = db.session.get_one(Account, dossier.account_id)
        paper = dossier.parts.documents.items[0]
        submission.attach(dossier, paper.key, scan(paper), at=at)
        text = "Tôi đã chụp lại và sửa tờ khai, xin cảm ơn."
        corrected = {first.key: "Công ty cổ phần Rượu Hồng Lam"}
        supplements.answer(dossier, text=text, corrected=corrected, by=account, at=at)

    _at(place, 4, answered)


def _fields(dossier: Dossier) -> list[Field]:
    return [field for section in dossier.parts.form.sections for field in section.fields]


def _issued_long_ago(
    place: Place, code: str, person: str, *, days: int, online: bool = False
) -> Dossier:
    """Its result was issued about so many days ago and, unless sent online, lies at the desk."""
    at = place.calendar.next_opening(place.moment - timedelta(days=days + 7))
    dossier = received(place, code, person, at, on_paper=not online)
    until = place.calendar.next_opening(place.moment - timedelta(days=days))
    worked_off(place, dossier, "return", since=at, until=until)
    return dossier


def _first_paper(dossier: Dossier) -> dict[str, str]:
    paper = dossier.parts.documents.items[0]
    return {"document_key": paper.key, "name": paper.name, "text": "chụp lại cho rõ"}


def _note(place: Place, dossier: Dossier, by: str, text: str) -> None:
    _at(place, 1, lambda at: noting.write_note(dossier, text, by=place.officer(by), at=at))


def _at(place: Place, hours: float, act: Callable[[datetime], object]) -> None:
    """Do one act so many hours ago."""
    at = place.ago(hours)
    with clock.travelling(at):
        act(at)
    db.session.flush()


def _open(place: Place) -> list[Dossier]:
    return list(
        db.session.scalars(
            sa.select(Dossier)
            .where(Dossier.unit_id == place.unit.id, Dossier.state == State.PROCESSING)
            .order_by(Dossier.id)
        )
    )
