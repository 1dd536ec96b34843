"""What is taken in and what is not, with real files of each kind."""

from __future__ import annotations

import io
import resource
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from pikepdf import Array, Dictionary, Name
from PIL import Image

from portal import config, uploads
from portal.uploads import Accepted, UploadRefused

MEGABYTE = 1_048_576


@pytest.fixture(autouse=True)
def _settings(app: Flask) -> None:
    """Refusals are sentences in the reader's language, which needs an app."""


@pytest.fixture
def take(app: Flask) -> Callable[..., Accepted]:
    def accept(content: bytes, name: str, max_bytes: int = 20 * MEGABYTE) -> Accepted:
        with app.app_context():
            return uploads.accept(io.BytesIO(content), name, max_bytes=max_bytes)

    return accept


def stored(accepted: Accepted) -> bytes:
    path = Path(config.current().files_url) / accepted.sha256[:2] / accepted.sha256
    return path.read_bytes()


def pdf(
    change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1, **how: object
) -> bytes:
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **how)
    return out.getvalue()


def test_a_plain_pdf_is_kept_byte_for_byte(take: Callable[..., Accepted]) -> None:
    content = pdf(pages=3)
    accepted = take(content, "Giấy chứng sinh.pdf")
    assert (accepted.name, accepted.content_type) == ("Giấy chứng sinh.pdf", "application/pdf")
    assert stored(accepted) == content and accepted.size == len(content)


def test_a_photo_loses_the_place_it_was_taken_and_stands_upright(
    take: Callable[..., Accepted],
) -> None:
    photo = Image.new("RGB", (60, 40), "white")
    photo.paste("red", (0, 0, 30, 40))  # red on the left as stored
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise: red comes to the top
    exif[0x010E] = "secret description"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif, comment=b"secret comment")
    kept = stored(take(out.getvalue(), "ảnh.JPG"))
    assert b"secret" not in kept
    with Image.open(io.BytesIO(kept)) as result:
        assert result.size == (40, 60)
        assert dict(result.getexif()) == {}
        top, bottom = result.getpixel((20, 5)), result.getpixel((20, 55))
    assert top[0] > 200 and top[1] < 60 and bottom[1] > 200  # type: ignore[index]


def test_what_hides_behind_a_picture_is_gone(take: Callable[..., Accepted]) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("run.class", "x")
    kept = stored(take(picture() + archive.getvalue(), "ảnh.jpg"))
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    kept = stored(take(picture("PNG") + b"<script>alert(1)</script>", "ảnh.png"))
    assert b"script" not in kept


def test_a_transparent_palette_survives(take: Callable[..., Accepted]) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((1, 0), 1)
    out = io.BytesIO()
    image.save(out, "PNG", transparency=0)
    with Image.open(io.BytesIO(stored(take(out.getvalue(), "dấu.png")))) as kept:
        assert [p[3] for p in kept.convert("RGBA").get_flattened_data()] == [0, 255]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Quyết định số 5.pdf", "Quyết định số 5.pdf"),
        (unicodedata.normalize("NFD", "Đơn đề nghị.pdf"), "Đơn đề nghị.pdf"),
        ("C:\\Users\\Lan\\đơn.PDF", "đơn.PDF"),
        ("../../etc/đơn.pdf", "đơn.pdf"),
        ("đơn\x00\r\n\u202efdp.pdf", "đơnfdp.pdf"),
        ("  .pdf", "tep.pdf"),
        ("", "tep.pdf"),
        ("quét", "quét.pdf"),
        ("5.ký lần 2", "5.ký lần 2.pdf"),
        ("ơ" * 300 + ".pdf", "ơ" * 196 + ".pdf"),
        ("\ud800đơn.pdf", "đơn.pdf"),
    ],
)
def test_a_name_is_kept_whole_but_harmless(
    take: Callable[..., Accepted], given: str, kept: str
) -> None:
    name = take(pdf(), given).name
    assert name == kept and len(name) <= 200


