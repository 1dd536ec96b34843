"""“Dữ liệu của tôi”: what a person agreed to, a copy of everything, and having it put right."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts import consents
from portal.accounts.access import citizen
from portal.accounts.models import Account
from portal.accounts.purposes import BY_KEY
from portal.accounts.session import me
from portal.downloads import send_stored
from portal.errors import Invalid
from portal.i18n import _
from portal.privacy import ceasing, correcting, exporting
from portal.privacy.forms import CorrectionForm
from portal.privacy.labels import FIELDS
from portal.privacy.models import CorrectedField
from portal.web import back_to, page

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/tai-khoan/du-lieu")
@citizen
def own_data() -> Response:
    wished = request.args.get("muc", "")
    return _page(CorrectionForm(formdata=None, data={"field": wished}))


@blueprint.post("/tai-khoan/du-lieu/dong-y")
@citizen
def consent() -> Response:
    is_given = request.form.get("decision") == "give"
    changed = consents.decide(
        me(), request.form.get("purpose", ""), is_given=is_given, at=clock.now()
    )
    if changed and not is_given:
        ceasing.cease(me(), request.form.get("purpose", ""))
    said = _("Đã ghi nhận đồng ý của Ông/Bà.") if is_given else _("Đã rút đồng ý.")
    return back_to(
        url_for(".own_data") + "#dong-y", said if changed else _("Không có gì thay đổi.")
    )


@blueprint.post("/tai-khoan/du-lieu/ban-sao")
@citizen
def ask_for_copy() -> Response:
    exporting.ask(me(), at=clock.now())
    return back_to(
        url_for(".own_data"),
        _("Đã nhận yêu cầu. Bản sao thường có sau ít phút; Ông/Bà sẽ nhận được thông báo."),
    )


@blueprint.get("/tai-khoan/du-lieu/ban-sao/<int:export_id>")
@citizen
def copy(export_id: int) -> Response:
    found = exporting.own_export(export_id, me(), at=clock.now())
    if found is None:
        abort(404)
    return send_stored(found.sha256, exporting.NAME, "application/zip")


@blueprint.post("/tai-khoan/du-lieu/dinh-chinh")
@citizen
def ask_for_correction() -> Response:
    form = CorrectionForm()
    if not form.validate():
        return _page(form, 422)
    try:
        correcting.ask(
            me(),
            CorrectedField(form.field.data),
            right=form.right.data or "",
            evidence=form.evidence.data or "",
            at=clock.now(),
        )
    except Invalid as refusal:
        form.right.errors = [refusal.sentence]
        return _page(form, 422)
    return back_to(
        url_for(".own_data") + "#dinh-chinh",
        _("Đã gửi yêu cầu đính chính. Ông/Bà sẽ nhận được trả lời kèm lý do."),
    )


def _page(form: CorrectionForm, status: int = 200) -> Response:
    account, now = me(), clock.now()
    return page(
        "privacy/own_data.html",
        status=status,
        form=form,
        fields=FIELDS,
        me=account,
        kept=[(field.value, words, _shown(account, field)) for field, words in FIELDS.items()],
        purposes=[
            (purpose, latest, consents.holds(latest, purpose))
            for purpose, latest in consents.standing(account)
        ],
        titles={key: purpose.title for key, purpose in BY_KEY.items()},
        history=consents.history(account),
        exports=exporting.exports_of(account),
        moment=now,
        phone_stands=_why_no_texts(account),
        requests=correcting.requests_of(account),
    )


def _why_no_texts(account: Account) -> str:
    """What is missing before a text message can go out: "sms", "confirmation", or nothing."""
    if not config.current().has_sms:
        return "sms"
    return "" if account.phone and account.phone_confirmed_at else "confirmation"


def _shown(account: Account, field: CorrectedField) -> str:
    """What the account says now, as people write it."""
    if field is CorrectedField.BIRTH_DATE:
        return f"{account.birth_date:%d/%m/%Y}" if account.birth_date else ""
    return correcting.kept(account, field)
