from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers.duty_models import DutyKind, PaymentDuty
from portal.dossiers.models import Dossier, SupplementRequest, Task
from portal.procedures.definitions import Channel, StepKind
from tests.factories import make_officer, make_procedure, make_unit, sign_in
from tests.statistics.courses import handed_in
from tests.statistics.reports.reading import in_csv, links, listed

pytestmark = pytest.mark.usefixtures("at_noon")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026: the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=clock.VIETNAM)


def test_median_ninetieth_and_advice_from_working_hours(
    client: FlaskClient, session: Session
) -> None:
    """Assessing is allowed 8 working hours, approving 4 (the route of the factories)."""
    unit = make_unit()
    procedure = make_procedure(unit)
    # Ten assessments of 1 to 10 quarters of an hour; one more crosses lunch and waits a day for
    # the citizen, which is not counted: 8:00 to 14:00 the day after, less 8:00 to 8:00.
    for number in range(1, 11):
        _task(
            session, unit, procedure, "assess", at(3, 8), at(3, 8) + timedelta(minutes=15 * number)
        )
    waited = _task(session, unit, procedure, "assess", at(4, 8), at(5, 14))
    session.add(
        SupplementRequest(
            dossier_id=waited.id, is_before_reception=False, reason="", items=[],
            requested_at=at(4, 8), answered_at=at(5, 8),
        )
    )  # fmt: skip
    for _number in range(5):
        _task(session, unit, procedure, "approve", at(3, 8), at(4, 9))
    _task(session, unit, procedure, "approve", at(3, 8), None)
    session.commit()
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    found = {
        line["Bước"]: line
        for line in in_csv(client, "/so-lieu/noi-bo/thoi-gian-buoc/tep.csv?period=this_month")
    }
    assess, approve = found["Thẩm định"], found["Phê duyệt"]
    # Eleven times in quarters: 1 to 10, and 4 hours (three and a half before lunch, a half after).
    assert assess["Số lần"] == "11"
    assert assess["Quy định (giờ)"] == "8,0"
    assert assess["Trung vị (giờ)"] == "1,5"  # the 6th of 11
    assert assess["Mức 9/10 (giờ)"] == "2,5"  # the 10th of 11
    assert assess["Số lần quá giờ"] == "0"
    assert assess["Gợi ý"] == "Có thể rút ngắn còn 3 giờ"
    assert approve["Số lần"] == approve["Số lần quá giờ"] == "5"
    assert approve["Gợi ý"] == "Cần xem lại: hay quá giờ"


def test_waiting_for_money_is_not_counted_and_what_runs_beside_is_judged_by_its_own_day(
    client: FlaskClient, session: Session
) -> None:
    unit = make_unit()
    procedure = make_procedure(unit)
    # Two working days and an hour, of which two whole days waited for a duty to be paid.
    paid = _task(session, unit, procedure, "assess", at(3, 8), at(5, 9))
    session.add(
        PaymentDuty(
            dossier_id=paid.id, kind=DutyKind.BUDGET, amount=1, ground="", requested_at=at(3, 8),
            requester_name="", ended_at=at(5, 8),
        )
    )  # fmt: skip
    asked = _task(session, unit, procedure, "approve", at(3, 8), at(3, 9))
    # Asked to answer within two hours: one did in one, the other took three.
    for number, hour in ((1, 9), (2, 11)):
        session.add(
            Task(
                dossier_id=asked.id, step_key=f"consult-{number}", kind=StepKind.CONSULT,
                is_beside=True, title=f"Hỏi {number}", unit_id=unit.id, role=Role.SPECIALIST,
                opened_at=at(3, 8), due_at=at(3, 10), closed_at=at(3, hour),
            )
        )  # fmt: skip
    session.commit()
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    page = "/so-lieu/noi-bo/thoi-gian-buoc"
    found = {line["Bước"]: line for line in in_csv(client, f"{page}/tep.csv?period=this_month")}
    assert found["Thẩm định"]["Trung vị (giờ)"] == "1,0"
    beside = found["Lấy ý kiến phối hợp"]
    assert (beside["Số lần"], beside["Quy định (giờ)"]) == ("2", "2,0")
    assert (beside["Trung vị (giờ)"], beside["Mức 9/10 (giờ)"]) == ("1,0", "3,0")
    assert beside["Số lần quá giờ"] == "1"
    opened = links(client.get(f"{page}?period=this_month").text)
    assert len(opened) == 4  # three counts and what ran over
    for address, figure in opened:
        assert listed(client.get(address).text) == figure


def _task(
    session: Session,
    unit: object,
    procedure: object,
    key: str,
    start: datetime,
    end: datetime | None,
) -> Dossier:
    number = session.scalar(sa.select(sa.func.count(Dossier.id))) or 0
    dossier = handed_in(session, unit, procedure, start, Channel.DESK, number).dossier  # type: ignore[arg-type]
    session.flush()
    session.add(
        Task(
            dossier_id=dossier.id,
            step_key=key,
            kind=StepKind(key),
            title={"assess": "Thẩm định", "approve": "Phê duyệt"}[key],
            unit_id=dossier.unit_id,
            role=Role.SPECIALIST,
            opened_at=start,
            closed_at=end,
        )
    )
    return dossier
