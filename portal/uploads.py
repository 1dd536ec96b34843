"""What people send in: believed only after it was read by the library made for its kind.

Accepted are PDF, JPEG and PNG, and by a setting texts and tables of an office. WebP and HEIC are refused with the way to make a JPEG of them:
neither opens on every officer's machine.

A picture is drawn anew from its pixels, upright, without its metadata: neither the place where
it was taken nor anything hidden behind it is kept. A PDF is kept byte for byte, because it may
carry a signature; therefore everything in it that could act is refused. Both are opened in a
process that is limited in memory and time (`paper_process`).
"""

from __future__ import annotations

import logging
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import magic

from portal import clock, config, quarantine
from portal.errors import Invalid
from portal.files import open_store
from portal.i18n import _
from portal.paper_process import Unfit, judged
from portal.virus_scan import ScannerFault, virus_in

log = logging.getLogger("portal.uploads")

CHUNK_BYTES = 64 * 1024
MOST_PIXELS = 50_000_000  # a telephone's 48 megapixels
KEPT_PIXELS = 24_000_000  # above, a picture is kept at half its width: A4 has 9 at 300 dpi
MOST_PAGES = 500
MOST_PDF_OBJECTS = 200_000
LONGEST_NAME = 200
JPEG_QUALITY = 92

# What may be stored: (content type, endings a name may have; the first is added when missing).
ENDINGS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
}

# Where PORTAL_OFFICE_FILES is "accepted"; they are saved by who opens them, never shown by us.
OFFICE_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}
# Windows saves no file with these in its name, nor one called like a device.
_REFUSED_IN_NAMES = str.maketrans({'"': "'", **dict.fromkeys("<>:|?*", "_")})
_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.I)
LIMITS = {
    "pixels": MOST_PIXELS,
    "kept_pixels": KEPT_PIXELS,
    "quality": JPEG_QUALITY,
    "pages": MOST_PAGES,
    "objects": MOST_PDF_OBJECTS,
    "unpacked": 100 * 1024 * 1024,
}


@dataclass(frozen=True)
class Accepted:
    """A file that is stored. `name` is what to call it, `size` is in bytes as stored."""

    name: str
    content_type: str
    size: int
    sha256: str


class UploadRefused(Invalid):
    """The file is not taken; the sentence says why and what to do."""


def accept(
    stream: BinaryIO, filename: str, *, max_bytes: int, takes_office: bool = False
) -> Accepted:
    """Judge a file and keep it. Raises UploadRefused; then nothing was kept. Office files are taken
    where the caller and the setting say so.

    It waits in a file of its own while it is judged: memory does not grow with it.
    """
    with tempfile.NamedTemporaryFile(prefix="portal-upload-") as named:
        file = cast(BinaryIO, named)
        _gather(stream, file, max_bytes)
        endings = ENDINGS
        if takes_office and config.current().office_files == "accepted":
            endings = ENDINGS | OFFICE_ENDINGS
        content_type = _content_type(next(_chunks(file)), filename, endings)
        name = _name(filename, content_type, endings)
        is_clean = _is_clean(file)
        drawn = _read_by_its_library(Path(named.name), content_type)
        chunks = _chunks(file) if drawn is None else iter([drawn])
        sha256, size = open_store(config.current()).put(chunks)
    if not is_clean:
        quarantine.hold(sha256, at=clock.now())
    return Accepted(name, content_type, size, sha256)


