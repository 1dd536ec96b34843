"""Ten dossiers of one submitter at the desk: typed once, received with one press, printed with
one press, their papers photographed and handed to the unit against a list."""

from __future__ import annotations

import io
import re

import pikepdf
from PIL import Image

from tests.journeys.test_walk import Enter

PEOPLE = 9  # beside the submitter


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1300, 1800), (40, 40, 40)).save(out, "JPEG")
    return out.getvalue()


def test_ten_dossiers_for_one_submitter(enter: Enter) -> None:
    minh = enter("desk-visit")
    minh.sign_in("minh@h99.example")
    minh.go("/quay")
    minh.follow("Nhập hồ sơ tại quầy, bưu chính")
    minh.press("Mở lượt")  # empty: everything is said
    assert "Có mục cần xem lại" in minh.text()
    minh.page.fill("[name=name]", f"Đỗ Thị Thay {minh.width}")
    minh.page.fill("[name=address]", "Số 7, phố Chài, phường Bến Nguyệt")
    minh.page.fill("[name=phone]", "0901234567")
    minh.page.get_by_label(re.compile("Đã đối chiếu thẻ căn cước")).check()
    minh.press("Mở lượt")

    minh.follow("Thêm hồ sơ")
    minh.page.fill("[name=q]", "khai sinh")
    minh.press("Tìm", exact=True)
    link = minh.page.get_by_role("link", name=re.compile("nhiều hồ sơ")).first
    with minh.page.expect_navigation():
        link.click()
    minh.look()
    minh.page.fill("[name=own]", "1")
    for number in range(1, PEOPLE + 1):
        minh.page.fill(f"[name=name-{number}]", f"Nguyễn Văn Số {number} {minh.width}")
    minh.press("Nhập tất cả vào lượt")
    assert "số bản đã nhận" in minh.text()  # the authority
    minh.page.fill("[name=authority_certified_copies]", "1")
    minh.page.locator("[name^=papers-][name$=originals]").first.fill("1")
    for counted in minh.page.locator("input[name^=answer-]").all():
        counted.fill("2")  # what the fee is counted by
    minh.press("Nhập tất cả vào lượt")
    assert "Đã nhập 10 hồ sơ vào lượt" in minh.text()

    minh.press("Tiếp nhận cả 10 hồ sơ")
    assert "Đã tiếp nhận 10 hồ sơ" in minh.text()
    codes = re.findall(r"H99\.\d+-\d{6}-\d{4}", minh.text())
    assert len(set(codes)) == 10
    numbers = [int(code[-4:]) for code in dict.fromkeys(codes)]
    assert numbers == list(range(numbers[0], numbers[0] + 10))
    receipts = minh.page.get_by_role("link", name=re.compile("In 10 giấy tiếp nhận"))
    answer = minh.context.request.get(minh.address + (receipts.get_attribute("href") or ""))
    with pikepdf.open(io.BytesIO(answer.body())) as printed:
        assert len(printed.pages) >= 20

    minh.page.get_by_role("link", name=re.compile("Quét giấy tờ")).nth(1).click()
    minh.page.get_by_text("Quét hoặc chụp").first.click()
    minh.page.locator("input[type=file]").first.set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in (1, 2)]
    )
    minh.press("Lưu bản quét")
    assert "2 trang" in minh.text() and "trang quá tối" in minh.text()

    minh.go("/ban-giao")
    minh.press("Lập phiếu bàn giao")
    assert "Đã lập phiếu bàn giao" in minh.text()
    list_path = minh.page.url.removeprefix(minh.address)
    hoa = enter("desk-visit-taker")
    hoa.sign_in("hoa@h99.example")
    hoa.go(list_path)
    hoa.press("Xác nhận đã nhận")
    assert "Đã xác nhận nhận bàn giao" in hoa.text()
