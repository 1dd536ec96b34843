"""What a citizen does with a dossier: begin, fill in, attach, hand in, follow, answer, withdraw."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config, vietnam
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import (
    answer_forms,
    answers,
    labels,
    queries,
    submission,
    supplements,
    timeline,
    withdrawal,
    workflow,
)
from portal.dossiers.citizen_forms import (
    DeclarationForm,
    WithdrawForm,
    delivery_form,
    most_bytes,
    papers_form,
    start_form,
    supplement_form,
)
from portal.dossiers.fee_rows import fee_rows
from portal.dossiers.given_papers import given_papers
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier, SupplementRequest
from portal.dossiers.workflow import Action, State
from portal.downloads import send_stored
from portal.errors import Conflict, Invalid
from portal.i18n import _, lazy_
from portal.procedures import presentation
from portal.procedures import queries as catalogue
from portal.procedures.definitions import FieldKind, Section
from portal.uploads import accept
from portal.web import back_to, page
from portal.web_forms import PortalForm, clean_text

blueprint = Blueprint("citizen", __name__)

# Filters of the list: name → (words, states).
FILTERS: dict[str, tuple[Any, frozenset[State]]] = {
    "dang-lam": (
        lazy_("Đang làm"),
        frozenset({State.DRAFT, State.SUBMITTED, State.RECEIVED, State.PROCESSING}),
    ),
    "can-bo-sung": (
        lazy_("Cần Ông/Bà bổ sung"),
        frozenset({State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED}),
    ),
    "xong": (lazy_("Đã xong"), workflow.ENDED | {State.RESOLVED}),
}
# What a person's own datum is called by the browser that offers to fill it in.
AUTOCOMPLETE = {
    "full_name": "name",
    "phone": "tel",
    "email": "email",
    "address": "street-address",
    "birth_date": "bday",
}


# --- begin ----------------------------------------------------------------------------------


@blueprint.route("/nop-ho-so/<code>", methods=["GET", "POST"])
@citizen
def start(code: str) -> Response:
    procedure = catalogue.procedure_by_code(db.session, clean_text(code) or "") or abort(404)
    submission.expect_open_online(procedure)
    units = catalogue.competent_units(db.session, procedure)
    if not units:
        raise Conflict(_("Chưa có cơ quan nào nhận hồ sơ trực tuyến của thủ tục này."))
    sent = request.form if request.method == "POST" else None
    form = start_form(units, secrets.token_urlsafe(24), sent)
    if sent is not None and form.validate():
        version = procedure.current
        dossier = submission.begin(
            procedure,
            next(unit for unit in units if unit.code == form["unit"].data),
            answers=answer_forms.from_profile(version.parts.form, me()),
            key=form["key"].data,
            by=me(),
            at=clock.now(),
        )
        return back_to(url_for(".dossier", reference=dossier.reference))
    if not form["key"].data:
        form["key"].data = secrets.token_urlsafe(24)
    return page(
        "dossiers/citizen/start.html",
        status=422 if form.errors else 200,
        procedure=procedure,
        version=procedure.current,
        parts=procedure.current.parts,
        form=form,
        hints={unit.code: unit.desks[0].address or unit.address for unit in units if unit.desks},
        drafts=[
            dossier
            for dossier in queries.dossiers_of(me())
            if dossier.state is State.DRAFT and dossier.procedure_id == procedure.id
        ],
        level=presentation.LEVELS[procedure.current.level],
        show=presentation,
    )


# --- one's own dossiers ---------------------------------------------------------------------


@blueprint.get("/ho-so")
@citizen
def my_dossiers() -> Response:
    everything = queries.dossiers_of(me())
    chosen = request.args.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    kept = FILTERS[chosen][1] if chosen else None
    filters = [("", _("Tất cả"), len(everything))] + [
        (name, str(words), sum(dossier.state in states for dossier in everything))
        for name, (words, states) in FILTERS.items()
    ]
    return page(
        "dossiers/citizen/my_dossiers.html",
        dossiers=[d for d in everything if kept is None or d.state in kept],
        filters=filters,
        chosen=chosen,
        states=labels.STATES,
        happening_now=timeline.happening_now,
    )


@blueprint.get("/ho-so/<reference>")
@citizen
def dossier(reference: str) -> Response:
    found = _own(reference)
    if found.state is State.DRAFT:
        return _draft_page(found)
    documents = given_papers(found, queries.documents_of(found))
    return page(
        "dossiers/citizen/dossier.html",
        dossier=found,
        parts=found.procedure_version.parts,
        state_label=labels.STATES[found.state],
        now_sentence=timeline.happening_now(found),
        moments=timeline.timeline(found, is_own=True),
        due_words=timeline.when(found.due_at) if found.due_at else "",
        due_reasons=timeline.due_reasons(found),
        documents=documents,
        asked=found.open_supplement_request if found.state is State.SUPPLEMENT_REQUESTED else None,
        sections=answers.sections(found.procedure_version.parts.form, found.answers),
        fees=fee_rows(found.procedure_version.parts, found.channel, found.answers),
        payment_label=labels.PAYMENTS[found.payment],
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
        can_withdraw=Action.WITHDRAW in workflow.actions(found.state, {workflow.CITIZEN}),
        paper_names=_paper_names(found),
    )


def _draft_page(found: Dossier) -> Response:
    return page(
        "dossiers/citizen/draft.html",
        dossier=found,
        tasks=_tasks(found),
        now_sentence=timeline.happening_now(found),
    )


def _tasks(found: Dossier) -> list[dict[str, Any]]:
    """The work left on a draft: title, address, whether it is done, and a hint."""
    form = found.procedure_version.parts.form
    faulty = {section.key for section in answer_forms.faulty_sections(form, found.answers)}
    reference = found.reference
    tasks = [
        {
            "title": section.title,
            "href": url_for(".section", reference=reference, key=section.key),
            "is_done": section.key not in faulty,
            "hint": "",
        }
        for section in form.sections
        if _asks(section)
    ]
    if found.procedure_version.parts.documents.items:
        missing = submission.missing_documents(found)
        count = len(found.kept_attachments)
        tasks.append(
            {
                "title": _("Giấy tờ kèm theo"),
                "href": url_for(".papers", reference=reference),
                "is_done": not missing,
                "hint": _("Còn thiếu %(count)d giấy tờ", count=len(missing))
                if missing
                else _("Đã có %(count)d tệp", count=count),
            }
        )
    tasks.append(
        {
            "title": _("Nhận kết quả và liên hệ"),
            "href": url_for(".delivery", reference=reference),
            "is_done": _is_delivery_known(found),
            "hint": str(labels.DELIVERY[found.delivery_method]),
        }
    )
    return tasks


def _is_delivery_known(found: Dossier) -> bool:
    is_posted = found.delivery_method is DeliveryMethod.POST
    return bool(found.submitter_phone) and bool(found.delivery_address or not is_posted)


# --- fill in --------------------------------------------------------------------------------


@blueprint.route("/ho-so/<reference>/khai/<key>", methods=["GET", "POST"])
@citizen
def section(reference: str, key: str) -> Response:
    found = _draft(reference)
    wanted = found.procedure_version.parts.form.section(key) or abort(404)
    sent = request.form if request.method == "POST" else None
    form = answer_forms.section_form(wanted, found.answers, sent)
    is_later = request.form.get("then") == "later"
    if sent is not None and (form.validate() or (is_later and not _mistyped(form))):
        submission.save_answers(found, answer_forms.stored_answers(wanted, form))
        if is_later:
            return back_to(
                url_for(".dossier", reference=reference),
                _("Đã lưu. Ông/Bà khai tiếp lúc nào cũng được."),
            )
        return back_to(_after(found, key))
    position, count = _position(found, key)
    return page(
        "dossiers/citizen/section.html",
        status=422 if sent is not None else 200,
        dossier=found,
        section=wanted,
        form=form,
        kinds=FieldKind,
        autocomplete=AUTOCOMPLETE,
        position=position,
        count=count,
    )


def _mistyped(form: PortalForm) -> bool:
    """Something was typed that cannot be kept; a mere gap can be filled later."""
    return any(field.errors and any(field.raw_data or ()) for field in form)


def _asks(section: Section) -> bool:
    return any(field.kind is not FieldKind.EXPLANATION for field in section.fields)


def _pages(found: Dossier) -> list[str]:
    """The pages of a draft in their order: keys of sections, then names of the other pages."""
    parts = found.procedure_version.parts
    papers = [".papers"] if parts.documents.items else []
    return [s.key for s in parts.form.sections if _asks(s)] + [*papers, ".delivery", ".check"]


def _position(found: Dossier, name: str) -> tuple[int, int]:
    pages = _pages(found)
    return (pages.index(name) + 1 if name in pages else 1), len(pages)


def _after(found: Dossier, name: str) -> str:
    """The address of the page after `name`."""
    pages = _pages(found)
    following = pages[pages.index(name) + 1] if name in pages else ".check"
    if following.startswith("."):
        return url_for(following, reference=found.reference)
    return url_for(".section", reference=found.reference, key=following)


@blueprint.route("/ho-so/<reference>/giay-to", methods=["GET", "POST"])
@citizen
def papers(reference: str) -> Response:
    found = _draft(reference)
    documents = found.procedure_version.parts.documents
    form = papers_form(documents.items)
    kept = 0
    if request.method == "POST":
        _remove_wanted(found)
        kept = sum(_take_files(found, d.key, form[f"files-{d.key}"]) for d in documents.items)
        if not form.errors:
            if request.form.get("then") == "next":
                return back_to(_after(found, ".papers"))
            return back_to(url_for(".papers", reference=reference), _said(kept))
    position, count = _position(found, ".papers")
    return page(
        "dossiers/citizen/papers.html",
        status=_status(form, kept),
        dossier=found,
        groups=presentation.paper_groups(documents),
        form=form,
        faults=_faults(form),
        files=_by_paper(found.kept_attachments),
        missing={document.key for document in submission.missing_documents(found)},
        most_mb=config.current().max_upload_mb,
        position=position,
        count=count,
    )


def _take_files(found: Dossier, document_key: str, field: Any) -> int:
    """Keep what can be kept of one input's files; say at the field what cannot. How many."""
    kept, faults = 0, []
    for file in request.files.getlist(field.name):
        if not file.filename:
            continue
        try:
            accepted = accept(cast(BinaryIO, file.stream), file.filename, max_bytes=most_bytes())
            submission.attach(found, document_key, accepted, at=clock.now())
            kept += 1
        except Invalid as refused:
            name = clean_text(file.filename) or _("không tên")
            faults.append(f"“{name}”: {refused.sentence}")
    field.errors = [*field.errors, *faults]
    return kept


