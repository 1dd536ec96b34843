"""Báo cáo quý về chỉ tiêu: figures fixed, text free; composed, signed by the leader, numbered and sealed
by the clerk in the order of NĐ 30/2020/NĐ-CP, like other papers of the unit. Statutory: Vietnamese."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.counters import next_value
from portal.documents import keys, signing
from portal.documents.issuing import new_verify_code, store
from portal.documents.papers import PaperHead, PaperKind, ResultPaper, paper_html, render_paper
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.statistics import report_queries
from portal.statistics.periods import Period
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.online import online_share
from portal.statistics.reports.payments import payments
from portal.statistics.reports.progress_by import progress_by
from portal.statistics.reports.satisfaction import satisfaction
from portal.statistics.reports.services import services_by_level
from portal.statistics.reports.shell import Kind, Value
from portal.statistics.reports.texts import shown
from portal.statistics.target_report_models import Stage, TargetReport
from portal.units.models import Unit, UnitKind
from portal.units.tree import TreeOf

SYMBOL = "BC-UBND"
COMPOSERS = (Role.LEADER, Role.AUDITOR)


@dataclass(frozen=True)
class Part:
    """A free text of the report; `start` stands in it when it is composed."""

    key: str
    title: str
    start: str


PARTS = (
    Part(
        "opening",
        "Mở đầu",
        "Thực hiện quy định về chế độ báo cáo công tác kiểm soát thủ tục hành chính, đơn vị báo cáo "
        "kết quả thực hiện các chỉ tiêu như sau:",
    ),
    Part("assessment", "Đánh giá chung", ""),
    Part("causes", "Tồn tại, nguyên nhân", ""),
    Part("plan", "Nhiệm vụ quý tới", ""),
    Part("proposals", "Đề xuất, kiến nghị", ""),
)


def compose(
    session: Session, unit: Unit, year: int, quarter: int, *, by: Account, at: datetime
) -> TargetReport:
    """Begin the report of a quarter that is over. Raises Invalid before, Conflict the second time,
    Forbidden for who neither leads nor audits the unit."""
    period = quarter_of(year, quarter)
    if period.end >= clock.local(at).date():
        raise Invalid(_("Quý này chưa kết thúc; chỉ lập báo cáo được khi quý đã hết."))
    if report_of(session, unit, year, quarter) is not None:
        raise Conflict(_("Báo cáo của quý này đã được lập."))
    tables = figures_of(session, unit, period, at)
    report = TargetReport(
        unit=unit,
        year=year,
        quarter=quarter,
        stage=Stage.DRAFT,
        texts={part.key: part.start for part in PARTS},
        figures=tables,
        figures_sha256=digest(tables),
        as_of=period.end,
        verify_code=new_verify_code(),
        author_name=by.full_name,
        created_at=at,
    )
    session.add(report)
    return report


def revise(report: TargetReport, texts: Mapping[str, str]) -> None:
    """Other texts; the figures stay."""
    _expect(report, Stage.DRAFT)
    report.texts = {part.key: texts.get(part.key, "") for part in PARTS}


def take_figures_again(session: Session, report: TargetReport, *, at: datetime) -> None:
    """While it is a draft: as of the end of the quarter, with what was recorded since."""
    _expect(report, Stage.DRAFT)
    tables = figures_of(session, report.unit, quarter_of(report.year, report.quarter), at)
    report.figures, report.figures_sha256 = tables, digest(tables)


def sign(report: TargetReport, *, by: Account, at: datetime) -> None:
    """The leader's personal signature, number and date still blank. Raises Forbidden, Conflict."""
    _expect(report, Stage.DRAFT)
    by.acting_as(Role.LEADER, report.unit_id, clock.local(at).date())
    if report.figures_sha256 != digest(report.figures):
        raise Conflict(_("Số liệu của báo cáo không còn nguyên vẹn. Hãy lấy lại số liệu."))
    signer = keys.signer_of(by)
    report.signer_name, report.signed_at = by.full_name, at
    blank = signing.prepare(render_paper(PaperKind.RESULT, paper_of(report)))
    report.sha256, _size = store().put([signing.sign_personally(blank, signer, at)])
    report.stage = Stage.SIGNED


