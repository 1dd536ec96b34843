"""Citizens of the demonstration province, all invented: Lan and Bình of the cast, and thirty
people in whose names the past dossiers are made."""

from __future__ import annotations

from datetime import date

from portal.demonstration.model import DemoCitizen, Sex
from portal.demonstration.officers import personal_number
from portal.demonstration.province import (
    BEN_NGUYET,
    CUA_LAM,
    DONG_SEN,
    MAY_SON,
    PROVINCE_NAME,
    SUOI_TRUC,
    VAN_BUOI,
)

EMAIL_DOMAIN = "dan.example"

_COMMUNE_NAMES = {
    BEN_NGUYET: "phường Bến Nguyệt",
    DONG_SEN: "phường Đồng Sen",
    CUA_LAM: "phường Cửa Lam",
    SUOI_TRUC: "xã Suối Trúc",
    MAY_SON: "xã Mây Sơn",
    VAN_BUOI: "xã Vạn Bưởi",
}

# (e-mail name, full name, sex, birth date, house and street, commune).
_PEOPLE: tuple[tuple[str, str, Sex, date, str, str], ...] = (
    ("lan", "Nguyễn Thị Lan", "female", date(1994, 5, 12), "Số 27 ngõ 3 phố Đò Xưa", BEN_NGUYET),
    ("binh", "Trần Văn Bình", "male", date(1981, 11, 2), "Số 140 đường Lũy Tre", DONG_SEN),
    ("an", "Lê Hoài An", "male", date(1990, 1, 30), "Số 9 phố Đò Xưa", BEN_NGUYET),
    ("bich", "Phạm Ngọc Bích", "female", date(1987, 7, 19), "Số 51 phố Chợ Đêm", BEN_NGUYET),
    ("chau", "Đỗ Minh Châu", "female", date(1998, 3, 8), "Tổ dân phố 4, phố Chợ Đêm", BEN_NGUYET),
    ("dai", "Vũ Quốc Đại", "male", date(1976, 9, 25), "Số 3 ngõ 12 phố Bến Cũ", BEN_NGUYET),
    ("diep", "Hoàng Bích Diệp", "female", date(1992, 12, 1), "Số 66 phố Bến Cũ", BEN_NGUYET),
    ("giang", "Bùi Hương Giang", "female", date(2000, 6, 17), "Số 18 phố Bến Cũ", BEN_NGUYET),
    ("hieu", "Đặng Trung Hiếu", "male", date(1985, 4, 4), "Số 210 đường Lũy Tre", DONG_SEN),
    ("hue", "Ngô Thị Huệ", "female", date(1969, 10, 10), "Số 7 ngõ Ao Sen", DONG_SEN),
    ("khanh", "Phan Gia Khánh", "male", date(1996, 2, 14), "Số 33 ngõ Ao Sen", DONG_SEN),
    ("kim", "Lý Hoàng Kim", "female", date(1983, 8, 21), "Tổ dân phố 9, đường Gánh Hát", DONG_SEN),
    ("lam", "Võ Tùng Lâm", "male", date(1979, 5, 6), "Số 45 đường Gánh Hát", DONG_SEN),
    ("loan", "Trịnh Thị Loan", "female", date(1955, 3, 27), "Số 12 đường Gánh Hát", DONG_SEN),
    ("manh", "Đinh Đức Mạnh", "male", date(1991, 11, 11), "Số 8 đường Bờ Kè", CUA_LAM),
    ("nam", "Mai Hải Nam", "male", date(1988, 1, 9), "Số 74 đường Bờ Kè", CUA_LAM),
    ("nguyet", "Hồ Ánh Nguyệt", "female", date(1995, 9, 15), "Số 21 hẻm Hải Đăng", CUA_LAM),
    ("nhan", "Dương Trọng Nhân", "male", date(1973, 7, 7), "Số 2 hẻm Hải Đăng", CUA_LAM),
    ("oanh", "Lâm Tú Oanh", "female", date(1999, 4, 23), "Tổ dân phố 2, đường Sóng Vỗ", CUA_LAM),
    ("phuoc", "Tạ Hữu Phước", "male", date(1950, 12, 30), "Số 101 đường Sóng Vỗ", CUA_LAM),
    ("quy", "Lò Thị Quý", "female", date(1984, 2, 2), "Thôn Trúc Thượng", SUOI_TRUC),
    ("sang", "Cầm Văn Sáng", "male", date(1993, 10, 19), "Thôn Trúc Hạ", SUOI_TRUC),
    ("sen", "Quàng Thị Sen", "female", date(1989, 6, 1), "Thôn Cầu Mây", SUOI_TRUC),
    ("tai", "Lường Đức Tài", "male", date(1997, 8, 8), "Thôn Trúc Thượng", SUOI_TRUC),
    ("tho", "Vàng A Thó", "male", date(1982, 3, 3), "Bản Đỉnh Mây", MAY_SON),
    ("thuong", "Hà Hoài Thương", "female", date(1996, 11, 29), "Bản Khe Sương", MAY_SON),
    ("tra", "Sùng Thị Trà", "female", date(2001, 1, 21), "Bản Khe Sương", MAY_SON),
    ("trung", "Hoàng Quang Trung", "male", date(1971, 5, 31), "Bản Vách Đá", MAY_SON),
    ("uyen", "Đào Tố Uyên", "female", date(1994, 7, 13), "Thôn Bãi Bồi", VAN_BUOI),
    ("viet", "Nguyễn Quốc Việt", "male", date(1986, 9, 2), "Thôn Bến Lở", VAN_BUOI),
    ("xuan", "Trần Thanh Xuân", "female", date(1962, 4, 16), "Thôn Vườn Bưởi", VAN_BUOI),
    ("y", "Phạm Như Ý", "female", date(1991, 12, 24), "Thôn Vườn Bưởi", VAN_BUOI),
)

CITIZENS: tuple[DemoCitizen, ...] = tuple(
    DemoCitizen(
        email=f"{name}@{EMAIL_DOMAIN}",
        full_name=full_name,
        personal_number=personal_number(sex, born.year, 500 + serial),
        phone=f"0900002{serial:03d}",
        sex=sex,
        birth_date=born,
        address=f"{street}, {_COMMUNE_NAMES[commune]}, {PROVINCE_NAME}",
        commune_code=commune,
    )
    for serial, (name, full_name, sex, born, street, commune) in enumerate(_PEOPLE, start=1)
)

LAN, BINH = CITIZENS[0], CITIZENS[1]