def _gather(stream: BinaryIO, file: BinaryIO, max_bytes: int) -> None:
    """All of it, or a refusal as soon as it is too much."""
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        file.write(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise UploadRefused(
                _(
                    "Tệp lớn hơn %(most)d MB. Hãy chụp hoặc quét lại ở độ phân giải thấp hơn, "
                    "hoặc chia thành nhiều tệp.",
                    most=max(1, max_bytes // 1_048_576),
                )
            )
    if not size:
        raise UploadRefused(_("Tệp này rỗng. Hãy mở thử tệp trên máy của Ông/Bà rồi chọn lại."))
    file.flush()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def _content_type(beginning: bytes, filename: str, endings: Mapping[str, tuple[str, ...]]) -> str:
    """What the bytes say they are, never what the name says."""
    found = magic.from_buffer(beginning, mime=True)
    if found == "application/zip":  # the order of its parts hides what kind of bundle it is
        ending = filename.rpartition(".")[2].lower()
        found = next((kind for kind, known in endings.items() if ending in known), found)
    if found in ("image/heic", "image/heif", "image/avif", "image/webp"):
        raise UploadRefused(
            _(
                "Ảnh loại HEIC, AVIF hoặc WebP chưa nhận được. Hãy lưu ảnh thành JPEG rồi gửi lại "
                "(trên iPhone: Cài đặt, Camera, Định dạng, chọn “Tương thích nhất”)."
            )
        )
    if found not in endings or (found == "application/pdf" and not beginning.startswith(b"%PDF-")):
        raise UploadRefused(
            _(
                "Nội dung tệp không phải PDF, JPEG hay PNG. Hãy xuất văn bản thành PDF, hoặc chụp "
                "ảnh giấy tờ, rồi gửi lại."
            )
        )
    return found


def _name(filename: str, content_type: str, endings: Mapping[str, tuple[str, ...]]) -> str:
    """The name as the person wrote it, without folders and what cannot be seen. Refuses one
    that claims another kind of file than it is."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = name.translate(_REFUSED_IN_NAMES).strip().rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:  # a photo straight from a telephone may have no ending
        stem, ending = ending, endings[content_type][0]
    if ending.lower() not in endings[content_type]:
        is_known = any(ending.lower() in known for known in endings.values())
        if is_known or (len(ending) <= 5 and ending.isascii() and ending.isalnum()):
            raise UploadRefused(
                _(
                    "Tên tệp có đuôi .%(ending)s nhưng nội dung là %(kind)s. Hãy kiểm tra đã chọn "
                    "đúng tệp, hoặc đổi đuôi thành .%(right)s rồi gửi lại.",
                    ending=ending,
                    kind=endings[content_type][0].upper(),
                    right=endings[content_type][0],
                )
            )
        stem, ending = f"{stem}.{ending}", endings[content_type][0]  # "Quyết định số 5.ký lần 2"
    stem = stem.strip(" .") or "tep"
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"


def _is_clean(file: BinaryIO) -> bool:
    """Ask the scanner, if one is set; False when it is silent: then nobody opens the file until it
    has spoken. Raises UploadRefused for a virus."""
    address = config.current().clamd
    if not address:
        return True
    try:
        virus = virus_in(_chunks(file), address)
    except ScannerFault as fault:
        log.error("upload held back, the virus scanner does not answer: %s", fault)
        return False
    if virus:
        log.warning("upload refused, virus found: %s", virus)
        raise UploadRefused(
            _(
                "Tệp này có vi-rút nên không nhận được. Hãy quét vi-rút trên máy của Ông/Bà, rồi "
                "chụp hoặc quét lại giấy tờ và gửi tệp mới."
            )
        )
    return True


def _read_by_its_library(path: Path, content_type: str) -> bytes | None:
    """The picture drawn anew, None for what is kept as it is. In a process that a bomb may end."""
    try:
        return judged(path, content_type, LIMITS)
    except Unfit as unfit:
        is_picture = content_type.startswith("image/")
        match unfit.code:
            case "locked":
                raise _locked() from unfit
            case "acting":
                raise _acting() from unfit
            case "embedding":
                raise _embedding() from unfit
            case "office":
                raise _acting_office() from unfit
            case "pages":
                raise _too_many_pages(unfit.count) from unfit
            case "pixels":
                raise _too_many_pixels() from unfit
            case "heavy":
                raise _too_heavy() from unfit
            case _ if is_picture:
                raise _broken_picture() from unfit
            case _ if content_type in OFFICE_ENDINGS:
                raise _broken_office() from unfit
            case _:
                raise _broken_pdf() from unfit


def _too_many_pages(pages: int) -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF có %(pages)d trang, nhiều hơn %(most)d. Hãy chia thành nhiều tệp.",
            pages=pages,
            most=MOST_PAGES,
        )
    )


def _too_many_pixels() -> UploadRefused:
    return UploadRefused(
        _(
            "Ảnh lớn hơn %(most)d triệu điểm ảnh. Hãy chụp lại ở độ phân giải thấp hơn rồi gửi lại.",
            most=MOST_PIXELS // 1_000_000,
        )
    )


def _broken_picture() -> UploadRefused:
    return UploadRefused(
        _("Ảnh này bị hỏng, không mở được. Hãy chụp lại hoặc lưu lại ảnh rồi gửi lại.")
    )


def _too_heavy() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp này quá nặng hoặc quá phức tạp nên không kiểm tra được. Hãy chụp hoặc quét lại "
            "giấy tờ ở độ phân giải thấp hơn, hoặc chia thành nhiều tệp, rồi gửi lại."
        )
    )


def _acting_office() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp văn phòng này có macro, tệp nhúng hoặc nội dung lấy từ nơi khác nên không nhận "
            "được. Hãy lưu thành PDF rồi gửi lại."
        )
    )


def _broken_office() -> UploadRefused:
    return UploadRefused(
        _("Tệp văn phòng này bị hỏng, không mở được. Hãy lưu lại thành PDF rồi gửi lại.")
    )


def _locked() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF đang bị khoá bằng mật khẩu. Hãy mở tệp, in ra PDF mới không có mật khẩu rồi "
            "gửi lại."
        )
    )


def _acting() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF có mã chạy hoặc lệnh tự động nên không nhận được. Hãy in tệp ra PDF mới (chọn "
            "“Lưu thành PDF” khi in) rồi gửi lại."
        )
    )


def _embedding() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF có tệp khác đính bên trong nên không nhận được. Hãy tách các tệp đó ra và gửi "
            "riêng từng tệp."
        )
    )


def _broken_pdf() -> UploadRefused:
    return UploadRefused(
        _("Tệp PDF bị hỏng hoặc không đúng chuẩn. Hãy quét lại hoặc in ra PDF mới rồi gửi lại.")
    )
