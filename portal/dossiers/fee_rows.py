"""The fees of a dossier with the sum of each explained, for the person who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.dossiers.models import Dossier
from portal.i18n import _, money
from portal.payments import invoice_queries
from portal.payments.labels import ORIGINS
from portal.procedures import fees
from portal.procedures.blocks import leaves
from portal.procedures.definitions import Channel, Parts, Waiver


@dataclass(frozen=True)
class FeeRow:
    """`amount` is đồng; None when the source states no sum. `how` are the steps to it."""

    name: str
    amount: int | None
    how: tuple[str, ...]

    @property
    def payable(self) -> int:
        return self.amount or 0


def fee_rows(
    parts: Parts, channel: Channel, answers: Mapping[str, Any], on: date | None = None
) -> list[FeeRow]:
    """Each fee of this channel due with these (shown) answers on the day: its sum, and how the
    quantity made it."""
    labels = {field.key: field.label for field in leaves(parts.form.fields())}
    return [
        FeeRow(
            line.item.name,
            line.amount,
            (*steps(line, labels), *remarks(line)),
        )
        for line in fees.lines(parts.fees, channel, answers, on)
    ]


def owed_rows(dossier: Dossier) -> list[FeeRow]:
    """What a dossier owes, line by line; one of before there were lines, as it would be counted."""
    counted = fee_rows(dossier.parts, dossier.channel, dossier.shown_answers, dossier.answered_on)
    lines = invoice_queries.lines_of(dossier.id)
    if not lines:
        return counted
    today = {(row.name, row.amount): row.how for row in counted}  # in the reader's language
    return [
        FeeRow(
            line.name,
            line.amount if line.is_stated else None,
            tuple(
                text
                for text in (
                    str(ORIGINS[line.origin]),
                    *today.get((line.name, line.amount), tuple(line.how)),
                    line.ground,
                    _("Giấy tờ chứng minh: %(paper)s", paper=line.evidence)
                    if line.evidence
                    else "",
                )
                if text
            ),
        )
        for line in lines
    ]


def steps(line: fees.FeeLine, labels: Mapping[str, str]) -> list[str]:
    question = labels.get(line.item.quantity_field, "")
    once = fees.amount(line.item, line.quantity)
    if once is None or not question:
        return []
    unit = line.item.per or _("đơn vị")
    found = [
        _("Tính theo câu trả lời “%(question)s”: %(count)d", question=question, count=line.quantity)
    ]
    parts = fees.priced(line.item, line.quantity)
    found += [
        _("%(count)d %(unit)s × %(price)s", count=count, unit=unit, price=money(price))
        for count, price in parts
    ]
    if once < sum(count * price for count, price in parts):
        found.append(_("Nhiều nhất chỉ thu %(sum)s", sum=money(once)))
    again = labels.get(line.item.times_field, "")
    if again:
        found.append(
            _(
                "%(sum)s × %(count)d (“%(question)s”)",
                sum=money(once),
                count=line.times,
                question=again,
            )
        )
    return found


def _waived(waiver: Waiver) -> str:
    law = f" ({waiver.legal_basis})" if waiver.legal_basis else ""
    if waiver.percent >= 100:
        return _("Đã miễn: %(name)s", name=waiver.name) + law
    return _("Đã giảm %(percent)d%%: %(name)s", percent=waiver.percent, name=waiver.name) + law


def remarks(line: fees.FeeLine) -> list[str]:
    remarks = [_waived(line.waiver)] if line.waiver else []
    remarks.append(line.item.note)
    if line.item.exemptions:
        remarks.append(_("Được miễn, giảm: %(who)s", who=line.item.exemptions))
    if line.item.legal_basis:
        remarks.append(_("Căn cứ: %(law)s", law=line.item.legal_basis))
    return [remark for remark in remarks if remark]