def issue(session: Session, report: TargetReport, *, by: Account, at: datetime) -> None:
    """The clerk takes the next number of the unit's register and seals. The number goes back if any
    of it fails."""
    _expect(report, Stage.SIGNED)
    day = clock.local(at).date()
    by.acting_as(Role.CLERK, report.unit_id, day)
    seal = keys.seal_of(report.unit)
    sequence = next_value(session, f"document/{report.unit.code}/{SYMBOL}/{day.year}")
    report.number = f"{sequence:02d}/{SYMBOL}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    place_date = f"{report.unit.place}, ngày {day:%d} tháng {month} năm {day.year}"
    sealed = signing.seal(store().read(report.sha256), seal, f"Số: {report.number}", place_date, at)
    report.sha256, _size = store().put([sealed])
    report.stage, report.issued_at = Stage.ISSUED, at


def preview(report: TargetReport) -> str:
    """The page as it will be printed, marked as a draft."""
    return paper_html(PaperKind.RESULT, paper_of(report, draft=report.stage is Stage.DRAFT))


def draft_pdf(report: TargetReport) -> bytes:
    return render_paper(PaperKind.RESULT, paper_of(report, draft=True))


def paper_of(report: TargetReport, *, draft: bool = False) -> ResultPaper:
    base = config.current().base_url
    return ResultPaper(
        head=PaperHead(
            superior_unit=report.unit.superior_name,
            unit=report.unit.name,
            place=report.unit.place,
            date=None,
            verify_url=f"{base}/so-lieu/bao-cao-quy/xem/{report.verify_code}",
        ),
        title="Báo cáo",
        summary=f"Kết quả thực hiện chỉ tiêu giải quyết thủ tục hành chính {report.label}",
        body=str(_body(report)),
        capacities=("THỦ TRƯỞNG ĐƠN VỊ",),
        signer=report.signer_name,
        recipients=("Ủy ban nhân dân tỉnh", "Lưu: VT"),
        verify_code=report.verify_code,
        draft=draft,
    )


def figures_of(session: Session, unit: Unit, period: Period, at: datetime) -> list[dict[str, Any]]:
    """The tables of the report, every cell as it is printed."""
    whole = unit.kind is UnitKind.PROVINCE
    asked = Asked(
        period=period,
        at=at,
        units=frozenset(
            report_queries.units_asked(session, unit, period.end, TreeOf.THEN, is_below=True)
        ),
        unit=None if whole else unit,
        by="unit",
    )
    settings = config.current()
    with force_locale("vi"):
        online, done = online_share(session, asked), progress_by(session, asked)
        services, paid = services_by_level(session, asked), payments(session, asked)
        pleased = satisfaction(session, asked)
        rows = [
            _target("Hồ sơ tiếp nhận trực tuyến", online.tables[0].value("tong", "share"),
                    settings.online_share_target, "Nghị quyết số 17/NQ-CP"),
            _target("Dịch vụ công mức độ 4", services.tables[0].value("tong", "full_share"),
                    settings.full_level_target, "Nghị quyết số 17/NQ-CP"),
            _target("Hồ sơ giải quyết đúng và trước hạn", done.tables[0].value("tong", "on_time"),
                    settings.on_time_target, "Quyết định số 766/QĐ-TTg"),
            _target("Thanh toán trực tuyến", paid.tables[0].value("tong", "share"), None,
                    "Quyết định số 766/QĐ-TTg"),
            _target("Mức độ hài lòng", pleased.tables[0].value("tong", "satisfied"), None,
                    "Quyết định số 766/QĐ-TTg"),
        ]  # fmt: skip
        is_many = sum(row.kind == "line" for row in done.tables[0].rows) > 1
        return [
            {
                "title": "Kết quả thực hiện các chỉ tiêu",
                "head": ["Chỉ tiêu", "Căn cứ", "Mức giao", "Kết quả", "Đánh giá"],
                "rows": rows,
            },
            {
                "title": "Tình hình tiếp nhận, giải quyết hồ sơ",
                "head": [
                    "Đơn vị", "Nhận giải quyết", "Trực tuyến", "Đã giải quyết", "Quá hạn",
                    "Đang giải quyết", "Trong đó quá hạn", "Tỷ lệ đúng hạn",
                ],
                "rows": [
                    [
                        str(row.values[1]),
                        *(
                            shown(Kind.NUMBER, done.tables[0].value(row.key, column))
                            for column in ("3", "4", "7", "10", "11", "13")
                        ),
                        shown(Kind.SHARE, done.tables[0].value(row.key, "on_time")),
                    ]
                    for row in done.tables[0].rows
                    if row.kind == "line" or (row.kind == "total" and is_many)
                ],
            },
        ]  # fmt: skip


