"""Cells written by hand in the shapes sources use, and what they must become."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.definitions import AuthorityLevel, Channel, FeeKind, ServiceLevel
from portal.procedures.importing import fees, legal_bases, levels, limits, papers, steps, words
from portal.procedures.importing.fields import decision_of
from portal.procedures.importing.outcome import Flag
from portal.working_time import Limit

# --- time limits ---


@pytest.mark.parametrize(
    ("cell", "limit"),
    [
        ("5 Ngày làm việc", "5wd"),
        ("05 Ngày làm việc", "5wd"),
        ("30 Ngày", "30d"),
        ("8 Giờ làm việc", "8wh"),
        ("4 Tháng", "4m"),
        ("2.0 Ngày", "2d"),
    ],
)
def test_a_number_with_its_unit_is_a_limit(cell: str, limit: str) -> None:
    assert limits.read_cell(cell) == limits.LimitReading(limit)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("1", limits.NO_UNIT),
        ("2.5 Ngày", limits.NOT_WHOLE),
        ("10-15 Ngày", limits.NOT_UNDERSTOOD),
        ("Không quá 5 ngày, trường hợp phức tạp 7 ngày", limits.NOT_UNDERSTOOD),
        ("Không quy định", limits.NOT_UNDERSTOOD),
        ("0 Giờ", limits.OUT_OF_RANGE),
        ("1000 Ngày", limits.OUT_OF_RANGE),
        ("Không có thông tin", limits.NO_LIMIT),
        ("", limits.NO_LIMIT),
    ],
)
def test_what_is_no_plain_limit_gives_none_and_a_reason(cell: str, problem: str) -> None:
    assert limits.read_cell(cell) == limits.LimitReading("", problem)


def test_bare_hours_are_taken_for_working_hours_and_flagged() -> None:
    assert limits.read_cell("8 Giờ") == limits.LimitReading("8wh", limits.PLAIN_HOURS)


@given(st.integers(1, 999), st.sampled_from(["Ngày làm việc", "ngày", "Giờ làm việc", "tháng"]))
def test_every_limit_read_is_one_the_working_time_engine_knows(amount: int, unit: str) -> None:
    limit = Limit.parse(limits.read_cell(f"{amount} {unit}").limit)
    assert limit.amount == amount


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        ("02 ngày", "2d"),
        ("• 05 ngày làm việc.", "5wd"),
        ("03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định.", "3wd"),
        ("10 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ, hợp lệ.", "10wd"),
        ("Không quá 10 ngày làm việc", "10wd"),
        ("Trong thời hạn 03 (ba) ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.", "3wd"),
        ("Mười lăm (15) ngày làm việc", "15wd"),
    ],
)
def test_one_plain_sentence_is_a_limit_and_keeps_its_words(line: str, limit: str) -> None:
    part, flags = limits.read_statements([line])
    assert [(item.limit, item.text) for item in part.items] == [(limit, line)]
    assert flags == []


@pytest.mark.parametrize(
    "line",
    [
        "09 ngày, kể từ ngày kết thúc khóa học",
        "25 ngày làm việc (không tính thời gian bổ sung hồ sơ)",
        "03 ngày làm việc; nếu phải xác minh, không quá 06 ngày làm việc.",
        "Ngay trong ngày tiếp nhận hồ sơ",
        "2.5 ngày",
    ],
)
def test_a_sentence_with_anything_more_stays_text_and_is_flagged(line: str) -> None:
    part, flags = limits.read_statements([line])
    assert [(item.limit, item.text) for item in part.items] == [("", line)]
    assert [flag.text for flag in flags] == [line]


def test_one_sentence_not_understood_keeps_its_neighbours_text_too() -> None:
    part, flags = limits.read_statements(["05 ngày làm việc", "Tại UBND cấp xã: 02 ngày"])
    assert [item.limit for item in part.items] == ["", ""]
    assert len(flags) == 1


def test_channels_and_cases_before_a_limit_are_kept_apart() -> None:
    part, flags = limits.read_statements(["• Trực tuyến: 04 ngày", "• Trực tiếp: 05 ngày"])
    assert [(i.limit, i.channels) for i in part.items] == [
        ("4d", (Channel.ONLINE,)),
        ("5d", (Channel.DESK,)),
    ]
    assert flags == []
    part, flags = limits.read_statements(["Cấp mới: 06 ngày làm việc", "Cấp lại: 03 ngày làm việc"])
    assert [(i.limit, i.case) for i in part.items] == [("6wd", "Cấp mới"), ("3wd", "Cấp lại")]
    assert [flag.reason for flag in flags] == [limits.SEVERAL]


# --- fees ---


def test_a_sum_of_a_page_is_whole_dong() -> None:
    reading = fees.read_page_fee("1,025,000 Việt Nam Đồng", "(Phí thẩm định: 1.025.000 đồng/lần.)")
    assert reading.item is not None
    assert (reading.item.amount, reading.item.kind, reading.problem) == (
        1_025_000,
        FeeKind.FEE,
        "",
    )


def test_only_free_with_nothing_against_it_is_free() -> None:
    assert fees.read_page_fee("Miễn phí", "").is_free
    assert fees.read_page_fee("Miễn phí", "(Không quy định)").is_free
    law = fees.read_page_fee("Miễn phí", "(Theo Thông tư số 12/2024/TT-BTC)")
    assert (law.is_free, law.problem) == (False, fees.FREE_BUT)
    described = fees.read_page_fee("Miễn phí", "", "Lệ phí 30.000 đồng một bản")
    assert (described.is_free, described.problem) == (False, fees.FREE_BUT)


@pytest.mark.parametrize(
    ("text", "note", "problem"),
    [
        ("50 VNĐ", "(50.000 đồng/hồ sơ)", fees.TOO_SMALL),
        ("1 Việt Nam Đồng", "", fees.TOO_SMALL),
        ("800,000 VNĐ", "(áp dụng mức phí 400.000 đồng/hồ sơ đến hết năm)", fees.DIFFERENT_SUM),
        ("10 USD", "(/lần)", fees.FOREIGN),
        ("9,999,999,999,999,999 VNĐ", "", fees.TOO_SMALL),
    ],
)
def test_a_sum_in_doubt_is_not_used_but_kept_in_words(text: str, note: str, problem: str) -> None:
    reading = fees.read_page_fee(text, note)
    assert reading.item is not None
    assert reading.item.amount is None
    assert reading.item.note == f"{text} {note}".strip()
    assert reading.problem == problem


def test_the_number_of_a_circular_is_not_taken_for_another_sum() -> None:
    reading = fees.read_page_fee("4,000,000 Việt Nam Đồng", "(Thông tư số 10/2024/TT-BTC)")
    assert reading.item is not None and reading.item.amount == 4_000_000


@pytest.mark.parametrize(
    "note",
    [
        "(50.000 đồng. Từ ngày 01/7/2025 thu 25.000 đồng)",
        "(Miễn lệ phí cho người cao tuổi)",
        "(Nộp trực tuyến thu bằng 50%)",
    ],
)
def test_a_sum_with_conditions_is_kept_and_flagged(note: str) -> None:
    reading = fees.read_page_fee("50,000 VNĐ", note)
    assert reading.item is not None and reading.item.amount == 50_000
    assert reading.problem == fees.CONDITIONAL


def test_lines_of_an_export_are_fees_one_by_one() -> None:
    found = fees.read_table_fees(
        "Phí : 2.000.000 Đồng (Thẩm định lần đầu)\nLệ phí : 0 Đồng\nPhí : Không Đồng\n"
        "Lệ phí : 1.5 USD\nPhí : Mức thu bằng 50% Đồng"
    )
    assert [(r.item.kind, r.item.amount) for r in found if r.item] == [
        (FeeKind.FEE, 2_000_000),
        (FeeKind.CHARGE, 0),
        (FeeKind.FEE, 0),
        (FeeKind.CHARGE, None),
        (FeeKind.FEE, None),
    ]
    assert [r.problem for r in found] == ["", "", "", fees.FOREIGN, fees.NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("line", "amount", "per"),
    [
        ("600.000 đồng", 600_000, ""),
        ("o 10.000 đồng/1 giấy phép", 10_000, "giấy phép"),
        ("500.000đ/Hồ sơ (Thông tư số 277/2016/TT-BTC)", 500_000, ""),
        ("40.000 VNĐ", 40_000, ""),
        ("Nhà ở riêng lẻ: 50.000 đồng/1 giấy phép", 50_000, "giấy phép"),
        ("700.000 đồng/lần/cơ sở", 700_000, "cơ sở"),
        ("300.000 (ba trăm nghìn) đồng/chứng chỉ", 300_000, "chứng chỉ"),
    ],
)
def test_a_province_s_plain_sums_are_read(line: str, amount: int, per: str) -> None:
    found = fees.read_statements("Lệ phí", FeeKind.CHARGE, [line])
    assert [(item.amount, item.per) for item in found.items] == [(amount, per)]


def test_a_sum_qualified_by_its_neighbour_is_not_used() -> None:
    found = fees.read_statements(
        "Lệ phí", FeeKind.CHARGE, ["2.000 đồng/trang", "Từ trang thứ 3: 1.000 đồng/trang"]
    )
    assert [(item.amount, item.note) for item in found.items] == [
        (None, "2.000 đồng/trang"),
        (None, "Từ trang thứ 3: 1.000 đồng/trang"),
    ]
    assert found.flag is not None


@pytest.mark.parametrize(
    "word", ["Không", "Không có.", "• Không có", "Miễn lệ phí", "Không thu phí"]
)
def test_free_in_both_columns_is_free(word: str) -> None:
    charge = fees.read_statements("Lệ phí", FeeKind.CHARGE, [word])
    fee = fees.read_statements("Phí", FeeKind.FEE, ["Không"])
    assert fees.join_statements(charge, fee)[0].is_free


def test_free_in_one_column_and_silence_in_the_other_is_not_free_altogether() -> None:
    charge = fees.read_statements("Lệ phí", FeeKind.CHARGE, ["Không có"])
    fee = fees.read_statements("Phí", FeeKind.FEE, ["Văn bản quy định lệ phí"])
    part, flags = fees.join_statements(charge, fee)
    assert not part.is_free
    assert [(item.name, item.amount) for item in part.items] == [("Lệ phí", 0)]
    assert [flag.reason for flag in flags] == [fees.ONLY_ONE_KIND]


# --- papers ---


def page_papers(body: str, case: str = "--") -> str:
    return case + papers.HEADER + body


def test_glued_rows_are_papers_with_their_counts() -> None:
    documents, flags = papers.read_page(
        page_papers(
            "- Tờ khai theo mẫu;Mau 01.docx1 bản chính"
            "Bản sao có chứng thực hộ chiếu0 bản chính,2 bản sao"
            "Giấy ủy quyền (nếu có).1 bản chính,1 bản sao"
        )
    )
    first, second, third = documents.items
    assert (first.name, first.form_name, first.originals, first.photocopies) == (
        "Tờ khai theo mẫu;",
        "Mau 01.docx",
        1,
        None,
    )
    assert (second.originals, second.certified_copies, second.photocopies) == (0, 2, None)
    assert (third.originals, third.photocopies, third.required) == (1, 1, False)
    assert [paper.key for paper in documents.items] == ["p1", "p2", "p3"]
    assert flags == []


def test_cases_stand_before_their_tables() -> None:
    documents, _ = papers.read_page(
        page_papers("Đơn đề nghị1 bản chính", "* Cấp mới:")
        + page_papers("Giấy phép cũ1 bản chính", "* Cấp lại:")
    )
    assert [(p.case, p.name) for p in documents.items] == [
        ("* Cấp mới:", "Đơn đề nghị"),
        ("* Cấp lại:", "Giấy phép cũ"),
    ]


def test_counts_inside_a_name_do_not_end_it() -> None:
    documents, _ = papers.read_page(
        page_papers("Hợp đồng (01 bản chính hoặc 01 bản sao)1 bản chính01 bản chính đơn2 bản chính")
    )
    assert [(p.name, p.originals) for p in documents.items] == [
        ("Hợp đồng (01 bản chính hoặc 01 bản sao)", 1),
        ("01 bản chính đơn", 2),
    ]


def test_a_year_before_a_count_is_told_apart() -> None:
    documents, flags = papers.read_page(page_papers("Đơn theo Luật ngày 01/01/20261 bản chính"))
    assert [(p.name, p.originals) for p in documents.items] == [
        ("Đơn theo Luật ngày 01/01/2026", 1)
    ]
    assert flags == []


def test_a_number_glued_to_a_count_is_not_guessed() -> None:
    documents, flags = papers.read_page(page_papers("Đơn theo Mẫu số 181 bản chính"))
    assert [(p.name, p.originals) for p in documents.items] == [
        ("Đơn theo Mẫu số 181 bản chính", None)
    ]
    assert [flag.reason for flag in flags] == [papers.UNCLEAR_COUNT]


def test_a_form_s_name_that_cannot_be_cut_off_stays_in_the_paper_s_name() -> None:
    name = "Đơn theo mẫu quy địnhđơn đề nghị.docx"
    documents, flags = papers.read_page(page_papers(name + "1 bản chính"))
    assert [(p.name, p.form_name) for p in documents.items] == [(name, "")]
    assert [flag.reason for flag in flags] == [papers.UNCLEAR_FORM]


def test_several_forms_of_one_paper_are_all_kept() -> None:
    documents, _ = papers.read_page(page_papers("Tờ khai.Mau 1.docxMau 2.pdf1 bản chính"))
    assert documents.items[0].form_name == "Mau 1.docx; Mau 2.pdf"


def test_rows_asking_for_nothing_are_no_required_papers() -> None:
    documents, flags = papers.read_page(page_papers("* Lưu ý: mang theo bản gốc0 bản chính"))
    assert [(p.required, p.originals) for p in documents.items] == [(False, 0)]
    assert [flag.reason for flag in flags] == [papers.ZERO]


def test_the_number_of_sets_among_the_rows_is_a_number_of_sets() -> None:
    documents, _ = papers.read_page(
        page_papers("Đơn1 bản chính* Số lượng hồ sơ: 02 (hai) bộ.0 bản chính")
    )
    assert documents.sets == 2
    assert [p.name for p in documents.items] == ["Đơn"]


_NAMES = st.text("abcdđeghiklmnopqrstuvxyăâêôơư ", min_size=3, max_size=30).map(
    lambda text: "Đơn " + text.strip() + "x"
)


@given(st.lists(st.tuples(_NAMES, st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_any_table_glued_together_comes_apart_again(rows: list[tuple[str, int, int]]) -> None:
    glued = "".join(
        f"{name}{originals} bản chính" + (f",{copies} bản sao" if copies else "")
        for name, originals, copies in rows
    )
    documents, flags = papers.read_page(page_papers(glued))
    assert [(p.name, p.originals, p.photocopies or 0) for p in documents.items] == rows
    assert flags == []


@pytest.mark.parametrize(
    ("text", "sets"), [("01 bộ", 1), ("• Một (01) bộ", 1), ("02 bộ.", 2), ("01 (một) bộ", 1)]
)
def test_sets_of_a_province(text: str, sets: int) -> None:
    assert papers.read_sets(text) == (sets, None)


def test_sets_with_a_condition_are_flagged() -> None:
    text = "02 bộ (riêng báo cáo 01 bộ)"
    assert papers.read_sets(text) == (None, Flag("so_bo", papers.SETS_UNCLEAR, text))


def test_counts_written_out_in_a_province_s_list_are_read() -> None:
    documents, _ = papers.read_list(
        [
            "Loại giấy tờ:",
            "1. Đơn đăng ký (Bản chính: 1, Bản sao: 2).",
            "2. Giấy tờ kèm theo:",
            "o Sổ hộ khẩu",
            "o Bản vẽ",
        ]
    )
    assert [(p.name, p.originals, p.photocopies, p.case) for p in documents.items] == [
        ("Đơn đăng ký", 1, 2, ""),
        ("Sổ hộ khẩu", None, None, "Giấy tờ kèm theo:"),
        ("Bản vẽ", None, None, "Giấy tờ kèm theo:"),
    ]


# --- legal bases ---


def test_glued_titles_and_numbers_come_apart() -> None:
    part, flags = legal_bases.read_page(
        legal_bases.HEADER
        + "Quy định về thú nuôi12/2024/NĐ-CPThông tư 07/2023/TT-BCA07/2023/TT-BCA"
        + "Luật 37/2018/QH1437/2018/QH14"
        + "Nghị quyết số 66.7/2025/NQ-CP ngày 15/11/2025 của Chính phủ về dữ liệu66.7/2025/NQ-CP"
    )
    assert [(b.number, b.title) for b in part.items] == [
        ("12/2024/NĐ-CP", "Quy định về thú nuôi"),
        ("07/2023/TT-BCA", "Thông tư 07/2023/TT-BCA"),
        ("37/2018/QH14", "Luật 37/2018/QH14"),
        (
            "66.7/2025/NQ-CP",
            "Nghị quyết số 66.7/2025/NQ-CP ngày 15/11/2025 của Chính phủ về dữ liệu",
        ),
    ]
    assert (part.items[3].issued_on, part.items[3].issuer) == (date(2025, 11, 15), "Chính phủ")
    assert flags == []


def test_a_capital_behind_a_number_belongs_to_the_next_title() -> None:
    part, _ = legal_bases.read_page(
        legal_bases.HEADER + "A b77/2024/TT-BXDTheo c88/2024/TT-BYTĐó d9/QĐ-BTP"
    )
    assert [b.number for b in part.items] == ["77/2024/TT-BXD", "88/2024/TT-BYT", "9/QĐ-BTP"]


def test_a_year_before_a_number_is_told_apart() -> None:
    part, _ = legal_bases.read_page(legal_bases.HEADER + "Kế hoạch năm 202610/2026/TT-BXD")
    assert [(b.title, b.number) for b in part.items] == [("Kế hoạch năm 2026", "10/2026/TT-BXD")]


def test_digits_that_run_together_are_not_guessed() -> None:
    text = "Giai đoạn 2026-203016/2026/QĐ-UBND"
    part, flags = legal_bases.read_page(legal_bases.HEADER + text)
    assert [(b.title, b.number) for b in part.items] == [(text, "")]
    assert [flag.reason for flag in flags] == [legal_bases.NO_NUMBER]


def test_a_law_without_a_number_is_kept_and_flagged() -> None:
    part, flags = legal_bases.read_page(legal_bases.HEADER + "BỘ LUẬT ĐƯỜNG SẮT")
    assert [b.title for b in part.items] == ["BỘ LUẬT ĐƯỜNG SẮT"]
    assert [flag.reason for flag in flags] == [legal_bases.NO_NUMBER]


def test_a_province_s_lines_of_both_kinds() -> None:
    part, links, _ = legal_bases.read_list(
        [
            "• Số ký hiệu: 04/2020/TT-BTP, Trích yếu: Hướng dẫn, thi hành, "
            "Ngày ban hành: 2020-05- 28, Cơ quan ban hành: Bộ Tư pháp",
            "1. Nghị định số 46/2015/NĐ-CP ngày 12 tháng 5 năm 2015 của Chính phủ về xây dựng",
            "2. Luật Xây dựng 2014",
            "https://example.org/a",
        ]
    )
    assert [(b.number, b.issued_on, b.issuer) for b in part.items] == [
        ("04/2020/TT-BTP", date(2020, 5, 28), "Bộ Tư pháp"),
        ("46/2015/NĐ-CP", date(2015, 5, 12), "Chính phủ"),
        ("", None, ""),
    ]
    assert links == ("https://example.org/a",)


# --- levels, decisions, steps, words ---


def test_levels_are_told() -> None:
    assert levels.authority_levels("Cấp bộ, Cấp Xã") == (
        AuthorityLevel.COMMUNE,
        AuthorityLevel.MINISTRY,
    )
    assert levels.authority_levels_by_name("Sở Xây dựng") == (AuthorityLevel.PROVINCE,)
    assert levels.authority_levels_by_name("UBND quận, huyện") == (AuthorityLevel.DISTRICT,)
    assert levels.authority_levels_by_name("UBND phường, xã") == (AuthorityLevel.COMMUNE,)
    assert levels.service_level("• Toàn trình.") is ServiceLevel.FULL
    assert levels.service_level("Một phần (tuỳ trường hợp)") is ServiceLevel.PARTIAL
    assert levels.service_level("Mức độ 5") is None


@pytest.mark.parametrize(
    ("text", "number", "signed", "effective"),
    [
        ("497/QĐ-BXD", "497/QĐ-BXD", None, None),
        ("Số QĐ: 14/QĐ-UBND Ngày hiệu lực: 2023-07-04", "14/QĐ-UBND", None, date(2023, 7, 4)),
        ("o Số QĐ: 14/QĐ-UBND o Ngày hiệu lực: 04/07/2023", "14/QĐ-UBND", None, date(2023, 7, 4)),
        (
            "• Số QĐ: Quyết định số 14/QĐ-UBND ngày 03/7/2023 • Ngày hiệu lực: 2023-07-04",
            "14/QĐ-UBND",
            date(2023, 7, 3),
            date(2023, 7, 4),
        ),
    ],
)
def test_decisions(text: str, number: str, signed: date | None, effective: date | None) -> None:
    flags: list[Flag] = []
    decision = decision_of(text, flags)
    assert (decision.number, decision.signed_on, decision.effective_from) == (
        number,
        signed,
        effective,
    )
    assert flags == []


@pytest.mark.parametrize(
    "text",
    ["", "o Số QĐ: (chưa cập nhật) o Ngày hiệu lực: (chưa cập nhật)"]
    + ["Số QĐ: [Chưa có] Ngày hiệu lực: [Chưa có]"],
)
def test_no_decision_is_none(text: str) -> None:
    flags: list[Flag] = []
    assert decision_of(text, flags).number == ""
    assert flags == []


def test_a_decision_written_in_another_way_is_kept_and_flagged() -> None:
    flags: list[Flag] = []
    assert decision_of("QĐ/0001-BCA", flags).number == "QĐ/0001-BCA"
    assert [flag.text for flag in flags] == ["QĐ/0001-BCA"]


def test_steps_are_cut_at_their_marks_and_nothing_is_lost() -> None:
    text = "Bước 1: Nộp. Bước 2: Xem xét theo Bước 1 nêu trên. Bước 3: Trả."
    assert steps.split_steps(text) == (
        "Bước 1: Nộp.",
        "Bước 2: Xem xét theo Bước 1 nêu trên.",
        "Bước 3: Trả.",
    )
    assert steps.split_steps("a) Nộp\nvà chờ\nb) Nhận") == ("a) Nộp\nvà chờ", "b) Nhận")


@given(st.text())
def test_steps_joined_are_the_text(text: str) -> None:
    assert "".join("".join(steps.split_steps(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["", "--", "Không có thông tin", "(Chưa có thông tin)", "[Chưa có thông tin cụ thể]"]
    + ["Đang cập nhật", "(chưa cập nhật)", "Không có thông tin cụ thể về phí"],
)
def test_phrases_that_say_nothing(text: str) -> None:
    assert words.is_empty(text)


@pytest.mark.parametrize("text", ["Không", "Không quy định", "0", "Có", "Không có thông tin. Nộp"])
def test_phrases_that_say_something(text: str) -> None:
    assert not words.is_empty(text)


def test_no_day_of_the_calendar_is_no_date() -> None:
    assert words.date_in("31/02/2024") is None
    assert words.date_in("ngày 5 tháng 9 năm 2024") == date(2024, 9, 5)