def test_two_files_of_the_same_content_are_one(take: Callable[..., Accepted]) -> None:
    assert take(pdf(), "a.pdf").sha256 == take(pdf(), "b.pdf").sha256


def javascript(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def hidden_javascript(document: pikepdf.Pdf) -> None:
    """Deep inside a page's annotation, in direct objects."""
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Screen,
        Rect=[0, 0, 9, 9],
        AA=Dictionary(U=Dictionary(S=Name.JavaScript, JS="x")),
    )
    document.pages[0].Annots = Array([annotation])


def javascript_by_name(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS="x")
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", action])))


def launching(document: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.Launch, F="calc.exe"),
    )
    document.pages[0].Annots = Array([document.make_indirect(link)])


def calling_home(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI="https://xau.example/"))


def opening_an_address(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.URI, URI="https://xau.example/")


def dynamic_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp/>"))


@pytest.mark.parametrize(
    "change",
    [
        javascript,
        hidden_javascript,
        javascript_by_name,
        launching,
        calling_home,
        opening_an_address,
        dynamic_form,
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_acts_is_refused(
    take: Callable[..., Accepted], change: Callable[[pikepdf.Pdf], None], packed: bool
) -> None:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pytest.raises(UploadRefused, match="mã chạy"):
        take(pdf(change, object_stream_mode=mode), "đơn.pdf")


def test_a_pdf_that_opens_at_a_page_or_links_to_a_site_is_welcome(
    take: Callable[..., Accepted],
) -> None:
    def harmless(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.URI, URI="https://dichvucong.example/"),
        )
        document.pages[0].Annots = Array([link])

    assert take(pdf(harmless), "đơn.pdf").size


def test_a_pdf_with_a_file_inside_is_refused(take: Callable[..., Accepted]) -> None:
    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["virus.exe"] = b"MZ"

    def attach_to_page(document: pikepdf.Pdf) -> None:
        file = document.make_stream(b"MZ", Type=Name.EmbeddedFile)
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.FileAttachment,
            Rect=[0, 0, 9, 9],
            FS=Dictionary(Type=Name.Filespec, F="a.exe", EF=Dictionary(F=file)),
        )
        document.pages[0].Annots = Array([note])

    for change in (attach, attach_to_page):
        with pytest.raises(UploadRefused, match="đính bên trong"):
            take(pdf(change), "đơn.pdf")


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_locked_pdf_is_refused(take: Callable[..., Accepted], user: str) -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="owner", user=user))
    with pytest.raises(UploadRefused, match="mật khẩu"):
        take(locked, "đơn.pdf")


def test_too_many_pages_are_refused(take: Callable[..., Accepted]) -> None:
    with pytest.raises(UploadRefused, match="501 trang"):
        take(pdf(pages=501), "đơn.pdf")


def zip_behind(content: bytes) -> bytes:
    archive = io.BytesIO(content)
    archive.seek(0, 2)
    with zipfile.ZipFile(archive, "a") as bundle:
        bundle.writestr("a.txt", "%%EOF")
    return archive.getvalue()


BROKEN = {
    "cut off": lambda: pdf(pages=20)[:-60],
    "archive behind": lambda: zip_behind(pdf()),
    "archive behind, closed like a PDF": lambda: zip_behind(pdf())[:-2] + b"\x06\0\n%%EOF",
    "page behind": lambda: pdf() + b"<html><script>alert(1)</script>",
    "only a head": lambda: b"%PDF-1.7\n%%EOF",
    "noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_or_double_natured_pdf_is_refused(
    take: Callable[..., Accepted], case: str
) -> None:
    with pytest.raises(UploadRefused, match="hỏng"):
        take(BROKEN[case](), "đơn.pdf")


