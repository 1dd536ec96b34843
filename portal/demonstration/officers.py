"""The officers of the demonstration province. Everybody here is invented.

Personal numbers begin with 999: by the rule a place of birth abroad, but a code that no country
has, so that none of them can be a real person's.
"""

from __future__ import annotations

from portal.accounts.roles import Role
from portal.demonstration.model import DemoOfficer, Sex
from portal.demonstration.province import (
    BEN_NGUYET,
    CONSTRUCTION,
    CUA_LAM,
    DONG_SEN,
    INSURANCE,
    MAY_SON,
    POLICE,
    PROVINCE_CODE,
    SUOI_TRUC,
    TRADE,
    VAN_BUOI,
)

EMAIL_DOMAIN = "h99.example"


def personal_number(sex: Sex, birth_year: int, serial: int) -> str:
    """Twelve digits: place 999, century and sex, year of birth, serial."""
    century_and_sex = 2 * (birth_year // 100 - 19) + (1 if sex == "female" else 0)
    return f"999{century_and_sex}{birth_year % 100:02d}{serial:06d}"


_Person = tuple[str, str, Sex, int, tuple[tuple[Role, str], ...]]


def _of_station(number: str, *people: tuple[str, str, Sex]) -> tuple[_Person, ...]:
    """(e-mail name, full name, sex) of the receptionist, the specialist and the leader."""
    code = f"{POLICE}.{number}"
    held = (
        ((Role.RECEPTIONIST, code), (Role.CLERK, code)),
        ((Role.SPECIALIST, code),),
        ((Role.LEADER, code),),
    )
    return tuple(
        (f"{name}.ca{number}", full_name, sex, born, roles)
        for (name, full_name, sex), born, roles in zip(
            people, (1994, 1989, 1978), held, strict=True
        )
    )


# (e-mail name, full name, sex, year of birth, roles); the order gives serial and phone.
_PEOPLE: tuple[_Person, ...] = (
    # The cast, all in phường Bến Nguyệt.
    ("minh", "Nguyễn Văn Minh", "male", 1992, ((Role.RECEPTIONIST, BEN_NGUYET),)),
    ("hoa", "Trần Thị Hoa", "female", 1988, ((Role.SPECIALIST, BEN_NGUYET),)),
    ("tuan", "Lê Anh Tuấn", "male", 1979, ((Role.LEADER, BEN_NGUYET),)),
    ("dung", "Phạm Thị Dung", "female", 1990, ((Role.CLERK, BEN_NGUYET),)),
    ("quynh", "Đỗ Như Quỳnh", "female", 1986, ((Role.PUBLISHER, BEN_NGUYET),)),
    ("thuy", "Ngô Thanh Thủy", "female", 1991, ((Role.CASHIER, BEN_NGUYET),)),
    # The province: Trung tâm Phục vụ hành chính công, administrators and auditors.
    ("quantri", "Vũ Quang Trị", "male", 1985, ((Role.ADMINISTRATOR, PROVINCE_CODE),)),
    ("giamsat", "Hoàng Thị Sát", "female", 1980, ((Role.AUDITOR, PROVINCE_CODE),)),
    ("yen", "Bùi Hải Yến", "female", 1994, ((Role.RECEPTIONIST, PROVINCE_CODE),)),
    ("long", "Đặng Thành Long", "male", 1987, ((Role.SPECIALIST, PROVINCE_CODE),)),
    ("son", "Phan Trường Sơn", "male", 1972, ((Role.LEADER, PROVINCE_CODE),)),
    ("nga", "Lý Thúy Nga", "female", 1983, ((Role.CLERK, PROVINCE_CODE),)),
    # Sở Xây dựng.
    ("hanh.sxd", "Võ Mỹ Hạnh", "female", 1993, ((Role.RECEPTIONIST, CONSTRUCTION),)),
    ("khoi.sxd", "Trịnh Minh Khôi", "male", 1984, ((Role.SPECIALIST, CONSTRUCTION),)),
    ("binhan.sxd", "Đinh Bình An", "male", 1975, ((Role.LEADER, CONSTRUCTION),)),
    ("lien.sxd", "Mai Thị Liên", "female", 1989, ((Role.CLERK, CONSTRUCTION),)),
    # Sở Công Thương.
    ("phuc.sct", "Hồ Hồng Phúc", "male", 1995, ((Role.RECEPTIONIST, TRADE),)),
    ("ngoc.sct", "Dương Bảo Ngọc", "female", 1990, ((Role.SPECIALIST, TRADE),)),
    ("cuong.sct", "Lâm Chí Cường", "male", 1974, ((Role.LEADER, TRADE),)),
    ("tam.sct", "Tạ Minh Tâm", "female", 1986, ((Role.CLERK, TRADE),)),
    # Công an tỉnh.
    ("trang.ca", "Cao Huyền Trang", "female", 1996, ((Role.RECEPTIONIST, POLICE),)),
    ("hung.ca", "Đoàn Mạnh Hùng", "male", 1982, ((Role.SPECIALIST, POLICE),)),
    ("thanh.ca", "Lương Xuân Thành", "male", 1973, ((Role.LEADER, POLICE),)),
    ("van.ca", "Kiều Thanh Vân", "female", 1988, ((Role.CLERK, POLICE),)),
    # Phường Đồng Sen.
    ("huong.ds", "Nguyễn Thu Hương", "female", 1994, ((Role.RECEPTIONIST, DONG_SEN),)),
    ("dat.ds", "Trần Tiến Đạt", "male", 1989, ((Role.SPECIALIST, DONG_SEN),)),
    ("hai.ds", "Phạm Ngọc Hải", "male", 1977, ((Role.LEADER, DONG_SEN),)),
    ("my.ds", "Lê Trà My", "female", 1993, ((Role.CLERK, DONG_SEN),)),
    # Phường Cửa Lam.
    ("kien.cl", "Vũ Trung Kiên", "male", 1991, ((Role.RECEPTIONIST, CUA_LAM),)),
    ("thao.cl", "Ngô Phương Thảo", "female", 1987, ((Role.SPECIALIST, CUA_LAM),)),
    ("luc.cl", "Hoàng Đình Lực", "male", 1976, ((Role.LEADER, CUA_LAM),)),
    ("oanh.cl", "Bùi Kiều Oanh", "female", 1992, ((Role.CLERK, CUA_LAM),)),
    # Xã Suối Trúc: a small commune, where one person holds two roles.
    ("phong.st", "Lò Văn Phong", "male", 1990, ((Role.RECEPTIONIST, SUOI_TRUC),)),
    (
        "mai.st",
        "Quàng Thị Mai",
        "female",
        1985,
        ((Role.SPECIALIST, SUOI_TRUC), (Role.CLERK, SUOI_TRUC)),
    ),
    ("thang.st", "Cầm Bá Thắng", "male", 1978, ((Role.LEADER, SUOI_TRUC),)),
    # Xã Mây Sơn.
    ("pao.ms", "Giàng A Páo", "male", 1995, ((Role.RECEPTIONIST, MAY_SON),)),
    ("sua.ms", "Sùng Thị Súa", "female", 1991, ((Role.SPECIALIST, MAY_SON),)),
    ("duc.ms", "Hà Minh Đức", "male", 1980, ((Role.LEADER, MAY_SON),)),
    ("lan.ms", "Lục Thị Lan", "female", 1988, ((Role.CLERK, MAY_SON),)),
    # Xã Vạn Bưởi.
    ("nhung.vb", "Đào Hồng Nhung", "female", 1993, ((Role.RECEPTIONIST, VAN_BUOI),)),
    ("quan.vb", "Nguyễn Hồng Quân", "male", 1986, ((Role.SPECIALIST, VAN_BUOI),)),
    ("vinh.vb", "Trần Quang Vinh", "male", 1975, ((Role.LEADER, VAN_BUOI),)),
    ("hien.vb", "Phạm Thu Hiền", "female", 1990, ((Role.CLERK, VAN_BUOI),)),
    # Bảo hiểm xã hội tỉnh.
    ("quyen.bh", "Nguyễn Lệ Quyên", "female", 1992, ((Role.RECEPTIONIST, INSURANCE),)),
    ("thinh.bh", "Phạm Gia Thịnh", "male", 1987, ((Role.SPECIALIST, INSURANCE),)),
    ("hoai.bh", "Trần Thu Hoài", "female", 1976, ((Role.LEADER, INSURANCE),)),
    ("loc.bh", "Đỗ Phúc Lộc", "male", 1990, ((Role.CLERK, INSURANCE),)),
    # The province's second publisher: what one writes, the other publishes.
    ("ngocanh", "Trần Ngọc Anh", "female", 1984, ((Role.PUBLISHER, PROVINCE_CODE),)),
    # The busiest ward's second specialist: work can be distributed and passed on.
    ("kiet", "Huỳnh Tuấn Kiệt", "male", 1995, ((Role.SPECIALIST, BEN_NGUYET),)),
    # The police of the communes: at each one who receives and seals, one who checks, one who signs.
    *_of_station(
        "11",
        ("nhan", "Phùng Thanh Nhàn", "female"),
        ("toan", "Đậu Văn Toàn", "male"),
        ("khang", "Vi Bá Khang", "male"),
    ),
    *_of_station(
        "12",
        ("linh", "Thái Mỹ Linh", "female"),
        ("viet", "Tống Quốc Việt", "male"),
        ("chien", "Kim Văn Chiến", "male"),
    ),
    *_of_station(
        "13",
        ("xuan", "Chu Thị Xuân", "female"),
        ("hoang", "La Huy Hoàng", "male"),
        ("dong", "Mạc Văn Đông", "male"),
    ),
    *_of_station(
        "14",
        ("ban", "Hà Thị Ban", "female"),
        ("inh", "Lường Văn Inh", "male"),
        ("sang", "Tòng Văn Sáng", "male"),
    ),
    *_of_station(
        "15",
        ("mua", "Vàng Thị Mua", "female"),
        ("lenh", "Thào A Lềnh", "male"),
        ("chua", "Mùa A Chùa", "male"),
    ),
    *_of_station(
        "16",
        ("thu", "Quách Thị Thu", "female"),
        ("nghia", "Trương Công Nghĩa", "male"),
        ("tinh", "Lê Bá Tĩnh", "male"),
    ),
)

OFFICERS: tuple[DemoOfficer, ...] = tuple(
    DemoOfficer(
        email=f"{name}@{EMAIL_DOMAIN}",
        full_name=full_name,
        personal_number=personal_number(sex, year, serial),
        phone=f"0900001{serial:03d}",
        roles=roles,
    )
    for serial, (name, full_name, sex, year, roles) in enumerate(_PEOPLE, start=1)
)
