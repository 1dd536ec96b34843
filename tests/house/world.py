"""A world in which every page has something to show, and everybody who may look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal import clock, config
from portal.accounts.access import Access
from portal.accounts.models import Account, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import certificates
from portal.documents.models import CopyForm, Document
from portal.documents.signing_models import KeySource
from portal.dossiers import (
    consultation,
    copying,
    duties,
    extension,
    further_supplements,
    paying,
    queries,
    revocation,
    shift_closing,
    submission,
    supplements,
    uploading,
    verification,
    withdrawal,
)
from portal.dossiers.consultation_models import Opinion
from portal.dossiers.document_store import entries, keeping, sharing
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.reception import handing_on, visiting
from portal.dossiers.reception.models import IdentityCheck, ListKind
from portal.dossiers.verification_models import Finding
from portal.dossiers.workflow import Action, Outcome
from portal.dossiers.workplace.models import (
    Batch,
    BatchAct,
    BatchItem,
    Colour,
    Instruction,
    Label,
    SavedView,
)
from portal.identity import mandating
from portal.notifications.channels import email
from portal.notifications.models import MessageChannel, MessageState, Notice, OutboxMessage
from portal.payments import queries as payments
from portal.payments import reconciling, shifts
from portal.payments.models import FeeReceipt, MoneyState, Way
from portal.payments.statement_models import StatementLine
from portal.privacy import correcting, exporting, holding
from portal.privacy.models import CorrectedField
from portal.procedures import editing, samples
from portal.procedures.conditions import answered, none_of
from portal.procedures.definitions import Channel, Exclusion
from portal.procedures.models import ProcedureVersion, Synonym
from portal.statistics import closing, target_report
from portal.statistics.periods import Period
from portal.statistics.target_report_models import Stage, TargetReport
from portal.units.models import CalendarDay, DayKind, UnitKind
from tests.dossiers import walk
from tests.factories import (
    Cast,
    make_cast,
    make_citizen,
    make_keys,
    make_officer,
    make_session,
    make_unit,
)


@dataclass(frozen=True)
class World:
    """`dossiers`: one at each point of the walk. `others`: values for the arguments of routes
    that are not about a dossier."""

    cast: Cast
    officers: tuple[Account, ...]
    dossiers: tuple[Dossier, ...]
    documents: tuple[Document, ...]
    others: dict[str, Any]

    def visitors(self, access: Access) -> list[Account | None]:
        """Everybody whom `access` lets in; None is somebody not signed in."""
        officers = [
            o for o in self.officers if not access.roles or access.roles & o.roles_on(clock.today())
        ]
        return {
            "public": [None, self.cast.lan, self.cast.minh],
            "signed_in": [self.cast.lan, self.cast.minh],
            "citizen": [self.cast.lan],
            "officer": officers,
        }[access.audience]

    def meetings(
        self, rule: Rule, access: Access, *, everything: bool = False
    ) -> Iterator[tuple[Account | None, list[dict[str, Any]]]]:
        """Each visitor with what they ask this rule for. Unless told to ask for `everything`, of
        many things each visitor meets every other one, and the next visitor the rest: thousands
        of meetings say little more."""
        things = list(self.arguments(rule))
        is_shared = len(things) > 3 and not everything
        for place, visitor in enumerate(self.visitors(access)):
            yield visitor, things[place % 2 :: 2] if is_shared else things

    def arguments(self, rule: Rule) -> Iterator[dict[str, Any]]:
        """Values for the rule's arguments, for each thing of the world that has them all."""
        if rule.endpoint == "documents.verified":
            yield from ({"code": document.verify_code} for document in self.documents)
        elif rule.endpoint == "procedures.life_event":
            yield {"key": "child"}
        elif rule.endpoint == "money.shift_sheet":
            yield {"shift_id": self.others["closed_shift_id"]}
        elif rule.endpoint in ("paying.code", "paying.leave"):
            yield {"reference": self.others[rule.endpoint]}
        elif rule.endpoint == "money.decide":
            yield {"kind": "dong", "subject_id": self.others["subject_id"]}
        elif "consultation_id" in rule.arguments and "reference" not in rule.arguments:
            yield from self._questions(rule.arguments - {"consultation_id"})
        elif "reference" in rule.arguments:
            for dossier in self.dossiers:
                yield from self._parts(dossier, rule.arguments - {"reference"})
        else:
            unknown = rule.arguments - set(self.others)
            assert not unknown, f"tests/house/world.py does not know {unknown} of {rule}"
            yield {name: self.others[name] for name in rule.arguments}

    def _questions(self, rest: set[str]) -> Iterator[dict[str, Any]]:
        """As the asked units open them."""
        for dossier in self.dossiers:
            for asked in dossier.consultations:
                values = {
                    "file_id": [f.id for f in asked.files],
                    "attachment_id": [a.id for a in dossier.attachments],
                }
                if not rest:
                    yield {"consultation_id": asked.id}
                for name in rest:
                    for value in values[name]:
                        yield {"consultation_id": asked.id, name: value}

    def query(self, endpoint: str) -> dict[str, str]:
        """What stands behind the question mark, for pages that open with it only."""
        if endpoint == "statistics.report_list":
            return {
                "period": "this_year",
                "unit": self.cast.unit.code,
                "row": "tong",
                "column": "3",
            }
        if endpoint == "batch.review":
            return {"viec": "receive", "hs": self.dossiers[-7].reference}
        if endpoint == "calendars.hours":
            return {"unit": self.others["office"]}
        return {}

    def _parts(self, dossier: Dossier, rest: set[str]) -> Iterator[dict[str, Any]]:
        values: dict[str, list[Any]] = {
            "attachment_id": [a.id for a in dossier.attachments],
            "document_id": [d.id for d in self.documents if d.dossier_id == dossier.id],
            "key": [section.key for section in dossier.procedure_version.parts.form.sections],
            "whose": ["nguoi-khac", "to-chuc"],
            "document_key": ["birth_note"],
            "name": ["khai.child", "nhan-ket-qua", "chu-ho-so.to-chuc", "bo-sung"],
            "upload_key": [upload.key for upload in dossier.uploads],
            "consultation_id": [c.id for c in dossier.consultations],
            "file_id": [f.id for c in dossier.consultations for f in c.files],
            "photo_id": [p.id for v in dossier.verifications for p in v.photos],
            "other": [d.reference for d in self.dossiers[-9:-7]],
        }
        if not rest:
            yield {"reference": dossier.reference}
        for name in rest:
            assert name in values, f"tests/house/world.py does not know {name}"
            yield from ({"reference": dossier.reference, name: value} for value in values[name])


