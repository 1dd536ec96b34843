"""A citizen pays the fee online and gets the result and the receipt in the same minute."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.journeys.portal_server import Portal
from tests.journeys.visitor import Visitor

Enter = Callable[[str], Visitor]


def test_the_fee_is_paid_online_and_the_result_comes_with_its_receipt(
    enter: Enter, portal: Portal, tmp_path: Path
) -> None:
    citizen = enter("citizen")
    reference, email = portal.given[f"paid-{citizen.width}"]
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}")
    code = citizen.page.locator(".govuk-caption-l").inner_text().split()[-1]
    assert "nộp phí, lệ phí để nhận kết quả trực tuyến" in citizen.text()
    assert not citizen.page.get_by_role("link", name=re.compile("giấy khai sinh số", re.I)).count()

    start_paying(citizen)
    citizen.press("Huỷ")  # nothing is lost: it is offered again
    assert "Chưa nộp được phí" in citizen.text()
    citizen.follow("Nộp lại")
    citizen.press("qua VNPAY")
    citizen.press("Trả tiền")
    assert "Đã nộp phí, lệ phí" in citizen.text() and code in citizen.text()
    citizen.follow("Về hồ sơ")
    assert "Đã trả kết quả" in citizen.text()

    result = fetch(citizen, "giấy khai sinh số", tmp_path)
    assert code in result or "GIẤY KHAI SINH" in result
    receipt = fetch(citizen, "biên lai", tmp_path)
    assert "BIÊN LAI THU PHÍ" in receipt and code in receipt
    assert re.search(r"nghìn đồng", receipt) and re.search(r"BL-H99\.11-\d\d", receipt)


def test_the_desk_takes_the_fee_and_the_cashier_sees_it(enter: Enter, portal: Portal) -> None:
    citizen, minh = enter("citizen"), enter("minh")
    reference, email = portal.given[f"collected-{citizen.width}"]
    minh.sign_in("minh@h99.example")
    minh.go(f"/can-bo/ho-so/{reference}")
    found = re.search(r"H99\.11-\d{6}-\d{4}", minh.text())
    assert found
    code = found[0]
    minh.follow("Thu phí, lệ phí")
    minh.press("Đã thu tiền")  # nothing chosen: said beside the question
    assert "Có mục cần xem lại" in minh.text()
    minh.page.get_by_label("Thẻ tại quầy").check()
    minh.page.fill("[name=note]", "004512")
    minh.press("Đã thu tiền")
    assert "Biên lai thu phí, lệ phí" in minh.text()

    cashier = enter("cashier")
    cashier.sign_in("thuy@h99.example")
    cashier.go("/thu-phi")
    assert code in cashier.text() and "Thẻ tại quầy" in cashier.text()
    cashier.go("/thu-phi/doi-soat")
    assert "Không có khoản nào" in cashier.text()
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}")
    assert "Nộp phí trực tuyến" not in citizen.text()


def start_paying(citizen: Visitor) -> None:
    """From the dossier's page to the gateway's, which is the sandbox here."""
    citizen.follow("Nộp phí trực tuyến")
    citizen.press("qua VNPAY")
    assert "Cổng thanh toán thử nghiệm" in citizen.text()


def fetch(citizen: Visitor, name: str, folder: Path) -> str:
    """The text of the PDF behind the first link so called."""
    link = citizen.page.get_by_role("link", name=re.compile(name, re.IGNORECASE)).first
    answer = citizen.context.request.get(citizen.address + (link.get_attribute("href") or ""))
    path = folder / "paper.pdf"
    path.write_bytes(answer.body())
    said = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return said.stdout