def pdf_with_object_stream(megabytes: int) -> bytes:
    """A PDF with a number in an object stream, followed by so many megabytes of spaces."""
    packer = zlib.compressobj(9)
    body = packer.compress(b"5 0     7 ")
    body += b"".join(packer.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packer.flush()
    objects = {
        1: b"<</Type/Catalog/Pages 4 0 R/Extra 5 0 R>>",
        2: b"<</Type/ObjStm/N 1/First 8/Filter/FlateDecode/Length %d>>stream\n" % len(body)
        + body
        + b"\nendstream",
        4: b"<</Type/Pages/Kids[6 0 R]/Count 1>>",
        6: b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>",
    }
    out, offsets = b"%PDF-1.5\n", {}
    for number, text in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + text + b"\nendobj\n"
    offsets[3] = len(out)
    rows = b"".join(
        struct.pack(">BIH", 2, 2, 0)
        if number == 5
        else struct.pack(">BIH", 1, offsets[number], 0)
        if number
        else struct.pack(">BIH", 0, 0, 0)
        for number in range(7)
    )
    head = b"<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>" % len(rows)
    out += b"3 0 obj\n" + head + b"stream\n" + rows + b"\nendstream\nendobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % offsets[3]


def test_a_pdf_that_unpacks_without_end_is_refused_in_bounded_memory(
    take: Callable[..., Accepted],
) -> None:
    assert take(pdf_with_object_stream(1), "đơn.pdf").size < 10_000
    bomb = pdf_with_object_stream(512)
    assert len(bomb) < MEGABYTE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UploadRefused, match="hỏng"):
        take(bomb, "đơn.pdf")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


def png_header(width: int, height: int) -> bytes:
    """A small PNG that claims to be very large; its data are a row of zeros, well packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_100, 12_000, 60_000])
def test_a_picture_too_large_to_draw_is_refused_before_it_is_drawn(
    take: Callable[..., Accepted], side: int
) -> None:
    with pytest.raises(UploadRefused, match="50 triệu điểm ảnh"):
        take(png_header(side, side), "ảnh.png")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "đơn.pdf", "rỗng"),
        (
            b"MZ\x90\0" + b"\0" * 56 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200,
            "đơn.pdf",
            "không phải PDF",
        ),
        (b"<html><script>alert(1)</script></html>", "ảnh.png", "không phải PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "ảnh.png", "không phải PDF"),
        (b"junk\n" + pdf(), "đơn.pdf", "không phải PDF"),
        (picture(), "đơn.pdf", "đuôi .pdf nhưng nội dung là JPG"),
        (pdf(), "đơn.exe", "đuôi .exe nhưng nội dung là PDF"),
        (pdf(), "đơn.pdf.html", "đuôi .html nhưng nội dung là PDF"),
        (picture("WEBP"), "ảnh.webp", "JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "ảnh.heic", "iPhone"),
        (picture(size=(400, 400))[:600], "ảnh.jpg", "bị hỏng"),
        (picture("GIF"), "ảnh.gif", "không phải PDF"),
    ],
    ids=[
        "empty",
        "program",
        "page",
        "svg",
        "junk before",
        "jpeg as pdf",
        "pdf as exe",
        "two endings",
        "webp",
        "heic",
        "cut jpeg",
        "gif",
    ],
)
def test_what_is_not_what_it_should_be_is_refused_with_a_reason(
    take: Callable[..., Accepted], content: bytes, name: str, words: str
) -> None:
    with pytest.raises(UploadRefused) as refusal:
        take(content, name)
    assert words in refusal.value.sentence
    assert refusal.value.status == 422


def test_a_refused_file_is_not_kept(take: Callable[..., Accepted]) -> None:
    folder = Path(config.current().files_url)
    before = set(folder.rglob("*"))
    for content in (b"MZ", pdf(javascript), b""):
        with pytest.raises(UploadRefused):
            take(content, "đơn.pdf")
    assert set(folder.rglob("*")) == before


def test_reading_stops_at_the_limit(app: Flask) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"%" * size

    endless = Endless()
    with app.app_context(), pytest.raises(UploadRefused, match="lớn hơn 2 MB"):
        uploads.accept(endless, "đơn.pdf", max_bytes=2 * MEGABYTE)  # type: ignore[arg-type]
    assert endless.given <= 2 * MEGABYTE + 2 * uploads.CHUNK_BYTES