def make_world() -> World:
    cast, at = make_cast(), clock.now()
    office = make_unit(name="Văn phòng tỉnh")
    quynh = make_officer("Đỗ Như Quỳnh", office, Role.PUBLISHER)
    leaving = make_officer("Bùi Văn Du", office, Role.CASHIER)
    tri = make_officer("Vũ Quang Trị", office, Role.ADMINISTRATOR)
    cast.procedure.current.flags = [
        {"field": "phi_le_phi", "reason": "Không hiểu mức phí", "text": "Theo biểu"}
    ]
    draft = submission.begin(
        cast.procedure, cast.unit, answers=dict(walk.ANSWERS), key="draft", by=cast.lan, at=at
    )
    uploading.begin(draft, "birth_note", "giấy.pdf", 1000, at=at)
    questioned = walk.submitted(cast, key="questioned")
    supplements.request(
        questioned,
        reason="Giấy chứng sinh bị mờ",
        items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp lại"}],
        by=cast.minh,
        at=at,
    )
    returned = walk.issued(cast, key="returned")
    receptionist = cast.minh.acting_as(Role.RECEPTIONIST, cast.unit.id, clock.local(at).date())
    returned.move(Action.RETURN, by=receptionist, at=at)
    beside_the_steps = (*_beside_the_steps(cast), *_on_other_roads(cast))
    dossiers = (
        *beside_the_steps,
        draft,
        questioned,
        walk.submitted(cast, key="submitted"),
        walk.received(cast, key="received"),
        walk.drafted(cast, key="drafted"),
        walk.proposed(cast, key="proposed"),
        walk.signed(cast, key="signed"),
        walk.issued(cast, key="issued"),
        returned,
    )
    dead = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.channel == MessageChannel.EMAIL)
    ).first()
    assert dead is not None
    dead.state = MessageState.DEAD
    notice = Notice(
        account_id=cast.lan.id, message_key="x", subject="Đã nhận", body="Đã nhận", created_at=at
    )
    day_off = CalendarDay(
        unit_id=office.id, day=at.date(), kind=DayKind.OFF, title="Mất điện", created_at=at
    )
    batch = Batch(key="b" * 32, account_id=cast.minh.id, act=BatchAct.RECEIVE, started_at=at)
    batch.details = {}
    batch.items = [BatchItem(dossier_id=dossiers[-1].id, position=1, version=1, is_done=True)]
    label = Label(unit_id=cast.unit.id, text="Gấp", colour=Colour.RED, created_at=at)
    view = SavedView(
        account_id=cast.hoa.id, worklist="tham-dinh", name="Gấp", query="han=3", created_at=at
    )
    away = Substitution(
        absent_id=cast.hoa.id, substitute_id=cast.dung.id, from_day=at.date(), to_day=at.date(),
        created_by=cast.hoa.id, created_at=at,
    )  # fmt: skip
    asked = Instruction(
        dossier_id=dossiers[0].id, text="Xử lý ngay", leader_id=cast.tuan.id, leader_name="x",
        given_at=at,
    )  # fmt: skip
    db.session.add_all([notice, day_off, batch, label, view, away, asked])
    email.deliver(dead, config.current())
    db.session.commit()
    documents = tuple(db.session.scalars(sa.select(Document)))
    province = make_unit(name="Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    make_keys([province], [])
    son = make_officer("Phan Trường Sơn", province, Role.LEADER)
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    thu = make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)
    tinh = make_officer("Tô Thị Tĩnh", province, Role.ADMINISTRATOR)
    officers = (cast.minh, cast.hoa, cast.tuan, cast.dung, quynh, tri, son, cast.binh, thu, tinh)
    quarter = _issued_quarter(cast, documents)
    make_keys([office], [])
    certificate = certificates.record(
        office, KeySource.PKCS12, f"unit-{office.code}.p12", by=None, at=at
    )
    db.session.flush()
    offered = mandating.give(
        make_citizen("Phạm Thị Nga"),
        agent_number=cast.lan.personal_number or "",
        agent_name=cast.lan.full_name,
        procedure_ids=[],
        to_day=at.date() + timedelta(days=30),
        at=at,
    )
    others = {
        "mandate_id": offered.id,
        "code": cast.procedure.code,
        "open_report": "tien-do",
        "inner_report": "qua-han",
        "any_report": "tien-do",
        "dataset": "tiep-nhan",
        "subscription_id": 0,
        "request_id": 0,
        "certificate_id": certificate.id,
        "target_report_id": quarter.id,
        "issued_code": quarter.verify_code,
        "ending": "csv",
        "unit_code": cast.unit.code,
        "name": email.digest(dead.key),
        "message_id": dead.id,
        "notice_id": notice.id,
        "synonym_id": db.session.scalars(sa.select(Synonym.id)).first(),
        "account_id": leaving.id,
        "passkey_id": 0,
        "provider_key": "khong-co",
        "day_id": day_off.id,
        "batch_key": batch.key,
        "label_id": label.id,
        "view_id": view.id,
        "substitution_id": away.id,
        "office": office.code,
        "closing_id": closing.close(db.session, january, by=son, at=at).id,
        "sha256": samples.keep(walk.scan("mẫu.pdf"), at=at).sha256,
        "tab": "giay-to",
        "index": 1,
        "way": "xuong",
        "version_id": _revision(cast, quynh).id,
        "profile": "2025",
        **_desk_things(cast),
        **_money_things(cast, thu),
        **_private_things(cast, dossiers[-1], tinh),
        **_kept_papers(cast),
        "kind": "apology",
        "worklist": "quay",
        "change": "sap-nhap",
        "province": "01",
        "section_key": "child",
        "letter": "supplement",
        "question_key": "child_name",
        "exclusion_key": "unborn",
    }
    # Everybody is signed in already: what a test sees written, a page wrote.
    others["session_id"] = next(iter([make_session(one).id for one in (cast.lan, *officers)]))
    db.session.commit()
    return World(cast, officers, dossiers, documents, others)


