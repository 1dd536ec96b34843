"""Mức độ hài lòng: the marks people gave in the period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.counting import Measure
from portal.dossiers.models import Event
from portal.dossiers.workflow import Action
from portal.feedback.labels import SCORES
from portal.feedback.models import HIGHEST, LOWEST, SATISFIED_FROM, Rating
from portal.i18n import _
from portal.statistics import figures
from portal.statistics.reports import dimensions
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import NOTHING, Things, narrowed
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.reports.texts import thousands

ISSUED = (Measure.ISSUED_EARLY, Measure.ISSUED_ON_TIME, Measure.ISSUED_LATE)
RESOLVED = 0  # stands where a score would: a dossier that came to its result in the period


def satisfaction(session: Session, asked: Asked) -> Report:
    """How many of each mark, their mean, the share of the satisfied, and how many spoke at all."""
    line = dimensions.grouping(
        asked, Rating.unit_id, Rating.procedure_id, Rating.procedure_version_id
    ).label("line")
    found = [
        tuple(row)
        for row in session.execute(
            sa.select(line, Rating.score, sa.func.count())
            .where(*_given(asked))
            .group_by(line, Rating.score)
        )
    ]
    resolved = figures.flows(
        session,
        asked.period.start,
        asked.closing,
        [dimensions.keys_of(asked)],
        asked.where,
        ISSUED,
    )
    found += [(key, RESOLVED, counts.total()) for (key,), counts in resolved.items()]
    table = Table(
        _("Đánh giá trong kỳ"),
        (
            dimensions.first_column(asked),
            Column("count", _("Số đánh giá"), opens=True),
            *(
                Column(
                    f"s{score}",
                    str(SCORES[score]),
                    group=_("Mức"),
                    opens=True,
                    warns=score < 3,
                    is_more=True,
                )
                for score in range(HIGHEST, LOWEST - 1, -1)
            ),
            Column("mean", _("Điểm trung bình"), Kind.DECIMAL),
            Column("satisfied", _("Tỷ lệ hài lòng"), Kind.SHARE),
            Column("resolved", _("Hồ sơ có kết quả trong kỳ"), opens=True),
        ),
        dimensions.rows(session, asked, found, _values),
    )
    comments = _comments(session, asked)
    return Report(
        key="satisfaction",
        title=_("Mức độ hài lòng của người dân, doanh nghiệp"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Tỷ lệ hài lòng = số đánh giá mức “Hài lòng” và “Rất hài lòng” / tổng số đánh giá gửi trong "
            "kỳ; mỗi hồ sơ có kết quả được người nộp đánh giá một lần"
        ),
        source=_("Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ"),
        tables=(table,),
        figures=(
            Figure(
                _("Tỷ lệ hài lòng"),
                Kind.SHARE,
                table.value("tong", "satisfied"),
                _(
                    "trên %(count)s đánh giá",
                    count=thousands(int(str(table.value("tong", "count")))),
                ),
            ),
            Figure(_("Điểm trung bình"), Kind.DECIMAL, table.value("tong", "mean"), _("trên 5")),
            Figure(_("Góp ý bằng lời"), Kind.NUMBER, comments),
        ),
        chart=Chart(_("Tỷ lệ hài lòng"), "satisfied"),
    )


def satisfaction_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    asked = narrowed(session, asked, row)
    if column == "resolved":
        return sa.select(Event.dossier_id, NOTHING).where(*_resolved(asked))
    wanted = _given(asked)
    if column in {f"s{score}" for score in range(LOWEST, HIGHEST + 1)}:
        wanted.append(Rating.score == int(column[1:]))
    elif column != "count":
        return None
    return sa.select(Rating.dossier_id, Rating.comment.label("what")).where(*wanted)


def _given(asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [
        Rating.day.between(asked.period.start, asked.closing),
        *asked.of(
            Rating.unit_id,
            Rating.procedure_id,
            Rating.procedure_version_id,
            Rating.level,
            Rating.channel,
        ),
    ]


def _resolved(asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [
        Event.action == Action.ISSUE,
        Event.counted_on.between(asked.period.start, asked.closing),
        *asked.of_event(),
    ]


def _comments(session: Session, asked: Asked) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Rating)
            .where(*_given(asked), Rating.comment != "")
        )
        or 0
    )


def _values(rows: list[tuple[object, ...]]) -> Sequence[Value]:
    marks: Counter[int] = Counter()
    for score, count in rows:
        assert isinstance(score, int) and isinstance(count, int)
        marks[score] += count
    resolved = marks.pop(RESOLVED, 0)
    given = sum(marks.values())
    pleased = sum(count for score, count in marks.items() if score >= SATISFIED_FROM)
    return [
        given,
        *(marks[score] for score in range(HIGHEST, LOWEST - 1, -1)),
        sum(score * count for score, count in marks.items()) / given if given else None,
        Fraction(pleased, given) if given else None,
        resolved,
    ]
