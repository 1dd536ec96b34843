"""The owner of a draft goes on under the version that came into force meanwhile."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from portal.accounts.access import citizen
from portal.dossiers import submission
from portal.dossiers.views.own import blueprint, own
from portal.i18n import _
from portal.web import back_to


@blueprint.post("/ho-so/<reference>/phien-ban-moi")
@citizen
def move_on(reference: str) -> Response:
    found = own(reference)
    submission.renew(found)
    return back_to(
        url_for(".dossier", reference=reference),
        _("Hồ sơ nháp đã theo phiên bản mới. Hãy xem lại từng mục rồi nộp."),
    )
