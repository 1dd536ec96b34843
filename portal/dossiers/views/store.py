"""Kho giấy tờ: the person's own papers, kept once and used again."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import authority, quotas, submission
from portal.dossiers.document_store import entries, keeping, sharing, using
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.models import Dossier
from portal.dossiers.store_forms import DescribeForm, PaperForm, ShareForm
from portal.dossiers.views.own import own
from portal.dossiers.views.paging import page_of, searched_text
from portal.dossiers.workflow import State
from portal.errors import Conflict, Invalid
from portal.i18n import _, lazy_
from portal.previews import show
from portal.uploads import Accepted, accept
from portal.vietnam import fold
from portal.web import back_to, limiter, page
from portal.web_forms import PortalForm

blueprint = Blueprint("store", __name__)

KINDS = {
    "": lazy_("Tất cả"),
    "ket-qua": lazy_("Kết quả đã cấp"),
    "tu-them": lazy_("Tự thêm"),
    "da-nop": lazy_("Đã nộp trong hồ sơ"),
    "duoc-chia-se": lazy_("Được chia sẻ"),
}
PAGE = 20


@blueprint.get("/kho-giay-to")
@citizen
def papers() -> Response:
    day, words = clock.today(), searched_text()
    own_papers = entries.papers_of(me(), day)
    given = entries.shared_with(me(), day)
    of_kind = {kind: [p for p in (*own_papers, *given) if _is_of(p, kind)] for kind in KINDS}
    chosen = request.args.get("loai", "")
    chosen = chosen if chosen in KINDS else ""
    found = [p for p in of_kind[chosen] if _says(p, words)]
    shown, number, pages = page_of(found, PAGE)
    return page(
        "dossiers/store/papers.html",
        papers=shown,
        number=number,
        pages=pages,
        filters=[(kind, str(KINDS[kind]), len(of_kind[kind])) for kind in KINDS],
        chosen=chosen,
        words=words,
        used=quotas.used_by(me().id),
        most=config.current().person_quota_mb * quotas.MEGABYTE,
    )


@blueprint.route("/kho-giay-to/them", methods=["GET", "POST"])
@citizen
def add() -> Response:
    form = PaperForm()
    form.file.most_bytes = _most_bytes()
    if form.validate_on_submit():
        try:
            kept = keeping.add(me(), form.said(), _taken(form), at=clock.now())
        except Invalid as refusal:
            _say(form, refusal)
        else:
            return back_to(_address(f"s{kept.id}"), _("Đã thêm vào kho giấy tờ."))
    return _form_page(form, _("Thêm giấy tờ vào kho"), None)


@blueprint.get("/kho-giay-to/<origin>")
@citizen
def paper(origin: str) -> Response:
    found = _paper(origin)
    day = clock.today()
    is_own = not found.shared_by
    return page(
        "dossiers/store/paper.html",
        paper=found,
        used_in=entries.dossiers_with(found.sha256, me(), day),
        shares=entries.shares_of(me(), origin) if is_own else [],
        versions=entries.versions_of(int(origin[1:]), me()) if found.is_kept else [],
        why_it_stays="" if found.is_kept else keeping.why_it_stays(found),
    )


@blueprint.get("/kho-giay-to/<origin>/tep")
@citizen
def file(origin: str) -> Response:
    found = _paper(origin)
    return show(found.sha256, using.file_name(found), found.content_type)


@blueprint.get("/kho-giay-to/<origin>/ban-cu/<int:kept_id>")
@citizen
def earlier(origin: str, kept_id: int) -> Response:
    versions = entries.versions_of(_kept(origin).id, me())
    wanted = next((one for one in versions if one.id == kept_id), None) or abort(404)
    return show(wanted.sha256, wanted.file_name, wanted.content_type)


@blueprint.route("/kho-giay-to/<origin>/sua", methods=["GET", "POST"])
@citizen
def describe(origin: str) -> Response:
    kept = _kept(origin)
    form = DescribeForm(obj=kept)
    if form.validate_on_submit():
        try:
            keeping.describe(kept, me(), form.said(), at=clock.now())
        except Invalid as refusal:
            _say(form, refusal)
        else:
            return back_to(_address(origin), _("Đã sửa thông tin giấy tờ."))
    return _form_page(form, _("Sửa thông tin giấy tờ"), origin)


@blueprint.route("/kho-giay-to/<origin>/ban-moi", methods=["GET", "POST"])
@citizen
def renew(origin: str) -> Response:
    kept = _kept(origin)
    form = PaperForm(data={"name": kept.name, "issuer": kept.issuer})
    form.file.most_bytes = _most_bytes()
    if form.validate_on_submit():
        try:
            newer = keeping.renew(kept, me(), form.said(), _taken(form), at=clock.now())
        except Invalid as refusal:
            _say(form, refusal)
        else:
            return back_to(_address(f"s{newer.id}"), _("Đã thêm bản mới. Bản cũ vẫn xem được."))
    return _form_page(form, _("Thêm bản mới của giấy tờ"), origin)


@blueprint.route("/kho-giay-to/<origin>/xoa", methods=["GET", "POST"])
@citizen
def remove(origin: str) -> Response:
    found = _paper(origin)
    if not found.is_kept:
        raise Conflict(keeping.why_it_stays(found))
    if request.method == "POST":
        keeping.remove(found, me(), at=clock.now())
        return back_to(url_for(".papers"), _("Đã xóa giấy tờ khỏi kho."))
    return page(
        "dossiers/store/remove.html",
        paper=found,
        used_in=entries.dossiers_with(found.sha256, me(), clock.today()),
    )


@blueprint.route("/kho-giay-to/<origin>/chia-se", methods=["GET", "POST"])
@citizen
@limiter.limit("20 per hour", key_func=lambda: str(me().id), methods=["POST"])
def share(origin: str) -> Response:
    found = _paper(origin)
    if found.shared_by:
        raise Conflict(_("Giấy tờ này của người khác nên Ông/Bà không chia sẻ tiếp được."))
    form = ShareForm()
    if form.validate_on_submit():
        try:
            sharing.share(
                found,
                me(),
                number=form.number.data or "",
                name=" ".join((form.name.data or "").split()),
                until=form.until.data or clock.today(),
                at=clock.now(),
            )
        except Invalid as refusal:
            _say(form, refusal)
        else:
            return back_to(_address(origin), _("Đã chia sẻ giấy tờ."))
    return page(
        "dossiers/store/share.html", form=form, paper=found, status=422 if form.errors else 200
    )


@blueprint.post("/kho-giay-to/chia-se/<int:share_id>/thu-hoi")
@citizen
def withdraw(share_id: int) -> Response:
    ended = sharing.withdraw(share_id, me(), at=clock.now()) or abort(404)
    return back_to(_address(ended.origin), _("Đã thu hồi chia sẻ."))


@blueprint.route("/ho-so/<reference>/giay-to/<document_key>/kho", methods=["GET", "POST"])
@citizen
def choose(reference: str, document_key: str) -> Response:
    """All papers of the store for one paper of a draft, the likeliest first."""
    found = own(reference)
    submission.expect_open_for_papers(found)
    document = authority.asked_documents(found).item(document_key) or abort(404)
    if request.method == "POST":
        try:
            using.use(
                found, document_key, request.form.get("origin", "")[:20], by=me(), at=clock.now()
            )
        except Invalid as refusal:
            raise Conflict(refusal.sentence) from refusal
        return back_to(_papers_page(found), _("Đã dùng giấy tờ trong kho."))
    day = clock.today()
    offered = [*entries.papers_of(me(), day), *entries.shared_with(me(), day)]
    offered.sort(key=lambda one: entries.likeness(one, document.name), reverse=True)
    shown, number, pages = page_of(offered, PAGE)
    return page(
        "dossiers/store/choose.html",
        dossier=found,
        document=document,
        papers=shown,
        number=number,
        pages=pages,
        why_not=using.why_not,
        back=_papers_page(found),
    )


def _papers_page(found: Dossier) -> str:
    endpoint = "papers" if found.state is State.DRAFT else "dossier"
    if found.state is State.SUPPLEMENT_REQUESTED:
        endpoint = "supplement"
    return url_for(f"citizen.{endpoint}", reference=found.reference)


def _is_of(found: StoredPaper, kind: str) -> bool:
    is_given = found.origin.startswith("c")
    return {
        "": True,
        "ket-qua": found.origin.startswith("d"),
        "tu-them": found.is_kept,
        "da-nop": found.origin.startswith("a"),
        "duoc-chia-se": is_given,
    }[kind]


def _says(found: StoredPaper, words: str) -> bool:
    said = fold(
        " ".join((found.name, found.paper, found.number, found.issuer, found.code, found.holder))
    )
    return all(word in said for word in fold(words).split())


def _paper(origin: str) -> StoredPaper:
    return entries.paper_of(me(), origin, clock.today()) or abort(404)


def _kept(origin: str) -> KeptPaper:
    """One the person put there, in its newest version."""
    found = _paper(origin)
    if not found.is_kept:
        raise Conflict(_("Chỉ sửa được giấy tờ Ông/Bà tự thêm vào kho."))
    return db.session.get_one(KeptPaper, int(origin[1:]))


def _taken(form: PaperForm) -> Accepted:
    sent = form.file.data[0]
    return accept(cast(BinaryIO, sent.stream), sent.filename or "", max_bytes=_most_bytes())


def _say(form: PortalForm, refusal: Invalid) -> None:
    """Next to its field, or to the file when it names none."""
    for name, sentence in (refusal.errors or {"file": refusal.sentence}).items():
        form[name].errors = [*form[name].errors, sentence]


def _form_page(form: PortalForm, title: str, origin: str | None) -> Response:
    return page(
        "dossiers/store/form.html",
        form=form,
        title=title,
        back=_address(origin) if origin else url_for(".papers"),
        most_mb=config.current().max_upload_mb,
        status=422 if form.errors else 200,
    )


def _most_bytes() -> int:
    return config.current().max_upload_mb * 1024 * 1024


def _address(origin: str) -> str:
    return url_for("store.paper", origin=origin)
