"""What people are told when a dossier moves. Vietnamese: letters follow the law's language, and
the reader's choice of language is not known to the officer who causes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import queries, texting
from portal.dossiers.consultation_models import Consultation
from portal.dossiers.duty_models import DutyKind, PaymentDuty
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState, Task
from portal.dossiers.verification_models import Verification
from portal.notifications import alerts, outbox
from portal.notifications.models import AlertTopic
from portal.payments.gateways import Notice
from portal.payments.models import Payment, Verdict
from portal.payments.refund_models import Refund, RefundWay
from portal.vietnam import format_money


def submitted(dossier: Dossier, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        "submitted",
        f"Đã nhận hồ sơ trực tuyến: {dossier.procedure_version.title}",
        f"Hồ sơ {dossier.label} đã được gửi tới {dossier.desk.name}.",
        "Trong 8 giờ làm việc, cán bộ tiếp nhận sẽ kiểm tra và báo lại cho Ông/Bà.",
    )


def received(dossier: Dossier, *, at: datetime) -> None:
    appointment = (
        f"Ngày hẹn trả kết quả: {_when(dossier.due_at)}."
        if dossier.due_at
        else "Thủ tục này không quy định thời hạn cụ thể."
    )
    _tell(
        dossier,
        at,
        "received",
        f"Hồ sơ {dossier.code} đã được tiếp nhận",
        f"{dossier.desk.name} đã tiếp nhận hồ sơ “{dossier.procedure_version.title}”.",
        appointment,
        f"Tra cứu không cần đăng nhập bằng mã hồ sơ {dossier.code} và mã tra cứu "
        f"{dossier.lookup_code}.",
    )


def declined(dossier: Dossier, reason: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        "declined",
        f"Hồ sơ {dossier.label} không được tiếp nhận",
        f"{dossier.desk.name} không tiếp nhận hồ sơ “{dossier.procedure_version.title}”.",
        f"Lý do: {reason}",
        "Phiếu từ chối có trong trang hồ sơ của Ông/Bà.",
    )


def supplement_requested(dossier: Dossier, reason: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"supplement-{len(dossier.supplement_requests)}",
        f"Hồ sơ {dossier.label} cần bổ sung",
        f"Để giải quyết tiếp hồ sơ “{dossier.procedure_version.title}”, cần bổ sung: {reason}",
        "Hãy mở trang hồ sơ để xem từng mục và gửi bổ sung.",
    )


def resolved(dossier: Dossier, *, at: datetime) -> None:
    where = {
        DeliveryMethod.ONLINE: "Kết quả đã có trong trang hồ sơ của Ông/Bà để tải về.",
        DeliveryMethod.DESK: f"Mời Ông/Bà đến {dossier.desk.name} nhận kết quả.",
        DeliveryMethod.POST: "Kết quả được gửi theo địa chỉ Ông/Bà đã đăng ký.",
    }[dossier.delivery_method]
    if dossier.payment is PaymentState.UNPAID:
        where += f" Phí, lệ phí còn phải nộp: {format_money(dossier.fee_owed)}."
        if dossier.delivery_method is DeliveryMethod.ONLINE:
            where = (
                f"Hãy nộp phí, lệ phí {format_money(dossier.fee_owed)} trong trang hồ sơ để nhận "
                "kết quả trực tuyến."
            )
    _tell(
        dossier,
        at,
        "resolved",
        f"Hồ sơ {dossier.code} đã có kết quả",
        f"Hồ sơ “{dossier.procedure_version.title}” đã được giải quyết xong.",
        where,
    )


def paid(dossier: Dossier, amount: int, *, at: datetime) -> None:
    left = max(dossier.fee_owed, 0)
    _tell(
        dossier,
        at,
        "paid" if dossier.fee_call == 1 else f"paid-{_stamp(at)}",
        f"Đã nhận phí, lệ phí của hồ sơ {dossier.label}",
        f"Cơ quan đã nhận {'' if left else 'đủ '}{format_money(amount)} cho hồ sơ "
        f"“{dossier.procedure_version.title}”.",
        "Biên lai có trong trang hồ sơ của Ông/Bà."
        + (f" Còn phải nộp: {format_money(left)}." if left else ""),
    )


def refunded(dossier: Dossier, refund: Refund, *, at: datetime) -> None:
    how = {
        RefundWay.CASH: "bằng tiền mặt",
        RefundWay.TRANSFER: "bằng chuyển khoản",
        RefundWay.GATEWAY: "qua cổng thanh toán",
    }
    number = f" Số giao dịch: {refund.transaction}." if refund.transaction else ""
    _tell(
        dossier,
        at,
        f"refunded-{refund.id}",
        f"Đã hoàn trả tiền của hồ sơ {dossier.label}",
        f"Cơ quan đã hoàn trả {format_money(refund.amount)} "
        f"{how[refund.way] if refund.way else ''}. Lý do: {refund.ground}",
        f"Nếu chưa nhận được tiền, hãy liên hệ {dossier.desk.name}.{number}",
    )


def fee_changed(dossier: Dossier, *, at: datetime) -> None:
    """What is owed is not what was told before."""
    if dossier.received_at is None:
        return
    _tell(
        dossier,
        at,
        f"fee-{_stamp(at)}",
        f"Phí, lệ phí của hồ sơ {dossier.label} thay đổi",
        f"Phí, lệ phí của hồ sơ “{dossier.procedure_version.title}” nay là "
        f"{format_money(dossier.fee_due)}, còn phải nộp {format_money(max(dossier.fee_owed, 0))}.",
        "Từng khoản và lý do có trong trang hồ sơ của Ông/Bà.",
    )


def money_put_aside(
    verdict: Verdict, notice: Notice, payment: Payment | None, *, at: datetime
) -> None:
    """To the accountants of the unit that collects, or, for an order we do not know, to the
    administrators: money came that somebody has to settle."""
    unit_id = payment.unit_id if payment else None
    role = Role.CASHIER if payment else Role.ADMINISTRATOR
    why = {
        Verdict.UNKNOWN: "không rõ nộp cho hồ sơ nào",
        Verdict.AMOUNT_DIFFERS: "khác số phải nộp",
        Verdict.SECOND_PAYMENT: "nộp lần thứ hai",
        Verdict.TRANSACTION_REUSED: "số giao dịch đã dùng cho khoản khác",
        Verdict.NOT_DUE: "hồ sơ không còn phải nộp",
    }[verdict]
    amount = format_money(notice.amount) if notice.amount is not None else "chưa rõ số tiền"
    for account in queries.holders_of(role, unit_id, clock.local(at).date()):
        outbox.notify(
            account=account,
            email=account.email or "",
            subject=f"Khoản tiền cần đối soát: {amount}",
            body=f"Giao dịch {notice.transaction or 'không số'}, mã đơn "
            f"{notice.reference[:40] or 'không có'}: {why}. Khoản tiền chưa được ghi vào hồ sơ.",
            link="/thu-phi/doi-soat",
            key=f"aside-{notice.gateway}-{notice.transaction[:60]}-{notice.reference[:40]}"
            f"-{verdict.value}-{account.id}",
            at=at,
        )


def payment_requested(dossier: Dossier, duty: PaymentDuty, *, at: datetime) -> None:
    how = (
        "Hãy nộp trong trang hồ sơ hoặc tại Bộ phận Một cửa."
        if duty.kind is DutyKind.FEE
        else "Sau khi nộp, hãy gửi chứng từ trong trang hồ sơ hoặc mang đến Bộ phận Một cửa."
    )
    _tell(
        dossier,
        at,
        f"duty-{duty.id}",
        f"Hồ sơ {dossier.label}: cần thực hiện nghĩa vụ tài chính",
        f"Để giải quyết tiếp hồ sơ “{dossier.procedure_version.title}”, cần nộp "
        f"{format_money(duty.amount)}. Căn cứ: {duty.ground}",
        f"{how} Thời gian chờ không tính vào thời hạn giải quyết.",
    )


def duty_claimed(dossier: Dossier, duty: PaymentDuty, *, at: datetime) -> None:
    """To the officer who waits for it."""
    _tell_officers(
        dossier,
        at,
        f"duty-claimed-{duty.id}-{_stamp(at)}",
        f"Hồ sơ {dossier.label}: đã gửi chứng từ nộp tiền",
        f"{dossier.submitter_name} báo đã nộp {format_money(duty.amount)}. Hãy kiểm tra chứng từ.",
    )


def duty_ended(dossier: Dossier, duty: PaymentDuty, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"duty-ended-{duty.id}",
        f"Hồ sơ {dossier.label} được giải quyết tiếp",
        "Nghĩa vụ tài chính đã xong."
        if duty.is_met
        else "Cơ quan không còn yêu cầu khoản tiền này.",
        f"Ngày hẹn trả kết quả: {_when(dossier.due_at)}." if dossier.due_at else "",
    )


def consulted(
    dossier: Dossier, asked: Consultation, task: Task, *, at: datetime, reason: str = ""
) -> None:
    """To who may answer in the asked unit; the link leads to the question, not to the dossier."""
    who = queries.holders_of(task.role, asked.unit_id, clock.local(at).date())
    lines = [f"Trả lời chậm nhất {_when(asked.due_at)}.", asked.question]
    if reason:
        lines.insert(0, f"Lãnh đạo trả lại để sửa: {reason}")
    _notify(
        dossier,
        who,
        at,
        f"consulted-{task.id}",
        f"Lấy ý kiến về hồ sơ {dossier.label}",
        lines,
        link=f"/y-kien/{asked.id}",
    )


def consultation_answered(dossier: Dossier, asked: Consultation, *, at: datetime) -> None:
    """To the officer who asked."""
    _tell_officers(
        dossier,
        at,
        f"consultation-{asked.id}",
        f"{asked.unit.short_name or asked.unit.name} đã trả lời về hồ sơ {dossier.label}",
        asked.text or "Đồng ý.",
    )


def consultation_dropped(
    dossier: Dossier, asked: Consultation, reason: str, *, at: datetime
) -> None:
    """To the asked unit: nothing is waited for any more."""
    _notify(
        dossier,
        queries.holders_of(Role.SPECIALIST, asked.unit_id, clock.local(at).date()),
        at,
        f"consultation-dropped-{asked.id}",
        f"Không cần ý kiến về hồ sơ {dossier.label} nữa",
        (reason,),
        link=f"/y-kien/{asked.id}",
    )


def verification_appointed(dossier: Dossier, visit: Verification, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"verification-{visit.id}",
        f"Hồ sơ {dossier.label}: hẹn xác minh thực tế",
        f"{dossier.unit.name} hẹn xác minh lúc {_when(visit.meets_at)}, tại {visit.place}.",
        f"Nội dung: {visit.purpose}",
        "Xin Ông/Bà có mặt hoặc nhờ người có mặt thay.",
    )


def verification_dropped(dossier: Dossier, visit: Verification, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"verification-dropped-{visit.id}",
        f"Hồ sơ {dossier.label}: hủy buổi xác minh thực tế",
        f"Buổi hẹn lúc {_when(visit.meets_at)} đã hủy. Lý do: {visit.dropped_reason}",
    )


def linked_held_back(parent: Dossier, title: str, reason: str, *, at: datetime) -> None:
    """To the person: a member of a linked submission is not handed in."""
    _tell(
        parent,
        at,
        f"held-back-{title}"[:80],
        f"Hồ sơ liên thông: “{title}” không thực hiện",
        reason,
        "Ông/Bà có thể nộp riêng thủ tục này khi đủ giấy tờ.",
    )


def uncollected(dossier: Dossier, number: int, *, at: datetime) -> None:
    """`number` counts the periods the result has waited."""
    where = (
        f"Kết quả gửi theo địa chỉ đã đăng ký nhưng chưa có người nhận. Xin liên hệ "
        f"{dossier.desk.name}."
        if dossier.delivery_method is DeliveryMethod.POST
        else f"Mời Ông/Bà đến {dossier.desk.name} nhận kết quả."
    )
    _tell(
        dossier,
        at,
        f"uncollected-{number}",
        f"Hồ sơ {dossier.label}: kết quả chưa có người nhận",
        f"Hồ sơ “{dossier.procedure_version.title}” đã có kết quả từ {_when(dossier.resolved_at)}.",
        where,
    )


def archived(dossier: Dossier, place: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        "archived",
        f"Hồ sơ {dossier.label}: kết quả được lưu giữ",
        f"Kết quả chưa có người nhận nên được lưu giữ tại {place}. Ông/Bà vẫn nhận được khi cần: "
        f"hãy báo trước cho {dossier.desk.name}.",
    )


def reception_due(
    dossier: Dossier, due: datetime, told: Iterable[Account], *, is_late: bool, at: datetime
) -> None:
    """To the desk: an answer is owed within 8 working hours."""
    what = "reception-overdue" if is_late else "reception-due"
    subject = "Hồ sơ quá hạn trả lời tiếp nhận" if is_late else "Hồ sơ sắp đến hạn tiếp nhận"
    _notify(
        dossier,
        told,
        at,
        f"{what}-{_stamp(due)}",
        f"{subject}: {dossier.label}",
        (f"Phải tiếp nhận, yêu cầu bổ sung hoặc từ chối trước {_when(due)}.",),
    )


def supplement_answered(dossier: Dossier, *, at: datetime) -> None:
    """To the officer who waits for it."""
    _tell_officers(
        dossier,
        at,
        f"answered-{len(dossier.supplement_requests)}",
        f"Hồ sơ {dossier.label} đã được bổ sung",
        f"{dossier.submitter_name} đã gửi bổ sung cho hồ sơ “{dossier.procedure_version.title}”.",
    )


def rescheduled(dossier: Dossier, old_due: datetime, reason: str, *, at: datetime) -> None:
    """A changed calendar moved the appointment; `dossier.due_at` is the new one."""
    _tell(
        dossier,
        at,
        f"rescheduled-{len(dossier.events)}",
        f"Hồ sơ {dossier.label}: ngày hẹn trả kết quả thay đổi",
        f"Lịch nghỉ, làm bù thay đổi, nên ngày hẹn trả kết quả của hồ sơ "
        f"“{dossier.procedure_version.title}” được tính lại.",
        f"Ngày hẹn trước đây: {_when(old_due)}. Ngày hẹn mới: {_when(dossier.due_at)}.",
        f"Lý do: {reason}",
    )


def withdrawn(dossier: Dossier, reason: str, *, at: datetime) -> None:
    """To the officer who works on it: stop."""
    _tell_officers(
        dossier,
        at,
        "withdrawn",
        f"Hồ sơ {dossier.label} đã được rút",
        f"{dossier.submitter_name} đã rút hồ sơ “{dossier.procedure_version.title}”. "
        "Không giải quyết tiếp.",
        *([f"Lý do: {reason}"] if reason else []),
    )


def extended(dossier: Dossier, reason: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        "extended",
        f"Xin lỗi vì chậm trả kết quả hồ sơ {dossier.label}",
        f"Cơ quan xin lỗi Ông/Bà vì chậm trả kết quả hồ sơ “{dossier.procedure_version.title}”. "
        f"Lý do: {reason}",
        f"Hẹn trả lần đầu: {_when(dossier.due_at)}. Hẹn lại: {_when(dossier.extended_to)}.",
        "Văn bản xin lỗi có trong trang hồ sơ của Ông/Bà.",
    )


def stopped(dossier: Dossier, ground: str, fees: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        "stopped",
        f"Dừng giải quyết hồ sơ {dossier.label}",
        f"Cơ quan dừng giải quyết hồ sơ “{dossier.procedure_version.title}”. Căn cứ: {ground}",
        f"Phí, lệ phí: {fees}",
        "Thông báo dừng giải quyết có trong trang hồ sơ của Ông/Bà.",
    )


def revoked(dossier: Dossier, number: str, ground: str, *, at: datetime) -> None:
    """To the person, and to who drafts the replacement."""
    subject = f"Kết quả của hồ sơ {dossier.label} bị thu hồi"
    told = f"Văn bản số {number} của hồ sơ “{dossier.procedure_version.title}” bị thu hồi. "
    what = f"revoked-{number}"
    _tell(
        dossier,
        at,
        what,
        subject,
        f"{told}Căn cứ: {ground}",
        "Văn bản không còn hiệu lực; cơ quan sẽ gửi Ông/Bà văn bản thay thế.",
    )
    _tell_holders(dossier, Role.SPECIALIST, at, what, subject, f"{told}Hãy soạn kết quả thay thế.")


def replaced(dossier: Dossier, document_id: int, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"replaced-{document_id}",
        f"Hồ sơ {dossier.label} đã có kết quả thay thế",
        f"Kết quả mới của hồ sơ “{dossier.procedure_version.title}” thay cho kết quả đã thu hồi.",
        "Kết quả có trong trang hồ sơ của Ông/Bà.",
    )


def copied(dossier: Dossier, number: str, title: str, *, at: datetime) -> None:
    _tell(
        dossier,
        at,
        f"copied-{number}",
        f"Đã có bản sao số {number}",
        f"{title}.",
        "Bản sao có trong trang hồ sơ của Ông/Bà.",
    )


def not_signed(
    dossier: Dossier, leader: Account, request_id: int, reason: str, *, at: datetime
) -> None:
    """To the leader: the remote service did not sign."""
    subject = f"Chưa ký được: hồ sơ {dossier.label}"
    _notify(dossier, [leader], at, f"not-signed-{request_id}", subject, [reason])


def to_decide(dossier: Dossier, what: str, subject: str, reason: str, *, at: datetime) -> None:
    """To the leaders of the unit: something beside the steps waits for them."""
    _tell_holders(dossier, Role.LEADER, at, what, f"{subject}: hồ sơ {dossier.label}", reason)


def further_supplement_refused(
    dossier: Dossier, proposal_id: int, reason: str, *, at: datetime
) -> None:
    _tell_officers(
        dossier,
        at,
        f"further-refused-{proposal_id}",
        f"Không yêu cầu bổ sung thêm hồ sơ {dossier.label}",
        f"Lãnh đạo không đồng ý: {reason}",
    )


def step_due(
    dossier: Dossier, task: Task, told: Iterable[Account], *, is_late: bool, at: datetime
) -> None:
    """Keyed by the moment, too: a step whose time moved is reminded of anew."""
    what = "overdue" if is_late else "due"
    subject = "Bước đã quá hạn" if is_late else "Bước sắp đến hạn"
    _alert(
        dossier,
        told,
        at,
        f"step-{task.id}-{what}-{_stamp(task.due_at)}",
        f"{subject}: {task.title}, hồ sơ {dossier.label}",
        (f"Hạn của bước: {_when(task.due_at)}. Hạn trả kết quả: {_when(dossier.due_at)}.",),
    )


def dossier_due(
    dossier: Dossier, promised: datetime, told: Iterable[Account], *, is_late: bool, at: datetime
) -> None:
    what = "overdue" if is_late else "due"
    subject = "Hồ sơ đã quá hạn trả" if is_late else "Hồ sơ sắp đến hạn trả"
    advice = (
        "Nếu không kịp, hãy dự thảo văn bản xin lỗi và hẹn lại." if not dossier.extended_to else ""
    )
    _alert(
        dossier,
        told,
        at,
        f"{what}-{_stamp(promised)}",
        f"{subject}: {dossier.label}",
        (f"Hẹn trả: {_when(promised)}.", *([advice] if advice else [])),
    )


def assigned(dossier: Dossier, officer: Account, event_id: int, step: str, *, at: datetime) -> None:
    subject = f"Ông/Bà được phân công: {step}, hồ sơ {dossier.label}"
    line = f"Thủ tục: {dossier.procedure_version.title}. Hẹn trả: {_when(dossier.due_at)}."
    _notify(dossier, [officer], at, f"assigned-{event_id}", subject, (line,))


def instructed(
    dossier: Dossier, told: Iterable[Account], number: int, text: str, *, at: datetime
) -> None:
    subject = f"Lãnh đạo chỉ đạo về hồ sơ quá hạn {dossier.label}"
    lines = (text, "Hãy mở hồ sơ và trả lời trước khi trình.")
    _notify(dossier, told, at, f"instruction-{number}", subject, lines)


def instruction_answered(
    dossier: Dossier, leader: Account, number: int, text: str, *, at: datetime
) -> None:
    subject = f"Đã trả lời chỉ đạo về hồ sơ {dossier.label}"
    _notify(dossier, [leader], at, f"instruction-{number}-answer", subject, (text,))


def mentioned(
    dossier: Dossier,
    told: Iterable[Account],
    event_id: int,
    text: str,
    by: Account,
    *,
    at: datetime,
) -> None:
    subject = f"{by.full_name} nhắc Ông/Bà ở hồ sơ {dossier.label}"
    _notify(dossier, told, at, f"mention-{event_id}", subject, (text,))


def standing_in(
    substitute: Account,
    absent: Account,
    number: int,
    from_day: date,
    to_day: date,
    *,
    at: datetime,
) -> None:
    """About no single dossier: the link leads to the list of substitutions."""
    outbox.notify(
        account=substitute,
        email="",
        subject=f"Ông/Bà thay {absent.full_name} từ {from_day:%d/%m/%Y} đến {to_day:%d/%m/%Y}",
        body="Trong những ngày đó việc của người vắng mặt hiện trong danh sách việc của Ông/Bà.",
        link="/can-bo/vang-mat",
        key=f"substitution/{number}",
        at=at,
    )


def left_behind(leader: Account, officer: Account, unit: str, number: int, *, at: datetime) -> None:
    """An officer was transferred; the link leads to the steps that wait for somebody else."""
    outbox.notify(
        account=leader,
        email="",
        subject=f"{officer.full_name} đã được điều chuyển, còn {number} việc đang mở",
        body=f"Việc đang mở tại {unit} cần giao cho người khác. Hãy mở danh sách, chọn và giao lại.",
        link=f"/phe-duyet?muc=viec-don-vi&nguoi={officer.id}",
        key=f"transferred/{officer.id}/{_stamp(at)}/{leader.id}",
        at=at,
    )


def _tell_holders(
    dossier: Dossier, role: Role, at: datetime, what: str, subject: str, *lines: str
) -> None:
    officers = queries.holders_of(role, dossier.unit_id, clock.local(at).date())
    _notify(dossier, officers, at, what, subject, lines)


def _tell_officers(dossier: Dossier, at: datetime, what: str, subject: str, *lines: str) -> None:
    """A notice in the portal, no e-mail, for who has the open step; when nobody has it, for the
    receptionists of the desk."""
    task = dossier.open_task
    assignee = db.session.get(Account, task.assignee_id) if task and task.assignee_id else None
    told = (
        [assignee]
        if assignee and assignee.disabled_at is None
        else queries.receptionists_at(dossier.desk, clock.local(at).date())
    )
    _notify(dossier, told, at, what, subject, lines)


def _notify(
    dossier: Dossier,
    officers: Iterable[Account],
    at: datetime,
    what: str,
    subject: str,
    lines: Iterable[str],
    link: str = "",
) -> None:
    for officer in officers:
        outbox.notify(
            account=officer,
            email="",
            subject=subject,
            body="\n\n".join(lines),
            link=link or f"/can-bo/ho-so/{dossier.reference}",
            key=f"dossier/{dossier.reference}/{what}/{officer.id}",
            at=at,
        )


def _alert(
    dossier: Dossier,
    officers: Iterable[Account],
    at: datetime,
    what: str,
    subject: str,
    lines: Iterable[str],
) -> None:
    """As _notify, at the pace each officer chose for what is due."""
    for officer in officers:
        alerts.alert(
            officer,
            AlertTopic.DUE,
            subject=subject,
            body="\n\n".join(lines),
            link=f"/can-bo/ho-so/{dossier.reference}",
            key=f"dossier/{dossier.reference}/{what}/{officer.id}",
            at=at,
        )


def _tell(dossier: Dossier, at: datetime, what: str, subject: str, *lines: str) -> None:
    """One message about one thing; `what` keeps a repetition from being sent twice."""
    _tell_principal(dossier, at, what, subject, "\n\n".join(line for line in lines if line))
    account = db.session.get(Account, dossier.account_id) if dossier.account_id else None
    if account is None and not dossier.submitter_email:
        return
    texting.text(dossier, what, at=at)
    link = f"/ho-so/{dossier.reference}" if account else "/tra-cuu"
    greeting = f"Kính gửi Ông/Bà {dossier.submitter_name},"
    address = f"Xem hồ sơ: {config.current().base_url}{link}"
    outbox.notify(
        account=account,
        email=dossier.submitter_email,
        subject=subject,
        body="\n\n".join(line for line in (greeting, *lines, address) if line),
        link=link,
        key=f"dossier/{dossier.reference}/{what}",
        at=at,
    )


def _tell_principal(dossier: Dossier, at: datetime, what: str, subject: str, body: str) -> None:
    """For whom somebody else acts reads the same in the portal."""
    mandate = dossier.mandate_use.mandate if dossier.mandate_use else None
    if mandate is None or mandate.person is None or mandate.person_id == dossier.account_id:
        return
    outbox.notify(
        account=mandate.person,
        email="",
        subject=subject,
        body=body,
        link=f"/ho-so/{dossier.reference}",
        key=f"dossier/{dossier.reference}/{what}/principal",
        at=at,
    )


def _stamp(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%Y%m%d%H%M") if moment else ""


def _when(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%H giờ %M, ngày %d/%m/%Y") if moment else ""
