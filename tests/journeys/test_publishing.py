"""A procedure from nothing to the first dossier received on it, and a revision while somebody is
half-way through a draft."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Any

from portal import clock
from portal.demonstration.citizens import LAN
from portal.demonstration.procedures import PROCEDURES
from tests.journeys.test_walk import PAPER, Enter, sign_up
from tests.journeys.visitor import Visitor

TODAY = clock.today()
REVISED = next(one for one in PROCEDURES if one.code == "9.000005")
HALF = REVISED.parts.form.sections[1]  # answered before the revision, the rest after


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
    for words in (title, "Đơn đề nghị họp chợ", "2 ngày làm việc", "50.000"):
        assert words in anybody.text()
    citizen = enter("citizen")
    sign_up(citizen)
    reference = file_online(citizen, code)
    receive_first(enter("minh"), reference)


def test_a_revision_reaches_somebody_half_way_through_a_draft(enter: Enter) -> None:
    paper = f"Bản chụp sổ gia đình {random.randrange(10**6)}"
    citizen = enter("citizen")
    sign_up(citizen)
    citizen.go(f"/nop-ho-so/{REVISED.code}")
    citizen.page.get_by_label(re.compile("phường Bến Nguyệt")).first.check()
    citizen.press("Bắt đầu khai")
    found = re.search(r"/ho-so/NHAP-\w{4}-\w{4}", citizen.page.url)
    assert found
    draft = found[0]
    citizen.press("Lưu và tiếp tục")  # one's own matter
    citizen.go(f"{draft}/khai/{HALF.key}")
    told = REVISED.sample_answers(random.Random(3), LAN, TODAY)
    told |= {"copy_count": 4, "purpose": "Nộp hồ sơ nhập học"}
    for field in HALF.fields:
        citizen.answer(field, told)
    citizen.press("Lưu và tiếp tục")

    writer, reviewer = enter("quynh"), enter("ngocanh")
    writer.sign_in("quynh@h99.example")
    writer.go(f"/danh-muc/thu-tuc/{REVISED.code}")
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
    finish(citizen, draft, told, paper)


def finish(citizen: Visitor, draft: str, told: dict[str, Any], paper: str) -> None:
    """What was answered is still there; the rest is answered, and the dossier handed in."""
    citizen.go(f"{draft}/khai/{HALF.key}")
    assert citizen.page.input_value("[name=copy_count]") == "4"
    assert citizen.page.input_value("[name=purpose]") == "Nộp hồ sơ nhập học"
    for section in REVISED.parts.form.sections:
        if section is HALF:
            continue
        citizen.go(f"{draft}/khai/{section.key}")
        for field in section.fields:
            citizen.answer(field, told)
        citizen.press("Lưu và tiếp tục")
    citizen.go(f"{draft}/giay-to")
    assert paper in citizen.text()
    for document in REVISED.parts.documents.items:
        place = citizen.page.locator(f"[name=files-{document.key}]")
        if document.required and place.count():
            place.set_input_files(str(PAPER))
    citizen.press("Lưu và tiếp tục")
    hand_in(citizen, draft)


def write(writer: Visitor, code: str, title: str) -> str:
    """The address of the version, submitted for review."""
    page = writer.page
    writer.go("/danh-muc")
    writer.follow("Lập thủ tục mới")
    page.fill("[name=code]", code)
    page.fill("[name=title]", title)
    page.fill("[name=sector]", "Lưu thông hàng hóa trong nước")
    page.check("input[name=level][value='3']")
    page.check("input[name=authority][value=commune]")
    writer.press("Lập bản nháp")
    address = page.url.removeprefix(writer.address)

    writer.go(f"{address}/kiem-tra")
    assert "Phải sửa trước khi công bố" in writer.text()
    write_form(writer, address)
    writer.go(f"{address}/giay-to/them")
    page.fill("[name=name]", "Đơn đề nghị họp chợ")
    writer.press("Lưu", exact=True)
    writer.go(f"{address}/phi/them")
    page.fill("[name=name]", "Phí thẩm định an toàn thực phẩm")
    page.fill("[name=amount]", "50.000")
    page.fill("[name=legal_basis]", "Điều 4 Nghị quyết về phí của tỉnh")
    page.select_option("[name=when_field]", "co_ban_do_an_khong")
    page.select_option("[name=when_relation]", "equals")
    page.fill("[name=when_value]", "có")
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


def write_form(writer: Visitor, address: str) -> None:
    """A section of three questions, the last of which only some are asked."""
    page = writer.page
    writer.go(f"{address}/to-khai")
    page.fill("[name=name]", "Đơn đề nghị họp chợ")
    writer.press("Lưu tên")
    writer.follow("Thêm phần")
    page.fill("[name=title]", "Phiên chợ")
    writer.press("Lưu", exact=True)
    for kind, label in (
        ("number", "Số gian hàng"),
        ("yes_no", "Có bán đồ ăn không"),
        ("text", "Đồ ăn gì"),
    ):
        writer.follow("Thêm câu hỏi")
        page.check(f"input[name=kind][value={kind}]")
        writer.press("Tiếp tục")
        page.fill("[name=label]", label)
        if kind == "text":
            page.select_option("[name=only-join]", "all")
            page.locator("#only details summary, fieldset details summary").first.click()
            page.select_option("[name='only-0-field']", "co_ban_do_an_khong")
            page.select_option("[name='only-0-relation']", "equals")
            page.fill("[name='only-0-value']", "có")
        writer.press("Lưu", exact=True)
    assert "Hiện ra khi" in writer.text()


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


def file_online(citizen: Visitor, code: str) -> str:
    """Hand in a dossier of the new procedure; its reference."""
    citizen.go(f"/thu-tuc/{code}")
    citizen.follow("Nộp hồ sơ")
    citizen.press("Bắt đầu khai")
    found = re.search(r"NHAP-\w{4}-\w{4}", citizen.page.url)
    assert found
    path = f"/ho-so/{found[0]}"
    citizen.press("Lưu và tiếp tục")  # one's own matter
    page = citizen.page
    page.fill("[name=so_gian_hang]", "12")
    page.check("input[name=co_ban_do_an_khong][value=no]")
    assert not page.is_visible("[name=do_an_gi]")
    page.check("input[name=co_ban_do_an_khong][value=yes]")
    page.fill("[name=do_an_gi]", "Bánh ú tro")
    citizen.press("Lưu và tiếp tục")
    citizen.go(f"{path}/giay-to")
    page.set_input_files("[name=files-don_de_nghi_hop_cho]", str(PAPER))
    citizen.press("Lưu và tiếp tục")
    hand_in(citizen, path)
    return found[0]


def hand_in(citizen: Visitor, path: str) -> None:
    citizen.go(f"{path}/nhan-ket-qua")
    citizen.page.check("input[name=method][value=desk]")
    citizen.press("Lưu và tiếp tục")
    citizen.go(f"{path}/kiem-tra")
    citizen.page.check("[name=is_true]")
    citizen.press("Nộp hồ sơ", exact=True)
    assert "Đã nộp hồ sơ" in citizen.text()


def receive_first(minh: Visitor, reference: str) -> None:
    """The first dossier of the procedure, received with what the citizen answered before her."""
    minh.sign_in("minh@h99.example")
    minh.go("/quay")
    minh.follow(reference)
    assert "Bánh ú tro" in minh.text()
    minh.press("Tiếp nhận và chuyển xử lý")
    assert re.search(r"H99\.11-\d{6}-\d{4,}", minh.text())