def _issued_quarter(cast: Cast, documents: tuple[Document, ...]) -> TargetReport:
    """Last year's fourth quarter, issued; its file is that of a sealed result."""
    quarter = target_report.compose(db.session, cast.unit, 2025, 4, by=cast.tuan, at=clock.now())
    quarter.stage, quarter.number, quarter.issued_at = Stage.ISSUED, "01/BC-UBND", clock.now()
    quarter.sha256 = next(d.sha256 for d in documents if d.kind == "result" and d.issued_at)
    db.session.commit()
    return quarter


def _money_things(cast: Cast, thu: Account) -> dict[str, Any]:
    """A fee taken and owed back, a shift closed and one begun, a statement with money of nobody, an
    order to pay by code and one that failed at the national platform."""
    at = clock.now()
    paid = walk.received(cast, key="paid")
    paying.collect(paid, Way.CASH, by=thu, at=at)
    withdrawal.withdraw(paid, reason="Đổi ý", by=cast.lan, at=at)
    closed = shifts.current(thu, cast.unit.id)
    assert closed is not None
    shift_closing.close(closed, cast.unit, counted={}, reason="Gửi két", by=thu, at=at)
    statement = reconciling.take_in(
        "Ngày giao dịch;Số giao dịch;Ghi có;Nội dung\r\n18/03/2026;FT1;8000;Gửi bác Lan\r\n".encode(),
        name="sao-ke.csv", source=Way.VIETQR, unit_id=cast.unit.id, by=thu, at=at,
    )  # fmt: skip
    by_code = paying.order_online(walk.received(cast, key="by code"), Way.VIETQR, at=at)
    failed = paying.order_online(walk.received(cast, key="failed"), Way.NATIONAL, at=at)
    failed.state = MoneyState.FAILED
    return {
        "paying.code": by_code.reference,
        "paying.leave": failed.reference,
        "shift_id": shifts.open_shift(cast.unit.id, opening_cash=0, by=thu, at=at).id,
        "closed_shift_id": closed.id,
        "refund_id": payments.refunds_of(paid.id)[0].id,
        "receipt_id": db.session.scalars(sa.select(FeeReceipt.id)).first(),
        "statement_id": statement.id,
        "subject_id": db.session.scalars(sa.select(StatementLine.id)).first(),
    }


