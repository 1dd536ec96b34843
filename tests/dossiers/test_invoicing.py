"""What a dossier owes is written line by line; what changes later is a line with the difference."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.db import db
from portal.dossiers import invoicing, paying, supplements
from portal.dossiers.models import Dossier, PaymentState
from portal.errors import Conflict, Forbidden, Invalid
from portal.payments import invoice_queries, queries
from portal.payments.invoice_models import LineOrigin
from portal.payments.models import Way
from portal.procedures.conditions import equals
from portal.procedures.definitions import FeeItem, FeeKind, Fees, Field, FieldKind, Waiver
from tests.dossiers.walk import ANSWERS, received
from tests.factories import PARTS, Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    """A fee a copy, and nothing to pay for the poor."""
    first, second = PARTS.form.sections
    asked = (
        Field("copies", "Số bản", FieldKind.NUMBER),
        Field("poor", "Hộ nghèo", FieldKind.YES_NO, required=False),
    )
    poor = Waiver("Hộ nghèo", equals("poor", True), 100, "NQ 02")
    return make_cast(
        parts=replace(
            PARTS,
            form=replace(PARTS.form, sections=(first, replace(second, fields=second.fields + asked))),
            fees=Fees(
                (
                    FeeItem("copy", "Phí bản sao", FeeKind.FEE, 8000, per="bản",
                            quantity_field="copies", waivers=(poor,)),
                    FeeItem("other", "Phí thẩm định", FeeKind.FEE),
                )
            ),
        )
    )  # fmt: skip


def filed(cast: Cast, key: str = "k1", **answers: object) -> Dossier:
    ANSWERS_NOW = {"copies": 2, **answers}
    ANSWERS.update(ANSWERS_NOW)  # type: ignore[arg-type]
    try:
        return received(cast, key=key)
    finally:
        for name in ANSWERS_NOW:
            ANSWERS.pop(name)


def amounts(dossier: Dossier) -> list[tuple[str, int]]:
    return [(line.origin.value, line.amount) for line in invoice_queries.lines_of(dossier.id)]


def supplemented(cast: Cast, dossier: Dossier, copies: int) -> None:
    items = [{"document_key": "", "field_key": "copies", "name": "Số bản", "text": "Sai"}]
    supplements.request(dossier, reason="Sai", items=items, by=cast.hoa, at=clock.now())
    supplements.answer(
        dossier, text="Đã sửa", corrected={"copies": copies}, by=cast.lan, at=clock.now()
    )


def test_a_changed_answer_makes_a_line_with_the_difference(cast: Cast) -> None:
    dossier = filed(cast)
    assert amounts(dossier) == [("submission", 16000), ("submission", 0)]
    supplemented(cast, dossier, 3)
    assert amounts(dossier)[2:] == [("supplement", 8000)]
    assert (dossier.fee_due, dossier.fee_owed) == (24000, 24000)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE invoice_line SET amount = 0"))


def test_what_was_paid_before_the_change_counts_and_the_rest_is_asked_for(cast: Cast) -> None:
    dossier = filed(cast)
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    supplemented(cast, dossier, 3)
    assert (dossier.payment, dossier.fee_owed, dossier.fee_call) == (PaymentState.UNPAID, 8000, 2)
    paying.collect(dossier, Way.CARD, by=cast.minh, at=clock.now())
    assert (dossier.payment, dossier.fee_paid) == (PaymentState.PAID, 24000)
    with pytest.raises(Conflict):
        paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())


def test_what_was_paid_too_much_is_owed_back(cast: Cast) -> None:
    dossier = filed(cast)
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    supplemented(cast, dossier, 1)
    (owed,) = queries.refunds_of(dossier.id)
    assert (owed.amount, dossier.payment) == (8000, PaymentState.PAID)


def test_an_exemption_is_checked_and_unproven_the_whole_is_due(cast: Cast) -> None:
    dossier = filed(cast, poor=True)
    assert (dossier.fee_due, dossier.payment) == (0, PaymentState.EXEMPT)
    line = invoice_queries.lines_of(dossier.id)[0]
    assert (line.waived, line.waiver) == (16000, "Hộ nghèo")
    with pytest.raises(Invalid):
        invoicing.prove(dossier, line.id, is_proven=True, evidence="", by=cast.minh, at=clock.now())
    with pytest.raises(Forbidden):
        invoicing.prove(
            dossier, line.id, is_proven=True, evidence="x", by=cast.binh, at=clock.now()
        )
    invoicing.prove(
        dossier, line.id, is_proven=False, evidence="Hết hạn", by=cast.minh, at=clock.now()
    )
    assert (dossier.fee_due, dossier.payment) == (16000, PaymentState.UNPAID)
    with pytest.raises(Conflict):
        invoicing.prove(
            dossier, line.id, is_proven=True, evidence="x", by=cast.minh, at=clock.now()
        )
    supplemented(cast, dossier, 3)  # counted again, it stays taken back
    assert dossier.fee_due == 24000


def test_the_desk_exempts_and_charges_on_its_page(client: FlaskClient, cast: Cast) -> None:
    dossier = filed(cast)
    line = invoice_queries.lines_of(dossier.id)[0]
    db.session.commit()
    path = f"/can-bo/ho-so/{dossier.reference}/phi"
    sign_in(client, cast.binh)
    assert client.get(path).status_code == 404
    sign_in(client, cast.minh)
    assert "Quầy sẽ báo" in client.get(path).text

    def press(act: str, **fields: object) -> int:
        db.session.expire_all()
        named = {f"{act}-{name}": value for name, value in fields.items()}
        sent = {"act": act, f"{act}-version": dossier.version, **named}
        return client.post(path, data=sent).status_code

    assert press("exempt", line=line.id, amount="99.000", ground="NQ", evidence="Sổ") == 422
    assert press("exempt", line=line.id, amount="6.000", ground="NQ", evidence="Sổ 12") == 303
    assert press("charge", name="Phí thẩm định", kind="fee", amount="0", ground="TT") == 422
    assert press("charge", name="Phí thẩm định", kind="fee", amount="50.000", ground="TT") == 303
    db.session.expire_all()
    assert dossier.fee_due == 60000 and amounts(dossier)[2:] == [
        (LineOrigin.EXEMPTION.value, -6000), (LineOrigin.DESK.value, 50000),
    ]  # fmt: skip
    text = client.get(path).text
    assert "Sổ 12" in text and "-6.000 đ" in text.replace("−", "-")
    sign_in(client, cast.lan)
    assert "Sổ 12" in client.get(f"/ho-so/{dossier.reference}").text
