"""Files that come piece by piece: a server of the tus protocol 1.0 (creation, termination), of
which the page's script is an ordinary client. Without script the forms take whole files."""

from __future__ import annotations

import base64
import binascii
import unicodedata

from flask import Response, abort, jsonify, make_response, request, url_for

from portal import clock
from portal.accounts.access import citizen
from portal.dossiers import authority, uploading
from portal.dossiers.models import Dossier, Upload
from portal.dossiers.uploading import OffsetWrong
from portal.dossiers.views.own import blueprint, own
from portal.errors import Invalid, Refusal
from portal.i18n import _

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}


@blueprint.post("/ho-so/<reference>/tai-len")
@citizen
def begin_upload(reference: str) -> Response:
    found = own(reference)
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    length = _number(request.headers.get("Upload-Length", ""))
    try:
        if told.get("paper") not in _paper_keys(found):
            raise Invalid(_("Giấy tờ này không có trong hồ sơ. Hãy tải lại trang."))
        upload = uploading.begin(
            found, told["paper"], told.get("filename") or _("không tên"), length, at=clock.now()
        )
    except Refusal as refused:
        return _refused(refused)
    address = url_for(".piece", reference=reference, upload_key=upload.key)
    return _answer(201, {"Location": address})


@blueprint.route("/ho-so/<reference>/tai-len/<upload_key>", methods=["HEAD"])
@citizen
def offset(reference: str, upload_key: str) -> Response:
    upload = _upload(own(reference), upload_key)
    return _answer(200, {"Upload-Offset": upload.offset, "Upload-Length": upload.size})


@blueprint.route("/ho-so/<reference>/tai-len/<upload_key>", methods=["PATCH"])
@citizen
def piece(reference: str, upload_key: str) -> Response:
    """A piece; with the last one the file is judged. A file that is refused stays in no form."""
    found = own(reference)
    upload = _upload(found, upload_key)
    if request.mimetype != "application/offset+octet-stream":
        abort(415)
    try:
        uploading.add_piece(
            upload,
            request.get_data(),
            _number(request.headers.get("Upload-Offset")),
            at=clock.now(),
        )
        arrived = upload.offset
        if arrived == upload.size:
            uploading.finish(upload, at=clock.now())
    except OffsetWrong as refused:
        return _refused(refused, 409)
    except Refusal as refused:
        return _refused(refused)
    return _answer(204, {"Upload-Offset": arrived})


@blueprint.route("/ho-so/<reference>/tai-len/<upload_key>", methods=["DELETE"])
@citizen
def give_up(reference: str, upload_key: str) -> Response:
    uploading.give_up(_upload(own(reference), upload_key))
    return _answer(204, {})


def _upload(found: Dossier, key: str) -> Upload:
    return next((one for one in found.uploads if one.key == key), None) or abort(404)


def _paper_keys(found: Dossier) -> set[str]:
    asked = found.open_supplement_request
    if asked is not None:
        return {str(item["document_key"]) for item in asked.items}
    return {document.key for document in authority.asked_documents(found).items}


def _metadata(header: str) -> dict[str, str]:
    """`name base64, name base64` as the protocol writes it; nonsense is left out."""
    told: dict[str, str] = {}
    for pair in header.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            words = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        told[name] = unicodedata.normalize("NFC", words)
    return told


def _number(text: str | None) -> int:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1


def _answer(status: int, headers: dict[str, object]) -> Response:
    response = make_response("", status)
    response.headers.update({**TUS, **{name: str(value) for name, value in headers.items()}})
    return response


def _refused(refused: Refusal, status: int = 422) -> Response:
    response: Response = jsonify(error=refused.sentence)
    response.status_code = status
    response.headers.update(TUS)
    return response
