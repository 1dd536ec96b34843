"""Cấp đổi, cấp lại thẻ căn cước (Luật Căn cước 2023, Điều 23–26).

At level 2 here: iris, fingerprints and portrait are taken at the desk.
"""

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
    AskedOften,
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
    name="Phiếu đề nghị giải quyết thủ tục về căn cước",
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
        ),
        Section(
            "card",
            "Thẻ căn cước",
            fields=(
                Field(
                    "card_request",
                    "Ông/Bà đề nghị",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("first", "Cấp lần đầu"),
                        Choice("renew", "Cấp đổi do đến tuổi (14, 25, 40, 60)"),
                        Choice("change", "Cấp đổi do thay đổi, sai thông tin hoặc bị hỏng"),
                        Choice("replace", "Cấp lại do bị mất"),
                    ),
                ),
                Field(
                    "old_card_issued_on",
                    "Ngày cấp thẻ cũ",
                    FieldKind.DATE,
                    required=False,
                    not_after_today=True,
                ),
                Field(
                    "changed_information",
                    "Thông tin cần thay đổi",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Chỉ ghi khi có thay đổi, ví dụ: Nơi cư trú",
                    maximum=500,
                ),
                Field(
                    "added_information",
                    "Thông tin muốn tích hợp vào căn cước",
                    FieldKind.MANY_OF,
                    required=False,
                    choices=(
                        Choice("health_insurance", "Thẻ bảo hiểm y tế"),
                        Choice("social_insurance", "Sổ bảo hiểm xã hội"),
                        Choice("driving_licence", "Giấy phép lái xe"),
                        Choice("birth", "Giấy khai sinh"),
                        Choice("marriage", "Giấy chứng nhận kết hôn"),
                    ),
                ),
                Field(
                    "delivery",
                    "Nhận thẻ",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("desk", "Tại nơi làm thủ tục"),
                        Choice("post", "Qua bưu điện, tự trả cước"),
                    ),
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Thông báo ông/bà <strong>{{ answers.requester_name }}</strong>, sinh ngày
{{ answers.person_birth_date }}, giới tính {{ answers.person_sex }}, số định danh cá nhân
{{ answers.requester_personal_number }}, nơi cư trú {{ answers.requester_address }}:</p>
<p>Đề nghị “{{ answers.card_request }}” đã được giải quyết; thẻ căn cước đã được in và giao theo
hình
thức: {{ answers.delivery }}.</p>
{% if answers.changed_information %}<p>Thông tin đã thay đổi:
{{ answers.changed_information }}</p>{% endif %}
{% if answers.added_information %}<p>Thông tin đã tích hợp:
{{ answers.added_information }}</p>{% endif %}
<p>Thẻ cũ, nếu có, hết giá trị sử dụng.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    request = rng.choice(("renew", "renew", "change", "replace"))
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "card_request": request,
        "old_card_issued_on": invention.day_before(rng, day, 700, 1900).isoformat(),
        "changed_information": "Nơi cư trú" if request == "change" else "",
        "added_information": rng.choice(
            (["health_insurance"], ["health_insurance", "driving_licence"])
        ),
        "delivery": rng.choice(("desk", "post")),
    }


PROCEDURE = DemoProcedure(
    code="9.000017",
    title="Cấp, cấp đổi, cấp lại thẻ căn cước",
    sector="Cấp, quản lý căn cước",
    level=ServiceLevel.INFORMATION,
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
                    "old_card",
                    "Thẻ căn cước, căn cước công dân đang dùng",
                    originals=1,
                    required=False,
                    condition="Khi cấp đổi",
                ),
                RequiredDocument(
                    "change_evidence",
                    "Giấy tờ chứng minh thông tin thay đổi",
                    photocopies=1,
                    required=False,
                    condition="Khi thông tin chưa có trong Cơ sở dữ liệu quốc gia về dân cư",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "card",
                    "Lệ phí cấp đổi, cấp lại thẻ căn cước",
                    FeeKind.CHARGE,
                    exemptions="Cấp lần đầu không mất tiền. Không thu khi đổi theo tuổi quy "
                    "định, khi sai sót do cơ quan cấp hoặc do sắp xếp đơn vị hành chính; "
                    "miễn cho người thuộc hộ nghèo, người khuyết tật, trẻ mồ côi.",
                    legal_basis="Thông tư 73/2024/TT-BTC, Điều 4–5",
                    note="Cấp đổi 50.000 đồng; cấp lại 70.000 đồng. Thu tại quầy theo trường hợp.",
                ),
            )
        ),
        limits=Limits(
            (TimeLimit("7wd", text="07 ngày làm việc kể từ ngày thu nhận đủ thông tin."),)
        ),
        route=route(
            receive=2,
            assess=16,
            verify=16,
            approve=8,
            issue=4,
            hand_over=2,
            verify_title="Đối chiếu Cơ sở dữ liệu quốc gia về dân cư, in thẻ",
        ),
        result=ResultDefinition(
            names=("Thẻ căn cước",),
            title="THÔNG BÁO KẾT QUẢ CẤP THẺ CĂN CƯỚC",
            symbol="TB-QLHC",
            template=TEMPLATE,
            signer_title="TRƯỞNG PHÒNG CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
        ),
        legal_bases=LegalBases(
            (laws.IDENTITY_LAW, laws.IDENTITY_DECREE, laws.IDENTITY_CIRCULAR, laws.IDENTITY_FEES)
        ),
        guidance=Guidance(
            summary="Làm thẻ căn cước lần đầu, đổi thẻ khi đủ 14, 25, 40, 60 tuổi, khi thông tin "
            "thay đổi, hoặc xin lại khi mất. Ông/Bà phải đến quầy để chụp ảnh, lấy vân tay "
            "và mống mắt.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Đến quầy Công an tỉnh hoặc nơi thu nhận căn cước, nói việc cần làm.",
                        "Cán bộ tra cứu thông tin, chụp ảnh, thu vân tay, mống mắt.",
                        "Kiểm tra, ký phiếu thông tin và trả lệ phí nếu có.",
                        "Nhận thẻ theo giấy hẹn hoặc qua bưu điện.",
                    ),
                ),
            ),
            channels=(AT_PROVINCE_DESK,),
            applicants=("Công dân Việt Nam",),
            conditions="Có thông tin trong Cơ sở dữ liệu quốc gia về dân cư; người dưới 14 tuổi "
            "do người đại diện làm thay.",
            performing_authority="Công an tỉnh, Công an xã, phường được giao thu nhận",
            deciding_authority="Công an tỉnh",
            asked=(
                AskedOften(
                    "Thẻ căn cước công dân còn hạn có phải đổi không?",
                    "Không. Thẻ đã cấp dùng đến hết thời hạn in trên thẻ; đổi sớm khi "
                    "Ông/Bà có nhu cầu.",
                ),
                AskedOften(
                    "Tôi đi xa, có làm ở nơi tạm trú được không?",
                    "Được. Ông/Bà làm ở nơi thường trú, tạm trú hay nơi đang ở đều được.",
                ),
            ),
            keywords="căn cước công dân, CCCD, làm căn cước, mất căn cước, thẻ căn cước",
        ),
    ),
)
