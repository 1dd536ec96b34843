"""The officer's "why this date" is told by the calendar the appointment was made by."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.units import keeping_calendars
from portal.units.keeping_calendars import Shape
from tests.dossiers.walk import moment, received
from tests.factories import Cast, make_cast, make_officer, sign_in


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def test_a_day_off_added_later_does_not_change_the_explanation(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    dossier = received(cast)
    tri = make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, cast.hoa)
    address = f"/can-bo/ho-so/{dossier.reference}"
    before = client.get(address).text
    assert dossier.due_at == moment(23, 17)
    with clock.travelling(moment(18, 14)):
        keeping_calendars.add_day(
            cast.unit, date(2026, 3, 20), Shape.OFF, title="Mất điện", source="", by=tri,
            at=clock.now(),
        )  # fmt: skip
        session.commit()
        after = client.get(address).text
    for text in (before, after):
        assert "17:00 23/03/2026" in text or "23/03/2026" in text
    assert "Mất điện" not in after and "Giờ làm việc của đơn vị đã đổi" not in after
    assert cast.unit.working_calendar().is_working_day(date(2026, 3, 20)) is False
    assert cast.unit.calendar_as_of(moment(18, 10)).is_working_day(date(2026, 3, 20)) is True
