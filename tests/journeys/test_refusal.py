"""A dossier that does not qualify ends with a signed reply that says why."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter, approve

REASON = "Trẻ đã được đăng ký khai sinh tại phường Đồng Sen."


def test_a_refusal_is_signed_sealed_and_says_why(
    enter: Enter, portal: Portal, tmp_path: Path
) -> None:
    hoa = enter("refusal-specialist")
    reference, email = portal.given[f"refused-{hoa.width}"]
    hoa.sign_in("hoa@h99.example")
    hoa.go(f"/can-bo/ho-so/{reference}")
    hoa.press("Nhận việc")
    hoa.follow("Soạn kết quả")
    hoa.page.check("input[name=outcome][value=refused]")
    hoa.press("Lưu dự thảo")  # a refusal without its reason
    assert "Có mục cần xem lại" in hoa.text()
    hoa.page.fill("[name=remark]", REASON)
    hoa.press("Lưu dự thảo")
    hoa.follow("Trình bước tiếp theo")
    hoa.press("Trình", exact=True)

    tuan = enter("refusal-leader")
    approve(tuan, reference)
    dung = enter("refusal-clerk")
    dung.sign_in("dung@h99.example")
    dung.go(f"/can-bo/ho-so/{reference}")
    dung.follow("Cấp số, đóng dấu, phát hành")
    dung.press("Cấp số, đóng dấu và phát hành")

    citizen = enter("refusal-citizen")
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}")
    assert "không được chấp thuận" in citizen.text()
    reply = citizen.page.locator(".dos-given--result a").first.get_attribute("href") or ""
    path = tmp_path / "reply.pdf"
    path.write_bytes(citizen.context.request.get(portal.address + reply).body())
    assert output("pdfsig", path).count("Signature is Valid.") == 2
    assert "phường Đồng Sen" in output("pdftotext", path, "-")


def output(command: str, *arguments: object) -> str:
    run = subprocess.run(
        [command, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return " ".join(run.stdout.split())