def _remove_wanted(found: Dossier) -> None:
    wanted = request.form.get("remove", "")
    if wanted:
        attachment = _attachment(found, wanted)
        submission.detach(found, attachment, at=clock.now())


def _faults(form: PortalForm) -> list[tuple[str, str]]:
    """(input, sentence) for the summary; the sentences name their file or paper themselves."""
    return [(field.id, str(sentence)) for field in form for sentence in field.errors]


def _status(form: PortalForm, kept: int) -> int:
    """What was accepted beside a refused file stays: such an answer is not a failure (law 2)."""
    return 422 if form.errors and not kept else 200


def _said(kept: int) -> str:
    if request.form.get("remove"):
        return _("Đã bỏ tệp.")
    return _("Đã tải lên %(count)d tệp.", count=kept) if kept else ""


@blueprint.route("/ho-so/<reference>/nhan-ket-qua", methods=["GET", "POST"])
@citizen
def delivery(reference: str) -> Response:
    found = _draft(reference)
    sent = request.form if request.method == "POST" else None
    form = delivery_form(
        found.procedure_version.level,
        sent,
        method=found.delivery_method.value,
        address=found.delivery_address or found.applicant_address,
        phone=vietnam.format_phone(found.submitter_phone),
        email=found.submitter_email,
    )
    if sent is not None and form.validate():
        submission.choose_delivery(
            found,
            DeliveryMethod(form["method"].data),
            form["address"].data or "",
            form["phone"].data,
            form["email"].data or "",
        )
        return back_to(_after(found, ".delivery"))
    position, count = _position(found, ".delivery")
    return page(
        "dossiers/citizen/delivery.html",
        status=422 if sent is not None else 200,
        dossier=found,
        form=form,
        position=position,
        count=count,
    )


