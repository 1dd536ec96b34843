"""A citizen applies for an organisation, with an authority; and throws a draft away."""

from __future__ import annotations

import re

from tests.journeys.test_walk import PAPER, Enter, sign_up
from tests.journeys.visitor import Visitor


def test_one_applies_for_an_organisation_and_throws_the_draft_away(enter: Enter) -> None:
    citizen = enter("applying")
    sign_up(citizen)
    path = begin(citizen)

    citizen.page.check("input[name=whose][value=to-chuc]")
    citizen.press("Lưu và tiếp tục")
    citizen.press("Lưu và tiếp tục")  # empty: everything is said
    assert "Có mục cần xem lại" in citizen.text()
    citizen.page.fill("[name=name]", "Hợp tác xã Sông Lam")
    citizen.page.fill("[name=identity]", "0100109106")
    citizen.page.fill("[name=address]", "Số 2, phố Gốm")
    citizen.press("Lưu và tiếp tục")

    citizen.go(f"{path}/giay-to")
    citizen.page.set_input_files("[name=files-authority]", str(PAPER))
    citizen.press("Lưu và tiếp tục")
    citizen.go(f"{path}/kiem-tra")
    for words in ("Hợp tác xã Sông Lam", "0100109106", "Nguyễn Thị Lan", "Giấy ủy quyền"):
        assert words in citizen.text()
    citizen.go(f"{path}/chu-ho-so/nguoi-khac")
    citizen.go("/ho-so")
    assert "Nộp thay: Hợp tác xã Sông Lam" in citizen.text()

    citizen.go(path)
    citizen.follow("Xóa hồ sơ nháp này")
    citizen.press("Xóa hồ sơ nháp", exact=True)
    assert "Đã xóa hồ sơ nháp" in citizen.text()
    citizen.go(path, status=404)


def begin(citizen: Visitor) -> str:
    """Begin a birth registration; the address of the draft."""
    citizen.go("/nop-ho-so/9.000001")
    citizen.page.get_by_label(re.compile("phường Bến Nguyệt")).first.check()
    citizen.press("Bắt đầu khai")
    found = re.search(r"/ho-so/NHAP-\w{4}-\w{4}", citizen.page.url)
    assert found
    return found[0]
