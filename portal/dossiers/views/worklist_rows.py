"""Rows of a list of work as the page writes them. Words are looked up once a page, not once a
row: fifty rows of translated labels were three quarters of what a queue cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.dossiers.labels import CHANNELS, STATES
from portal.dossiers.workflow import PAUSED, State
from portal.dossiers.workplace.wanted import ARCHIVES
from portal.i18n import _, minute
from portal.interface import days_between
from portal.procedures.definitions import Channel
from portal.vietnam import mask_contact

_STATE_COLOURS = {
    State.SUBMITTED: "blue", State.RECEIVED: "teal", State.DECLINED: "red",
    State.PROCESSING: "blue", State.SUPPLEMENT_REQUESTED: "orange",
    State.PAYMENT_REQUESTED: "orange", State.WITHDRAWN: "grey", State.STOPPED: "red",
    State.RESOLVED: "green", State.RETURNED: "green",
}  # fmt: skip
_CHANNEL_COLOURS = {Channel.DESK: "grey", Channel.ONLINE: "blue", Channel.POST: "purple"}

Tag = tuple[str, str]  # words, colour


@dataclass(frozen=True, slots=True)
class ShownRow:
    """Texts of one row; `due` and others as (words, colour)."""

    reference: str
    label: str
    version: int
    title: str
    applicant: str
    phone: str
    unit: str
    channel: Tag
    state: Tag
    moment: str
    due: Tag | None
    due_at: str
    again: str
    step: str
    holder: Tag | None
    holder_name: str
    step_due: str
    is_step_late: bool
    labels: Sequence[Tag]


class RowWriter:
    """Holds the translated words of one page."""

    def __init__(self, tab: str, own_ids: frozenset[int], now: datetime) -> None:
        self._tab, self._own_ids, self._now = tab, own_ids, now
        self._early, self._in_time = _("Xong sớm %(count)s ngày"), _("Xong đúng hạn")
        self._finished_late, self._late = _("Xong trễ %(count)s ngày"), _("Quá hạn %(count)s ngày")
        self._late_today = _("Quá hạn hôm nay")
        self._today, self._tomorrow = _("Đến hạn hôm nay"), _("Còn 1 ngày")
        self._left = _("Còn %(count)s ngày")
        self._mine, self._nobody = _("Của tôi"), _("Chưa ai nhận")
        self._again, self._paused = _("Hẹn lại %(day)s"), _("Thời hạn đang tạm dừng")
        self._channels = {c: (str(CHANNELS[c]), _CHANNEL_COLOURS[c]) for c in CHANNELS}
        self._states = {s: (str(STATES[s]), colour) for s, colour in _STATE_COLOURS.items()}

    def write(
        self,
        row: Any,
        labels: Mapping[int, Sequence[Tag]],
        steps: Mapping[int, tuple[str, str]],
    ) -> ShownRow:
        has_step = hasattr(row, "task_id")
        step, holder_name = steps.get(row.id, ("", ""))
        if has_step:
            step, holder_name = row.step, row.assignee_name
        return ShownRow(
            reference=row.reference,
            label=row.code or row.reference,
            version=row.version,
            title=row.title,
            applicant=row.applicant_name,
            phone=mask_contact(row.submitter_phone),
            unit=row.unit_name,
            channel=self._channels[row.channel],
            state=self._states[row.state],
            moment=minute(self._moment(row)),
            due=self._due(row),
            due_at=minute(row.due_at),
            again=self._again % {"day": minute(row.extended_to)} if row.extended_to else "",
            step=step,
            holder=self._holder(row) if has_step else None,
            holder_name=holder_name,
            step_due=minute(row.step_due_at) if has_step else "",
            is_step_late=bool(has_step and row.step_due_at and row.step_due_at < self._now),
            labels=labels.get(row.id, ()),
        )

    def _moment(self, row: Any) -> datetime | None:
        if self._tab == "cho-tra":
            moment: datetime | None = row.resolved_at
        elif self._tab in ARCHIVES or hasattr(row, "task_id"):
            moment = row.received_at
        else:
            moment = row.submitted_at
        return moment

    def _holder(self, row: Any) -> Tag | None:
        if row.assignee_id is None:
            return self._nobody, "yellow"
        return (self._mine, "teal") if row.assignee_id in self._own_ids else None

    def _due(self, row: Any) -> Tag | None:
        if row.due_at is None:
            return None
        if row.state in PAUSED:
            return self._paused, "orange"
        left = days_between(row.resolved_at or self._now, row.due_at)
        if row.resolved_at:
            if left > 0:
                return self._early % {"count": left}, "green"
            return (self._in_time, "green") if left == 0 else (
                self._finished_late % {"count": -left}, "red"
            )  # fmt: skip
        if left < 0:
            return self._late % {"count": -left}, "red"
        if left == 0:
            is_late = row.due_at < self._now
            return (self._late_today, "red") if is_late else (self._today, "orange")
        return (self._tomorrow, "yellow") if left == 1 else (self._left % {"count": left}, "grey")
