"""A procedure from nothing to the first dossier received on it, and a revision while somebody is
half-way through a draft."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from portal import clock
from tests.journeys.test_walk import Enter, sign_up
from tests.journeys.visitor import Visitor

TODAY = clock.today()
REVISED = "9.000005"


def test_a_procedure_is_written_published_and_received(enter: Enter) -> None:
    code = f"8.{random.randrange(10**6):06d}"
    title = f"Cấp phép họp chợ phiên số {code[2:]}"
    writer, reviewer = enter("quynh"), enter("ngocanh")
    writer.sign_in("quynh@h99.example")
    address = write(writer, code, title)
    reviewer.sign_in("ngocanh@h99.example")
    publish(reviewer, address)

    anybody = enter("anybody")
    anybody.go(f"/thu-tuc/{code}")
    for words in (title, "Đơn đề nghị họp chợ", "2 ngày làm việc", "Không mất tiền"):
        assert words in anybody.text()
    receive_first(enter("minh"), code)


def test_a_revision_reaches_somebody_half_way_through_a_draft(enter: Enter) -> None:
    paper = f"Bản chụp sổ gia đình {random.randrange(10**6)}"
    citizen = enter("citizen")
    sign_up(citizen)
    citizen.go(f"/nop-ho-so/{REVISED}")
    citizen.page.get_by_label(re.compile("phường Bến Nguyệt")).first.check()
    citizen.press("Bắt đầu khai")
    found = re.search(r"/ho-so/NHAP-\w{4}-\w{4}", citizen.page.url)
    assert found
    draft = found[0]

    writer, reviewer = enter("quynh"), enter("ngocanh")
    writer.sign_in("quynh@h99.example")
    writer.go(f"/danh-muc/thu-tuc/{REVISED}")
    writer.press("Lập bản sửa đổi")
    address = writer.page.url.removeprefix(writer.address)
    writer.go(f"{address}/giay-to/them")
    writer.page.fill("[name=name]", paper)
    writer.page.uncheck("[name=is_required]")
    writer.press("Lưu", exact=True)
    submit(writer, address)
    reviewer.sign_in("ngocanh@h99.example")
    reviewer.go(f"{address}/kiem-tra")
    reviewer.follow("Xem khác gì phiên bản")
    assert paper in reviewer.text()
    publish(reviewer, address)

    citizen.go(draft)
    assert "có phiên bản mới" in citizen.text()
    assert paper in citizen.text()
    citizen.press("Tiếp tục theo phiên bản mới")
    assert "đã theo phiên bản mới" in citizen.text()
    citizen.go(f"{draft}/giay-to")
    assert paper in citizen.text()


def write(writer: Visitor, code: str, title: str) -> str:
    """The address of the version, submitted for review."""
    page = writer.page
    writer.go("/danh-muc")
    writer.follow("Lập thủ tục mới")
    page.fill("[name=code]", code)
    page.fill("[name=title]", title)
    page.fill("[name=sector]", "Lưu thông hàng hóa trong nước")
    page.check("input[name=level][value='2']")
    page.check("input[name=authority][value=commune]")
    writer.press("Lập bản nháp")
    address = page.url.removeprefix(writer.address)

    writer.go(f"{address}/kiem-tra")
    assert "Phải sửa trước khi công bố" in writer.text()
    writer.go(f"{address}/giay-to/them")
    page.fill("[name=name]", "Đơn đề nghị họp chợ")
    writer.press("Lưu", exact=True)
    writer.go(f"{address}/phi")
    page.check("[name=is_free]")
    writer.press("Lưu", exact=True)
    writer.go(f"{address}/thoi-han/them")
    page.fill("[name=amount]", "2")
    writer.press("Lưu", exact=True)
    writer.go(f"{address}/can-cu/them")
    page.fill("[name=title]", "Nghị định về phát triển và quản lý chợ")
    writer.press("Lưu", exact=True)
    writer.go(f"{address}/quy-trinh")
    writer.press("Dùng quy trình thường dùng")
    writer.go(f"{address}/ket-qua")
    page.fill("[name=names]", "Giấy phép họp chợ phiên")
    page.fill("[name=title]", "GIẤY PHÉP HỌP CHỢ PHIÊN")
    page.fill("[name=template]", "<p>Cho phép {{ dossier.applicant_name }} họp chợ.</p>")
    writer.press("Lưu kết quả và mẫu")
    writer.go(f"{address}/co-quan")
    page.select_option("select[name=unit] >> nth=0", "H99.11")
    writer.press("Thêm cơ quan", exact=True)
    submit(writer, address)
    return address


def submit(writer: Visitor, address: str) -> None:
    writer.go(f"{address}/kiem-tra")
    assert "Không còn lỗi nào phải sửa" in writer.text()
    writer.page.fill("[name=note]", "Xin xem giúp")
    writer.press("Trình duyệt")
    assert "một người khác phải duyệt" in writer.text()


def publish(reviewer: Visitor, address: str) -> None:
    reviewer.go(f"{address}/kiem-tra")
    page = reviewer.page
    page.fill("[name=decision_number]", "77/QĐ-UBND")
    for name, day in (("signed_on", TODAY - timedelta(days=1)), ("effective_from", TODAY)):
        for part in ("day", "month", "year"):
            page.fill(f"[name={name}-{part}]", str(getattr(day, part)))
    confirm = page.locator("[name=are_warnings_confirmed]")
    if confirm.count():
        confirm.check()
    reviewer.press("Công bố phiên bản này")
    assert "Đã công bố" in reviewer.text()


def receive_first(minh: Visitor, code: str) -> None:
    """The first dossier of the procedure, handed in at the desk."""
    minh.sign_in("minh@h99.example")
    minh.go(f"/quay/nhap/{code}/H99.11")
    minh.page.fill("[name=applicant_name]", "Trần Thị Mận")
    minh.page.fill("[name=applicant_address]", "Số 9, phố Gốm")
    minh.page.fill("[name=phone]", "0905123456")
    minh.press("Nhập hồ sơ")
    minh.press("Tiếp nhận và chuyển xử lý")
    assert re.search(r"H99\.11-\d{6}-\d{4,}", minh.text())
