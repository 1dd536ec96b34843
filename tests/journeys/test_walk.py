"""One birth registration from sign-up to the signed result, and counted."""

from __future__ import annotations

import csv
import io
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import clock
from portal.demonstration.citizens import LAN
from portal.demonstration.procedures import birth_registration
from tests.journeys.portal_server import Portal
from tests.journeys.visitor import Visitor

PROCEDURE = birth_registration.PROCEDURE
# Not its police, who have the same place in their name.
THE_WARD = re.compile("(?:UBND|Ủy ban nhân dân) phường Bến Nguyệt")
PAPER = Path(__file__).parent / "paper.pdf"
PASSWORD = "mưa trên phố cũ 26"

Enter = Callable[[str], Visitor]


def test_a_birth_is_registered_from_sign_up_to_the_signed_result_and_counted(
    enter: Enter, portal: Portal, tmp_path: Path
) -> None:
    anybody = enter("anybody")
    before = received_online(anybody)

    citizen = enter("citizen")
    sign_up(citizen)
    reference, lookup_code = submit_birth_registration(citizen)

    code = receive(enter("minh"), reference)
    draft_and_propose(enter("hoa"), reference)
    approve(enter("tuan"), reference)
    number = issue(enter("dung"), reference)

    look_up(anybody, code, lookup_code)
    result = download_result(citizen, reference, tmp_path)
    check_signatures(result, number)
    check_publicly(anybody, result, number)
    assert received_online(anybody) == before + 1


def sign_up(citizen: Visitor) -> str:
    """Returns the e-mail address to sign in with."""
    number = f"0011{random.randrange(10**8):08d}"
    citizen.go("/dang-ky")
    citizen.press("Đăng ký", exact=True)  # empty: nothing is lost, everything is said
    assert "Có mục cần xem lại" in citizen.text()
    fill = citizen.page.fill
    fill("[name=personal_number]", number)
    fill("[name=full_name]", "Nguyễn Thị Lan")
    fill("[name=phone]", "0905123456")
    fill("[name=email]", f"lan{number}@dan.example")
    fill("[name=password]", PASSWORD)
    citizen.press("Đăng ký", exact=True)
    assert citizen.page.input_value("[name=identifier]") == f"lan{number}@dan.example"
    fill("[name=password]", PASSWORD)
    citizen.press("Đăng nhập", exact=True)
    assert "Nguyễn Thị Lan" in citizen.page.content()
    return f"lan{number}@dan.example"


def submit_birth_registration(citizen: Visitor, copies: int = 0) -> tuple[str, str]:
    """From the search to the confirmation; returns the temporary code and the look-up code."""
    citizen.go("/")
    citizen.page.fill("input[name=q]", "dang ky khai sinh")
    citizen.press("Tìm")
    citizen.follow(PROCEDURE.title)
    citizen.follow("Nộp hồ sơ")
    citizen.page.get_by_label(re.compile("phường Bến Nguyệt")).first.check()
    citizen.press("Bắt đầu khai")
    assert "Ai là chủ hồ sơ?" in citizen.text()
    citizen.press("Lưu và tiếp tục")  # one's own matter, as already chosen
    reference = re.search(r"NHAP-\w{4}-\w{4}", citizen.page.url)
    assert reference
    path = f"/ho-so/{reference[0]}"

    answers = PROCEDURE.sample_answers(random.Random(7), LAN, clock.today())
    answers["copies_wanted"] = copies  # without copies nothing is to be paid
    for section in PROCEDURE.parts.form.sections:
        citizen.go(f"{path}/khai/{section.key}")
        for field in section.fields:
            citizen.answer(field, answers)
        citizen.press("Lưu và tiếp tục")

    citizen.go(f"{path}/giay-to")
    for document in PROCEDURE.parts.documents.items:
        if document.required and not document.condition:
            citizen.page.set_input_files(f"[name=files-{document.key}]", str(PAPER))
    citizen.press("Lưu và tiếp tục")
    citizen.go(f"{path}/nhan-ket-qua")
    citizen.page.check("input[name=method][value=online]")
    citizen.press("Lưu và tiếp tục")

    citizen.go(f"{path}/kiem-tra")
    citizen.page.check("[name=is_true]")
    citizen.press("Nộp hồ sơ", exact=True)
    assert "Đã nộp hồ sơ" in citizen.text()
    lookup = re.search(r"Mã tra cứu\s+([2-9A-Z]{10})", citizen.text())
    assert lookup, citizen.text()
    return reference[0], lookup[1]


def receive(minh: Visitor, reference: str) -> str:
    minh.sign_in("minh@h99.example")
    minh.go("/quay")
    minh.follow(reference)
    minh.press("Tiếp nhận và chuyển xử lý")
    code = re.search(r"H99\.11-\d{6}-\d{4,}", minh.text())
    assert code
    receipt = minh.page.get_by_role("link", name="Giấy tiếp nhận hồ sơ").first
    content = minh.context.request.get(minh.address + (receipt.get_attribute("href") or ""))
    assert content.body().startswith(b"%PDF-")
    return code[0]


