from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.feedback.models import Rating
from portal.feedback.rating import rate
from tests.dossiers import walk
from tests.factories import make_cast, make_citizen, sign_in
from tests.statistics.courses import SEALER

pytestmark = pytest.mark.usefixtures("at_noon")


def test_the_applicant_rates_once_after_the_result(client: FlaskClient, session: Session) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    session.commit()
    sign_in(client, cast.lan)
    address = f"/ho-so/{dossier.reference}/danh-gia"
    assert "sau khi hồ sơ có kết quả" in client.get(address).text
    assert client.post(address, data={"score": "5"}).status_code == 409
    dossier.move(Action.ISSUE, by=SEALER, at=clock.now())
    session.commit()
    wrong = client.post(address, data={"comment": "Nhanh"})
    assert wrong.status_code == 422 and "Hãy chọn mức độ hài lòng" in wrong.text
    assert client.post(address, data={"score": "9"}).status_code == 422
    assert client.post(address, data={"score": "4", "comment": "Nhanh"}).status_code == 303
    assert "Ông/Bà đã đánh giá: Hài lòng" in client.get(address).text
    assert client.post(address, data={"score": "1"}).status_code == 409
    session.expire_all()
    kept = session.scalars(sa.select(Rating)).all()
    assert [(r.score, r.comment, r.unit_id) for r in kept] == [(4, "Nhanh", cast.unit.id)]


def test_a_stranger_does_not_find_it(client: FlaskClient, session: Session) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    session.commit()
    sign_in(client, make_citizen("Người Khác"))
    assert client.get(f"/ho-so/{dossier.reference}/danh-gia").status_code == 404


def test_the_act_itself_refuses_others_and_other_marks(session: Session) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    with pytest.raises(Conflict):
        rate(dossier, score=5, comment="", by=cast.lan, at=clock.now())
    dossier.move(Action.ISSUE, by=SEALER, at=clock.now())
    with pytest.raises(Forbidden):
        rate(dossier, score=5, comment="", by=cast.binh, at=clock.now())
    with pytest.raises(Invalid):
        rate(dossier, score=6, comment="", by=cast.lan, at=clock.now())


def test_a_rating_is_never_changed(session: Session) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    dossier.move(Action.ISSUE, by=SEALER, at=clock.now())
    rating = rate(dossier, score=5, comment="", by=cast.lan, at=clock.now())
    session.flush()
    rating.score = 1
    with pytest.raises(RuntimeError):
        session.flush()
