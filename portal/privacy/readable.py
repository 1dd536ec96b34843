"""The same data for eyes: one HTML file without anything from elsewhere."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

_HEAD = Markup(
    '<!doctype html><html lang="vi"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Dữ liệu của tôi</title><style>body{font:16px/1.5 sans-serif;max-width:50rem;"
    "margin:1rem auto;padding:0 1rem}dt{font-weight:bold}dd{margin:0 0 .5rem 1rem;"
    "overflow-wrap:anywhere}section{border-left:3px solid #ccc;padding-left:1rem;margin:1rem 0}"
    "</style><h1>Dữ liệu của tôi</h1>"
)
_WORDS = {
    "lap_luc": "Lập lúc", "tai_khoan": "Tài khoản", "ho_ten": "Họ và tên",
    "so_dinh_danh": "Số định danh", "ngay_sinh": "Ngày sinh", "dien_thoai": "Điện thoại",
    "dia_chi": "Địa chỉ", "mo_luc": "Mở tài khoản lúc", "phien_dang_nhap": "Đăng nhập",
    "thiet_bi": "Thiết bị", "dia_chi_mang": "Địa chỉ mạng", "tu": "Từ", "den": "Đến",
    "ho_so": "Hồ sơ", "ma": "Mã", "thu_tuc": "Thủ tục", "co_quan": "Cơ quan",
    "trang_thai": "Trạng thái", "chu_ho_so": "Chủ hồ sơ", "nguoi_nop": "Người nộp",
    "so_dinh_danh_chu_ho_so": "Số định danh chủ hồ sơ", "dia_chi_chu_ho_so": "Địa chỉ chủ hồ sơ",
    "so_dinh_danh_nguoi_nop": "Số định danh người nộp", "to_khai": "Tờ khai", "tao_luc": "Tạo lúc",
    "nop_luc": "Nộp lúc", "tiep_nhan_luc": "Tiếp nhận lúc", "hen_tra": "Hẹn trả",
    "xong_luc": "Xong lúc", "tra_luc": "Trả lúc", "phi_phai_nop_dong": "Phí phải nộp (đồng)",
    "phi_da_nop_dong": "Phí đã nộp (đồng)", "giay_to": "Giấy tờ đã nộp", "ten": "Tên",
    "so_byte": "Số byte", "van_ban": "Văn bản đã ban hành", "so": "Số",
    "ban_hanh_luc": "Ban hành lúc", "dien_bien": "Diễn biến", "luc": "Lúc", "viec": "Việc",
    "trang_thai_sau": "Trạng thái sau đó", "ai_da_xem": "Ai đã xem", "lan_cuoi": "Lần cuối",
    "ai": "Ai", "don_vi": "Đơn vị", "muc_dich": "Mục đích", "so_lan": "Số lần",
    "thong_bao": "Thông báo", "tieu_de": "Tiêu đề", "noi_dung": "Nội dung", "doc_luc": "Đọc lúc",
    "dong_y": "Đồng ý", "phien_ban": "Phiên bản", "noi_dung_da_doc": "Nội dung đã đọc",
    "danh_gia": "Đánh giá", "diem": "Điểm", "gop_y": "Góp ý",
    "yeu_cau_dinh_chinh": "Yêu cầu đính chính", "muc": "Mục", "dang_ghi": "Đang ghi",
    "dung_la": "Đúng là", "can_cu": "Căn cứ", "chap_nhan": "Chấp nhận", "ly_do": "Lý do",
    "quyet_luc": "Quyết định lúc", "email": "Email", "kho_giay_to": "Kho giấy tờ",
    "co_quan_cap": "Cơ quan cấp", "ngay_cap": "Ngày cấp", "co_gia_tri_den": "Có giá trị đến",
    "tep": "Tệp", "them_luc": "Thêm lúc", "xoa_luc": "Xóa lúc",
    "chia_se_giay_to": "Giấy tờ đã chia sẻ", "cho_ai": "Cho ai", "den_het_ngay": "Đến hết ngày",
    "thu_hoi_luc": "Thu hồi lúc",
}  # fmt: skip


def as_html(told: dict[str, Any]) -> str:
    """`told` as own_data.everything_of gives it."""
    return str(_HEAD + _mapping(told, 2))


def _mapping(values: dict[str, Any], level: int) -> Markup:
    parts = [
        Markup("<h{0}>{1}</h{0}>{2}").format(min(level, 6), _word(key), _nested(value, level))
        if isinstance(value, dict | list) and value
        else Markup("<dl><dt>{}</dt><dd>{}</dd></dl>").format(_word(key), _text(value))
        for key, value in values.items()
    ]
    return Markup("").join(parts)


def _nested(value: dict[str, Any] | list[Any], level: int) -> Markup:
    if isinstance(value, dict):
        return Markup("<section>{}</section>").format(_mapping(value, level + 1))
    return Markup("").join(
        Markup("<section>{}</section>").format(
            _mapping(one, level + 1) if isinstance(one, dict) else _text(one)
        )
        for one in value
    )


def _word(key: str) -> str:
    return _WORDS.get(key, key)


def _text(value: Any) -> Markup:
    if value is None or value == "" or value == [] or value == {}:
        return Markup("–")
    if isinstance(value, bool):
        return escape("Có" if value else "Không")
    return escape(value)
