"""Values as people read them, on the page and in CSV."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from portal.i18n import _, day, minute
from portal.statistics.labels import LIGHTS, share_text
from portal.statistics.reports.shell import Kind, Report, Value
from portal.statistics.shares import Light


def shown(kind: Kind, value: Value | Light) -> str:
    """ "12.345", "34,5 %", "75.000 đ"; a dash where there is nothing."""
    if isinstance(value, Light):
        return str(LIGHTS[value])
    if value is None:
        return "–"
    if kind is Kind.SHARE:
        return share_text(Fraction(value))  # type: ignore[arg-type]
    if isinstance(value, date):
        return day(value)
    if kind is Kind.NUMBER and isinstance(value, int):
        return thousands(value)
    if kind is Kind.MONEY and isinstance(value, int):
        return f"{thousands(value)} đ"
    if kind in (Kind.DECIMAL, Kind.HOURS) and isinstance(value, int | float | Fraction):
        return decimal(value)
    return str(value)


def thousands(value: int) -> str:
    """12.345"""
    return f"{value:,}".replace(",", ".")


def decimal(value: float | Fraction) -> str:
    """One decimal with a comma: 12,5."""
    return f"{float(value):,.1f}".replace(",", "·").replace(".", ",").replace("·", ".")


def about_lines(report: Report) -> list[str]:
    """What stands above the figures in every file: title, whose, which days, as of when, what is
    counted and on which law."""
    return [
        report.title,
        _("Phạm vi: %(name)s", name=report.scope),
        *report.filters,
        _(
            "Kỳ số liệu: từ %(start)s đến hết %(end)s",
            start=day(report.period.start),
            end=day(report.period.end),
        ),
        _("Số liệu chốt hết ngày %(closing)s", closing=day(report.closing)),
        _("Cách tính: %(definition)s", definition=report.definition),
        _("Căn cứ: %(source)s", source=report.source),
        _("Lập lúc %(moment)s", moment=minute(report.made_at)),
    ]
