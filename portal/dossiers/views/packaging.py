"""The archive package of an ended dossier, taken home."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast

from flask import Response
from werkzeug.wsgi import FileWrapper

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.dossiers import archiving
from portal.dossiers.views.case import blueprint, load
from portal.downloads import CHUNK_BYTES


@blueprint.get("/<reference>/goi-luu-tru")
@officer(Role.CLERK, Role.LEADER)
def package(reference: str) -> Response:
    """Sealed as it stands; made anew each time, the same papers under the same hashes."""
    dossier = load(reference)
    out = cast(BinaryIO, tempfile.TemporaryFile(prefix="portal-archive-"))  # noqa: SIM115
    try:
        archiving.write_package(dossier, out, at=clock.now())
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    answer = Response(FileWrapper(out, CHUNK_BYTES), content_type="application/zip")
    answer.call_on_close(out.close)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{dossier.label}.zip"'
    return answer