# --- hand in --------------------------------------------------------------------------------


@blueprint.get("/ho-so/<reference>/kiem-tra")
@citizen
def check(reference: str) -> Response:
    return _check_page(_draft(reference), DeclarationForm(), ())


@blueprint.route("/ho-so/<reference>/nop", methods=["GET", "POST"])
@citizen
def submit(reference: str) -> Response:
    found = _own(reference)
    confirmation = url_for(".submitted", reference=reference)
    if found.submitted_at is not None:
        return back_to(confirmation)
    if request.method == "GET":  # somebody changed the language on the page of a refused press
        return check(reference)
    if submission.renew(found):
        return back_to(
            url_for(".dossier", reference=reference),
            _("Thủ tục vừa có phiên bản mới. Hãy xem lại từng mục rồi nộp."),
            "info",
        )
    form = DeclarationForm()
    gaps = _gaps(found)
    if not form.validate_on_submit() or gaps:
        return _check_page(found, form, [*gaps, *_faults(form)], status=422)
    submission.submit(found, by=me(), at=clock.now())
    return back_to(confirmation)


def _gaps(found: Dossier) -> list[tuple[str, str]]:
    """(where on the page of checking, sentence) of everything that keeps the draft back."""
    form = found.procedure_version.parts.form
    gaps = [
        (f"khai-{section.key}", _("Mục “%(title)s” chưa khai xong", title=section.title))
        for section in answer_forms.faulty_sections(form, found.answers)
    ]
    gaps += [
        ("giay-to", _("Còn thiếu giấy tờ: %(paper)s", paper=document.name))
        for document in submission.missing_documents(found)
    ]
    if not _is_delivery_known(found):
        gaps.append(("nhan-ket-qua", _("Chưa có số điện thoại hoặc địa chỉ nhận kết quả")))
    return gaps