def _private_things(cast: Cast, dossier: Dossier, by: Account) -> dict[str, Any]:
    """A copy of Lan's data, a request to correct it, and a dossier that is kept."""
    at = clock.now()
    copy = exporting.ask(cast.lan, at=at)
    db.session.flush()
    exporting.make(copy.id, at=at)
    request = correcting.ask(
        cast.lan, CorrectedField.FULL_NAME, right="Nguyễn Thị Lân", evidence="Thẻ căn cước", at=at
    )
    kept = holding.hold(dossier.label, reason="Khiếu nại", until=None, by=by, at=at)
    db.session.flush()
    return {"export_id": copy.id, "correction_id": request.id, "hold_id": kept.id}


def _kept_papers(cast: Cast) -> dict[str, Any]:
    """A paper in Lan's store, in a second version, shared with somebody."""
    at, said = clock.now(), keeping.Said("Giấy chứng sinh", "12", "Bệnh viện")
    first = keeping.add(cast.lan, said, walk.scan("chứng sinh.pdf"), at=at)
    kept = keeping.renew(first, cast.lan, said, walk.scan("chứng sinh mới.pdf"), at=at)
    origin = f"s{kept.id}"
    paper = entries.paper_of(cast.lan, origin, at.date())
    assert paper is not None
    shared = sharing.share(
        paper, cast.lan, number="001190000009", name="Ai đó", until=at.date(), at=at
    )
    return {"origin": origin, "kept_id": first.id, "share_id": shared.id}


def _desk_things(cast: Cast) -> dict[str, Any]:
    """A visit with a dossier, and a list of papers given to the unit."""
    visit = visiting.open_visit(
        cast.unit.desks[0],
        visiting.Submitter("Trần Thị Mận", "", "Số 9, phố Gốm", "", ""),
        channel=Channel.DESK,
        identity_check=IdentityCheck.CARD,
        postmark_on=None,
        arrived_on=None,
        key="visit",
        by=cast.minh,
        at=clock.now(),
    )
    entered = visiting.enter(
        visit,
        cast.procedure,
        cast.unit,
        visiting.Applicant("", "", ""),
        answers={},
        counts={"birth_note": PaperCount(originals=1)},
        delivery=DeliveryMethod.DESK,
        delivery_address="",
        key="of the visit",
        by=cast.minh,
        at=clock.now(),
    )
    visiting.receive_all(visit, by=cast.minh, at=clock.now())
    desk = cast.unit.desks[0]
    given = handing_on.give(
        ListKind.DOSSIERS, desk, cast.unit, [entered], by=cast.minh, at=clock.now()
    )
    db.session.commit()
    return {"visit_reference": visit.reference, "list_id": given.id}


def _revision(cast: Cast, by: Account) -> ProcedureVersion:
    """A draft whose form also says who cannot use the procedure."""
    version = editing.begin_revision(cast.procedure, by=by, at=clock.now())
    unborn = Exclusion("unborn", none_of(answered("born_on")), "trẻ chưa sinh")
    form = replace(version.parts.form, exclusions=(unborn,))
    mark = editing.seen(version, "form")
    editing.change_part(version, "form", form, by=by, at=clock.now(), seen=mark)
    return version


