"""What was received, as a file Vietnamese Excel opens."""

from __future__ import annotations

import csv
import io

from portal.i18n import _, minute
from portal.payments.labels import WAYS
from portal.payments.queries import Takings


def to_csv(found: Takings) -> bytes:
    """UTF-8 with its mark, “;” between columns; the sum last."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Thời điểm"), _("Mã hồ sơ"), _("Người nộp"), _("Nội dung"), _("Cách nộp"),
            _("Số tiền (đồng)"), _("Biên lai"), _("Số giao dịch, số phiếu"),
        ]
    )  # fmt: skip
    for row in found.rows:
        paid = row.payment
        cells = (
            minute(paid.paid_at), paid.dossier_code, paid.payer_name, paid.purpose,
            str(WAYS[paid.way]), str(paid.amount), row.receipt,
            paid.gateway_transaction or paid.note,
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    writer.writerow([_("Tổng cộng"), "", "", "", "", found.total[1], "", ""])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \t\r\n")[:1] in ("=", "+", "-", "@") else text
