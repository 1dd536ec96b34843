"""The invented province of Sông Lam on the 2025 profile: two levels, province and commune.

No name here is a real province, ward or commune; the code H99 belongs to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from portal.demonstration.model import DemoUnit

PROVINCE_CODE = "H99"
CONSTRUCTION = "H99.01"
TRADE = "H99.02"
POLICE = "H99.03"
INSURANCE = "H99.04"
BEN_NGUYET = "H99.11"
DONG_SEN = "H99.12"
CUA_LAM = "H99.13"
SUOI_TRUC = "H99.14"
MAY_SON = "H99.15"
VAN_BUOI = "H99.16"

PROVINCE_NAME = "tỉnh Sông Lam"
PROVINCE_COMMITTEE = "Ủy ban nhân dân tỉnh Sông Lam"

TWO_LEVELS_FROM = date(2025, 7, 1)  # the day districts were abolished

SATURDAY_MORNING: dict[str, Any] = {"weekly": {"sat": [["07:30", "11:30"]]}}
EARLY_HOURS: dict[str, Any] = {
    "weekly": {
        day: [["07:00", "11:00"], ["13:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    }
}


def _commune(
    code: str, kind_name: str, name: str, address: str, phone: str, calendar: dict[str, Any]
) -> DemoUnit:
    full = f"{kind_name} {name}"
    return DemoUnit(
        code=code,
        name=f"Ủy ban nhân dân {full}",
        short_name=f"UBND {full}",
        kind="commune",
        parent_code=PROVINCE_CODE,
        superior_name=PROVINCE_COMMITTEE,
        place=name,
        address=f"{address}, {full}, {PROVINCE_NAME}",
        phone=phone,
        desks=((f"{code}-MC", f"Trung tâm Phục vụ hành chính công {full}"),),
        valid_from=TWO_LEVELS_FROM,
        calendar=calendar,
    )


_UNITS: tuple[DemoUnit, ...] = (
    DemoUnit(
        code=PROVINCE_CODE,
        name=PROVINCE_COMMITTEE,
        short_name="UBND tỉnh Sông Lam",
        kind="province",
        parent_code="",
        superior_name="",
        place="Sông Lam",
        address="Số 1 đường Hợp Lưu, phường Bến Nguyệt, tỉnh Sông Lam",
        phone="0299 000 0001",
        desks=((f"{PROVINCE_CODE}-MC", "Trung tâm Phục vụ hành chính công tỉnh Sông Lam"),),
        valid_from=TWO_LEVELS_FROM,
    ),
    DemoUnit(
        code=CONSTRUCTION,
        name="Sở Xây dựng tỉnh Sông Lam",
        short_name="Sở Xây dựng",
        kind="department",
        parent_code=PROVINCE_CODE,
        superior_name=PROVINCE_COMMITTEE,
        place="Sông Lam",
        address="Số 12 đường Hợp Lưu, phường Bến Nguyệt, tỉnh Sông Lam",
        phone="0299 000 0101",
        desks=((f"{CONSTRUCTION}-MC", "Quầy Sở Xây dựng tại Trung tâm Phục vụ hành chính công"),),
        valid_from=TWO_LEVELS_FROM,
    ),
    DemoUnit(
        code=TRADE,
        name="Sở Công Thương tỉnh Sông Lam",
        short_name="Sở Công Thương",
        kind="department",
        parent_code=PROVINCE_CODE,
        superior_name=PROVINCE_COMMITTEE,
        place="Sông Lam",
        address="Số 14 đường Hợp Lưu, phường Bến Nguyệt, tỉnh Sông Lam",
        phone="0299 000 0102",
        desks=((f"{TRADE}-MC", "Quầy Sở Công Thương tại Trung tâm Phục vụ hành chính công"),),
        valid_from=TWO_LEVELS_FROM,
    ),
    DemoUnit(
        code=POLICE,
        name="Công an tỉnh Sông Lam",
        short_name="Công an tỉnh",
        kind="department",
        parent_code=PROVINCE_CODE,
        superior_name="Bộ Công an",
        place="Sông Lam",
        address="Số 30 đường Lũy Tre, phường Đồng Sen, tỉnh Sông Lam",
        phone="0299 000 0103",
        desks=(
            (f"{POLICE}-MC", "Quầy Công an tỉnh tại Trung tâm Phục vụ hành chính công"),
            (f"{POLICE}-LX", "Bộ phận cấp giấy phép lái xe"),
        ),
        valid_from=TWO_LEVELS_FROM,
        calendar=SATURDAY_MORNING,
    ),
    DemoUnit(
        code=INSURANCE,
        name="Bảo hiểm xã hội tỉnh Sông Lam",
        short_name="Bảo hiểm xã hội",
        kind="department",
        parent_code=PROVINCE_CODE,
        superior_name="Bảo hiểm xã hội Việt Nam",
        place="Sông Lam",
        address="Số 16 đường Hợp Lưu, phường Bến Nguyệt, tỉnh Sông Lam",
        phone="0299 000 0104",
        desks=((f"{INSURANCE}-MC", "Quầy Bảo hiểm xã hội tại Trung tâm Phục vụ hành chính công"),),
        valid_from=TWO_LEVELS_FROM,
    ),
    _commune(BEN_NGUYET, "phường", "Bến Nguyệt", "Số 5 phố Đò Xưa", "0299 000 1101", {}),
    _commune(
        DONG_SEN, "phường", "Đồng Sen", "Số 88 đường Lũy Tre", "0299 000 1201", SATURDAY_MORNING
    ),
    _commune(CUA_LAM, "phường", "Cửa Lam", "Số 2 đường Bờ Kè", "0299 000 1301", {}),
    # The whole commune keeps its festival on 10 March 2026 and makes up on a Saturday.
    _commune(
        SUOI_TRUC,
        "xã",
        "Suối Trúc",
        "Thôn Trung Tâm",
        "0299 000 1401",
        {
            "closed": ["2026-03-10"],
            "opened": {"2026-03-14": [["07:30", "11:30"], ["13:30", "17:00"]]},
        },
    ),
    _commune(MAY_SON, "xã", "Mây Sơn", "Bản Đỉnh Mây", "0299 000 1501", EARLY_HOURS),
    _commune(VAN_BUOI, "xã", "Vạn Bưởi", "Thôn Bãi Bồi", "0299 000 1601", {}),
)


def _station(commune: DemoUnit) -> DemoUnit:
    """The commune's police: they register residence (Luật Cư trú 2020, Điều 2, khoản 4)."""
    whose = commune.short_name.removeprefix("UBND ")
    code = f"{POLICE}.{commune.code[-2:]}"
    return replace(
        commune,
        code=code,
        name=f"Công an {whose}",
        short_name=f"Công an {whose}",
        kind="department",
        parent_code=POLICE,
        superior_name="Công an tỉnh Sông Lam",
        phone=f"{commune.phone[:-1]}5",
        desks=((f"{code}-MC", f"Bộ phận tiếp công dân Công an {whose}"),),
        calendar=SATURDAY_MORNING,
    )


_COMMUNES = tuple(unit for unit in _UNITS if unit.kind == "commune")
_STATIONS = tuple(map(_station, _COMMUNES))
UNITS: tuple[DemoUnit, ...] = (*_UNITS, *_STATIONS)
COMMUNES: tuple[str, ...] = tuple(unit.code for unit in _COMMUNES)
STATIONS: tuple[str, ...] = tuple(unit.code for unit in _STATIONS)


def unit(code: str) -> DemoUnit:
    """The unit of this code; KeyError when the province has none."""
    for candidate in UNITS:
        if candidate.code == code:
            return candidate
    raise KeyError(code)
