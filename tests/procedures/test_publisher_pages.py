"""The publisher's pages as a browser without script uses them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.procedures import drawn_form, editing
from portal.procedures.conditions import Condition, Op, equals
from portal.procedures.definitions import (
    Channel,
    FeeKind,
    FeeTier,
    Field,
    FieldKind,
    Form,
    Section,
    TimeLimit,
)
from portal.procedures.models import Procedure, ProcedureVersion
from tests.documents.tools import text_of as text_of_pdf
from tests.factories import PARTS, make_citizen, make_officer, make_procedure, make_unit, sign_in
from tests.procedures.test_pages import text_of

pytestmark = pytest.mark.usefixtures("at_noon")
TABS = ("giay-to", "phi", "thoi-han", "can-cu", "quy-trinh")


@pytest.fixture
def quynh(client: FlaskClient, session: Session) -> Account:
    account = make_officer("Đỗ Như Quỳnh", make_unit(), Role.PUBLISHER)
    sign_in(client, account)
    return account


@pytest.fixture
def draft(session: Session, quynh: Account) -> ProcedureVersion:
    version = editing.begin_revision(make_procedure(make_unit()), by=quynh, at=clock.now())
    session.commit()
    return version


def seen_on(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(address).text)
    assert found is not None, address
    return unescape(found[1])


def send(client: FlaskClient, address: str, **data: object) -> int:
    return client.post(address, data={"seen": seen_on(client, address), **data}).status_code


def reread(session: Session, version: ProcedureVersion) -> ProcedureVersion:
    session.expire_all()
    version.__dict__.pop("parts", None)
    return version


def test_a_new_procedure_is_listed_but_not_public(
    client: FlaskClient, session: Session, quynh: Account
) -> None:
    session.commit()
    sent = {"code": "9.77", "title": "Cấp phép họp chợ", "sector": "Thương mại", "level": "3"}
    answer = client.post("/danh-muc/moi", data={**sent, "authority": "commune"})
    assert answer.status_code == 303
    assert "Cấp phép họp chợ" in text_of(client, "/danh-muc?stand=draft&q=hop+cho")
    assert client.get("/thu-tuc/9.77").status_code == 404
    assert client.get("/thu-tuc?q=hop+cho").text.count("/thu-tuc/9.77") == 0
    again = client.post("/danh-muc/moi", data={**sent, "authority": "commune"})
    assert again.status_code == 422
    assert "Mã 9.77 đã có trong danh mục." in again.text


def test_a_paper_is_added_changed_moved_and_taken_away(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    base = f"/danh-muc/phien-ban/{draft.id}/giay-to"
    paper = {
        "name": "Giấy ủy quyền", "originals": "1", "from_store": "y", "result_of": "1.001193",
        "when_field": "relation", "when_relation": "equals", "when_value": "Bà",
    }  # fmt: skip
    assert send(client, f"{base}/them", **paper) == 303
    first, added = reread(session, draft).parts.documents.items
    assert (added.key, added.required, added.from_store) == ("giay_uy_quyen", False, True)
    assert added.only_if == Condition(Op.EQUALS, "relation", "Bà")
    assert send(client, f"{base}/2", **{**paper, "name": "Giấy ủy quyền có chứng thực"}) == 303
    changed = reread(session, draft).parts.documents.items[1]
    assert (changed.key, changed.name) == ("giay_uy_quyen", "Giấy ủy quyền có chứng thực")
    assert client.post(f"{base}/2/len", data={"seen": seen_on(client, base)}).status_code == 303
    assert reread(session, draft).parts.documents.items == (changed, first)
    assert client.post(f"{base}/1/bo", data={"seen": seen_on(client, base)}).status_code == 303
    assert reread(session, draft).parts.documents.items == (first,)


def test_a_fee_by_pages_is_written_as_the_circular_says(
    client: FlaskClient, session: Session, quynh: Account
) -> None:
    pages = Field("pages", "Số trang", FieldKind.NUMBER)
    procedure = make_procedure(parts=type(PARTS)(form=Form("Đơn", (Section("s", "S", (pages,)),))))
    version = editing.begin_revision(procedure, by=quynh, at=clock.now())
    session.commit()
    base = f"/danh-muc/phien-ban/{version.id}/phi"
    fee = {
        "name": "Phí chứng thực", "kind": "fee", "amount": "2.000", "per": "trang",
        "quantity_field": "pages", "tiers": "1: 2.000; 3: 1.000", "cap": "200000",
        "channels": ["2", "1"], "legal_basis": "TT 226/2016/TT-BTC",
    }  # fmt: skip
    assert send(client, f"{base}/them", **fee) == 303
    (item,) = reread(session, version).parts.fees.items
    assert (item.kind, item.amount, item.cap) == (FeeKind.FEE, 2000, 200_000)
    assert item.tiers == (FeeTier(1, 2000), FeeTier(3, 1000))
    assert item.channels == (Channel.DESK, Channel.ONLINE)
    answer = client.post(f"{base}/1", data={**fee, "seen": seen_on(client, base), "tiers": "ba: 2"})
    assert answer.status_code == 422
    assert "Không hiểu bậc “ba: 2”" in unescape(answer.text)


@pytest.mark.parametrize(
    ("sent", "limit"),
    [
        ({"unit": "same_day"}, "0wd"),
        ({"unit": "wd", "amount": "5"}, "5wd"),
        ({"unit": "m", "amount": "2"}, "2m"),
        ({"unit": "", "text": "Không quá một phiên họp"}, ""),
    ],
)
def test_limits_of_every_unit(
    client: FlaskClient,
    session: Session,
    draft: ProcedureVersion,
    sent: dict[str, str],
    limit: str,
) -> None:
    assert send(client, f"/danh-muc/phien-ban/{draft.id}/thoi-han/1", **sent) == 303
    assert reread(session, draft).parts.limits.items == (
        TimeLimit(limit, text=sent.get("text", "")),
    )


def test_saving_every_item_as_it_stands_changes_nothing(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    for tab in TABS:
        base = f"/danh-muc/phien-ban/{draft.id}/{tab}"
        for number in range(1, client.get(base).text.count('id="muc-') + 1):
            assert send(client, f"{base}/{number}", **form_data(client, f"{base}/{number}")) == 303
    for tab in ("huong-dan", "ket-qua"):
        address = f"/danh-muc/phien-ban/{draft.id}/{tab}"
        assert send(client, address, **form_data(client, address)) == 303
    assert reread(session, draft).parts == PARTS
    assert len(draft.events) == 1


def test_the_second_of_two_publishers_keeps_what_was_typed(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/thoi-han/1"
    mark = seen_on(client, address)
    assert send(client, address, unit="wd", amount="7") == 303
    answer = client.post(address, data={"seen": mark, "unit": "wd", "amount": "9"})
    assert answer.status_code == 409
    assert "Đỗ Như Quỳnh vừa sửa phần này" in unescape(answer.text)
    assert 'value="9"' in answer.text
    assert reread(session, draft).parts.limits.items == (TimeLimit("7wd"),)
    new_mark = re.search(r'name="seen"[^>]*value="([^"]*)"', answer.text)
    assert new_mark is not None
    answer = client.post(address, data={"seen": new_mark[1], "unit": "wd", "amount": "9"})
    assert answer.status_code == 303
    assert reread(session, draft).parts.limits.items == (TimeLimit("9wd"),)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("<p>{{ answers.khong_co }}</p>", "Dòng 1: Mẫu văn bản dùng mục không có trong hồ sơ"),
        ("<p>\n{% if %}</p>", "Dòng 2: Mẫu văn bản viết sai cú pháp"),
        ("<script>x</script>", "không được dùng thẻ <script>"),
        ("{% for a in range(99999999) %}x{% endfor %}", "Mẫu văn bản"),
    ],
)
def test_a_broken_template_is_refused_with_place_and_reason(
    client: FlaskClient, session: Session, draft: ProcedureVersion, template: str, reason: str
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/ket-qua"
    data = {"seen": seen_on(client, address), "names": "Giấy", "template": template}
    answer = client.post(address, data=data)
    assert answer.status_code == 422
    assert reason in unescape(unescape(answer.text))
    assert template.split("\n")[0] in unescape(answer.text)
    preview = client.post(f"{address}/xem-thu", data=data)
    assert reason in unescape(preview.text)


def test_the_sample_of_a_result_is_a_pdf_with_the_sample_answers(
    client: FlaskClient, session: Session, draft: ProcedureVersion, tmp_path: Path
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/ket-qua"
    answer = client.post(f"{address}/xem-thu?as=pdf", data={"template": "<p>{{ unit.name }}</p>"})
    assert answer.content_type == "application/pdf"
    assert "phường Bến Nguyệt" in " ".join(text_of_pdf(answer.data, tmp_path).split())
    assert client.get(f"{address}/mau.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("address", ["", "/moi", "/thu-tuc/9.1"])
def test_publishers_only(client: FlaskClient, session: Session, address: str) -> None:
    for account in (make_citizen(), make_officer("Minh", make_unit(), Role.RECEPTIONIST)):
        sign_in(client, account)
        session.commit()
        assert client.get(f"/danh-muc{address}").status_code == 403


def test_what_is_not_there_is_not_found(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    assert session.query(Procedure).count() == 1
    for address in ("phien-ban/999", f"phien-ban/{draft.id}/phi/9", "thu-tuc/khong-co"):
        assert client.get(f"/danh-muc/{address}").status_code == 404


def form_data(client: FlaskClient, address: str) -> dict[str, object]:
    """What a browser would send back from the page's form, unchanged."""
    html = client.get(address).text
    html = html[html.index("novalidate") :]
    html = html[: html.index("</form>")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        data.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, text in re.findall(
        r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.S
    ):
        data.setdefault(name, []).append(unescape(text).removeprefix("\n"))
    for name, options in re.findall(
        r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S
    ):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        data.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
    data.pop("seen", None)
    return dict(data)


def test_the_form_as_it_is_drawn_is_checked_and_each_finding_leads_to_its_question(
    client: FlaskClient, draft: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/kiem-tra"
    assert "không có nhãn" not in text_of(client, address)
    key = draft.parts.form.fields()[0].key
    monkeypatch.setattr(drawn_form, "_draw", lambda _form: f'<input id="{key}" name="{key}">')
    page = client.get(address).text
    assert f"Ô nhập “{key}” không có nhãn." in unescape(page)
    assert f"/to-khai#cau-{key}" in page
    sent = client.post(f"/danh-muc/phien-ban/{draft.id}/trinh", data={"note": ""})
    assert sent.status_code == 409


def test_waivers_are_written_in_lines_of_the_fee(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    base = f"/danh-muc/phien-ban/{draft.id}/phi"
    fee = {"name": "Lệ phí", "kind": "charge", "amount": "8.000", "legal_basis": "NQ 12"}
    line = {
        "waiver-0-name": "Người nhà", "waiver-0-percent": "50", "waiver-0-field": "relation",
        "waiver-0-relation": "equals", "waiver-0-value": "Bà",
    }  # fmt: skip
    assert send(client, f"{base}/1", **fee, **line) == 303
    [waiver] = reread(session, draft).parts.fees.items[0].waivers
    assert (waiver.name, waiver.percent, waiver.only_if) == (
        "Người nhà",
        50,
        equals("relation", "Bà"),
    )
    assert 'value="Người nhà"' in client.get(f"{base}/1").text
    sent = {**fee, **line, "waiver-0-field": "", "seen": seen_on(client, f"{base}/1")}
    answer = client.post(f"{base}/1", data=sent)
    assert answer.status_code == 422 and "Hãy chọn câu hỏi cho biết ai được" in answer.text
    assert send(client, f"{base}/1", **fee, **dict.fromkeys(line, "")) == 303
    assert reread(session, draft).parts.fees.items[0].waivers == ()


def test_limits_are_shown_with_dates_and_the_diagram_leads_to_its_steps(
    client: FlaskClient, draft: ProcedureVersion
) -> None:
    base = f"/danh-muc/phien-ban/{draft.id}"
    page = text_of(client, f"{base}/thoi-han")
    assert "Thứ Tư, 18 tháng 3, 2026, 09:00" in page  # 3 working days: Monday at closing time
    assert "Thứ Hai, 23 tháng 3, 2026, 17:00" in page
    assert (
        f'<a href="{base}/quy-trinh/2" aria-label="Sửa bước 2'
        in client.get(f"{base}/quy-trinh").text
    )
