"""Đổi giấy phép lái xe (Luật Trật tự, an toàn giao thông đường bộ 2024, Điều 62)."""

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
    FULLY_ONLINE,
)
from portal.demonstration.province import (
    POLICE,
)
from portal.demonstration.questions import (
    SEXES,
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
    FeeItem,
    FeeKind,
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
    name="Đơn đề nghị đổi giấy phép lái xe",
    sections=(
        requester(
            Field(
                "person_birth_date",
                "Ngày sinh",
                FieldKind.DATE,
                profile="birth_date",
                not_after_today=True,
            ),
            Field("person_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
            title="Người có giấy phép lái xe",
        ),
        Section(
            "licence",
            "Giấy phép lái xe đang có",
            fields=(
                Field(
                    "licence_number",
                    "Số giấy phép lái xe",
                    hint="12 chữ số ở mặt trước",
                    minimum=6,
                    maximum=20,
                ),
                Field(
                    "licence_class",
                    "Hạng",
                    FieldKind.ONE_OF,
                    hint="Giấy phép cũ ghi hạng B1, B2… thì chọn hạng tương ứng đang được lái",
                    choices=(
                        Choice("A1", "A1 – xe mô tô đến 125 cm³"),
                        Choice("A", "A – xe mô tô trên 125 cm³"),
                        Choice("B1", "B1 – xe mô tô ba bánh"),
                        Choice("B", "B – ô tô đến 8 chỗ, xe tải đến 3,5 tấn"),
                        Choice("C1", "C1 – xe tải trên 3,5 đến 7,5 tấn"),
                        Choice("C", "C – xe tải trên 7,5 tấn"),
                        Choice("D1", "D1 – xe khách trên 8 đến 16 chỗ"),
                        Choice("D2", "D2 – xe khách trên 16 đến 29 chỗ"),
                        Choice("D", "D – xe khách trên 29 chỗ"),
                        Choice("E", "Các hạng BE, C1E, CE, D1E, D2E, DE – xe kéo rơ moóc"),
                    ),
                ),
                Field(
                    "licence_issuer",
                    "Nơi cấp",
                    hint="Ví dụ: Sở Giao thông vận tải tỉnh Sông Lam",
                    maximum=200,
                ),
                Field("licence_issued_on", "Ngày cấp", FieldKind.DATE, not_after_today=True),
                Field(
                    "licence_expires_on",
                    "Có giá trị đến",
                    FieldKind.DATE,
                    required=False,
                    hint="Để trống nếu giấy phép không thời hạn",
                ),
                Field(
                    "renewal_reason",
                    "Lý do đổi",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("expiring", "Sắp hết hạn hoặc hết hạn"),
                        Choice("damaged", "Bị hỏng"),
                        Choice("information", "Sai hoặc thay đổi thông tin"),
                        Choice("new_card", "Đổi sang mẫu mới"),
                    ),
                ),
            ),
        ),
        Section(
            "delivery",
            "Sức khỏe và nhận giấy phép",
            fields=(
                Field(
                    "health_check_number",
                    "Số giấy khám sức khỏe người lái xe",
                    required=False,
                    hint="Không cần với hạng A1, A, B1",
                    maximum=60,
                ),
                Field(
                    "health_check_on",
                    "Ngày khám sức khỏe",
                    FieldKind.DATE,
                    required=False,
                    hint="Trong 12 tháng gần đây",
                    not_after_today=True,
                ),
                Field(
                    "delivery_address",
                    "Địa chỉ nhận giấy phép qua bưu điện",
                    FieldKind.ADDRESS,
                    required=False,
                    profile="address",
                    maximum=300,
                ),
                Field(
                    "declares_true",
                    "Tôi cam đoan giấy phép không bị tạm giữ, thu hồi và thông tin khai là đúng",
                    FieldKind.YES_NO,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Cấp đổi giấy phép lái xe cho ông/bà <strong>{{ answers.requester_name }}</strong>, sinh ngày
{{ answers.person_birth_date }}, số định danh cá nhân {{ answers.requester_personal_number }}.</p>
<table>
<tr><th scope="row">Số giấy phép lái xe</th><td>{{ answers.licence_number }}</td></tr>
<tr><th scope="row">Hạng</th><td>{{ answers.licence_class }}</td></tr>
<tr><th scope="row">Giấy phép được đổi</th><td>Do {{ answers.licence_issuer }} cấp ngày
{{ answers.licence_issued_on }}</td></tr>
<tr><th scope="row">Lý do đổi</th><td>{{ answers.renewal_reason }}</td></tr>
<tr><th scope="row">Nơi cư trú</th><td>{{ answers.requester_address }}</td></tr>
</table>
<p>Thẻ giấy phép lái xe mới kèm theo phiếu này; giấy phép điện tử được cập nhật trên ứng dụng định
danh quốc gia. Giấy phép cũ hết giá trị kể từ ngày cấp.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    issued = invention.day_before(rng, day, 3300, 3640)
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "licence_number": f"99{rng.randint(0, 9_999_999_999):010d}",
        "licence_class": rng.choice(("B", "B", "C1", "C")),
        "licence_issuer": "Sở Giao thông vận tải tỉnh Sông Lam",
        "licence_issued_on": issued.isoformat(),
        "licence_expires_on": invention.day_after(rng, day, 10, 60).isoformat(),
        "renewal_reason": "expiring",
        "health_check_number": f"{rng.randint(1, 9999):04d}/GKSKLX",
        "health_check_on": invention.day_before(rng, day, 1, 60).isoformat(),
        "delivery_address": citizen.address,
        "declares_true": True,
    }


PROCEDURE = DemoProcedure(
    code="9.000013",
    title="Đổi giấy phép lái xe",
    sector="Sát hạch, cấp giấy phép lái xe",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.PROVINCE,
    units=(POLICE,),
    decision_number="1560/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "licence", "Giấy phép lái xe đang có (ảnh hai mặt)", photocopies=1
                ),
                RequiredDocument(
                    "health_check",
                    "Giấy khám sức khỏe của người lái xe còn hiệu lực",
                    originals=1,
                    required=False,
                    condition="Trừ người có hạng A1, A, B1; không phải nộp khi kết quả khám đã "
                    "có trên hệ thống",
                ),
                RequiredDocument(
                    "portrait",
                    "Ảnh chân dung 3 x 4 cm, nền xanh",
                    originals=1,
                    required=False,
                    condition="Khi nộp trực tuyến; tại quầy thì chụp trực tiếp",
                ),
                RequiredDocument(
                    "passport",
                    "Hộ chiếu còn thời hạn",
                    photocopies=1,
                    required=False,
                    condition="Với người nước ngoài, người Việt Nam định cư ở nước ngoài",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "card",
                    "Lệ phí cấp giấy phép lái xe",
                    FeeKind.CHARGE,
                    amount=135_000,
                    per="lần",
                    legal_basis="Thông tư 37/2023/TT-BTC, Điều 5",
                    note="Mức 115.000 đồng khi nộp trực tuyến (Thông tư 63/2023/TT-BTC) áp dụng "
                    "đến hết năm 2025; cần kiểm tra khi có thông tư mới.",
                ),
            )
        ),
        limits=Limits(
            (TimeLimit("5wd", text="05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."),)
        ),
        route=route(
            receive=1,
            assess=12,
            verify=8,
            approve=6,
            issue=2,
            hand_over=1,
            verify_title="Tra cứu vi phạm, đối chiếu dữ liệu giấy phép lái xe",
        ),
        result=ResultDefinition(
            names=("Giấy phép lái xe",),
            title="PHIẾU CẤP ĐỔI GIẤY PHÉP LÁI XE",
            symbol="GPLX-CSGT",
            template=TEMPLATE,
            signer_title="TRƯỞNG PHÒNG CẢNH SÁT GIAO THÔNG",
        ),
        legal_bases=LegalBases(
            (laws.ROAD_SAFETY_LAW, laws.DRIVING_LICENCE_CIRCULAR, laws.DRIVING_LICENCE_FEES)
        ),
        guidance=Guidance(
            summary="Đổi giấy phép lái xe sắp hết hạn, bị hỏng hoặc cần sửa thông tin, không "
            "phải thi lại nếu còn hạn. Nộp qua mạng, trả lệ phí và nhận thẻ tại nhà qua bưu "
            "điện.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khám sức khỏe lái xe nếu hạng của Ông/Bà cần.",
                        "Điền đơn, đính kèm ảnh giấy phép và ảnh chân dung, trả lệ phí.",
                        "Công an tỉnh đối chiếu dữ liệu.",
                        "Nhận thẻ mới, nộp lại thẻ cũ.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_PROVINCE_DESK),
            applicants=("Công dân Việt Nam", "Người nước ngoài cư trú tại Việt Nam"),
            conditions="Giấy phép còn trong hệ thống, không bị tước, tạm giữ; quá hạn thì phải "
            "sát hạch lại theo quy định.",
            performing_authority="Phòng Cảnh sát giao thông, Công an tỉnh",
            deciding_authority="Phòng Cảnh sát giao thông, Công an tỉnh",
            keywords="bằng lái xe, đổi bằng lái, gia hạn bằng lái, GPLX",
        ),
    ),
)
