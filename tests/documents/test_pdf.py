"""portal.pdf: nothing comes in from outside, every letter comes out, and always the same bytes."""

import os
import signal
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from portal import pdf, pdf_worker
from portal.capped_process import Kept
from tests.documents import tools

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
ALPHABET = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in VOWELS + VOWELS.upper()
    for tone in TONES
] + list("bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX")


def page(body: str, identifier: bytes = b"1", **options: object) -> bytes:
    return pdf.render(f"<html><body>{body}</body></html>", title="Thử", identifier=identifier,
                      **options)  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize("style", ["", "<b>", "<i>", "<b><i>"])
def test_every_vietnamese_letter_is_printed_in_the_one_face(style: str, tmp_path: Path) -> None:
    made = page(f"<p>{style}{' '.join(ALPHABET)}")

    # Poppler takes single letters for one spaced-out word: compare without the spaces.
    assert tools.text_of(made, tmp_path).replace(" ", "") == "".join(ALPHABET)
    fonts = tools.fonts_of(made, tmp_path)
    assert len(fonts) == 1
    assert all(name.startswith("Tinos") and embedded for name, embedded in fonts.items())


def test_tick_boxes_are_printed_from_the_package_even_in_bold(tmp_path: Path) -> None:
    made = page("<p>☐ ☑ <b>☐ ✓</b>")

    assert tools.text_of(made, tmp_path).replace(" ", "") == "☐☑☐✓"
    assert all(name.startswith("Tick-boxes") for name in tools.fonts_of(made, tmp_path))


@pytest.mark.parametrize(
    "hostile",
    [
        '<img alt="a" src="http://192.0.2.1/a.png">',
        '<img alt="a" src="https://example.com/a.png">',
        '<img alt="a" src="file:///etc/passwd">',
        '<img alt="a" src="/etc/passwd">',
        '<base href="file:///etc/"><img alt="a" src="passwd">',
        f'<img alt="a" src="{(pdf.PACKAGE / "pdf.py").as_uri()}">',
        f'<img alt="a" src="{(pdf.PACKAGE / "documents/fonts/../../config.py").as_uri()}">',
        '<style>@import "file:///etc/passwd";</style>',
        '<style>@font-face { font-family: x; src: url("file:///usr/share/fonts/a.ttf") }</style>',
        '<p style="background: url(ftp://example.com/x)">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<object data="file:///etc/hosts"></object>',
        '<img alt="a" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'>'
        "<image href='file:///etc/passwd' width='9' height='9'/></svg>\">",
    ],
)
def test_a_page_that_asks_for_anything_outside_is_not_printed(hostile: str) -> None:
    with pytest.raises(pdf.ForbiddenResource):
        page(hostile)


def test_the_same_arguments_give_the_same_bytes_in_another_process() -> None:
    def made() -> bytes:
        picture = f'<img alt=q src="{pdf.qr_data_uri("x")}">'
        at = datetime(2026, 1, 5, tzinfo=UTC)
        return page(f"<p>Ủy ban ☐{picture}", attachments={"a.txt": b"a"}, created=at)

    def drawn() -> bytes:
        return pdf.render_appearance("<p>Số: 05", width=90, height=20)

    before, first = (made(), drawn()), pdf._running().process.pid
    pdf.end()
    assert (made(), drawn()) == before
    assert pdf._running().process.pid != first


def test_threads_do_not_disturb_each_other() -> None:
    bodies = [f"<p>Trang {n} ☑" for n in range(4)] * 3
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(page, bodies))

    assert made == [page(body) for body in bodies]


def test_dates_and_identifier_are_those_given() -> None:
    made = page("<p>a", identifier=b"H99-1", created=datetime(2026, 1, 5, 1, 30, tzinfo=UTC))

    with pikepdf.open(BytesIO(made)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20260105013000")
        assert bytes(opened.trailer["/ID"][0]) == b"H99-1"
    with pytest.raises(ValueError, match="aware"):
        page("<p>a", created=datetime(2026, 1, 5))  # noqa: DTZ001


def test_an_attachment_is_kept_whole(tmp_path: Path) -> None:
    made = page("<p>a", attachments={"dữ liệu.json": b'{"a": 1}'})

    with pikepdf.open(BytesIO(made)) as opened:
        (kept,) = opened.attachments.values()
        assert kept.filename == "dữ liệu.json"
        assert kept.get_file().read_bytes() == b'{"a": 1}'


def test_a_qr_code_is_read_back_from_the_printed_page(tmp_path: Path) -> None:
    address = "https://motcua.example.vn/tra-cuu/H99.12-260105-0007"
    made = page(f'<img alt="QR" style="width: 18mm" src="{pdf.qr_data_uri(address)}">')

    with Image.open(tools.picture_of(made, tmp_path)) as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == address


def test_page_numbers_stand_at_the_top_from_the_second_page(tmp_path: Path) -> None:
    made = page("<p>một<p style='break-before: page'>hai")

    assert tools.text_of(made, tmp_path) == "một 2 hai"


def test_table_headers_say_whether_they_head_a_row_or_a_column() -> None:
    made = page("<table><tr><th>Tên<th>Số<tr><th>Lan<td>1</table>")

    with pikepdf.open(BytesIO(made)) as opened:
        scopes = [
            str(item.A.Scope)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
        ]
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]


def test_a_field_without_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="text:"):
        page('<input type="checkbox" name="SEAL">')


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets the limits of the rendering process for this test; none of them is for the next."""
    made: list[Kept] = []

    def limit(memory: int = pdf.MEMORY, seconds: int = pdf.CPU_SECONDS) -> None:
        how = (pdf_worker.__file__, str(memory), str(seconds), *map(str, pdf.PRINT_STYLESHEETS))
        made.append(Kept(*how, patience=pdf.PATIENCE_SECONDS))
        monkeypatch.setattr(pdf, "_process", made[-1])

    yield limit
    for kept in made:
        kept.end()


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_printed(
    limited: Callable[..., None],
) -> None:
    limited(seconds=1)

    with pytest.raises(pdf.RenderingStopped, match="giới hạn thời gian"):
        page("<p>" + "<b>một</b> <i>hai</i> " * 20_000)

    assert page("<p>a").startswith(b"%PDF")


def test_a_page_that_takes_too_much_memory_is_stopped_and_the_next_one_printed(
    limited: Callable[..., None],
) -> None:
    limited(memory=320 * 1024 * 1024)

    with pytest.raises(pdf.RenderingStopped):
        page("<p>" + "một hai ba " * 4_000_000)

    assert page("<p>a").startswith(b"%PDF")


def test_a_killed_process_is_replaced_unnoticed() -> None:
    before = page("<p>a")
    process = pdf._running().process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert page("<p>a") == before


def test_the_process_knows_no_secret_and_has_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "bí mật")
    pdf.end()
    process = pdf._running().process

    assert b"PORTAL" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    assert page("<p>a")  # started well


def test_a_fork_prints_by_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = pdf._running()
    monkeypatch.setattr(parents, "owner", os.getppid())  # as this process looks to its fork
    page("<p>a")

    assert pdf._running().process.pid != parents.process.pid
    assert Path(f"/proc/{parents.process.pid}").exists()
    monkeypatch.undo()
    parents.process.returncode = None
    parents.end()
