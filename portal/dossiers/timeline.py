"""Event → sentence: what happened to a dossier, what happens now and when it is due, for the
person whose matter it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.dossiers import deadlines
from portal.dossiers.models import DeliveryMethod, Dossier, Event
from portal.dossiers.workflow import PUBLIC_ACTIONS, Action, Outcome, State
from portal.i18n import _, clock_time, day, lazy_, long_day
from portal.procedures.definitions import StepKind
from portal.working_time import Limit

RECEPTION_HOURS = 8  # the desk answers an online submission within one working day's hours

SENTENCES = {
    Action.SUBMIT: lazy_("Ông/Bà đã nộp hồ sơ"),
    Action.ENTER: lazy_("Quầy đã nhập hồ sơ của Ông/Bà"),
    Action.RECEIVE: lazy_("Hồ sơ được tiếp nhận"),
    Action.DECLINE: lazy_("Hồ sơ không được tiếp nhận"),
    Action.HAND_ON: lazy_("Hồ sơ được chuyển đi giải quyết"),
    Action.REQUEST_SUPPLEMENT: lazy_("Cán bộ yêu cầu bổ sung giấy tờ"),
    Action.ANSWER_SUPPLEMENT: lazy_("Đã gửi bổ sung"),
    Action.PROPOSE: lazy_("Chuyên viên đã xem xét và trình lãnh đạo"),
    Action.APPROVE: lazy_("Lãnh đạo đã xem xét và ký"),
    Action.ISSUE: lazy_("Đã có kết quả"),
    Action.RETURN: lazy_("Đã trả kết quả"),
    Action.WITHDRAW: lazy_("Hồ sơ đã được rút"),
    Action.PAY: lazy_("Đã nộp phí, lệ phí"),
    Action.EXTEND: lazy_("Cơ quan xin lỗi vì chậm và hẹn lại ngày trả kết quả"),
    Action.GRANT_SUPPLEMENT: lazy_("Lãnh đạo đồng ý yêu cầu bổ sung thêm giấy tờ"),
    Action.STOP: lazy_("Cơ quan dừng giải quyết hồ sơ"),
    Action.REVOKE: lazy_("Kết quả đã trả bị thu hồi"),
    Action.REPLACE: lazy_("Đã có kết quả thay thế"),
    Action.RESCHEDULE: lazy_("Ngày hẹn trả kết quả thay đổi theo lịch nghỉ, làm bù"),
    Action.REQUEST_PAYMENT: lazy_("Cơ quan yêu cầu thực hiện nghĩa vụ tài chính"),
    Action.SETTLE_DUTY: lazy_("Nghĩa vụ tài chính đã xong, thời hạn chạy tiếp"),
    Action.CONSULT: lazy_("Cơ quan lấy ý kiến đơn vị khác"),
    Action.ANSWER_CONSULTATION: lazy_("Đơn vị được hỏi đã trả lời"),
    Action.APPOINT_VERIFICATION: lazy_("Cơ quan hẹn xác minh thực tế"),
    Action.RECORD_VERIFICATION: lazy_("Đã xác minh thực tế"),
    Action.DROP_VERIFICATION: lazy_("Buổi xác minh thực tế đã hủy"),
    Action.ARCHIVE: lazy_("Kết quả chưa có người nhận, đã đưa vào lưu giữ"),
    Action.SPLIT: lazy_("Ông/Bà đã nộp hồ sơ liên thông"),
    Action.JOIN: lazy_("Hồ sơ trùng được nhập vào hồ sơ đã có"),
    Action.ADJUST_FEE: lazy_("Phí, lệ phí được điều chỉnh"),
    Action.REFUND: lazy_("Đã hoàn trả phí, lệ phí"),
}
TONES = {
    Action.DECLINE: "bad",
    Action.WITHDRAW: "bad",
    Action.REQUEST_SUPPLEMENT: "warning",
    Action.RECEIVE: "good",
    Action.ISSUE: "good",
    Action.RETURN: "good",
    Action.PAY: "good",
    Action.EXTEND: "warning",
    Action.GRANT_SUPPLEMENT: "warning",
    Action.STOP: "bad",
    Action.REVOKE: "bad",
    Action.REPLACE: "good",
    Action.RESCHEDULE: "warning",
    Action.REQUEST_PAYMENT: "warning",
    Action.SETTLE_DUTY: "good",
    Action.APPOINT_VERIFICATION: "warning",
    Action.ARCHIVE: "warning",
    Action.JOIN: "bad",
    Action.REFUND: "good",
}
# These officers sign the paper that goes out with the act, so their name is the citizen's to know.
NAMED = frozenset({Action.RECEIVE, Action.DECLINE, Action.REQUEST_SUPPLEMENT})
# What was written to the citizen, or by the citizen; notes of other acts are the office's own.
TOLD = frozenset(
    {
        Action.DECLINE,
        Action.REQUEST_SUPPLEMENT,
        Action.ANSWER_SUPPLEMENT,
        Action.WITHDRAW,
        Action.EXTEND,
        Action.GRANT_SUPPLEMENT,
        Action.STOP,
        Action.REVOKE,
        Action.RESCHEDULE,
        Action.REQUEST_PAYMENT,
        Action.APPOINT_VERIFICATION,
        Action.ARCHIVE,
        Action.JOIN,
        Action.ADJUST_FEE,
    }
)


@dataclass(frozen=True)
class Moment:
    """One point of the timeline, in the words of macros/timeline.html."""

    title: str
    at: datetime | str
    by: str = ""
    note: str = ""
    tone: str = ""
    is_current: bool = False


def timeline(dossier: Dossier, *, is_own: bool) -> list[Moment]:
    """The public events in order, then the end that is still to come. Without `is_own` no name
    and no note is told: those are personal."""
    events = [event for event in dossier.events if event.action in PUBLIC_ACTIONS]
    moments = [
        Moment(
            title=str(SENTENCES[event.action]),
            at=event.at,
            by=_who(dossier, event, is_own),
            note=event.note if is_own and event.action in TOLD else "",
            tone=TONES.get(event.action, ""),
            is_current=event is events[-1],
        )
        for event in events
    ]
    if dossier.due_at and dossier.state in (State.RECEIVED, State.PROCESSING):
        moments.append(Moment(_("Trả kết quả"), appointment(dossier), tone="muted"))
    return moments


def together(dossiers: list[Dossier]) -> list[Moment]:
    """What happened to the dossiers of one submission, in one order; each moment says to which."""
    told = [
        (event.at, event.id, dossier, event)
        for dossier in dossiers
        for event in dossier.events
        if event.action in PUBLIC_ACTIONS
    ]
    told.sort(key=lambda found: found[:2])
    return [
        Moment(
            title=str(SENTENCES[event.action]),
            at=event.at,
            by=f"{dossier.procedure_version.title} – {dossier.unit.short_name or dossier.unit.name}",
            note=event.note if event.action in TOLD else "",
            tone=TONES.get(event.action, ""),
            is_current=number == len(told),
        )
        for number, (_at, _id, dossier, event) in enumerate(told, 1)
    ]


def happening_now(dossier: Dossier) -> str:
    """What happens now, in one sentence."""
    match dossier.state:
        case State.DRAFT:
            return _("Hồ sơ chưa nộp. Hãy khai cho xong rồi nộp.")
        case State.SUBMITTED:
            return _(
                "%(desk)s đang kiểm tra hồ sơ và trả lời chậm nhất lúc %(when)s.",
                desk=dossier.desk.name,
                when=when(reception_due(dossier)),
            )
        case State.RECEIVED | State.PROCESSING:
            return _in_work(dossier)
        case State.SUPPLEMENT_REQUESTED:
            return _("Cơ quan đang chờ Ông/Bà gửi bổ sung. Thời gian chờ không tính vào thời hạn.")
        case State.PAYMENT_REQUESTED:
            return _(
                "Cơ quan đang chờ Ông/Bà thực hiện nghĩa vụ tài chính. Thời gian chờ không tính "
                "vào thời hạn."
            )
        case State.LINKED:
            return _("Ông/Bà đã nộp một lần cho nhiều thủ tục. Mỗi hồ sơ có ngày hẹn riêng.")
        case State.DISCARDED:
            return _("Hồ sơ nháp đã xóa.")
        case State.DECLINED:
            return _("Hồ sơ không được tiếp nhận. Lý do ghi trong phiếu từ chối.")
        case State.WITHDRAWN:
            return _("Hồ sơ đã được rút và không giải quyết nữa.")
        case State.STOPPED:
            return _("Cơ quan đã dừng giải quyết hồ sơ này.")
        case State.RESOLVED:
            return _ready(dossier)
        case State.RETURNED:
            return _done(dossier)


def reception_due(dossier: Dossier) -> datetime:
    """By when the desk answers, in UTC: 8 working hours after it was last handed in."""
    answered = [
        request.answered_at
        for request in dossier.supplement_requests
        if request.answered_at and request.is_before_reception
    ]
    handed_in = max([*answered, dossier.submitted_at or dossier.created_at])
    calendar = dossier.desk.unit.working_calendar()
    return deadlines.step_due_at(handed_in, RECEPTION_HOURS, calendar)


def due_reasons(dossier: Dossier) -> list[str]:
    """The sentences that lead to the appointment; empty when it was set in another way."""
    found = dossier.limit
    if dossier.received_at is None or dossier.due_at is None or found is None:
        return []
    due = deadlines.explain(
        dossier.received_at,
        Limit.parse(found.limit),
        dossier.unit.working_calendar(),
        dossier.pauses(),
    )
    return [step.say(_) for step in due.steps] if due.due_at == dossier.due_at else []


def when(moment: datetime) -> str:
    """ "17:00, Thứ Sáu, 20 tháng 3, 2026" """
    return f"{clock_time(moment)}, {long_day(moment)}"


def appointment(dossier: Dossier) -> str:
    """When the result is promised; after an apology both appointments (domain rule 5). Empty
    without a time limit."""
    if dossier.due_at is None:
        return ""
    if dossier.extended_to is None:
        return _("Hẹn: %(when)s", when=when(dossier.due_at))
    return _(
        "Hẹn trả lần đầu: %(first)s; hẹn lại: %(second)s",
        first=when(dossier.due_at),
        second=when(dossier.extended_to),
    )


def masked(name: str) -> str:
    """A person's name for somebody who only holds two codes: "N*** T*** L***"."""
    return " ".join(f"{word[0]}***" for word in name.split())