def _check_page(
    found: Dossier, form: PortalForm, gaps: Iterable[tuple[str, str]], status: int = 200
) -> Response:
    parts = found.procedure_version.parts
    position, count = _position(found, ".check")
    return page(
        "dossiers/citizen/check.html",
        status=status,
        dossier=found,
        form=form,
        gaps=list(gaps),
        sections=answers.sections(parts.form, found.answers),
        paper_names=_paper_names(found),
        has_papers=bool(parts.documents.items),
        fees=fee_rows(parts, found.channel, found.answers),
        is_free=parts.fees.is_free,
        phone=vietnam.format_phone(found.submitter_phone),
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
        position=position,
        count=count,
    )


@blueprint.get("/ho-so/<reference>/da-nop")
@citizen
def submitted(reference: str) -> Response:
    found = _own(reference)
    if found.submitted_at is None:
        return back_to(url_for(".dossier", reference=reference))
    return page(
        "dossiers/citizen/submitted.html",
        dossier=found,
        answer_by=timeline.when(timeline.reception_due(found)),
        limits=presentation.limit_facts(found.procedure_version.parts.limits),
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
    )


# --- afterwards -----------------------------------------------------------------------------


@blueprint.route("/ho-so/<reference>/bo-sung", methods=["GET", "POST"])
@citizen
def supplement(reference: str) -> Response:
    found = _own(reference)
    asked = found.open_supplement_request
    if asked is None or found.state is not State.SUPPLEMENT_REQUESTED:
        raise Conflict(_("Hồ sơ không có yêu cầu bổ sung nào đang chờ."))
    form = supplement_form(asked.items, request.form if request.method == "POST" else None)
    kept = 0
    if request.method == "POST":
        is_text_good = form.validate()
        _remove_wanted(found)
        kept = _take_supplement(found, asked, form)
        if is_text_good and not form.errors and request.form.get("then") == "send":
            _expect_answered(found, asked, form)
            if not form.errors:
                supplements.answer(found, text=form["text"].data or "", by=me(), at=clock.now())
                return back_to(
                    url_for(".dossier", reference=reference), _("Đã gửi bổ sung. Cảm ơn Ông/Bà.")
                )
    return page(
        "dossiers/citizen/supplement.html",
        status=_status(form, kept),
        dossier=found,
        asked=asked,
        form=form,
        faults=_faults(form),
        files=_by_paper(_sent_since(found, asked)),
        slip=_slip_of(found, asked),
        most_mb=config.current().max_upload_mb,
    )