def _beside_the_steps(cast: Cast) -> tuple[Dossier, ...]:
    """An apology to sign, a further supplement to decide, and a revoked result without, with a
    drafted and with a signed replacement."""
    late = walk.received(cast, key="late")
    extension.draft(late, reason="Chậm", new_due_on=date(2026, 3, 27), by=cast.hoa, at=clock.now())
    doubtful = walk.received(cast, key="doubtful")
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp lại"}]
    supplements.request(doubtful, reason="Mờ", items=items, by=cast.hoa, at=clock.now())
    supplements.answer(doubtful, text="Đã gửi", by=cast.lan, at=clock.now())
    asked_again = walk.received(cast, key="asked again")
    supplements.request(asked_again, reason="Mờ", items=items, by=cast.hoa, at=clock.now())
    supplements.answer(asked_again, text="Đã gửi", by=cast.lan, at=clock.now())
    further_supplements.propose(
        asked_again, reason="Thiếu", ground="Điều 16", items=items, by=cast.hoa, at=clock.now()
    )
    wrong = tuple(walk.issued(cast, key=f"wrong {number}") for number in range(3))
    for dossier in wrong:
        revocation.revoke(dossier, ground="Sai tên", by=cast.tuan, at=clock.now())
        db.session.flush()
    for dossier in wrong[1:]:
        revocation.correct(
            dossier, outcome=Outcome.GRANTED, values={}, remark="", by=cast.hoa, at=clock.now()
        )
        db.session.flush()
    revocation.sign(wrong[2], by=cast.tuan, at=clock.now())
    db.session.flush()
    return (late, doubtful, asked_again, *wrong)


def _on_other_roads(cast: Cast) -> tuple[Dossier, ...]:
    """Asked of another unit, to be visited and visited, waiting for a duty to be met, lying at the
    desk too long, and perhaps handed in twice (the submitted ones)."""
    at = clock.now()
    consulted = walk.drafted(cast, key="consulted")
    for unit in (cast.elsewhere, make_unit(name="Phường Xa")):
        consultation.ask(
            consulted, [unit], question="Ý kiến?", hours=8, sections=["child"],
            documents=["birth_note"], needs_leader=unit is cast.elsewhere, by=cast.hoa, at=at,
        )  # fmt: skip
    consultation.answer(
        consulted, consulted.consultations[1], opinion=Opinion.AGREE, text="", files=[walk.scan()],
        by=make_officer("Lý Văn Xa", consulted.consultations[1].unit, Role.SPECIALIST), at=at,
    )  # fmt: skip
    consultation.answer(
        consulted, consulted.consultations[0], opinion=Opinion.OTHER, text="Xem lại",
        files=[walk.scan()], by=cast.binh, at=at,
    )  # fmt: skip
    visited, to_visit = walk.drafted(cast, key="visited"), walk.drafted(cast, key="to visit")
    for dossier in (visited, to_visit):
        verification.appoint(
            dossier, place="Số 5", meets_at=at + timedelta(hours=2), people="A", purpose="Xem",
            by=cast.hoa, at=at,
        )  # fmt: skip
    verification.record(
        visited, present="A", finding=Finding.MATCHES, findings="Đúng", photos=[walk.scan()],
        began_at=at - timedelta(hours=2), ended_at=at - timedelta(hours=1), by=cast.hoa, at=at,
    )  # fmt: skip
    owing = walk.received(cast, key="owing")
    duties.request(owing, kind=DutyKind.BUDGET, amount=5000, ground="Thuế", by=cast.hoa, at=at)
    with clock.travelling(at - timedelta(days=40)):
        lying = walk.issued(cast, key="lying")
    db.session.flush()
    _copied(lying, cast)
    return (consulted, visited, to_visit, owing, lying)


def _copied(dossier: Dossier, cast: Cast) -> None:
    """A copy of the result, and one that waits to be signed."""
    source = queries.copyable_of(dossier)[0]
    for number in range(2):
        wish = copying.Wish(CopyForm.WHOLE, "", 1, ["Lưu: VT"])
        made = copying.prepare(dossier, source, wish, by=cast.dung, at=clock.now())
        if number == 0:
            copying.sign(dossier, made, by=cast.tuan, at=clock.now())
            db.session.flush()


def access_of(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)


def pages(app: Flask, method: str) -> list[Rule]:
    """The routes that answer to `method`, without the static files."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "static"
    ]
