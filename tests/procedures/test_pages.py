"""The pages of the catalogue as a browser gets them, without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.procedures.definitions import (
    Channel,
    ChannelNote,
    FeeItem,
    FeeKind,
    Fees,
    FeeTier,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    ProcedureCase,
    RequiredDocument,
    ServiceLevel,
    TimeLimit,
)
from portal.procedures.definitions import Documents as Papers
from portal.procedures.presentation import blocks, cost, fee_tiers, steps_of
from tests.factories import PARTS, make_citizen, make_officer, make_procedure, make_unit, sign_in

PAGE_FEE = FeeItem(
    "copy",
    "Phí chứng thực",
    FeeKind.FEE,
    amount=2000,
    per="trang",
    tiers=(FeeTier(1, 2000), FeeTier(3, 1000)),
    cap=200_000,
)


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    """The words of the page, as they are read."""
    answer = client.get(url)
    assert answer.status_code == status, url
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_first_page_leads_to_search_dossiers_and_figures(
    client: FlaskClient, session: Session
) -> None:
    make_procedure(make_unit(), title="Đăng ký khai sinh")
    session.commit()
    html = client.get("/").text
    for address in ("/thu-tuc?online=1", "/tra-cuu", "/so-lieu", "/thu-tuc?q=khai+sinh"):
        assert f'href="{address}"' in html
    assert 'name="q"' in html
    assert "Đăng ký khai sinh" in html


def test_the_first_page_stands_without_any_procedure(client: FlaskClient) -> None:
    assert "Ông/Bà cần làm việc gì?" in text_of(client, "/")


def test_search_keeps_the_filters_in_every_address(client: FlaskClient, session: Session) -> None:
    for _n in range(21):
        make_procedure(title="Đăng ký khai sinh", sector="Hộ tịch")
    session.commit()
    html = client.get("/thu-tuc?q=khai+sinh&sector=ho-tich&level=4").text
    assert 'href="/thu-tuc?q=khai+sinh&amp;sector=ho-tich&amp;level=4&amp;page=2"' in html
    assert 'href="/thu-tuc?q=khai+sinh&amp;level=4"' in html  # the sector taken away


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=-1",
        "page=0",
        "page=1" + "0" * 30,
        "page=%D9%A3",
        "level=9",
        "level=x&authority=y&unit=z&sector=w",
        "q=%00&sector=%00&unit=a%00b",
        "q=" + "kh%C3%A1i+" * 1000,
        "q=%FF%FE",
        "q=" + "%25_" * 60,
        "online=maybe",
        "q=(((&q=)))",
    ],
)
def test_a_bad_address_still_gets_a_page(client: FlaskClient, session: Session, query: str) -> None:
    make_procedure(title="Đăng ký khai sinh")
    session.commit()
    assert client.get(f"/thu-tuc?{query}").status_code == 200
    assert client.get(f"/thu-tuc/linh-vuc?{query}").status_code == 200


def test_a_filter_that_is_not_understood_is_named(client: FlaskClient, session: Session) -> None:
    make_procedure(title="Đăng ký khai sinh")
    session.commit()
    words = text_of(client, "/thu-tuc?sector=khong-co&level=9")
    assert "mức độ trực tuyến, lĩnh vực" in words
    assert "Có 1 thủ tục" in words


def test_markup_typed_into_the_search_is_shown_as_typed(client: FlaskClient) -> None:
    html = client.get("/thu-tuc?q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_misspelling_is_answered_with_a_link(client: FlaskClient, session: Session) -> None:
    make_procedure(title="Đăng ký khai sinh")
    session.commit()
    html = client.get("/thu-tuc?q=khai+sih").text
    assert 'href="/thu-tuc?q=khai+sinh"' in html


@pytest.mark.parametrize("address", ["/thu-tuc/linh-vuc", "/thu-tuc/muc-do", "/thu-tuc/don-vi"])
def test_browsing_leads_to_filtered_lists(
    client: FlaskClient, session: Session, address: str
) -> None:
    make_procedure(make_unit("H99.61"), sector="Hộ tịch")
    session.commit()
    html = client.get(address).text
    wanted = {"linh-vuc": "sector=ho-tich", "muc-do": "level=4", "don-vi": "unit=H99.61"}
    assert f'href="/thu-tuc?{wanted[address.rpartition("/")[2]]}"' in html


@pytest.mark.parametrize(
    "code", ["khong-co", "1.%00", "%00", "x" * 5000, "%F0%9F%98%80", "1.1%2F2"]
)
def test_an_unknown_code_is_not_found(client: FlaskClient, code: str) -> None:
    assert client.get(f"/thu-tuc/{code}").status_code == 404


def test_a_full_procedure_says_everything(client: FlaskClient, session: Session) -> None:
    parts = replace(
        PARTS,
        documents=Papers(
            (
                RequiredDocument("a", "Giấy chứng sinh", originals=1),
                RequiredDocument("b", "Sổ hộ khẩu", photocopies=7, case="Khi nộp hộ"),
                RequiredDocument(
                    "c", "Giấy ủy quyền", certified_copies=2, required=False, condition="Khi nhờ"
                ),
            )
        ),
        fees=Fees((PAGE_FEE,)),
        limits=Limits(
            (TimeLimit("3wd", (Channel.ONLINE,)), TimeLimit("15d", (Channel.POST,), case="Ở xa"))
        ),
        legal_bases=LegalBases((LegalBasis("60/2014/QH13", "Luật Hộ tịch"),)),
        guidance=Guidance(
            summary="Ghi nhận việc sinh.",
            cases=(ProcedureCase("", ("Điền tờ khai.", "Nhận giấy.")),),
            channels=(ChannelNote(Channel.ONLINE, "Nộp tại đây."),),
            applicants=("Cha hoặc mẹ",),
            conditions="Trẻ chưa có giấy khai sinh",
        ),
    )
    unit = make_unit(address="Số 5 phố Đò Xưa", phone="0299 000 1101")
    make_procedure(unit, code="9.1", parts=parts, decision_number="1520/QĐ-UBND")
    session.commit()
    words = text_of(client, "/thu-tuc/9.1")
    for expected in (
        "Toàn trình",
        "Nộp hồ sơ",
        "Giấy chứng sinh",
        "Bản sao chứng thực",
        "Khi nộp hộ",
        "Chỉ khi cần : Khi nhờ",
        "3 ngày làm việc",
        "15 ngày",
        "Ở xa",
        "Từ trang thứ 3 trở đi: 1.000 đ mỗi trang",
        "Nhiều nhất 200.000 đ",
        "Ví dụ: 5 trang thì trả 7.000 đ",
        "Điền tờ khai.",
        "Giấy khai sinh",
        "Cha hoặc mẹ",
        "Trẻ chưa có giấy khai sinh",
        "Số 5 phố Đò Xưa",
        "0299 000 1101",
        "60/2014/QH13",
        "1520/QĐ-UBND",
    ):
        assert expected in words, expected
    assert 'href="/nop-ho-so/9.1"' in client.get("/thu-tuc/9.1").text


@pytest.mark.parametrize(
    ("level", "parts", "is_offered"),
    [
        (ServiceLevel.INFORMATION, PARTS, True),
        (ServiceLevel.FULL, replace(PARTS, form=Parts().form), True),
        (ServiceLevel.FULL, PARTS, False),
    ],
)
def test_no_button_where_it_would_lead_nowhere(
    client: FlaskClient, session: Session, level: ServiceLevel, parts: Parts, is_offered: bool
) -> None:
    units = [make_unit()] if is_offered else []
    make_procedure(*units, code="9.2", level=level, parts=parts)
    session.commit()
    html = client.get("/thu-tuc/9.2").text
    assert "/nop-ho-so/" not in html
    assert "Chưa nộp được trên cổng này" in html


def test_an_empty_imported_procedure_says_what_is_not_known(
    client: FlaskClient, session: Session
) -> None:
    make_procedure(code="1.9", parts=Parts(), level=ServiceLevel.INFORMATION)
    session.commit()
    words = text_of(client, "/thu-tuc/1.9")
    assert words.count("Chưa có thông tin trong quyết định công bố") == 8
    assert "Hãy gọi tổng đài" in words


def test_texts_that_were_not_understood_are_shown_as_they_are(
    client: FlaskClient, session: Session
) -> None:
    parts = Parts(
        fees=Fees((FeeItem("f1", "Lệ phí", note="Theo Thông tư <b>48</b>; - Miễn: hộ nghèo"),)),
        limits=Limits((TimeLimit(text="Không quá một phiên họp"), TimeLimit(text="7"))),
    )
    make_procedure(code="1.8", parts=parts, level=ServiceLevel.INFORMATION)
    session.commit()
    words = text_of(client, "/thu-tuc/1.8")
    assert "Theo Thông tư <b>48</b>; - Miễn: hộ nghèo" in words
    assert "Không quá một phiên họp" in words
    assert "chỉ ghi “7”" in words


def test_an_abolished_procedure_is_shown_with_a_warning(
    client: FlaskClient, session: Session
) -> None:
    make_procedure(make_unit(), code="1.7", is_in_force=False)
    session.commit()
    words = text_of(client, "/thu-tuc/1.7")
    assert "không còn hiệu lực" in words
    assert "/nop-ho-so/" not in client.get("/thu-tuc/1.7").text


def test_a_publisher_sees_reason_and_text_of_each_remark(
    client: FlaskClient, session: Session
) -> None:
    remark = {"field": "phi_le_phi", "reason": "Không hiểu mức phí", "text": "10 nghìn/<i>lần</i>"}
    make_procedure(code="1.6", title="Cấp thẻ", flags=[remark])
    sign_in(client, make_officer("Quỳnh", make_unit(), Role.PUBLISHER))
    session.commit()
    words = text_of(client, "/danh-muc/can-xem-lai?page=abc")
    for expected in ("Cấp thẻ", "Phí, lệ phí : Không hiểu mức phí", "10 nghìn/<i>lần</i>"):
        assert expected in words
    assert "Không có chỗ nào khớp" in text_of(client, "/danh-muc/can-xem-lai?sector=%00x")


def test_the_review_is_for_publishers_only(client: FlaskClient, session: Session) -> None:
    assert client.get("/danh-muc/can-xem-lai").status_code == 303
    sign_in(client, make_citizen())
    session.commit()
    assert client.get("/danh-muc/can-xem-lai").status_code == 403
    sign_in(client, make_officer("Minh", make_unit(), Role.RECEPTIONIST))
    session.commit()
    assert client.get("/danh-muc/can-xem-lai").status_code == 403


@pytest.mark.parametrize(
    ("pages", "sum_"), [(1, 2000), (2, 4000), (3, 5000), (5, 7000), (198, 200_000), (500, 200_000)]
)
def test_a_fee_by_tiers_is_what_the_circular_says(pages: int, sum_: int) -> None:
    # TT 226/2016/TT-BTC: 2.000 a page, from the third page 1.000, at most 200.000 a copy.
    assert cost(PAGE_FEE, pages) == sum_


def test_tiers_are_said_with_an_example(app: object, client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert fee_tiers(PAGE_FEE) == [
            "Từ trang thứ 1 đến trang thứ 2: 2.000 đ mỗi trang",
            "Từ trang thứ 3 trở đi: 1.000 đ mỗi trang",
            "Nhiều nhất 200.000 đ",
            "Ví dụ: 5 trang thì trả 7.000 đ",
        ]


def test_lines_with_dashes_become_a_list_and_no_word_is_lost() -> None:
    found = blocks("Hồ sơ gồm:\n- Đơn;\n+ Bản sao.\n\nNộp tại quầy.")
    assert [(b.is_list, b.items) for b in found] == [
        (False, ["Hồ sơ gồm:"]),
        (True, ["Đơn;", "Bản sao."]),
        (False, ["Nộp tại quầy."]),
    ]


def test_steps_are_numbered_where_the_text_numbers_them() -> None:
    case = ProcedureCase("", ("Chuẩn bị.", "Bước 1: Nộp.", "o Qua mạng.", "Bước 2. Nhận."))
    way = steps_of(case)
    assert [b.items for b in way.before] == [["Chuẩn bị."]]
    assert [[b.items for b in step] for step in way.steps] == [
        [["Nộp."], ["Qua mạng."]],
        [["Nhận."]],
    ]


def test_a_text_with_marks_of_its_own_is_not_numbered_again() -> None:
    way = steps_of(ProcedureCase("", ("a) Nộp hồ sơ", "b) Nhận kết quả")))
    assert way.steps == []
    assert [b.items for b in way.before] == [["a) Nộp hồ sơ"], ["b) Nhận kết quả"]]
