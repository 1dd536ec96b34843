"""What stands beside a dossier's events (tasks, waits, papers, results), at random, and the reports of step
times, of desks by the hour and of digitised papers counted again from bare rows. Nothing here looks
into the statistics: working hours are written down, a quantile is found by counting."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.duty_models import DutyKind, PaymentDuty
from portal.dossiers.models import Attachment, Dossier, SupplementRequest, Task
from portal.dossiers.reception.models import PaperFacts
from portal.procedures.definitions import StepKind
from portal.statistics.reports import digitised, steps, workload
from portal.statistics.reports.asked import Asked
from tests.statistics.courses import vietnam_day
from tests.statistics.world import VIETNAM
from tests.test_working_time import FULL_DAY, WRITTEN_DOWN_OFF

ROUTE = {
    "receive": StepKind.RECEIVE, "assess": StepKind.ASSESS, "approve": StepKind.APPROVE,
    "issue": StepKind.ISSUE, "return": StepKind.RETURN,
}  # fmt: skip
HOURS = {"receive": 2, "assess": 8, "approve": 4, "issue": 2}  # of the factories' route
SPANS = [5, 40, 200, 700, 1440, 3000, 9000, 25000]  # minutes on the clock
AT_THE_DESK = {
    "enter", "receive", "decline", "request_supplement", "answer_supplement", "return",
}  # fmt: skip


def add_work(session: Session, chance: random.Random, people: Sequence[Account]) -> None:
    """To every dossier there is."""
    dossiers = session.scalars(sa.select(Dossier).order_by(Dossier.id)).all()
    for dossier in dossiers:
        dossier.account_id = chance.choice([None, *(who.id for who in people)])
        _add_tasks(session, dossier, chance)
        _add_papers(session, dossier, chance)
    session.flush()
    _add_sources(session, chance)


def _add_tasks(session: Session, dossier: Dossier, chance: random.Random) -> None:
    at = dossier.created_at
    for key, kind in ROUTE.items():
        opened, at = at, at + timedelta(minutes=chance.choice(SPANS))
        closed = None if chance.random() < 0.1 else at
        session.add(_task(dossier, key, kind, opened, closed))
        if closed is None:
            break
    if chance.random() < 0.5:
        opened = dossier.created_at + timedelta(minutes=chance.choice(SPANS))
        kind = chance.choice([StepKind.CONSULT, StepKind.VERIFY])
        task = _task(
            dossier, f"beside-{dossier.id}", kind, opened,
            opened + timedelta(minutes=chance.choice(SPANS)),
        )  # fmt: skip
        task.is_beside = True
        task.due_at = chance.choice([None, opened + timedelta(minutes=chance.choice(SPANS))])
        session.add(task)
    # One wait after the other: a clock stands still once.
    asked = dossier.created_at + timedelta(minutes=chance.choice(SPANS))
    answered = asked + timedelta(minutes=chance.choice(SPANS))
    if chance.random() < 0.4:
        session.add(
            SupplementRequest(
                dossier_id=dossier.id, is_before_reception=False, reason="", items=[],
                requested_at=asked, answered_at=answered if chance.random() < 0.8 else None,
            )
        )  # fmt: skip
    if chance.random() < 0.4:
        session.add(
            PaymentDuty(
                dossier_id=dossier.id, kind=DutyKind.BUDGET, amount=1, ground="",
                requested_at=answered, requester_name="",
                ended_at=answered + timedelta(minutes=chance.choice(SPANS)),
            )
        )  # fmt: skip


def _task(
    dossier: Dossier, key: str, kind: StepKind, opened: datetime, closed: datetime | None
) -> Task:
    return Task(
        dossier_id=dossier.id, step_key=key, kind=kind, title=key, unit_id=dossier.unit_id,
        role=Role.SPECIALIST, opened_at=opened, closed_at=closed,
    )  # fmt: skip


def _add_papers(session: Session, dossier: Dossier, chance: random.Random) -> None:
    at = dossier.created_at
    for number in range(chance.randrange(4)):
        session.add(
            Attachment(
                dossier_id=dossier.id, document_key="", name=f"{number}",
                sha256=chance.choice(["", "a" * 64, "b" * 64, f"{dossier.id:032d}{number:032d}"]),
                added_at=at, removed_at=at if chance.random() < 0.15 else None,
            )
        )  # fmt: skip
    for number in range(chance.randrange(3)):
        session.add(
            Document(
                dossier_id=dossier.id, unit_id=dossier.unit_id, title="", created_at=at,
                kind=chance.choice([DocumentKind.RESULT, DocumentKind.RESULT, DocumentKind.RECEIPT]),
                state=chance.choice(list(DocumentState)),
                sha256=chance.choice(["", "c" * 64, "d" * 64]),
                verify_code=f"{dossier.id}-{number}",
            )
        )  # fmt: skip


def _add_sources(session: Session, chance: random.Random) -> None:
    """Some papers were taken from what the portal held, which the desk noted."""
    ids = session.scalars(sa.select(Attachment.id).order_by(Attachment.id)).all()
    for number in ids:
        if chance.random() < 0.3:
            session.add(
                PaperFacts(
                    attachment_id=number, kept_at=datetime(2026, 1, 1, tzinfo=UTC),
                    reused_attachment_id=chance.choice([None, ids[0]]),
                )
            )  # fmt: skip
    session.flush()


def compare_steps(session: Session, asked: Asked) -> None:
    rows = session.execute(
        sa.text(
            "SELECT t.id, t.dossier_id, t.step_key, t.kind, t.is_beside, t.unit_id, t.opened_at, "
            "t.due_at, t.closed_at, p.code FROM task t JOIN dossier d ON d.id = t.dossier_id "
            "JOIN procedure p ON p.id = d.procedure_id WHERE t.closed_at IS NOT NULL"
        )
    ).all()
    waits: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for wait, end in (("supplement_request", "answered_at"), ("payment_duty", "ended_at")):
        for dossier, start, until in session.execute(
            sa.text(f"SELECT dossier_id, requested_at, {end} FROM {wait} WHERE {end} IS NOT NULL")
        ):
            waits[dossier].append((moment(start), moment(until)))
    done: dict[str, list[tuple[datetime, int, int, int | None]]] = defaultdict(list)
    for row in rows:
        opened, closed = moment(row.opened_at), moment(row.closed_at)
        day = vietnam_day(row.closed_at)
        if row.unit_id not in asked.units or row.kind == "return":
            continue
        if not asked.period.start <= day <= asked.closing:
            continue
        took, key, allowed = worked([(opened, closed)]), row.step_key, None
        if row.is_beside:
            key = f"+{row.kind}"
            if row.due_at is not None:
                allowed = worked([(opened, moment(row.due_at))])
        else:
            stood = [(max(a, opened), min(b, closed)) for a, b in waits[row.dossier_id]]
            took, allowed = took - worked(stood), HOURS[key] * 60
        done[f"{row.code}|{key}"].append((closed, row.id, took, allowed))
    table = steps.time_per_step(session, asked).tables[0]
    assert {row.key for row in table.rows} == set(done)
    for key, times in done.items():
        minutes = [took for _closed, _id, took, _allowed in times]
        last = max(times)[3]
        assert {
            name: table.value(key, name) for name in ("count", "allowed", "median", "ninetieth", "over")
        } == {
            "count": len(times),
            "allowed": None if last is None else last / 60,
            "median": reached_by(minutes, Fraction(1, 2)) / 60,
            "ninetieth": reached_by(minutes, Fraction(9, 10)) / 60,
            "over": sum(a is not None and took > a for _c, _i, took, a in times),
        }, key  # fmt: skip


def compare_desks(session: Session, asked: Asked) -> None:
    rows = session.execute(
        sa.text(
            "SELECT e.action, e.actor_role, e.at, k.code, k.unit_id FROM event e "
            "JOIN dossier d ON d.id = e.dossier_id JOIN desk k ON k.id = d.desk_id"
        )
    )
    acts: dict[str, list[datetime]] = defaultdict(list)
    for action, role, at, desk, unit in rows:
        if action not in AT_THE_DESK or role != "receptionist" or unit not in asked.units:
            continue
        if asked.period.start <= vietnam_day(at) <= asked.closing:
            acts[desk].append(moment(at))
            acts["tong"].append(moment(at))
    table = workload.workload(session, asked).tables[0]
    assert {row.key for row in table.rows} == set(acts) | {"tong"}
    for row in table.rows:
        mine = acts[row.key]
        hours = [min(17, max(7, one.hour)) for one in mine]
        assert [table.value(row.key, f"h{hour}") for hour in range(7, 18)] == [
            hours.count(hour) for hour in range(7, 18)
        ], row.key
        assert table.value(row.key, "total") == len(mine)
        if row.kind == "line":
            days = {one.date() for one in mine}
            assert table.value(row.key, "per_day") == len(mine) / len(days)


def compare_papers(
    session: Session,
    asked: Asked,
    came: Iterable[tuple[int, int]],
    issued: Iterable[tuple[int, int]],
) -> None:
    """`came`, `issued`: (unit, dossier) of the receptions and issues of the period."""
    came, issued = list(came), list(issued)
    rows = session.execute(sa.text("SELECT id, account_id FROM dossier"))
    owner: dict[int, int | None] = {row.id: row.account_id for row in rows}
    papers = session.execute(
        sa.text(
            "SELECT a.id, a.dossier_id, a.sha256, a.removed_at, f.reused_attachment_id AS source "
            "FROM attachment a LEFT JOIN paper_facts f ON f.attachment_id = a.id"
        )
    ).all()
    digital = {
        dossier
        for (dossier,) in session.execute(
            sa.text(
                "SELECT dossier_id FROM document WHERE kind = 'result' AND sha256 <> '' "
                "AND state IN ('issued', 'revoked')"
            )
        )
    }

    def is_again(paper: Any) -> bool:
        who = owner[paper.dossier_id]
        return paper.source is not None or any(
            one.sha256 == paper.sha256
            and one.dossier_id < paper.dossier_id
            and who is not None
            and owner[one.dossier_id] == who
            for one in papers
        )

    table = digitised.digitised(session, asked).tables[0]
    for row in table.rows:
        mine = {dossier for unit, dossier in came if unit in row.units}
        ended = {dossier for unit, dossier in issued if unit in row.units}
        kept = [p for p in papers if p.dossier_id in mine and p.removed_at is None]
        files = [paper for paper in kept if paper.sha256]
        again = sum(map(is_again, files))
        cells = {
            "received": len(mine), "digital": len({paper.dossier_id for paper in files}),
            "papers": len(kept), "files": len(files), "reused": again,
            "resolved": len(ended), "electronic": len(ended & digital),
            "reused_share": Fraction(again, len(kept)) if kept else None,
            "electronic_share": Fraction(len(ended & digital), len(ended)) if ended else None,
        }  # fmt: skip
        assert {key: table.value(row.key, key) for key in cells} == cells, row.key


def worked(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Whole working minutes of a unit with office hours, day by day."""
    total = 0.0
    for start, end in spans:
        day = start.date()
        while day <= end.date():
            for first, last in [] if day in WRITTEN_DOWN_OFF or day.weekday() > 4 else FULL_DAY:
                opens = datetime.combine(day, time(), VIETNAM) + timedelta(minutes=first)
                closes = datetime.combine(day, time(), VIETNAM) + timedelta(minutes=last)
                total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
            day += timedelta(days=1)
    return int(total // 60)


def reached_by(values: Sequence[int], share: Fraction) -> int:
    """The smallest of them that at least `share` of them do not exceed."""
    return min(v for v in values if sum(w <= v for w in values) >= share * len(values))


def moment(at: Any) -> datetime:
    """On Vietnam's clock, whatever the database gave."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(VIETNAM)
