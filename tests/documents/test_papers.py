"""Each form says what the circular asks, in order, on one page, with a QR that leads back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from portal.documents import samples
from portal.documents.papers import (
    Component,
    PaperHead,
    PaperKind,
    ReceiptPaper,
    ResultPaper,
    paper_html,
    render_paper,
)
from tests.documents import tools

PAPERS = samples.sample_papers()

# The headings of TT 03/2025/TT-VPCP, in the order of the forms.
WORDS = {
    PaperKind.RECEIPT: [
        "Mã hồ sơ: H99.12-260105-0007",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Bộ phận tiếp nhận",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Lan",
        "Địa chỉ",
        "Số điện thoại: 0905 123 456",
        "Số định danh/Hộ chiếu: 048190001234",
        "Nội dung yêu cầu giải quyết",
        "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 03 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05 tháng 01 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 08 tháng 01 năm 2026",
        "6. Đăng ký nhận kết quả tại",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026",
        "NGƯỜI NỘP HỒ SƠ NGƯỜI TIẾP NHẬN HỒ SƠ",
    ],
    PaperKind.SUPPLEMENT: [
        "Số: 12/HDHT",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của",
        "Trích lục ghi chú ly hôn",
        "Lý do",
        "0236 3 123 456",
        "NGƯỜI HƯỚNG DẪN",
    ],
    PaperKind.DECLINE: [
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "thông báo không tiếp nhận",
        "không thuộc thẩm quyền",
        "NGƯỜI NỘP HỒ SƠ NGƯỜI TIẾP NHẬN HỒ SƠ",
    ],
    PaperKind.APOLOGY: [
        "Số: 02/PXL",
        "Kính gửi: Bà Nguyễn Thị Lan",
        "mã hồ sơ: H99.12-260105-0007",
        "Lý do",
        "xin lỗi Ông/Bà",
        "17 giờ 00 phút, ngày 13 tháng 01 năm 2026",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
    ],
    PaperKind.STOP: ["THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Căn cứ", "Phí, lệ phí", "Nơi nhận:"],
    PaperKind.CONTROL_SHEET: [
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của",
        "TÊN CƠ QUAN",
        "☑ Trước hạn",
        "☑ Đúng hạn",
    ],
    PaperKind.REGISTER: [
        "SỔ THEO DÕI HỒ SƠ",
        "Từ ngày 01/01/2026 đến ngày 31/01/2026",
        "STT",
        "Mã hồ sơ",
        "Tên TTHC",
        "Ghi chú",
    ],
    PaperKind.HANDOVER_SLIP: [
        "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
        "05/GXN-UBND",
        "NGƯỜI NHẬN KẾT QUẢ NGƯỜI TRẢ KẾT QUẢ",
    ],
    PaperKind.SHIFT_SHEET: [
        "Số: CT-H99.11-26/0001",
        "BẢNG KÊ ĐÓNG CA THU PHÍ, LỆ PHÍ",
        "Người thu: Ngô Thanh Thủy",
        "Tiền mặt",
        "Mệnh giá",
        "Tiền mặt đếm được: 295.000 đồng",
        "Chênh lệch: -1.000 đồng",
        "NGƯỜI NHẬN BÀN GIAO",
        "NGƯỜI THU",
    ],
    PaperKind.ISSUED_BOOK: [
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        "Ký hiệu GXN-UBND",
        "Số, ký hiệu văn bản",
        "Nơi nhận văn bản",
        "Đã thu hồi",
    ],
    PaperKind.MINUTES: [
        "BIÊN BẢN XÁC MINH THỰC TẾ",
        "Chủ hồ sơ",
        "Thời gian bắt đầu",
        "Địa điểm",
        "Thành phần tham dự",
        "Kết quả xác minh",
        "Kết luận",
        "NGƯỜI LẬP BIÊN BẢN",
    ],
    PaperKind.FEE_RECEIPT: [
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "Liên 1: Lưu tại đơn vị",
        "Người nộp tiền:",
        "Số tiền: 15.000 đồng",
        "Bằng chữ: Mười lăm nghìn đồng",
        "Hình thức thanh toán: Tiền mặt",
        "NGƯỜI THU TIỀN",
        "Liên 3: Báo soát",
    ],
    PaperKind.HANDOVER_LIST: [
        "Số: 05/PBG",
        "PHIẾU BÀN GIAO HỒ SƠ",
        "Bên giao: Trung tâm Phục vụ hành chính công",
        "Thời gian nhận: 10 giờ 50 phút, ngày 05 tháng 01 năm 2026",
        "Thiếu trích lục",
        "Tổng số: 03 hồ sơ",
        "NGƯỜI GIAO",
        "NGƯỜI NHẬN",
    ],
    PaperKind.RESULTS_LIST: [
        "PHIẾU BÀN GIAO KẾT QUẢ",
        "TT",
        "Mã hồ sơ Nội dung Kết quả",
        "Tổng số: 02 kết quả",
        "NGƯỜI GIAO",
        "NGƯỜI NHẬN",
    ],
    PaperKind.RESULT: [
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "NGUYỄN THỊ LAN",
        "TM. ỦY BAN NHÂN DÂN",
        "Trần Văn Tuấn",
        "7Q4K-M2PD-9XWT",
    ],
}


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_form_says_what_the_circular_asks_in_its_order(kind: PaperKind, tmp_path: Path) -> None:
    made = render_paper(kind, PAPERS[kind])

    text = tools.text_of(made, tmp_path)
    at = -1
    for words in WORDS[kind]:
        found = text.find(words, at + 1)
        assert found > at, f"{words!r} is missing or out of order in {text}"
        at = found
    for state in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
        assert state in text
    assert tools.pages_of(made, tmp_path) == (3 if kind is PaperKind.FEE_RECEIPT else 1)
    fonts = tools.fonts_of(made, tmp_path)
    assert all(fonts.values())
    assert all(name.startswith(("Tinos", "Tick-boxes")) for name in fonts)


@pytest.mark.parametrize("kind", [k for k in PaperKind if PAPERS[k].head.dossier_code])
def test_the_qr_of_a_form_leads_to_its_dossier_or_its_check(
    kind: PaperKind, tmp_path: Path
) -> None:
    head = PAPERS[kind].head
    picture = tools.picture_of(render_paper(kind, PAPERS[kind]), tmp_path, dpi=200)

    with Image.open(picture) as opened:
        (found,) = zxingcpp.read_barcodes(opened)
    assert found.text == (head.verify_url or head.lookup_url)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_the_same_paper_is_the_same_file(kind: PaperKind) -> None:
    assert render_paper(kind, PAPERS[kind]) == render_paper(kind, PAPERS[kind])


def test_a_receipt_given_online_is_signed_by_the_receiver_alone(tmp_path: Path) -> None:
    receipt = PAPERS[PaperKind.RECEIPT]
    assert isinstance(receipt, ReceiptPaper)

    text = tools.text_of(render_paper("receipt", replace(receipt, online=True)), tmp_path)

    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in text
    assert "NGƯỜI NỘP HỒ SƠ" not in text


def test_what_a_citizen_typed_is_printed_and_never_obeyed(tmp_path: Path) -> None:
    receipt = PAPERS[PaperKind.RECEIPT]
    assert isinstance(receipt, ReceiptPaper)
    typed = "<img src='file:///etc/passwd'> {{ 7*7 }} & <b>"

    made = render_paper(
        "receipt", replace(receipt, request=typed, components=[Component(typed, originals=1)])
    )

    assert tools.text_of(made, tmp_path).count("{{ 7*7 }} & <b>") == 2


def test_a_long_receipt_runs_on_with_its_table_head_repeated(tmp_path: Path) -> None:
    receipt = PAPERS[PaperKind.RECEIPT]
    assert isinstance(receipt, ReceiptPaper)
    many = [Component(f"Giấy tờ thứ {i}", originals=1) for i in range(60)]

    made = render_paper("receipt", replace(receipt, components=many))

    assert tools.pages_of(made, tmp_path) >= 2
    text = tools.text_of(made, tmp_path)
    assert text.count("Thành phần hồ sơ Số lượng") >= 2 or text.count("Bản photo") >= 2
    assert "Giấy tờ thứ 59" in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day: date, words: str) -> None:
    receipt = PAPERS[PaperKind.RECEIPT]
    assert isinstance(receipt, ReceiptPaper)

    assert f"Hải An, {words}" in paper_html(
        "receipt", replace(receipt, head=replace(receipt.head, date=day))
    )


def test_times_are_printed_on_vietnams_clocks() -> None:
    receipt = PAPERS[PaperKind.RECEIPT]
    assert isinstance(receipt, ReceiptPaper)
    at = datetime.fromisoformat("2026-01-04T17:05:00+00:00")

    assert "00 giờ 05 phút, ngày 05 tháng 01 năm 2026" in paper_html(
        "receipt", replace(receipt, received_at=at, due_at=at + timedelta(days=3))
    )


def test_a_draft_says_so_and_cannot_be_signed(tmp_path: Path) -> None:
    draft = replace(samples.sample_result(), draft=True)
    made = render_paper("result", draft)

    assert "DỰ THẢO" in paper_html("result", draft)
    assert "ký số" not in tools.text_of(made, tmp_path)
    with pikepdf.open(BytesIO(made)) as opened:
        assert "/AcroForm" not in opened.Root


def test_a_form_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="profile 1999"):
        render_paper("receipt", PAPERS[PaperKind.RECEIPT], profile="1999")
    with pytest.raises(ValueError, match="poem"):
        render_paper("poem", PAPERS[PaperKind.RECEIPT])


def test_a_long_agency_name_is_broken_near_its_middle() -> None:
    head = PaperHead("UBND phường Hải An", "Trung tâm Phục vụ hành chính công", "Hải An",
                     date(2026, 1, 5))  # fmt: skip
    result = replace(samples.sample_result(), head=head)
    assert isinstance(result, ResultPaper)

    assert "Trung tâm Phục vụ<br>hành chính công" in paper_html("result", result)


def test_samples_writes_every_form_of_both_profiles_and_the_signed_ones(tmp_path: Path) -> None:
    written = samples.samples(tmp_path / "mau")

    of = {
        profile: {path.stem for path in written if path.parent.name == profile}
        for profile in ("2018", "2025")
    }
    signed = {"result-signed", "result-sealed", "apology-sealed"}
    assert of["2025"] == {*PaperKind, *signed, "stop-sealed"}
    assert of["2018"] == {*PaperKind, *signed} - {"stop"}  # TT 01/2018 knows no notice of stopping
    assert all(path.read_bytes().startswith(b"%PDF-1.7") for path in written)
