"""The letters beside the result in the procedure's own words: written by its publisher, printed in
the form the law prescribes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.documents.papers import PaperKind, paper_html
from portal.dossiers import letters, slips
from portal.procedures import editing
from portal.procedures.models import ProcedureVersion
from tests.dossiers import walk
from tests.factories import PARTS, Cast, make_cast, make_officer, sign_in
from tests.procedures.test_pages import text_of
from tests.procedures.test_publisher_pages import reread, seen_on, send

pytestmark = pytest.mark.usefixtures("at_noon")
DECLINE = "<p>Trẻ {{ answers.child_name }}: {{ reason }} Hãy đến {{ unit.name }}.</p>"
APOLOGY = "<p>Xin lỗi vì {{ reason }}. Hẹn lại {{ new_due }}, không phải {{ due }}.</p>"


@pytest.fixture
def draft(session: Session, client: FlaskClient) -> ProcedureVersion:
    cast = make_cast()
    publisher = make_officer("Đỗ Như Quỳnh", cast.unit, Role.PUBLISHER)
    version = editing.begin_revision(cast.procedure, by=publisher, at=clock.now())
    session.commit()
    sign_in(client, publisher)
    return version


def test_the_publisher_words_a_letter_and_sees_it_printed(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    base = f"/danh-muc/phien-ban/{draft.id}"
    address = f"{base}/thu/decline"
    assert "lời riêng" not in text_of(client, f"{base}/ket-qua")
    for wrong, words in (
        ("<p>{{ reason }} {{ answers.gone }}</p>", "gone"),
        ("<p>{{ reason }</p>", "cú pháp"),
        ("<p>Không nhận.</p>", "Thư này phải có {{ reason }}"),
    ):
        answer = client.post(address, data={"seen": seen_on(client, address), "wording": wrong})
        assert answer.status_code == 422 and words in answer.text
    assert send(client, address, wording=DECLINE) == 303
    assert reread(session, draft).parts.result.decline == DECLINE
    assert "lời riêng của thủ tục này" in text_of(client, f"{base}/ket-qua")
    assert client.get(f"{base}/thu/template").status_code == 404

    shown = client.post(f"{address}/xem-thu", data={"wording": DECLINE}).text
    assert "Hãy đến Ủy ban nhân dân phường Bến Nguyệt" in shown
    assert "Bộ phận tiếp nhận:" in shown and "Người tiếp nhận hồ sơ" in shown
    printed = client.post(f"{address}/xem-thu?as=pdf", data={"wording": DECLINE})
    assert printed.data.startswith(b"%PDF-")
    assert "Thông báo cho" not in shown
    assert "gone" in client.post(f"{address}/xem-thu", data={"wording": "{{ gone }}"}).text


def worded_cast(**wordings: str) -> Cast:
    return make_cast(parts=replace(PARTS, result=replace(PARTS.result, **wordings)))  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", ["2018", "2025"])
def test_a_letter_of_a_dossier_says_it_in_the_procedures_words(
    session: Session, profile: str
) -> None:
    dossier = walk.received(worded_cast(decline=DECLINE, apology=APOLOGY))
    child = dossier.answers["child_name"]
    at = clock.now()
    paper = slips.decline(dossier, reason="Đã có <khai sinh>.", receiver="Minh", at=at)
    page = paper_html(PaperKind.DECLINE, paper, profile)
    assert f"Trẻ {child}: Đã có &lt;khai sinh&gt;. Hãy đến {dossier.unit.name}." in page
    assert "Người tiếp nhận hồ sơ" in page and "Qua xem xét" not in page
    assert dossier.due_at is not None
    apology = letters.apology(
        dossier, reason="mất điện", new_due_at=dossier.due_at, signer="Tuấn", at=at
    )
    page = paper_html(PaperKind.APOLOGY, apology, profile)
    assert "Xin lỗi vì mất điện. Hẹn lại 17 giờ 00" in page and 'class="addressee"' in page
    assert 'name="signature:LEADER"' in page  # the form's place to sign stays


def test_a_letter_leaves_in_the_forms_words_when_its_own_cannot_be_filled_in(
    session: Session,
) -> None:
    dossier = walk.received(worded_cast(decline="<p>{{ nothing }}</p>"))
    paper = slips.decline(dossier, reason="Không thuộc thẩm quyền.", receiver="M", at=clock.now())
    assert paper.wording == ""
    assert "Không thuộc thẩm quyền." in paper_html(PaperKind.DECLINE, paper)
