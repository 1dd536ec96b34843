"""From above: the share of online dossiers, what stands behind a cell, files, a closed period."""

from __future__ import annotations

import csv
import io
import re
import zipfile

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter


def test_a_figure_is_followed_to_its_dossiers_taken_home_and_frozen(
    enter: Enter, portal: Portal
) -> None:
    reader, son = enter("figures"), enter("figures-closing")
    page = reader.page
    reader.sign_in("giamsat@h99.example")
    reader.go("/so-lieu/bao-cao")
    reader.follow("Tỷ lệ hồ sơ trực tuyến")
    cell = page.locator("table.sta-report td a").first
    told = re.match(r"\d+", cell.inner_text())
    assert told
    with page.expect_navigation():
        cell.click()
    reader.look()
    rows = page.locator("tbody tr").count()
    assert rows == int(told[0]) > 0
    reader.follow("Về báo cáo")

    files = {}
    for name in ("PDF", "Tệp Excel (XLSX)", "Tệp CSV"):
        link = page.get_by_role("link", name=name, exact=True).first.get_attribute("href") or ""
        files[name] = reader.context.request.get(portal.address + link).body()
    assert files["PDF"].startswith(b"%PDF-")
    assert zipfile.is_zipfile(io.BytesIO(files["Tệp Excel (XLSX)"]))
    written = list(csv.reader(io.StringIO(files["Tệp CSV"].decode("utf-8-sig")), delimiter=";"))
    assert any(told[0] in row for row in written)

    son.sign_in("son@h99.example")
    son.go("/so-lieu/ky-da-chot")
    son.press("Chốt số liệu", exact=True)  # nothing chosen, nothing confirmed
    assert "Có mục cần xem lại" in son.text()
    son.page.select_option("select[name=period]", index=1)
    son.page.check("[name=is_sure]")
    son.press("Chốt số liệu", exact=True)
    assert "Đã chốt số liệu" in son.text()
    for verdict in ("Còn nguyên như khi chốt", "Hợp lệ", "Đúng thứ tự", "Đúng như khi chốt"):
        assert verdict in son.text()
