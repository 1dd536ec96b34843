"""`bench/documents`: render, sign, check, take in 1 MB, each beside the bare call of its library, ABAB
in one run; then memory over many renders."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import magic
import pikepdf
import weasyprint
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator import ValidationContext
from weasyprint.text.fonts import FontConfiguration

from portal import clock, config, create_app, pdf, uploads
from portal.documents import demo_certificates, papers, samples, signing, verification
from portal.documents.papers import PaperKind

WARM_UP = 3
MEGABYTE = 1024 * 1024
AT = datetime(2026, 1, 5, 9, tzinfo=clock.VIETNAM)
SETS = 10  # the memory is told this many times


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-documents-") as folder:
        app = create_app(config.load({"PORTAL_DATA_DIR": folder}))
        with app.test_request_context():
            _say(f"Python {sys.version.split()[0]}, {arguments.repeat} pairs, load {_load()}")
            _say(f"{'':<22}{'ours ms':>9}{'bare ms':>9}{'ratio':>7}  quartiles of the pairs")
            for name, ours, bare in _pairs(Path(folder)):
                _measure(name, ours, bare, arguments.repeat)
            _memory(arguments.renders)


Call = Callable[[], object]


def _pairs(folder: Path) -> list[tuple[str, Call, Call]]:
    authority = demo_certificates.make_authority("CA của phép đo", AT - timedelta(days=1))
    issued = authority.issue_personal("Trần Văn Tuấn", "Phường", "x", AT - timedelta(days=1))
    signer = signing.load_pkcs12(issued, "x")
    blank = signing.prepare(papers.render_paper(PaperKind.RESULT, samples.sample_result()))
    signed = signing.sign_personally(blank, signer, AT)
    receipt = samples.sample_papers()[PaperKind.RECEIPT]
    html = papers.paper_html(PaperKind.RECEIPT, receipt)
    big = _one_megabyte()
    return [
        (
            "render a receipt",
            lambda: papers.render_paper(PaperKind.RECEIPT, receipt),
            _printer(html),
        ),
        (
            "sign a result",
            lambda: signing.sign_personally(blank, signer, AT),
            lambda: _bare_signature(blank, signer),
        ),
        (
            "check a signed result",
            lambda: verification.check(signed, [authority.pem]),
            lambda: _bare_check(signed, authority.certificate.public_bytes(Encoding.DER)),
        ),
        (
            "take in a PDF of 1 MB",
            lambda: uploads.accept(io.BytesIO(big), "giấy.pdf", max_bytes=20 * MEGABYTE),
            lambda: _bare_upload(big, folder),
        ),
    ]


def _printer(html: str) -> Call:
    """WeasyPrint with fonts and styles kept, as a loop of its own would use it."""
    font_config = FontConfiguration()
    styles = [
        weasyprint.CSS(filename=path, font_config=font_config) for path in pdf.PRINT_STYLESHEETS
    ]
    return lambda: weasyprint.HTML(string=html, base_url="file:///").write_pdf(
        stylesheets=styles, font_config=font_config, pdf_variant="pdf/a-2a", pdf_forms=True
    )


def _bare_signature(blank: bytes, signer: signing.Signer) -> bytes:
    """pyHanko alone: no appearance is drawn."""
    metadata = signers.PdfSignatureMetadata(
        field_name=signing.LEADER,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.name,
    )
    made = signers.PdfSigner(metadata, signer.key, stamp_style=NoOpStampStyle()).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(blank)),
        existing_fields_only=True,
        bytes_reserved=signing.RESERVED,
    )
    return bytes(made.getbuffer())


def _bare_check(signed: bytes, root: bytes) -> None:
    for signature in PdfFileReader(BytesIO(signed), strict=False).embedded_regular_signatures:
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(root)], moment=AT, allow_fetching=False
        )
        assert validate_pdf_signature(signature, context).bottom_line


def _bare_upload(content: bytes, folder: Path) -> None:
    """What taking a file in cannot do without: its type, that it opens, its hash, and the disk."""
    assert magic.from_buffer(content[:4096], mime=True) == "application/pdf"
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1
    path = folder / hashlib.sha256(content).hexdigest()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _one_megabyte() -> bytes:
    """One page whose content cannot be packed, as a scan's cannot."""
    with pikepdf.new() as made:
        made.add_blank_page()
        noise = hashlib.shake_256(b"noise").digest(MEGABYTE - 1024)
        made.Root.Noise = made.make_indirect(pikepdf.Stream(made, noise))
        out = BytesIO()
        made.save(out)
    return out.getvalue()


def _measure(name: str, ours: Call, bare: Call, repeat: int) -> None:
    """Processor time of this process and of the one that prints for it, alternating."""
    pairs = []
    for turn in range(repeat + WARM_UP):
        pair = _spent(ours), _spent(bare)
        if turn >= WARM_UP:
            pairs.append(pair)
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    low, middle, high = statistics.quantiles([one / other for one, other in pairs], n=4)
    _say(f"{name:<22}{mine:>9.2f}{theirs:>9.2f}{middle:>7.2f}  {low:.2f}–{high:.2f}")


def _spent(call: Call) -> float:
    before = _processor_ns()
    call()
    return (_processor_ns() - before) / 1e6


def _processor_ns() -> int:
    printer = pdf._running().process.pid
    return time.process_time_ns() + int(Path(f"/proc/{printer}/schedstat").read_text().split()[0])


def _memory(renders: int) -> None:
    """Resident memory of the portal's process and of the printing one, as the renders go on."""
    receipt = samples.sample_papers()[PaperKind.RECEIPT]
    _say(f"\n{'renders':>8}{'ours MB':>9}{'printing MB':>13}")
    for done in range(0, renders + 1, max(renders // SETS, 1)):
        if done:
            for _turn in range(max(renders // SETS, 1)):
                papers.render_paper(PaperKind.RECEIPT, receipt)
        mine, printing = _resident_mb(os.getpid()), _resident_mb(pdf._running().process.pid)
        _say(f"{done:>8}{mine:>9.1f}{printing:>13.1f}")


def _resident_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=30, help="pairs measured")
    parser.add_argument("--renders", type=int, default=1000, help="renders for the memory")
    return parser.parse_args()


if __name__ == "__main__":
    main()
