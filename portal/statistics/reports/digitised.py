"""Số hoá hồ sơ: papers handed in as files, papers used again, results issued electronically."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.models import Attachment, Dossier, Event
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.statistics.reports import dimensions
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import NOTHING, Things, narrowed
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value

RECEIVED, DIGITAL, PAPERS, FILES, REUSED, RESOLVED, ELECTRONIC = (
    "received", "digital", "papers", "files", "reused", "resolved", "electronic",
)  # fmt: skip
COUNTED = (RECEIVED, DIGITAL, PAPERS, FILES, REUSED, RESOLVED, ELECTRONIC)


def digitised(session: Session, asked: Asked) -> Report:
    """Per line: dossiers with every paper digital, papers digital and used again, results issued
    electronically."""
    line = dimensions.grouping(
        asked, Event.unit_id, Event.procedure_id, Event.procedure_version_id
    ).label("line")
    found: list[tuple[object, ...]] = []
    for name in COUNTED:
        rows = session.execute(
            _counted(asked, name).with_only_columns(line, sa.func.count()).group_by(line)
        )
        found += [(key, name, count) for key, count in rows]
    table = Table(
        _("Thành phần hồ sơ và kết quả điện tử"),
        (
            dimensions.first_column(asked),
            Column(RECEIVED, _("Tiếp nhận"), group=_("Hồ sơ"), opens=True),
            Column(DIGITAL, _("Có giấy tờ số hoá"), group=_("Hồ sơ"), is_more=True, opens=True),
            Column("digital_share", _("Tỷ lệ"), Kind.SHARE, group=_("Hồ sơ")),
            Column(PAPERS, _("Tổng số"), group=_("Giấy tờ đã nộp"), is_more=True, opens=True),
            Column(FILES, _("Dạng tệp"), group=_("Giấy tờ đã nộp"), is_more=True, opens=True),
            Column(REUSED, _("Dùng lại"), group=_("Giấy tờ đã nộp"), is_more=True, opens=True),
            Column("reused_share", _("Tỷ lệ dùng lại"), Kind.SHARE, group=_("Giấy tờ đã nộp")),
            Column(RESOLVED, _("Có kết quả"), group=_("Kết quả"), is_more=True, opens=True),
            Column(ELECTRONIC, _("Kết quả điện tử"), group=_("Kết quả"), is_more=True, opens=True),
            Column("electronic_share", _("Tỷ lệ"), Kind.SHARE, group=_("Kết quả")),
        ),
        dimensions.rows(session, asked, found, _values),
    )
    return Report(
        key="digitised",
        title=_("Số hoá hồ sơ, kết quả và dùng lại giấy tờ"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Hồ sơ tiếp nhận trong kỳ có ít nhất một giấy tờ ở dạng tệp / hồ sơ tiếp nhận; giấy tờ "
            "dùng lại là tệp lấy từ kho giấy tờ, hoặc người nộp đã dùng trong một hồ sơ trước; kết quả điện tử là kết quả ký "
            "số phát hành trong kỳ / hồ sơ có kết quả trong kỳ"
        ),
        source=_("Quyết định số 766/QĐ-TTg ngày 23/6/2022; Nghị định số 118/2025/NĐ-CP"),
        tables=(table,),
        figures=(
            Figure(
                _("Hồ sơ có giấy tờ số hoá"),
                Kind.SHARE,
                table.value("tong", "digital_share"),
            ),
            Figure(_("Giấy tờ dùng lại"), Kind.SHARE, table.value("tong", "reused_share")),
            Figure(
                _("Kết quả điện tử"),
                Kind.SHARE,
                table.value("tong", "electronic_share"),
            ),
        ),
        chart=Chart(_("Hồ sơ có giấy tờ số hoá"), "digital_share"),
    )


def digitised_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    if column not in COUNTED:
        return None
    found = _counted(narrowed(session, asked, row), column)
    what = Attachment.name.label("what") if column in (PAPERS, FILES, REUSED) else NOTHING
    return found.with_only_columns(Event.dossier_id, what)


def measured(session: Session, asked: Asked) -> dict[str, int]:
    """The counts of the whole, by name."""
    return {
        name: session.scalar(_counted(asked, name).with_only_columns(sa.func.count())) or 0
        for name in COUNTED
    }


def _counted(asked: Asked, name: str) -> sa.Select[int]:
    """The rows a column counts: of the event that puts the dossier into the period."""
    action = Action.ISSUE if name in (RESOLVED, ELECTRONIC) else Action.RECEIVE
    statement = sa.select(Event.dossier_id).where(
        Event.action == action,
        Event.counted_on.between(asked.period.start, asked.closing),
        *asked.of_event(),
    )
    kept = (Attachment.dossier_id == Event.dossier_id) & Attachment.removed_at.is_(None)
    if name == DIGITAL:
        return statement.where(sa.exists().where(kept, Attachment.sha256 != ""))
    if name == ELECTRONIC:
        return statement.where(
            sa.exists().where(
                Document.dossier_id == Event.dossier_id,
                Document.kind == DocumentKind.RESULT,
                Document.state.in_((DocumentState.ISSUED, DocumentState.REVOKED)),
                Document.sha256 != "",
            )
        )
    if name in (PAPERS, FILES, REUSED):
        statement = statement.join(Attachment, kept)
        if name == FILES:
            statement = statement.where(Attachment.sha256 != "")
        if name == REUSED:
            reused = sa.or_(_used_before(), _from_store())
            statement = statement.where(Attachment.sha256 != "", reused)
    return statement


def _used_before() -> sa.ColumnElement[bool]:
    """The same file in an earlier dossier of the same person's account."""
    mine, other, earlier = aliased(Dossier), aliased(Dossier), aliased(Attachment)
    return sa.exists(
        sa.select(earlier.id)
        .join(other, other.id == earlier.dossier_id)
        .join(mine, mine.account_id == other.account_id)
        .where(
            mine.id == Attachment.dossier_id,
            earlier.sha256 == Attachment.sha256,
            other.id < mine.id,
        )
    )


def _from_store() -> sa.ColumnElement[bool]:
    """Taken from what the portal held already, by the person or by the desk."""
    return sa.exists(
        sa.select(PaperFacts.attachment_id).where(
            PaperFacts.attachment_id == Attachment.id,
            sa.or_(
                PaperFacts.reused_attachment_id.is_not(None),
                PaperFacts.reused_document_id.is_not(None),
                PaperFacts.kept_paper_id.is_not(None),
                PaperFacts.share_id.is_not(None),
            ),
        )
    )


def _values(rows: list[tuple[object, ...]]) -> Sequence[Value]:
    n = dict.fromkeys(COUNTED, 0)
    for name, count in rows:
        assert isinstance(count, int)
        n[str(name)] += count

    def share(part: str, whole: str) -> Fraction | None:
        return Fraction(n[part], n[whole]) if n[whole] else None

    return [
        n[RECEIVED], n[DIGITAL], share(DIGITAL, RECEIVED),
        n[PAPERS], n[FILES], n[REUSED], share(REUSED, PAPERS),
        n[RESOLVED], n[ELECTRONIC], share(ELECTRONIC, RESOLVED),
    ]  # fmt: skip
