"""What is wrong with a version before it is published, in plain words with the place. Pure.

A fault refuses publication; a warning is confirmed. The form's own checks are in `form_checks`;
who is there to take the steps is asked of the database (`check_queries`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.i18n import _
from portal.procedures import form_checks, route_rules
from portal.procedures.condition_words import questions
from portal.procedures.conditions import Condition, fields_named
from portal.procedures.definitions import (
    Channel,
    FieldKind,
    Form,
    Parts,
    Route,
    ServiceLevel,
    StepKind,
)
from portal.procedures.form_findings import FormFinding
from portal.procedures.letter_variables import OF_LETTERS, missing_words, sample_values
from portal.template_text import TemplateFault, render_template_text


class Severity(enum.StrEnum):
    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """`tab` is the key of the tab to go to, `index` (from 1) the item there, 0 for the tab; of the
    form `where` says what it is about, as in FormFinding."""

    severity: Severity
    tab: str
    sentence: str
    index: int = 0
    where: str = ""


@dataclass(frozen=True)
class Facts:
    """What the version itself does not say: can fees be paid online here; which (unit, step title)
    nobody can take; how many units offer it; what was found on the form as it is drawn."""

    is_paid_online: bool
    unmanned: tuple[tuple[str, str], ...] = ()
    unit_count: int = 1
    on_the_page: tuple[FormFinding, ...] = ()


def checked(title: str, level: ServiceLevel, parts: Parts, facts: Facts) -> list[Finding]:
    """Everything found, faults first, in the order of the tabs."""
    found = [
        *_form(level, parts.form, facts),
        *_papers(parts),
        *_fees(parts),
        *_limits(parts),
        *_route(parts),
        *_people(facts),
        *_result(title, level, parts),
        *_level_4(level, parts, facts),
        *_laws_and_guidance(parts),
    ]
    return sorted(found, key=lambda one: one.severity is not Severity.FAULT)


def _form(level: ServiceLevel, form: Form, facts: Facts) -> Iterator[Finding]:
    if level >= ServiceLevel.PARTIAL and not form.fields():
        yield _fault("form_tab", _("Thủ tục nộp trực tuyến mà chưa có tờ khai."))
    found = form_checks.checked(form)
    # What has no label has none on the page either: one sentence is enough.
    said = {one.where for one in found if one.is_fault}
    found += [one for one in facts.on_the_page if one.where not in said]
    for one in found:
        severity = Severity.FAULT if one.is_fault else Severity.WARNING
        yield Finding(severity, "form_tab", one.sentence, where=one.where)


def _papers(parts: Parts) -> Iterator[Finding]:
    everything = set(questions(parts.form))
    for index, paper in enumerate(parts.documents.items, start=1):
        yield from _dangling("giay-to", index, paper.name, paper.only_if, everything, parts.form)
        if not paper.name.strip():
            yield _fault("giay-to", _("Có một giấy tờ chưa có tên."), index)
        is_counted = paper.originals or paper.certified_copies or paper.photocopies
        if paper.required and not is_counted:
            yield _warning("giay-to", _("“%(name)s” chưa ghi số bản.", name=paper.name[:80]), index)


def _fees(parts: Parts) -> Iterator[Finding]:
    everything = questions(parts.form)
    if not parts.fees.items and not parts.fees.is_free:
        yield _fault("phi", _("Chưa nói có thu phí, lệ phí hay không."))
    if parts.fees.items and parts.fees.is_free:
        yield _fault("phi", _("Vừa đánh dấu không thu tiền, vừa có khoản thu."))
    for index, fee in enumerate(parts.fees.items, start=1):
        yield from _dangling("phi", index, fee.name, fee.only_if, set(everything), parts.form)
        for waiver in fee.waivers:
            yield from _dangling(
                "phi", index, waiver.name, waiver.only_if, set(everything), parts.form
            )
        if not fee.legal_basis.strip():
            yield _fault("phi", _("“%(name)s” chưa có căn cứ pháp lý.", name=fee.name), index)
        for key in (fee.quantity_field, fee.times_field):
            if key and key not in everything:
                yield _fault(
                    "phi",
                    _(
                        "“%(name)s” tính theo câu hỏi “%(key)s” không còn trong tờ khai.",
                        name=fee.name,
                        key=key,
                    ),
                    index,
                )
            elif key and everything[key].kind is not FieldKind.NUMBER:
                yield _fault(
                    "phi",
                    _("“%(name)s” tính theo một câu hỏi không phải số.", name=fee.name),
                    index,
                )
            elif key and everything[key].decimals:
                yield _fault(
                    "phi",
                    _("“%(name)s” tính theo một câu hỏi có số lẻ.", name=fee.name),
                    index,
                )
        if fee.per and not fee.quantity_field:
            yield _warning(
                "phi",
                _("“%(name)s” tính theo số lượng nhưng chưa chọn câu hỏi.", name=fee.name),
                index,
            )


def _limits(parts: Parts) -> Iterator[Finding]:
    everything = set(questions(parts.form))
    for index, limit in enumerate(parts.limits.items, start=1):
        name = limit.case or limit.text or limit.limit
        yield from _dangling("thoi-han", index, name, limit.only_if, everything, parts.form)
    if not any(limit.limit for limit in parts.limits.items):
        yield _fault(
            "thoi-han", _("Chưa có thời hạn nào tính được: hồ sơ sẽ không có ngày hẹn trả.")
        )
        return
    for channel in Channel:
        if parts.limits.for_channel(channel) is None:
            yield _warning("thoi-han", _("Có cách nộp chưa có thời hạn."))
            return


def _route(parts: Parts) -> Iterator[Finding]:
    route = parts.route
    if not route.steps:
        yield _fault("quy-trinh", _("Chưa có quy trình nội bộ nên không tiếp nhận được hồ sơ."))
        return
    yield from _steps(route)
    everything = set(questions(parts.form))
    reached = route_rules.reachable(route)
    stuck = {step.key for step in route_rules.without_end(route)}
    for index, step in enumerate(route.steps, start=1):
        yield from _dangling("quy-trinh", index, step.title, step.only_if, everything, parts.form)
        if step.key not in reached:
            yield _fault(
                "quy-trinh", _("Không có đường nào tới bước “%(step)s”.", step=step.title), index
            )
        if step.key in stuck:
            yield _fault(
                "quy-trinh",
                _("Từ bước “%(step)s” không đi tới kết thúc được.", step=step.title),
                index,
            )
        if any(route.step(outcome.to) is None for outcome in step.outcomes):
            yield _fault(
                "quy-trinh", _("“%(step)s” dẫn tới một bước không còn.", step=step.title), index
            )
        if len(step.outcomes) > 1 and not all(o.label.strip() for o in step.outcomes):
            yield _fault(
                "quy-trinh",
                _("“%(step)s” có cách kết thúc chưa ghi khi nào.", step=step.title),
                index,
            )
    yield from _hours(parts)


def _hours(parts: Parts) -> Iterator[Finding]:
    """The longest way through the route within the limit a dossier gets; a named case may be
    shorter, its dossiers being the simple ones."""
    needed = route_rules.longest_hours(parts.route)
    usual = [parts.limits.for_channel(channel) for channel in Channel]
    stated = [hours for limit in usual if limit for hours in [route_rules.limit_hours(limit.limit)]]
    allowed = min((hours for hours in stated if hours is not None), default=None)
    shortest = route_rules.shortest_limit_hours(parts.limits)
    sentence = _("Các bước cần %(needed)d giờ làm việc, thời hạn chỉ cho %(allowed)d giờ.")
    if allowed is not None and needed > allowed:
        yield _fault("quy-trinh", sentence % {"needed": needed, "allowed": allowed})
    elif shortest is not None and needed > shortest:
        yield _warning("quy-trinh", sentence % {"needed": needed, "allowed": shortest})


def _steps(route: Route) -> Iterator[Finding]:
    first, kinds = route.steps[0], [step.kind for step in route.steps]
    if first.kind is not StepKind.RECEIVE:
        yield _fault("quy-trinh", _("Bước đầu tiên phải là tiếp nhận."), 1)
    for kind, words in (
        (StepKind.APPROVE, _("Quy trình chưa có bước duyệt, ký.")),
        (StepKind.ISSUE, _("Quy trình chưa có bước cấp số, đóng dấu.")),
        (StepKind.RETURN, _("Quy trình chưa có bước trả kết quả.")),
    ):
        if kind not in kinds:
            yield _fault("quy-trinh", words)
    if not set(kinds) & {StepKind.ASSESS, StepKind.DRAFT}:
        yield _fault("quy-trinh", _("Quy trình chưa có bước nào soạn dự thảo kết quả."))


def _people(facts: Facts) -> Iterator[Finding]:
    if not facts.unit_count:
        yield _fault("units", _("Chưa có cơ quan nào thực hiện thủ tục này."))
    for unit, step in facts.unmanned:
        yield _fault(
            "units", _("Ở %(unit)s không ai làm được bước “%(step)s”.", unit=unit, step=step)
        )


def _result(title: str, level: ServiceLevel, parts: Parts) -> Iterator[Finding]:
    result = parts.result
    if not result.names:
        yield _fault("result", _("Chưa ghi người dân nhận được gì."))
    if level >= ServiceLevel.PARTIAL and not result.symbol:
        yield _warning("result", _("Chưa có ký hiệu văn bản; số sẽ dùng ký hiệu chung."))
    values = sample_values(parts.form, title)
    sources = [(result.template, values), (result.refusal, values)]
    for letter in OF_LETTERS:
        sources.append((getattr(result, letter), sample_values(parts.form, title, letter)))
        for name in missing_words(letter, getattr(result, letter)):
            yield _fault("result", _("Một mẫu thư thiếu {{ %(name)s }}.", name=name))
    for source, known in sources:
        try:
            render_template_text(source, known)
        except TemplateFault as fault:
            yield _fault("result", _("Mẫu văn bản: %(reason)s", reason=fault.sentence))


def _level_4(level: ServiceLevel, parts: Parts, facts: Facts) -> Iterator[Finding]:
    """NĐ 42/2022/NĐ-CP, Điều 11: paid and returned online, or it is no level 4."""
    if level is not ServiceLevel.FULL:
        return
    if not parts.result.template:
        yield _fault("result", _("Mức độ toàn trình cần mẫu văn bản để trả kết quả điện tử."))
    online = [f for f in parts.fees.items if not f.channels or Channel.ONLINE in f.channels]
    if online and not facts.is_paid_online:
        yield _fault(
            "phi",
            _(
                "Mức độ toàn trình cần thanh toán trực tuyến, nhưng cổng chưa nối với cổng thanh toán nào."
            ),
        )
    for index, fee in enumerate(parts.fees.items, start=1):
        if fee in online and fee.amount is None and not fee.tiers:
            yield _fault(
                "phi",
                _("“%(name)s” không nêu số tiền nên không trả trực tuyến được.", name=fee.name),
                index,
            )


def _laws_and_guidance(parts: Parts) -> Iterator[Finding]:
    if not parts.legal_bases.items:
        yield _fault("can-cu", _("Chưa có căn cứ pháp lý nào."))
    guidance = parts.guidance
    if not guidance.summary.strip():
        yield _warning("guidance", _("Chưa nói thủ tục này để làm gì."))
    if not guidance.applicants:
        yield _warning("guidance", _("Chưa ghi ai được làm thủ tục này."))
    if not any(case.steps for case in guidance.cases):
        yield _warning("guidance", _("Chưa viết các bước thực hiện cho người dân."))
    texts = [guidance.summary, guidance.conditions]
    texts += [step for case in guidance.cases for step in case.steps]
    texts += [one.answer for one in guidance.asked]
    for one in guidance.asked:
        if not one.question.strip() or not one.answer.strip():
            words = one.question.strip() or one.answer[:60]
            yield _fault(
                "guidance",
                _("Hỏi đáp “%(words)s” thiếu câu hỏi hoặc câu trả lời.", words=words),
            )
    for text in texts:
        yield from _hard_to_read(text[:60], text)


def _dangling(
    tab: str, index: int, name: str, condition: Condition | None, known: Iterable[str], form: Form
) -> Iterator[Finding]:
    """A condition may name only questions asked before it."""
    everything = questions(form)
    for key in dict.fromkeys(fields_named(condition)):
        if key in set(known):
            continue
        if key in everything:
            yield _fault(
                tab,
                _(
                    "Điều kiện của “%(name)s” hỏi tới “%(question)s”, câu hỏi đứng sau nó.",
                    name=name,
                    question=everything[key].label,
                ),
                index,
            )
        else:
            yield _fault(
                tab,
                _(
                    "Điều kiện của “%(name)s” hỏi tới “%(key)s”, câu hỏi không còn trong tờ khai.",
                    name=name,
                    key=key,
                ),
                index,
            )


def _hard_to_read(name: str, text: str) -> Iterator[Finding]:
    if form_checks.reading_level(text) > form_checks.HARDEST_LEVEL:
        yield _warning(
            "guidance",
            _("Khó đọc: “%(name)s…”. Hãy tách thành câu ngắn, dùng từ thường.", name=name),
        )


def _fault(tab: str, sentence: str, index: int = 0) -> Finding:
    return Finding(Severity.FAULT, tab, sentence, index)


def _warning(tab: str, sentence: str, index: int = 0) -> Finding:
    return Finding(Severity.WARNING, tab, sentence, index)
