"""Signatures never stand on a page of their own (NĐ 30/2020/NĐ-CP: they belong to the text)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pdfplumber
from flask import Flask

from portal.statistics.periods import Period
from portal.statistics.reports.paper import Issuer, to_pdf
from portal.statistics.reports.shell import Column, Kind, Report, Row, Table


def test_the_last_rows_go_over_with_the_signatures(app: Flask) -> None:
    columns = (Column("name", "Đơn vị", Kind.TEXT), Column("count", "Số hồ sơ"))
    two_pages = 0
    for count in range(18, 30):  # the end of the first page is among them
        table = Table("Bảng", columns, tuple(Row(f"{n}", (f"Dòng {n}", n)) for n in range(count)))
        report = Report(
            key="test", title="Báo cáo", scope="Toàn tỉnh", filters=(), tables=(table,),
            period=Period(date(2026, 1, 1), date(2026, 1, 31)), closing=date(2026, 1, 31),
            made_at=datetime(2026, 2, 1, tzinfo=UTC), definition="A / B", source="Nghị định",
        )  # fmt: skip
        paper = to_pdf(report, Issuer("", "UBND tỉnh Sông Lam", "Sông Lam"))
        with pdfplumber.open(io.BytesIO(paper)) as opened:
            last = opened.pages[-1].extract_text()
            two_pages += len(opened.pages) == 2
        assert "NGƯỜI LẬP BIỂU" in last and f"Dòng {count - 1} " in last, count
    assert 0 < two_pages < 12