def draft_and_propose(hoa: Visitor, reference: str) -> None:
    hoa.sign_in("hoa@h99.example")
    hoa.go("/tham-dinh")
    hoa.go(f"/can-bo/ho-so/{reference}")
    hoa.press("Nhận việc")
    hoa.follow("Soạn kết quả")
    hoa.page.fill("[name=remark]", "Đã đối chiếu với giấy chứng sinh.")
    preview = hoa.page.frame_locator("iframe[name=preview]")
    preview.get_by_text("Đã đối chiếu với giấy chứng sinh.").wait_for()
    hoa.press("Lưu dự thảo")
    hoa.follow("Trình bước tiếp theo")
    hoa.press("Trình", exact=True)


def approve(tuan: Visitor, reference: str) -> None:
    tuan.sign_in("tuan@h99.example")
    tuan.go("/phe-duyet")
    tuan.go(f"/can-bo/ho-so/{reference}")
    tuan.follow("Phê duyệt và ký")
    tuan.press("Phê duyệt và ký số")


def issue(dung: Visitor, reference: str) -> str:
    dung.sign_in("dung@h99.example")
    dung.go("/van-thu")
    dung.go(f"/can-bo/ho-so/{reference}")
    dung.follow("Cấp số, đóng dấu, phát hành")
    dung.press("Cấp số, đóng dấu và phát hành")
    number = re.search(rf"\d{{2,}}/{PROCEDURE.parts.result.symbol}", dung.text())
    assert number
    return number[0]


def look_up(anybody: Visitor, code: str, lookup_code: str) -> None:
    anybody.go("/tra-cuu")
    anybody.page.fill("[name=code]", code)
    anybody.page.fill("[name=lookup_code]", "WRNGCDE234")
    anybody.press("Tra cứu", exact=True)
    assert "Đã trả kết quả" not in anybody.text()
    anybody.page.fill("[name=code]", code)
    anybody.page.fill("[name=lookup_code]", lookup_code)
    anybody.press("Tra cứu", exact=True)
    assert "Đã trả kết quả" in anybody.text()


def download_result(citizen: Visitor, reference: str, folder: Path) -> Path:
    citizen.go(f"/ho-so/{reference}")
    link = citizen.page.get_by_role("link", name=re.compile("giấy khai sinh", re.IGNORECASE)).first
    answer = citizen.context.request.get(citizen.address + (link.get_attribute("href") or ""))
    path = folder / "result.pdf"
    path.write_bytes(answer.body())
    return path


def check_signatures(result: Path, number: str) -> None:
    """Poppler, which shares no code with ours, finds the leader's signature and the seal valid. The
    stamp of time that covers the whole file is of a kind this poppler does not check."""
    said = subprocess.run(
        ["pdfsig", str(result)], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2, said
    assert "Signature #3:" in said and "Timestamp-" in said, said
    text = subprocess.run(
        ["pdftotext", str(result), "-"], capture_output=True, text=True, check=True
    )
    assert number in text.stdout


def check_publicly(anybody: Visitor, result: Path, number: str) -> None:
    text = subprocess.run(
        ["pdftotext", str(result), "-"], capture_output=True, text=True, check=True
    ).stdout
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert code
    anybody.go(f"/xac-thuc/{code[0]}")
    assert "Hợp lệ" in anybody.text() and number in anybody.text()
    anybody.go("/xac-thuc")
    anybody.page.set_input_files("[name=file]", str(result))
    anybody.press("Kiểm tra tệp")
    assert "Hợp lệ" in anybody.text()

    altered = bytearray(result.read_bytes())
    altered[len(altered) // 3] ^= 1
    anybody.go("/xac-thuc")
    anybody.page.set_input_files(
        "[name=file]",
        {"name": "sua.pdf", "mimeType": "application/pdf", "buffer": bytes(altered)},
    )
    anybody.press("Kiểm tra tệp")
    assert "Hợp lệ" not in anybody.text()


def received_online(anybody: Visitor) -> int:
    """The commune's figure on the page, which the file people download repeats."""
    anybody.go("/so-lieu")
    all_rows = anybody.page.get_by_text(re.compile(r"Xem đủ \d+ dòng")).first
    if all_rows.is_visible():  # a telephone shows the first of them
        all_rows.click()
    row = anybody.page.get_by_role("row").filter(has_text=THE_WARD).first
    shown = row.locator("[data-label$='Trực tuyến']").first.text_content() or ""
    link = anybody.page.get_by_role("link", name="CSV").first.get_attribute("href") or ""
    content = anybody.context.request.get(anybody.address + link).body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    in_file = next(row for row in rows if any(THE_WARD.search(cell) for cell in row))
    number = int(re.sub(r"\D", "", shown) or 0)
    assert str(number) in in_file
    return number


@pytest.mark.parametrize("path", ["/", "/thu-tuc", "/thu-tuc/9.000001", "/tra-cuu", "/dang-nhap"])
def test_public_pages_are_readable_in_english_too(enter: Enter, path: str) -> None:
    reader = enter("reader")
    reader.go(f"{path}?lang=en")
    assert reader.page.get_attribute("html", "lang") == "en"
    assert ">Home<" in re.sub(r"\s+", "", reader.page.content())
    assert "Trang chủ" not in reader.page.content()
