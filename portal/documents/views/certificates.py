"""Administrators record who signs with which certificate, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, url_for
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.access import officer
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.documents import certificates, remote_service
from portal.documents.signing_models import KeySource, SigningCertificate
from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.units import queries as units
from portal.units.models import Unit
from portal.web import back_to, page
from portal.web_forms import PortalForm, Required, choices

blueprint = Blueprint("certificates", __name__, url_prefix="/quan-tri/chung-thu-so")
SOON = timedelta(days=30)
SOURCES = {
    KeySource.PKCS12: lazy_("Tệp PKCS#12 trong thư mục khóa"),
    KeySource.PKCS11: lazy_("Thiết bị ký số (PKCS#11)"),
    KeySource.REMOTE: lazy_("Dịch vụ ký số từ xa"),
}


class CertificateForm(PortalForm):
    holder = SelectField(lazy_("Cấp cho"), validators=[Required()])
    source = SelectField(lazy_("Khóa ở đâu"), validators=[Required()])
    reference = StringField(
        lazy_("Tên khóa"),
        description=lazy_(
            "Tên tệp đã có trên máy chủ, nhãn trên thiết bị, hoặc mã ở dịch vụ ký số từ xa"
        ),
        validators=[Length(max=200)],
    )
    file = FileField(
        lazy_("Hoặc tải lên tệp PKCS#12 (.p12, .pfx)"),
        description=lazy_("Khóa được cất trong thư mục khóa, khóa lại bằng mật khẩu của cổng."),
    )
    passphrase = PasswordField(
        lazy_("Mật khẩu của tệp"), validators=[Length(max=200)], render_kw={"autocomplete": "off"}
    )

    def validate_reference(self, field: StringField) -> None:
        if not field.data and not self.file.data:
            raise ValidationError(_("Hãy ghi tên khóa hoặc chọn tệp PKCS#12"))

    def validate_file(self, field: FileField) -> None:
        if field.data and self.source.data != KeySource.PKCS12:
            raise ValidationError(_("Chỉ tải lên tệp khi khóa ở trong tệp PKCS#12"))


class EndForm(PortalForm):
    reason = StringField(lazy_("Lý do ngừng dùng"), validators=[Required(), Length(max=500)])


@blueprint.route("", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def listed() -> Response:
    ours = units.administered_units(me(), clock.today())
    form: Any = CertificateForm()
    people = [
        row.account
        for row in accounts.officers_under(me(), clock.today())
        if any(role is Role.LEADER for role, _unit in row.roles)
    ]
    form.holder.choices = choices(
        [("", ""), *((f"u{unit.id}", unit.name) for unit in ours)]
        + [(f"a{person.id}", person.full_name) for person in people]
    )
    form.source.choices = choices(SOURCES.items())
    if form.validate_on_submit():
        try:
            row = _recorded(form)
        except Invalid as refusal:
            for name, sentence in refusal.errors.items():
                form[name].errors = [*form[name].errors, sentence]
        else:
            return back_to(
                url_for(".listed"),
                _("Đã ghi chứng thư số, có hiệu lực đến %(day)s.", day=_day(row)),
            )
    now = clock.now()
    return page(
        "documents/certificates.html",
        status=422 if form.errors else 200,
        form=form,
        sources=SOURCES,
        has_service=remote_service.is_set_up(),
        service_to_try=remote_service.page_to_try(),
        rows=[(row, _name(row), _state(row, now)) for row in _ours()],
    )


@blueprint.route("/<int:certificate_id>/ngung", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def end(certificate_id: int) -> Response:
    row = next((one for one in _ours() if one.id == certificate_id), None) or abort(404)
    form = EndForm()
    if not form.validate_on_submit():
        return page(
            "documents/end_certificate.html",
            status=422 if form.errors else 200,
            form=form,
            row=row,
            name=_name(row),
        )
    certificates.end(row, form.reason.data or "", at=clock.now())
    return back_to(url_for(".listed"), _("Chứng thư số đã ngừng dùng."))


def _recorded(form: CertificateForm) -> SigningCertificate:
    holder = _holder(form.holder.data or "")
    if form.file.data:
        content = form.file.data.read(certificates.MOST_OF_A_FILE + 1)
        passphrase = form.passphrase.data or ""
        return certificates.record_file(holder, content, passphrase, by=me(), at=clock.now())
    return certificates.record(
        holder,
        KeySource(form.source.data),
        form.reference.data or "",
        by=me(),
        at=clock.now(),
    )


def _ours() -> list[SigningCertificate]:
    ours = units.administered_units(me(), clock.today())
    return list(certificates.of_units([unit.id for unit in ours]))


def _holder(code: str) -> Account | Unit:
    """What the choice names; the choices are this administrator's own."""
    number = int(code[1:])
    if code.startswith("u"):
        return db.session.get_one(Unit, number)
    return db.session.get_one(Account, number)


def _name(row: SigningCertificate) -> str:
    if row.unit_id is not None:
        return db.session.get_one(Unit, row.unit_id).name
    return db.session.get_one(Account, row.account_id).full_name


def _state(row: SigningCertificate, now: Any) -> tuple[str, str]:
    if row.ended_at is not None:
        return _("Ngừng dùng"), "grey"
    if now > row.valid_until:
        return _("Hết hạn"), "red"
    if now + SOON > row.valid_until:
        return _("Sắp hết hạn"), "orange"
    return _("Đang dùng"), "green"


def _day(row: SigningCertificate) -> str:
    return f"{clock.local(row.valid_until):%d/%m/%Y}"
