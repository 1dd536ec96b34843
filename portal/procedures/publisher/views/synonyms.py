"""The list of everyday words, kept by publishers and administrators."""

from __future__ import annotations

from flask import abort, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import keeping_synonyms, queries
from portal.procedures.publisher.synonym_forms import SynonymForm
from portal.procedures.publisher.views.shell import blueprint
from portal.web import back_to, page


@blueprint.route("/tu-hay-dung", methods=["GET", "POST"])
@officer(Role.PUBLISHER, Role.ADMINISTRATOR)
def synonyms() -> Response:
    form = SynonymForm()
    if form.validate_on_submit():
        try:
            entry = keeping_synonyms.keep(form.said.data or "", form.means.data or "")
        except Invalid as refusal:
            for name, sentence in refusal.errors.items():
                form[name].errors = [sentence]
        else:
            return back_to(url_for(".synonyms"), _("Đã lưu “%(said)s”.", said=entry.said))
    return page(
        "procedures/publisher/synonyms.html",
        status=422 if form.errors else 200,
        form=form,
        entries=queries.kept_synonyms(db.session),
    )


@blueprint.post("/tu-hay-dung/<int:synonym_id>/bo")
@officer(Role.PUBLISHER, Role.ADMINISTRATOR)
def remove_synonym(synonym_id: int) -> Response:
    entry = queries.synonym(db.session, synonym_id) or abort(404)
    keeping_synonyms.remove(entry)
    return back_to(url_for(".synonyms"), _("Đã bỏ “%(said)s”.", said=entry.said))