def _take_supplement(found: Dossier, asked: SupplementRequest, form: PortalForm) -> int:
    return sum(
        _take_files(found, str(item["document_key"]), form[f"files-{position}"])
        for position, item in enumerate(asked.items)
    )


def _expect_answered(found: Dossier, asked: SupplementRequest, form: PortalForm) -> None:
    """Each asked item has a file, or words say why not."""
    sent = {attachment.document_key for attachment in _sent_since(found, asked)}
    if form["text"].data:
        return
    for position, item in enumerate(asked.items):
        if item["document_key"] not in sent:
            field = form[f"files-{position}"]
            field.errors = [
                _("Hãy chọn tệp cho “%(paper)s”, hoặc ghi lời giải thích", paper=item["name"])
            ]


def _sent_since(found: Dossier, asked: SupplementRequest) -> list[Attachment]:
    return [a for a in found.kept_attachments if a.added_at >= asked.requested_at]


def _slip_of(found: Dossier, asked: SupplementRequest) -> Any:
    """The slip (Mẫu 02) that was issued with the request."""
    return next(
        (d for d in queries.documents_of(found) if d.created_at == asked.requested_at), None
    )


@blueprint.route("/ho-so/<reference>/rut", methods=["GET", "POST"])
@citizen
def withdraw(reference: str) -> Response:
    found = _own(reference)
    if Action.WITHDRAW not in workflow.actions(found.state, {workflow.CITIZEN}):
        raise Conflict(_("Hồ sơ này không rút được nữa."))
    form = WithdrawForm()
    if form.validate_on_submit():
        withdrawal.withdraw(found, reason=form.reason.data or "", by=me(), at=clock.now())
        return back_to(url_for(".dossier", reference=reference), _("Đã rút hồ sơ."))
    return page(
        "dossiers/citizen/withdraw.html",
        status=422 if form.errors else 200,
        dossier=found,
        form=form,
    )


@blueprint.get("/ho-so/<reference>/van-ban/<int:document_id>")
@citizen
def document(reference: str, document_id: int) -> Response:
    found = _own(reference)
    papers = given_papers(found, queries.documents_of(found))
    wanted = next((paper for paper in papers if paper.id == document_id), None) or abort(404)
    return send_stored(
        wanted.sha256, f"{wanted.title} {found.label}.pdf", "application/pdf", inline=True
    )


@blueprint.get("/ho-so/<reference>/tep/<int:attachment_id>")
@citizen
def attachment(reference: str, attachment_id: int) -> Response:
    found = _own(reference)
    wanted = queries.attachment_of(found, attachment_id)
    if wanted is None or not wanted.sha256:
        abort(404)
    return send_stored(wanted.sha256, wanted.name, wanted.content_type, inline=True)


# --- loading --------------------------------------------------------------------------------


def _own(reference: str) -> Dossier:
    """The person's own dossier or 404; kept from others while this request writes."""
    is_writing = request.method == "POST"
    return queries.own_dossier(reference, me(), lock=is_writing) or abort(404)


def _draft(reference: str) -> Dossier:
    found = _own(reference)
    submission.expect_draft(found)
    return found


def _attachment(found: Dossier, text: str) -> Attachment:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return queries.attachment_of(found, number) or abort(404)


def _by_paper(attachments: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for one in attachments:
        found.setdefault(one.document_key, []).append(one)
    return found


def _paper_names(found: Dossier) -> list[tuple[str, list[Attachment]]]:
    """Each paper's name with its files; papers of no name of this version under "others"."""
    documents = found.procedure_version.parts.documents
    files = _by_paper(found.kept_attachments)
    named = [(d.name, files.pop(d.key)) for d in documents.items if d.key in files]
    others = [one for group in files.values() for one in group]
    return [*named, (_("Giấy tờ khác"), others)] if others else named
