"""Numbers are masked in lists; the case page shows them after a press, and the log says who pressed."""

from __future__ import annotations

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.audit.models import LogEntry
from tests.dossiers import walk
from tests.factories import make_cast, sign_in


def test_the_whole_number_is_shown_after_a_press_that_is_logged(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    dossier.applicant_identity, dossier.submitter_phone = "001190000777", "+84905123456"
    session.commit()
    sign_in(client, cast.hoa)
    address = f"/can-bo/ho-so/{dossier.reference}"
    shown = client.get(address).text
    assert "001190000777" not in shown and "905123456" not in shown
    assert "•••••••••777" in shown and "hien=du" in shown
    whole = client.get(f"{address}?hien=du").text
    assert "001190000777" in whole and "+84905123456" in whole
    details = session.scalars(sa.select(LogEntry.detail).order_by(LogEntry.id)).all()
    assert list(details) == ["", "hien=du"]
