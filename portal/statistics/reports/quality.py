"""Bộ chỉ số chất lượng phục vụ (QĐ 766/QĐ-TTg): points for the whole, line by line with formula and
source, and for each unit. The rules are data (`quality_766.toml`); every figure is a cell of another
report, so that it can be followed there down to its dossiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.procedures.models import Offering, Procedure, ProcedureVersion, VersionState
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.digitised import digitised
from portal.statistics.reports.lines import by_unit
from portal.statistics.reports.online import online_share
from portal.statistics.reports.payments import payments
from portal.statistics.reports.progress_by import progress_by
from portal.statistics.reports.quality_rules import QualityLine, quality_rules
from portal.statistics.reports.satisfaction import satisfaction
from portal.statistics.reports.services import services_by_level
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.reports.texts import decimal

SOURCES: dict[str, Callable[[Session, Asked], Report]] = {
    "online": online_share,
    "services": services_by_level,
    "progress": progress_by,
    "payments": payments,
    "digitised": digitised,
    "satisfaction": satisfaction,
}


def quality(session: Session, asked: Asked) -> Report:
    """The panel for the whole scope, then every unit's points."""
    rules = quality_rules()
    asked = replace(asked, by="unit")
    tables = _tables(session, asked, rules.lines)
    lines = tuple(_line_row(asked, line, tables, number) for number, line in enumerate(rules.lines))
    units = _unit_table(tables, rules.lines, [name for name, _points in rules.criteria])
    earned, possible = _sum(tables, rules.lines, "tong")
    return Report(
        key="quality",
        title=rules.title,
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Điểm của một dòng = điểm tối đa × tử số / mẫu số, đủ điểm khi đạt mức ghi trong công thức; "
            "dòng không có số liệu không chấm và được nói rõ"
        ),
        source=rules.source,
        tables=(
            Table(
                _("Điểm từng tiêu chí"),
                (
                    Column("criterion", _("Tiêu chí"), Kind.TEXT),
                    Column("name", _("Chỉ số"), Kind.TEXT),
                    Column("formula", _("Công thức"), Kind.TEXT),
                    Column("numerator", _("Tử số")),
                    Column("denominator", _("Mẫu số")),
                    Column("share", _("Tỷ lệ"), Kind.SHARE),
                    Column("earned", _("Điểm"), Kind.DECIMAL),
                    Column("points", _("Điểm tối đa"), Kind.DECIMAL),
                ),
                (
                    *lines,
                    Row(
                        "tong",
                        (
                            _("Tổng số"), "", "", None, None,
                            earned / possible if possible else None, earned,
                            sum((line.points for line in rules.lines), Fraction()),
                        ),
                        "total",
                        asked.units,
                    ),
                ),
                note=_(
                    "Chấm được %(possible)s điểm trên 100; phần còn lại chưa có số liệu trong kỳ.",
                    possible=decimal(possible),
                ),
            ),
            units,
        ),
        figures=(
            Figure(
                _("Tổng điểm"),
                Kind.DECIMAL,
                earned,
                _("trên %(possible)s điểm có số liệu", possible=decimal(possible)),
            ),
        ),
        chart=Chart(_("Tổng điểm"), "total", table=1),
    )  # fmt: skip


def _tables(session: Session, asked: Asked, lines: Sequence[QualityLine]) -> dict[str, Table]:
    """The first table of each report that the rules speak of."""
    wanted = {
        name.partition(".")[0] for line in lines for name in (*line.numerator, *line.denominator)
    }
    found = {
        name: make(session, asked).tables[0] for name, make in SOURCES.items() if name in wanted
    }
    if "catalogue" in wanted:
        found["catalogue"] = _catalogue(session, asked)
    return found


def _catalogue(session: Session, asked: Asked) -> Table:
    """Procedures each unit offers, and those published with decision and day of effect."""
    rows = session.execute(
        sa.select(
            Offering.unit_id,
            Procedure.id,
            sa.and_(
                ProcedureVersion.decision_number != "", ProcedureVersion.effective_from.is_not(None)
            ),
        )
        .join(Procedure, Procedure.id == Offering.procedure_id)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(
            Procedure.is_in_force,
            ProcedureVersion.state == VersionState.PUBLISHED,
            Offering.unit_id.in_(asked.units),
        )
    )
    return Table(
        "",
        (Column("name", "", Kind.TEXT), Column("offered", ""), Column("complete", "")),
        by_unit(
            session,
            asked,
            (tuple(row) for row in rows),
            lambda mine: [
                len({procedure for procedure, _complete in mine}),
                len({procedure for procedure, complete in mine if complete}),
            ],
        ),
    )


def _figure(tables: dict[str, Table], names: Sequence[str], row: str) -> int:
    total = 0
    for name in names:
        report, _dot, column = name.partition(".")
        try:
            value = tables[report].value(row, column)
        except KeyError:
            value = 0  # the unit has no line in that report: nothing happened there
        total += value if isinstance(value, int) else 0
    return total


def _line_row(asked: Asked, line: QualityLine, tables: dict[str, Table], number: int) -> Row:
    over, under = (
        _figure(tables, line.numerator, "tong"),
        _figure(tables, line.denominator, "tong"),
    )
    return Row(
        f"dong-{number + 1}",
        (
            line.criterion, line.name, line.formula, over, under,
            Fraction(over, under) if under else None, line.earned(over, under), line.points,
        ),
        "line",
        asked.units,
    )  # fmt: skip


def _sum(
    tables: dict[str, Table], lines: Sequence[QualityLine], row: str
) -> tuple[Fraction, Fraction]:
    """Points earned, and the points of the lines that could be judged."""
    earned, possible = Fraction(), Fraction()
    for line in lines:
        got = line.earned(
            _figure(tables, line.numerator, row), _figure(tables, line.denominator, row)
        )
        if got is not None:
            earned, possible = earned + got, possible + line.points
    return earned, possible


def _unit_table(
    tables: dict[str, Table], lines: Sequence[QualityLine], criteria: Sequence[str]
) -> Table:
    """Units by the points they got, the best first; units without anything to judge last."""
    places = {
        row.key: row
        for table in tables.values()
        for row in table.rows
        if row.kind == "line" and table.columns[0].key == "name"
    }
    found: list[tuple[Fraction | None, Row]] = []
    for key, place in places.items():
        values: list[Value] = [place.values[0]]
        for name in criteria:
            earned, possible = _sum(tables, [x for x in lines if x.criterion == name], key)
            values.append(earned if possible else None)
        earned, possible = _sum(tables, lines, key)
        share = earned / possible if possible else None
        row = Row(key, (*values, earned, possible, share), "line", place.units)
        found.append((share, row))
    found.sort(key=lambda one: (one[0] is None, -(one[0] or 0), str(one[1].values[0])))
    return Table(
        _("Xếp hạng đơn vị"),
        (
            Column("name", _("Đơn vị"), Kind.TEXT),
            *(Column(f"c{number}", name, Kind.DECIMAL) for number, name in enumerate(criteria, 1)),
            Column("total", _("Tổng điểm"), Kind.DECIMAL),
            Column("possible", _("Trên số điểm có số liệu"), Kind.DECIMAL),
            Column("share", _("Tỷ lệ điểm"), Kind.SHARE),
        ),
        tuple(row for _share, row in found),
    )
