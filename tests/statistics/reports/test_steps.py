from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers.models import Dossier, SupplementRequest, Task
from portal.procedures.definitions import Channel, StepKind
from tests.factories import make_officer, make_procedure, make_unit, sign_in
from tests.statistics.courses import handed_in
from tests.statistics.reports.reading import in_csv

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