def _who(dossier: Dossier, event: Event, is_own: bool) -> str:
    names = {dossier.desk.unit_id: dossier.desk.name, dossier.unit_id: dossier.unit.name}
    if event.action in (Action.RECEIVE, Action.DECLINE, Action.ENTER):
        names[dossier.desk.unit_id] = dossier.desk.name  # both may be of one unit
    place = names.get(event.actor_unit_id, "") if event.actor_unit_id else ""
    if event.action is Action.HAND_ON:
        place = dossier.unit.name
    if is_own and event.action in NAMED:
        return f"{event.actor_name}, {place}" if place else event.actor_name
    return place


def _in_work(dossier: Dossier) -> str:
    task = dossier.open_task
    unit = dossier.unit.name
    if task is not None and task.kind is StepKind.APPROVE:
        return _("Lãnh đạo %(unit)s đang xem xét để ký.", unit=unit)
    if task is not None and task.kind is StepKind.ISSUE:
        return _("Kết quả đã ký, văn thư đang cấp số và đóng dấu.")
    return _("%(unit)s đang xem xét hồ sơ.", unit=unit)


def _ready(dossier: Dossier) -> str:
    if dossier.delivery_method is DeliveryMethod.ONLINE:
        return _("Đã có kết quả. Mời Ông/Bà nộp phí, lệ phí để nhận kết quả trực tuyến.")
    if dossier.delivery_method is DeliveryMethod.POST:
        return _("Đã có kết quả, đang gửi cho Ông/Bà qua bưu chính.")
    return _("Đã có kết quả. Mời Ông/Bà đến %(desk)s nhận.", desk=dossier.desk.name)


def _done(dossier: Dossier) -> str:
    given = dossier.returned_at
    on = day(clock.local(given)) if given else ""
    if dossier.outcome is Outcome.REFUSED:
        return _("Hồ sơ đã giải quyết xong ngày %(day)s: không được chấp thuận.", day=on)
    return _("Hồ sơ đã xong, kết quả đã trả ngày %(day)s.", day=on)