def digest(tables: Any) -> str:
    """sha256 over canonical JSON."""
    text = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def quarter_of(year: int, quarter: int) -> Period:
    """First and last day. Raises Invalid for a quarter no year has."""
    if not (1 <= quarter <= 4 and 2000 <= year <= 2100):
        raise Invalid(_("Hãy chọn quý từ 1 đến 4."))
    start = date(year, quarter * 3 - 2, 1)
    after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return Period(start, after - timedelta(days=1))


def report_of(session: Session, unit: Unit, year: int, quarter: int) -> TargetReport | None:
    return session.scalar(
        sa.select(TargetReport).where(
            TargetReport.unit_id == unit.id,
            TargetReport.year == year,
            TargetReport.quarter == quarter,
        )
    )


def reports_seen_by(session: Session, units: set[int]) -> list[TargetReport]:
    """Of these units, the newest first."""
    return list(
        session.scalars(
            sa.select(TargetReport)
            .where(TargetReport.unit_id.in_(units))
            .order_by(TargetReport.year.desc(), TargetReport.quarter.desc(), TargetReport.id)
        )
    )


def issued_report(session: Session, code: str) -> TargetReport | None:
    """What anybody may read: by the code printed on it."""
    return session.scalar(
        sa.select(TargetReport).where(
            TargetReport.verify_code == code, TargetReport.stage == Stage.ISSUED
        )
    )


def issued_files(session: Session) -> set[str]:
    """Keys of the files that signed reports name."""
    return set(session.scalars(sa.select(TargetReport.sha256).where(TargetReport.sha256 != "")))


def _expect(report: TargetReport, stage: Stage) -> None:
    if report.stage is not stage:
        raise Conflict(_("Báo cáo không còn ở bước này. Hãy tải lại trang để xem bước hiện tại."))


def _target(name: str, value: Value | Any, target: int | None, source: str) -> list[str]:
    verdict = "–"
    if target is not None and isinstance(value, int | Fraction):
        verdict = "Đạt" if value * 100 >= target else "Chưa đạt"
    return [
        name, source, f"từ {target} %" if target is not None else "–",
        shown(Kind.SHARE, value), verdict,
    ]  # fmt: skip


def _body(report: TargetReport) -> Markup:
    """Text, tables, text: everything escaped, line breaks become paragraphs."""
    texts = {part.key: _paragraphs(report.texts.get(part.key, "")) for part in PARTS}
    out = texts["opening"]
    for number, table in enumerate(report.figures, 1):
        out += Markup("<p><b>{}. {}</b></p>").format(number, table["title"]) + _table(table)
    count = len(report.figures)
    for part in PARTS[1:]:
        if texts[part.key]:
            count += 1
            out += Markup("<p><b>{}. {}</b></p>").format(count, part.title) + texts[part.key]
    closing = "Số liệu tính đến hết ngày {}; mã băm SHA-256 của số liệu: {}."
    return out + Markup("<p><i>{}</i></p>").format(
        closing.format(f"{report.as_of:%d/%m/%Y}", report.figures_sha256[:16] + "…")
    )


def _paragraphs(text: str) -> Markup:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def _table(table: Mapping[str, Any]) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(cell) for cell in table["head"])
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(escape(cell)) for cell in row)
        )
        for row in table["rows"]
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)
