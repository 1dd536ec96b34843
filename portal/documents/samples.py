"""Every form, filled in with demonstration values: to look at, print and correct a layout."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import click

from portal import clock
from portal.documents import demo_certificates, profiles, signing
from portal.documents.papers import (
    SIGNED_KINDS,
    ApologyPaper,
    Component,
    ControlSheetPaper,
    CountedLine,
    DeclinePaper,
    FeeReceiptPaper,
    GivenResult,
    HandOver,
    HandoverListPaper,
    HandoverSlipPaper,
    IssuedBookPaper,
    IssuedLine,
    ListedDossier,
    MinutesPaper,
    Paper,
    PaperHead,
    PaperKind,
    Person,
    ReceiptPaper,
    RegisterLine,
    RegisterPaper,
    ResultPaper,
    ShiftSheetPaper,
    StopPaper,
    SupplementPaper,
    has_form,
    is_slip,
    render_paper,
    render_template_text,
)


def samples(directory: Path) -> list[Path]:
    """Write one PDF of each form of each profile into a folder of `directory` (made if missing),
    the result and the letters also as signed and sealed; return the files."""
    written: list[Path] = []

    def write(profile: str, name: str, content: bytes) -> None:
        path = directory / profile / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)

    for profile in profiles.KEYS:
        for kind, paper in sample_papers(profile).items():
            write(profile, kind, render_paper(kind, paper, profile))
        for kind in SIGNED_KINDS & set(sample_papers(profile)):
            letter = render_paper(kind, sample_papers(profile)[kind], profile)
            write(profile, f"{kind}-sealed", sample_seal(letter))
        signed, sealed = sample_signatures(render_paper(PaperKind.RESULT, sample_result()))
        write(profile, "result-signed", signed)
        write(profile, "result-sealed", sealed)
    return written


@click.command("samples")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def samples_command(directory: Path) -> None:
    """Write every printed form, filled in with demonstration values, to DIRECTORY."""
    for path in samples(directory):
        click.echo(path)


def sample_papers(profile: str = "2025") -> dict[PaperKind, Paper]:
    """One filled-in context for each form of the profile, and for each slip in use."""
    return {
        kind: paper
        for kind, paper in _papers().items()
        if kind is PaperKind.RESULT or is_slip(kind) or has_form(kind, profile)
    }


def _papers() -> dict[PaperKind, Paper]:
    return {
        PaperKind.RECEIPT: _receipt(),
        PaperKind.SUPPLEMENT: _supplement(),
        PaperKind.DECLINE: _decline(),
        PaperKind.APOLOGY: _apology(),
        PaperKind.STOP: _stop(),
        PaperKind.CONTROL_SHEET: _control_sheet(),
        PaperKind.REGISTER: _register(),
        PaperKind.HANDOVER_SLIP: _handover_slip(),
        PaperKind.FEE_RECEIPT: _fee_receipt(),
        PaperKind.HANDOVER_LIST: _handover_list(),
        PaperKind.RESULTS_LIST: _results_list(),
        PaperKind.MINUTES: _minutes(),
        PaperKind.SHIFT_SHEET: _shift_sheet(),
        PaperKind.ISSUED_BOOK: _issued_book(),
        PaperKind.RESULT: sample_result(),
    }


def sample_result() -> ResultPaper:
    body = render_template_text(
        RESULT_TEMPLATE,
        {
            "applicant": {"name": "Nguyễn Thị Lan", "born_on": date(1990, 4, 12)},
            "identity_number": "048190001234",
            "address": _APPLICANT.address,
            "status": "Chưa đăng ký kết hôn với ai",
            "purpose": "Bổ túc hồ sơ vay vốn ngân hàng",
            "valid_months": 6,
        },
    )
    return ResultPaper(
        head=PaperHead(
            superior_unit="UBND thành phố Hải Vân",
            unit="Ủy ban nhân dân phường Hải An",
            place="Hải An",
            date=None,
            dossier_code=_CODE,
            verify_url="https://motcua.example.vn/xac-thuc/7Q4K-M2PD-9XWT",
        ),
        title="Giấy xác nhận tình trạng hôn nhân",
        body=body,
        capacities=["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
        signer="Trần Văn Tuấn",
        recipients=["Bà Nguyễn Thị Lan", "Lưu: VT, TP-HT"],
        verify_code="7Q4K-M2PD-9XWT",
    )


def sample_signatures(pdf: bytes) -> tuple[bytes, bytes]:
    """The result signed by its leader, and then numbered and sealed, with certificates made on the
    spot."""
    leader, unit = _signers()
    at = _RECEIVED + timedelta(days=2)
    signed = signing.sign_personally(signing.prepare(pdf), leader, at)
    sealed = signing.seal(
        signed,
        unit,
        "Số: 05/GXN-UBND",
        "Hải An, ngày 07 tháng 01 năm 2026",
        at + timedelta(hours=1),
    )
    return signed, sealed


def sample_seal(letter: bytes) -> bytes:
    """A letter with its printed number, signed by the leader and sealed by the unit."""
    leader, unit = _signers()
    at = _RECEIVED + timedelta(days=2)
    signed = signing.sign_personally(signing.prepare(letter), leader, at)
    return signing.seal_letter(signed, unit, at)


@cache
def _signers() -> tuple[signing.Signer, signing.Signer]:
    """A leader and a unit, with certificates made on the spot."""
    authority = demo_certificates.make_authority("CA trình diễn Cổng Một cửa", _RECEIVED)
    name = "Ủy ban nhân dân phường Hải An"
    leader = authority.issue_personal("Trần Văn Tuấn", name, "demo", _RECEIVED)
    seal = authority.issue_seal(name, "H99.12", "demo", _RECEIVED)
    return signing.load_pkcs12(leader, "demo"), signing.load_pkcs12(seal, "demo")


RESULT_TEMPLATE = """\
<p>Xét đề nghị của Bà {{ applicant.name }}, về việc cấp Giấy xác nhận tình trạng hôn nhân,</p>
<p style="text-align: center; text-indent: 0"><b>XÁC NHẬN:</b></p>
<p>Họ, chữ đệm, tên: <b>{{ applicant.name|upper }}</b></p>
<p>Ngày, tháng, năm sinh: {{ applicant.born_on|short_date }}</p>
<p>Giới tính: Nữ. Dân tộc: Kinh. Quốc tịch: Việt Nam</p>
<p>Số định danh cá nhân: {{ identity_number }}</p>
<p>Nơi cư trú: {{ address }}</p>
<p>Tình trạng hôn nhân: {{ status }}.</p>
<p>Giấy này được cấp để: {{ purpose }}.</p>
<p>Giấy này có giá trị sử dụng trong thời hạn {{ valid_months }} tháng, kể từ ngày cấp./.</p>
"""

_CODE = "H99.12-260105-0007"
_RECEIVED = datetime(2026, 1, 5, 8, 30, tzinfo=clock.VIETNAM)
_DUE = datetime(2026, 1, 8, 17, 0, tzinfo=clock.VIETNAM)
_REQUEST = "Cấp Giấy xác nhận tình trạng hôn nhân"
_DESK = "Trung tâm Phục vụ hành chính công phường Hải An"
_APPLICANT = Person(
    name="Nguyễn Thị Lan",
    address="Số 12 đường Sông Hồng, tổ 5, phường Hải An, thành phố Hải Vân",
    phone="0905 123 456",
    email="lan.nguyen@example.vn",
    identity_number="048190001234",
)
_COMPONENTS = [
    Component("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân (theo mẫu)", originals=1),
    Component("Trích lục ghi chú ly hôn (nếu đã ly hôn)", certified_copies=1),
    Component("Giấy tờ chứng minh nơi cư trú", photocopies=1),
]


def _head(number: str = "", day: date = date(2026, 1, 5)) -> PaperHead:
    return PaperHead(
        superior_unit="UBND phường Hải An",
        unit="Trung tâm Phục vụ hành chính công",
        place="Hải An",
        date=day,
        dossier_code=_CODE,
        number=number,
        lookup_url=f"https://motcua.example.vn/tra-cuu/{_CODE}",
        lookup_code="K7M2QX",
    )


def _receipt() -> ReceiptPaper:
    return ReceiptPaper(
        head=_head(),
        desk=_DESK,
        applicant=_APPLICANT,
        request=_REQUEST,
        components=_COMPONENTS,
        time_limit="03 ngày làm việc",
        received_at=_RECEIVED,
        due_at=_DUE,
        delivery=_DESK,
        receiver="Lê Quang Minh",
        book="01/2026",
        book_entry="07",
    )


def _supplement() -> SupplementPaper:
    return SupplementPaper(
        head=_head("12/HDHT"),
        applicant=_APPLICANT,
        request=_REQUEST,
        components=_COMPONENTS[1:2],
        reason="Tờ khai ghi đã ly hôn nhưng hồ sơ chưa có trích lục ghi chú ly hôn "
        "hoặc bản án, quyết định ly hôn đã có hiệu lực.",
        contact_officer="ông Lê Quang Minh",
        contact_phone="0236 3 123 456",
        instructor="Lê Quang Minh",
    )


def _decline() -> DeclinePaper:
    return DeclinePaper(
        head=_head("03/TCHS"),
        desk=_DESK,
        applicant=_APPLICANT,
        request="Cấp Phiếu lý lịch tư pháp số 1",
        reason="Việc cấp Phiếu lý lịch tư pháp không thuộc thẩm quyền giải quyết của "
        "Ủy ban nhân dân phường.",
        advice="Ông/Bà nộp hồ sơ tại cơ quan Công an có thẩm quyền hoặc nộp trực tuyến trên "
        "Cổng Dịch vụ công quốc gia.",
        receiver="Lê Quang Minh",
    )


def _apology() -> ApologyPaper:
    return ApologyPaper(
        head=_head("02/PXL", date(2026, 1, 8)),
        addressee="Bà Nguyễn Thị Lan",
        receiving_unit=_DESK,
        late_unit="Ủy ban nhân dân phường Hải An",
        request=_REQUEST,
        received_at=_RECEIVED,
        due_at=_DUE,
        reason="cơ quan nơi Bà cư trú trước đây chưa có văn bản trả lời xác minh.",
        new_due_at=_DUE + timedelta(days=5),
        capacities=["KT. Chủ tịch", "Phó Chủ tịch"],
        signer="Trần Văn Tuấn",
        recipients=["Như trên", _DESK, "Lưu: VT, HS"],
    )


def _stop() -> StopPaper:
    return StopPaper(
        head=_head("04/TB-UBND", date(2026, 1, 20)),
        applicant=_APPLICANT,
        request=_REQUEST,
        received_at=_RECEIVED,
        ground="Đơn đề nghị dừng giải quyết hồ sơ của Bà Nguyễn Thị Lan ngày 19/01/2026.",
        stage="thẩm định hồ sơ",
        stopped_on=date(2026, 1, 20),
        decision="Giấy tờ gốc đã nộp được trả lại tại Trung tâm Phục vụ hành chính công phường.",
        fees="lệ phí 15.000 đồng đã nộp được hoàn trả theo quy định.",
        capacities=["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
        signer="Trần Văn Tuấn",
        recipients=["Như trên", _DESK, "Lưu: VT, HS"],
        unit_name="Ủy ban nhân dân phường Hải An",
    )


def _shift_sheet() -> ShiftSheetPaper:
    return ShiftSheetPaper(
        head=_listed_head("CT-H99.11-26/0001"),
        cashier="Ngô Thanh Thủy",
        opened_at=datetime(2026, 1, 5, 7, 30, tzinfo=clock.VIETNAM),
        closed_at=datetime(2026, 1, 5, 17, 0, tzinfo=clock.VIETNAM),
        ways=[
            CountedLine("Tiền mặt", "12", "96.000 đồng"),
            CountedLine("Thẻ ngân hàng tại quầy", "3", "150.000 đồng"),
            CountedLine("Chuyển khoản", "1", "75.000 đồng"),
        ],
        notes=[
            CountedLine("50.000 đồng", "5", "250.000 đồng"),
            CountedLine("10.000 đồng", "4", "40.000 đồng"),
            CountedLine("1.000 đồng", "5", "5.000 đồng"),
        ],
        opening="200.000 đồng",
        given_back="0 đồng",
        expected="296.000 đồng",
        counted="295.000 đồng",
        counted_in_words="Hai trăm chín mươi lăm nghìn đồng",
        difference="-1.000 đồng",
        reason="Trả nhầm tiền lẻ",
    )


def _minutes() -> MinutesPaper:
    day = date(2026, 1, 14)
    return MinutesPaper(
        head=_head("", day),
        applicant=_APPLICANT.name,
        request="Đăng ký thường trú",
        place="Số 5, phố Gốm, phường Hải An",
        began_at=datetime(2026, 1, 14, 9, 0, tzinfo=clock.VIETNAM),
        ended_at=datetime(2026, 1, 14, 9, 40, tzinfo=clock.VIETNAM),
        purpose="Xác minh việc Bà Nguyễn Thị Lan đang ở thực tế tại địa chỉ đăng ký.",
        present=[
            "Ông Trần Văn Hòa, chuyên viên, người lập biên bản",
            "Bà Lê Thị Mận, tổ trưởng tổ dân phố 3",
            "Bà Nguyễn Thị Lan, chủ hồ sơ",
        ],
        findings="Bà Lan cùng con đang ở thường xuyên tại địa chỉ từ tháng 12 năm 2025; nhà "
        "thuộc sở hữu của bà, diện tích khoảng 60 m2.",
        conclusion="Thực tế đúng với hồ sơ",
        photos=["mat-tien.jpg", "phong-khach.jpg"],
        officer="Trần Văn Hòa",
    )


def _register() -> RegisterPaper:
    return RegisterPaper(
        head=_listed_head(""),
        desk=_DESK,
        start=date(2026, 1, 1),
        end=date(2026, 1, 31),
        lines=[
            RegisterLine(
                number=number,
                code=f"H99.11-260105-{number:04d}",
                title=_REQUEST,
                sets=1,
                name=_APPLICANT.name,
                contact=f"{_APPLICANT.address}; {_APPLICANT.phone}",
                unit="Ủy ban nhân dân phường Hải An",
                received_at=_RECEIVED,
                due_at=_DUE,
                handed_on_at=_RECEIVED,
                resolved_at=_DUE if number < 3 else None,
                returned_at=_DUE if number < 2 else None,
                delivery="Trực tiếp tại Bộ phận Một cửa",
                signed_by=_APPLICANT.name if number < 2 else "",
                note="Bổ sung 1 lần" if number == 2 else "",
            )
            for number in range(1, 4)
        ],
    )


def _issued_book() -> IssuedBookPaper:
    return IssuedBookPaper(
        head=_listed_head(""),
        name="GXN-UBND",
        start=date(2026, 1, 1),
        end=date(2026, 1, 31),
        lines=[
            IssuedLine(
                number=f"{number:02d}/GXN-UBND",
                issued_at=_DUE,
                title=_REQUEST,
                signer="Trần Văn Tuấn",
                recipient=_APPLICANT.name,
                keeper=f"Hồ sơ H99.11-260105-{number:04d}",
                note="Đã thu hồi, thay bằng 03/GXN-UBND" if number == 2 else "",
            )
            for number in range(1, 4)
        ],
    )


def _control_sheet() -> ControlSheetPaper:
    desk, office = "Trung tâm Phục vụ hành chính công", "Bộ phận Tư pháp - Hộ tịch"
    leader = "Lãnh đạo UBND phường"
    return ControlSheetPaper(
        head=_head(),
        applicant=_APPLICANT.name,
        request=_REQUEST,
        received_at=_RECEIVED,
        due_at=_DUE,
        deciding_unit="Ủy ban nhân dân phường Hải An",
        consulted_units=["Công an phường Hải An"],
        handovers=[
            HandOver(desk, office, _RECEIVED + timedelta(hours=1), "Lê Quang Minh", "Phạm Thị Hoa"),
            HandOver(
                office,
                leader,
                _RECEIVED + timedelta(days=1),
                "Phạm Thị Hoa",
                "Trần Văn Tuấn",
                "early",
            ),
            HandOver(
                leader,
                desk,
                _RECEIVED + timedelta(days=2),
                "Võ Thị Dung",
                "Lê Quang Minh",
                "on_time",
            ),
            HandOver(desk, "Người nhận kết quả"),
        ],
    )


def _fee_receipt() -> FeeReceiptPaper:
    return FeeReceiptPaper(
        head=_head(day=date(2026, 1, 8)),
        series="BL-H99.11-26",
        number="0000001",
        payer=_APPLICANT.name,
        address=_APPLICANT.address,
        purpose=f"Phí, lệ phí: {_REQUEST}",
        amount="15.000 đồng",
        amount_in_words="Mười lăm nghìn đồng",
        way="Tiền mặt",
        paid_at=_DUE - timedelta(hours=2),
        collector="Lê Quang Minh",
        copies=("Liên 1: Lưu tại đơn vị", "Liên 2: Giao người nộp tiền", "Liên 3: Báo soát"),
    )


def _handover_slip() -> HandoverSlipPaper:
    return HandoverSlipPaper(
        head=_head(day=date(2026, 1, 8)),
        desk=_DESK,
        at=_DUE - timedelta(hours=2),
        recipient=_APPLICANT,
        applicant=_APPLICANT.name,
        request=_REQUEST,
        delivery="Trực tiếp tại Trung tâm Phục vụ hành chính công",
        results=[GivenResult("Giấy xác nhận tình trạng hôn nhân", "05/GXN-UBND", date(2026, 1, 7))],
        officer="Lê Quang Minh",
        fees="15.000 đồng (đã nộp)",
    )


def _handover_list() -> HandoverListPaper:
    return HandoverListPaper(
        head=_listed_head("05/PBG"),
        giving=_DESK,
        taking="Bộ phận Tư pháp - Hộ tịch, Ủy ban nhân dân phường Hải An",
        given_at=_RECEIVED + timedelta(hours=2),
        giver="Lê Quang Minh",
        taken_at=_RECEIVED + timedelta(hours=2, minutes=20),
        taker="Phạm Thị Hoa",
        lines=[
            ListedDossier(
                code=f"H99.12-260105-{number:04d}",
                request=_REQUEST,
                name=name,
                address=_APPLICANT.address,
                papers="Tờ khai; Trích lục ghi chú ly hôn",
                originals=2 - number % 2,
                received_at=_RECEIVED,
                due_at=_DUE,
                note=note,
            )
            for number, name, note in (
                (7, _APPLICANT.name, ""),
                (8, "Trần Văn Bảy", "Thiếu trích lục ghi chú ly hôn"),
                (9, "Công ty cổ phần Vận tải Sông Lam", ""),
            )
        ],
    )


def _results_list() -> HandoverListPaper:
    return HandoverListPaper(
        head=_listed_head("06/PBG"),
        giving="Ủy ban nhân dân phường Hải An",
        taking=_DESK,
        given_at=_DUE - timedelta(hours=3),
        giver="Võ Thị Dung",
        lines=[
            ListedDossier(
                code=f"H99.12-260105-{number:04d}",
                request=_REQUEST,
                name=name,
                address=_APPLICANT.address,
                result=f"Giấy xác nhận tình trạng hôn nhân, số {number - 2:02d}/GXN-UBND",
                fee=number == 7,
                by_post=number == 8,
            )
            for number, name in ((7, _APPLICANT.name), (8, "Trần Văn Bảy"))
        ],
    )


def _listed_head(number: str) -> PaperHead:
    """Of a list: no dossier, no code of one."""
    return PaperHead("UBND phường Hải An", "Trung tâm Phục vụ hành chính công", "Hải An",
                     date(2026, 1, 5), number=number)  # fmt: skip
