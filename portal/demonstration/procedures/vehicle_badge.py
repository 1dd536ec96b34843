"""Cấp phù hiệu cho xe ô tô kinh doanh vận tải (Nghị định 158/2024/NĐ-CP)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import (
    Answers,
    DemoCitizen,
    DemoProcedure,
)
from portal.demonstration.papers import (
    AT_PROVINCE_DESK,
    BY_POST,
    FULLY_ONLINE,
)
from portal.demonstration.province import (
    CONSTRUCTION,
)
from portal.demonstration.questions import (
    requester,
    requester_answers,
)
from portal.demonstration.routes import (
    route,
)
from portal.procedures.definitions import (
    AuthorityLevel,
    Choice,
    Documents,
    Fees,
    Field,
    FieldKind,
    Form,
    Guidance,
    LegalBases,
    Limits,
    Parts,
    ProcedureCase,
    RequiredDocument,
    ResultDefinition,
    Section,
    ServiceLevel,
    TimeLimit,
)

FORM = Form(
    name="Giấy đề nghị cấp phù hiệu",
    sections=(
        requester(title="Người đại diện"),
        Section(
            "carrier",
            "Đơn vị kinh doanh vận tải",
            fields=(
                Field("carrier_name", "Tên đơn vị hoặc hộ kinh doanh", maximum=200),
                Field(
                    "carrier_tax_code", "Mã số thuế", FieldKind.TAX_CODE, hint="10 hoặc 13 chữ số"
                ),
                Field(
                    "transport_licence",
                    "Số Giấy phép kinh doanh vận tải bằng xe ô tô",
                    hint="Ví dụ: 9924000123/GPKDVT",
                    maximum=40,
                ),
                Field("carrier_address", "Địa chỉ trụ sở", FieldKind.ADDRESS, maximum=300),
            ),
        ),
        Section(
            "vehicle",
            "Xe đề nghị cấp phù hiệu",
            hint="Mỗi hồ sơ cho một xe.",
            fields=(
                Field("plate_number", "Biển số đăng ký", hint="Ví dụ: 99H-123.45", maximum=15),
                Field(
                    "badge_kind",
                    "Loại phù hiệu",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("fixed_route", "Xe tuyến cố định"),
                        Choice("bus", "Xe buýt"),
                        Choice("taxi", "Xe taxi"),
                        Choice("contract", "Xe hợp đồng"),
                        Choice("container", "Xe công-ten-nơ"),
                        Choice("truck", "Xe tải"),
                        Choice("tractor", "Xe đầu kéo"),
                    ),
                ),
                Field(
                    "seats_or_tonnage",
                    "Số chỗ hoặc tải trọng",
                    hint="Ví dụ: 16 chỗ; 3,5 tấn",
                    maximum=40,
                ),
                Field("made_in_year", "Năm sản xuất", FieldKind.NUMBER, minimum=1990, maximum=2100),
                Field(
                    "tracker_supplier", "Đơn vị cung cấp thiết bị giám sát hành trình", maximum=200
                ),
                Field(
                    "has_camera",
                    "Xe đã lắp thiết bị ghi nhận hình ảnh người lái chưa?",
                    FieldKind.YES_NO,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Cấp phù hiệu cho xe ô tô kinh doanh vận tải như sau:</p>
<table>
<tr><th scope="row">Đơn vị kinh doanh vận tải</th><td>{{ answers.carrier_name }}</td></tr>
<tr><th scope="row">Giấy phép kinh doanh vận tải</th><td>{{ answers.transport_licence }}</td></tr>
<tr><th scope="row">Biển số xe</th><td><strong>{{ answers.plate_number }}</strong></td></tr>
<tr><th scope="row">Loại phù hiệu</th><td>{{ answers.badge_kind }}</td></tr>
<tr><th scope="row">Số chỗ hoặc tải trọng</th><td>{{ answers.seats_or_tonnage }}</td></tr>
<tr><th scope="row">Năm sản xuất</th><td>{{ answers.made_in_year }}</td></tr>
</table>
<p>Phù hiệu có giá trị theo thời hạn của Giấy phép kinh doanh vận tải và không quá niên hạn sử dụng
của xe.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    kind, size = rng.choice(
        (("truck", "3,5 tấn"), ("contract", "16 chỗ"), ("taxi", "5 chỗ"), ("container", "20 tấn"))
    )
    return {
        **requester_answers(citizen),
        "carrier_name": f"Hộ kinh doanh vận tải {citizen.full_name}",
        "carrier_tax_code": invention.tax_code(rng),
        "transport_licence": f"9925{rng.randint(0, 999_999):06d}/GPKDVT",
        "carrier_address": citizen.address,
        "plate_number": f"99H-{rng.randint(100, 999)}.{rng.randint(10, 99)}",
        "badge_kind": kind,
        "seats_or_tonnage": size,
        "made_in_year": day.year - rng.randint(0, 10),
        "tracker_supplier": "Công ty Thiết bị giám sát Hợp Lưu",
        "has_camera": True,
    }


PROCEDURE = DemoProcedure(
    code="9.000018",
    title="Cấp phù hiệu cho xe ô tô kinh doanh vận tải",
    sector="Đường bộ",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.PROVINCE,
    units=(CONSTRUCTION,),
    decision_number="1545/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "application",
                    "Giấy đề nghị cấp phù hiệu",
                    originals=1,
                    required=False,
                    condition="Khi nộp tại quầy hoặc qua bưu điện",
                    form_name="Giấy đề nghị cấp, cấp lại phù hiệu",
                ),
                RequiredDocument(
                    "vehicle_registration",
                    "Chứng nhận đăng ký xe hoặc giấy hẹn cấp đăng ký xe",
                    photocopies=1,
                ),
                RequiredDocument(
                    "rental_contract",
                    "Hợp đồng thuê phương tiện hoặc hợp đồng hợp tác kinh doanh",
                    photocopies=1,
                    required=False,
                    condition="Khi xe không thuộc sở hữu của đơn vị kinh doanh vận tải",
                ),
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits((TimeLimit("2wd", text="02 ngày làm việc kể từ khi nhận đủ hồ sơ hợp lệ."),)),
        route=route(assess=5, approve=3),
        result=ResultDefinition(
            names=("Phù hiệu xe ô tô kinh doanh vận tải",),
            title="QUYẾT ĐỊNH CẤP PHÙ HIỆU",
            symbol="QĐ-SXD",
            template=TEMPLATE,
            signer_title="GIÁM ĐỐC",
        ),
        legal_bases=LegalBases(
            (laws.ROAD_LAW, laws.TRANSPORT_DECREE, laws.CONSTRUCTION_TWO_LEVELS)
        ),
        guidance=Guidance(
            summary="Xe tải, xe khách, taxi, xe hợp đồng chạy kinh doanh phải dán phù hiệu. Đơn "
            "vị đã có giấy phép kinh doanh vận tải nộp hồ sơ cho từng xe, không mất phí.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền thông tin đơn vị và xe, đính kèm đăng ký xe.",
                        "Sở Xây dựng kiểm tra giấy phép vận tải, đăng kiểm và dữ liệu giám sát "
                        "hành trình.",
                        "Nhận phù hiệu tại quầy hoặc qua bưu điện; quyết định có bản điện tử.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_PROVINCE_DESK, BY_POST),
            applicants=("Đơn vị kinh doanh vận tải", "Hộ kinh doanh vận tải"),
            conditions="Có Giấy phép kinh doanh vận tải còn hiệu lực; xe còn hạn đăng kiểm, còn "
            "niên hạn, có thiết bị giám sát hành trình truyền dữ liệu.",
            performing_authority="Sở Xây dựng",
            deciding_authority="Sở Xây dựng",
            keywords="phù hiệu xe tải, phù hiệu taxi, xe hợp đồng, phù hiệu vận tải",
        ),
    ),
)
