"""Invented records in the three shapes of catalogues, each as small as the shape allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def provincial(**changes: Any) -> Record:
    return {
        "stt": 7,
        "ten": "Cấp giấy phép nuôi rồng",
        "ma": "1.900001.000.00.00.H99",
        "linh_vuc": "Thú lạ",
        "cong_bo": "o Số QĐ: 14/QĐ-UBND o Ngày hiệu lực: 2025-07-04",
        "nop_truc_tuyen": "Thủ tục này được nộp trực tuyến",
        "thoi_han": ["05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ"],
        "muc_truc_tuyen": "Toàn trình",
        "le_phi": ["20.000 đồng/1 giấy phép"],
        "phi": ["Văn bản quy định lệ phí"],
        "co_quan": "UBND phường, xã",
        "doi_tuong": ["o Công dân Việt Nam", "o Doanh nghiệp"],
        "cach_thuc": ["1. Nộp trực tuyến", "2. Nộp trực tiếp hoặc qua bưu chính"],
        "dieu_kien": ["Có chuồng chịu lửa"],
        "so_bo": "01 bộ",
        "ket_qua": ["Giấy phép nuôi rồng"],
        "dia_chi": ["Bộ phận Một cửa"],
        "trinh_tu": ["1. Nộp hồ sơ", "2. Nhận kết quả"],
        "thanh_phan": ["1. Đơn đề nghị (Bản chính: 1)", "2. Ảnh chuồng (nếu có)"],
        "can_cu": ["1. Nghị định số 12/2024/NĐ-CP ngày 05/6/2024 của Chính phủ về thú lạ"],
        "hieu_luc": "Còn hiệu lực",
        "ma_goc": "1.900001.000.00.00.H99",
        "ma_qg": "1.900001",
        **changes,
    }


def national_table(**changes: Any) -> Record:
    tables = {
        "hinh_thuc_nop": [
            {
                "hinh_thuc": channel,
                "thoi_han_giai_quyet": "10 Ngày",
                "phi_le_phi": "Phí : 0 Đồng",
                "mo_ta": "Kể từ ngày nhận hồ sơ",
            }
            for channel in ("Trực tiếp", "Trực tuyến")
        ],
        "thanh_phan_ho_so": [
            {
                "ten_giay_to": "- Đơn xin cấp phép",
                "so_luong": "Mau 1.docx\nMau 2.docx",
                "ghi_chu": "Bản chính: 2\nBản sao: 1",
            }
        ],
        "can_cu_phap_ly": [
            {
                "so_ky_hieu": "Thông tư số 08/2024/TT-BQP",
                "trich_yeu": "Quy định về thú lạ",
                "ngay_ban_hanh": "31-01-2024",
                "co_quan_ban_hanh": "Bộ Quốc phòng",
            }
        ],
    }
    return {
        "thu_tuc_id": "1.900002",
        "source_file": "ChiTiet_1.900002.doc",
        "metadata": {
            "mã_thủ_tục": "1.900002",
            "tên_thủ_tục": "Thủ tục mang rồng qua biên giới",
            "số_quyết_định": "Quyết định số 77/QĐ-BQP",
            "cấp_thực_hiện": "Cấp Bộ, Cấp Tỉnh",
            "loại_thủ_tục": "Loại khác",
            "lĩnh_vực": "Thú lạ",
        },
        "content": {
            "trình_tự_thực_hiện": "Bước 1: Khai. Bước 2: Kiểm tra.",
            "cách_thức_thực_hiện": "",
            "đối_tượng_thực_hiện": "Tổ chức (không gồm HTX, hội), Người nước ngoài",
            "cơ_quan_thực_hiện": "Đội Thủ tục",
            "cơ_quan_có_thẩm_quyền": "Không có thông tin",
            "kết_quả_thực_hiện": "Giấy thông hành",
            "yêu_cầu_điều_kiện_thực_hiện": "Không",
            "từ_khóa": "Không có thông tin",
            "mô_tả": "Không có thông tin",
        },
        "tables": tables,
        **changes,
    }


FURNITURE = "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Bộ ngành --Đơn vị-- Chọn Cơ sở --Nộp hồ sơ"


def national_page(**changes: Any) -> Record:
    return {
        "ma_thu_tuc": "1.900003",
        "ten_thu_tuc": "Đăng ký tên cho rồng con",
        "so_quyet_dinh": "42/QĐ-BTL",
        "cap_thuc_hien": "Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Thú lạ",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không gồm HTX, hội)",
        "co_quan_co_tham_quyen": "",
        "dia_chi_tiep_nhan": "",
        "co_quan_duoc_uy_quyen": "",
        "co_quan_phoi_hop": "Công an cấp xã",
        "thu_tuc_lien_quan": "Không có thông tin",
        "trinh_tu_thuc_hien": "- Bước 1: Nộp đơn.\n- Bước 2: Nhận tên.",
        "cach_thuc_thuc_hien": (
            "Hình thức nộpThời gianPhí, lệ phíMô tả"
            "Trực tuyến3 Ngày làm việc8,000 Việt Nam Đồng(8.000 đồng/bản.)Nộp qua mạng: xem b) Mục 2"
            "Dịch vụ bưu chính5 Ngày làm việc8,000 Việt Nam Đồng(8.000 đồng/bản.)"
            "Trực tiếp3 Ngày làm việcMiễn phí- Trực tiếp tại trụ sở"
        ),
        "thanh_phan_ho_so": (
            "--Tên giấy tờMẫu đơn, tờ khaiSố lượng- Tờ khai đặt tên;Mau T1.docx1 bản chính"
            "Ảnh rồng con1 bản chính,2 bản sao"
        ),
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnQuy định về tên12/2024/NĐ-CP",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": (
            "Giấy tên rồngMã: KQ.G99.000001Bản sao giấy tênMã: KQ.G99.000002"
            "Từ khóarồngMô tảKhông có thông tin" + FURNITURE
        ),
        "bo_nganh": "bo-thu-la",
        **changes,
    }


ALL_SHAPES = (provincial, national_table, national_page)


def line(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def write(path: Path, *records: Any) -> Path:
    """A file of these records; bytes are written as they are, as a broken line."""
    with path.open("wb") as stream:
        for record in records:
            stream.write(record if isinstance(record, bytes) else line(record))
    return path
