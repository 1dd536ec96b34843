"""A cashier's shift is closed, and its sheet printed and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.documents.issuing import store
from portal.documents.papers import CountedLine, PaperHead, PaperKind, ShiftSheetPaper
from portal.documents.printing import printed
from portal.dossiers.slips import PAYMENT_WORDS
from portal.payments import shifts
from portal.payments.shift_models import DENOMINATIONS, CashierShift
from portal.payments.shifts import ShiftSums
from portal.units.models import Unit
from portal.vietnam import amount_in_words, format_money


def close(
    shift: CashierShift,
    unit: Unit,
    *,
    counted: Mapping[int, int],
    reason: str,
    by: Account,
    at: datetime,
) -> None:
    """Close the shift and keep its sheet under its hash."""
    shifts.close(shift, unit, counted=counted, reason=reason, by=by, at=at)
    paper = sheet(shift, unit, shifts.sums_of(shift))
    shift.sha256, _size = store().put([printed(PaperKind.SHIFT_SHEET, paper)])


def sheet(shift: CashierShift, unit: Unit, sums: ShiftSums) -> ShiftSheetPaper:
    assert shift.closed_at is not None and shift.cash_counted is not None
    difference = shift.cash_counted - sums.cash_expected
    counts = {note: shift.counted[str(note)] for note in DENOMINATIONS}
    return ShiftSheetPaper(
        head=PaperHead(
            superior_unit=unit.superior_name,
            unit=unit.name,
            place=unit.place,
            date=clock.local(shift.closed_at).date(),
            number=shift.number or "",
        ),
        cashier=shift.officer_name,
        opened_at=shift.opened_at,
        closed_at=shift.closed_at,
        ways=[
            CountedLine(PAYMENT_WORDS[way], str(count), format_money(amount))
            for way, (count, amount) in sums.ways.items()
        ],
        notes=[
            CountedLine(format_money(note), str(count), format_money(note * count))
            for note, count in counts.items()
        ],
        opening=format_money(shift.opening_cash),
        given_back=format_money(sums.given_back),
        expected=format_money(sums.cash_expected),
        counted=format_money(shift.cash_counted),
        counted_in_words=amount_in_words(shift.cash_counted),
        difference=format_money(difference) if difference else "Không",
        reason=shift.difference_reason,
    )
