"""Trợ cấp hưu trí xã hội (Luật Bảo hiểm xã hội 2024, Điều 21–22; Nghị định 176/2025/NĐ-CP)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import (
    Answers,
    DemoCitizen,
    DemoProcedure,
    Sex,
)
from portal.demonstration.papers import (
    AT_COMMUNE_DESK,
    AUTHORISATION,
    BY_POST,
    PARTLY_ONLINE,
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
    name="Văn bản đề nghị hưởng trợ cấp hưu trí xã hội",
    sections=(
        requester(
            Field("person_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
            Field(
                "person_birth_date",
                "Ngày sinh",
                FieldKind.DATE,
                profile="birth_date",
                not_after_today=True,
            ),
            title="Người đề nghị hưởng trợ cấp",
        ),
        Section(
            "circumstances",
            "Hoàn cảnh",
            fields=(
                Field(
                    "household_kind",
                    "Hộ gia đình thuộc diện",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("poor", "Hộ nghèo"),
                        Choice("near_poor", "Hộ cận nghèo"),
                        Choice("none", "Không thuộc hộ nghèo, cận nghèo"),
                    ),
                ),
                Field(
                    "has_pension",
                    "Có đang hưởng lương hưu hoặc trợ cấp bảo hiểm xã hội hằng tháng không?",
                    FieldKind.YES_NO,
                ),
                Field(
                    "monthly_benefit",
                    "Mức đang hưởng mỗi tháng",
                    FieldKind.MONEY,
                    required=False,
                    hint="Ghi khi đang hưởng một khoản, số tiền bằng đồng",
                    minimum=0,
                ),
                Field(
                    "voluntary",
                    "Tôi đồng ý hưởng trợ cấp hưu trí xã hội thay cho trợ cấp xã hội khác, nếu có",
                    FieldKind.YES_NO,
                ),
            ),
        ),
        Section(
            "payment",
            "Nhận tiền hằng tháng",
            fields=(
                Field(
                    "payment_way",
                    "Cách nhận tiền",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("bank", "Chuyển khoản"),
                        Choice("post", "Tiền mặt qua đơn vị chi trả"),
                        Choice("home", "Tiền mặt tại nhà, do già yếu"),
                    ),
                ),
                Field(
                    "bank_name",
                    "Ngân hàng",
                    required=False,
                    hint="Ghi khi chọn chuyển khoản",
                    maximum=120,
                ),
                Field("bank_account", "Số tài khoản", required=False, maximum=30),
                Field(
                    "receiver_name",
                    "Người nhận thay",
                    required=False,
                    hint="Họ tên người được ủy quyền nhận, nếu có",
                    maximum=120,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Căn cứ Luật Bảo hiểm xã hội ngày 29 tháng 6 năm 2024 và Nghị định số 176/2025/NĐ-CP ngày 30
tháng 6
năm 2025 của Chính phủ; xét đề nghị của ông/bà {{ answers.requester_name }},</p>
<p style="text-align: center"><strong>QUYẾT ĐỊNH:</strong></p>
<p><strong>Điều 1.</strong> Ông/bà <strong>{{ answers.requester_name }}</strong>, sinh ngày
{{ answers.person_birth_date }}, giới tính {{ answers.person_sex }}, số định danh cá nhân
{{ answers.requester_personal_number }}, nơi cư trú: {{ answers.requester_address }}, được hưởng
trợ
cấp hưu trí xã hội.</p>
<p>Mức hưởng: 500.000 đồng/tháng. Diện: {{ answers.household_kind }}. Hình thức nhận:
{{ answers.payment_way }}.</p>
<p>Trong thời gian hưởng, được cấp thẻ bảo hiểm y tế theo quy định.</p>
<p><strong>Điều 2.</strong> Quyết định này có hiệu lực kể từ ngày ký.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    old = citizen.birth_date.year <= day.year - 75
    by_bank = rng.random() < 0.5
    answers = requester_answers(citizen)
    sex: Sex = citizen.sex
    born = citizen.birth_date
    if not old:  # a parent of the account's owner, who hands the paper in for them
        sex = rng.choice(("male", "female"))
        born = invention.years_before(rng, day, 76, 90)
        answers["requester_name"] = invention.name(
            rng, sex, invention.family_name(citizen.full_name)
        )
        answers["requester_personal_number"] = invention.number(rng, sex, born.year)
    return {
        **answers,
        "person_sex": sex,
        "person_birth_date": born.isoformat(),
        "household_kind": rng.choice(("none", "none", "poor", "near_poor")),
        "has_pension": False,
        "voluntary": True,
        "payment_way": "bank" if by_bank else "post",
        "bank_name": "Ngân hàng Sông Lam" if by_bank else "",
        "bank_account": f"9900{rng.randint(0, 99_999_999):08d}" if by_bank else "",
        "receiver_name": "" if old else citizen.full_name,
    }


PROCEDURE = DemoProcedure(
    code="9.000023",
    title="Thực hiện trợ cấp hưu trí xã hội",
    sector="Bảo trợ xã hội",
    level=ServiceLevel.PARTIAL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1566/QĐ-UBND",
    signed_on=date(2025, 7, 10),
    effective_from=date(2025, 7, 10),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "application",
                    "Văn bản đề nghị hưởng trợ cấp hưu trí xã hội",
                    originals=1,
                    required=False,
                    condition="Khi nộp tại quầy hoặc qua bưu điện",
                    form_name="Mẫu số 01 kèm Nghị định 176/2025/NĐ-CP",
                ),
                RequiredDocument(
                    "household_certificate",
                    "Giấy chứng nhận hộ nghèo, hộ cận nghèo",
                    photocopies=1,
                    required=False,
                    condition="Với người từ đủ 70 đến dưới 75 tuổi, khi chưa tra cứu được",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits(
            (TimeLimit("10wd", text="10 ngày làm việc kể từ ngày nhận văn bản đề nghị."),)
        ),
        route=route(
            receive=2,
            assess=24,
            verify=16,
            draft=8,
            approve=12,
            issue=2,
            hand_over=2,
            verify_title="Xác minh, đối chiếu dữ liệu bảo hiểm xã hội",
        ),
        result=ResultDefinition(
            names=("Quyết định hưởng trợ cấp hưu trí xã hội",),
            title="QUYẾT ĐỊNH VỀ VIỆC HƯỞNG TRỢ CẤP HƯU TRÍ XÃ HỘI",
            symbol="QĐ-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((laws.SOCIAL_INSURANCE_LAW, laws.SOCIAL_PENSION_DECREE)),
        guidance=Guidance(
            summary="Người từ đủ 75 tuổi không có lương hưu được nhận 500.000 đồng mỗi tháng và "
            "thẻ bảo hiểm y tế; hộ nghèo, cận nghèo thì từ đủ 70 tuổi. Nộp qua mạng hoặc tại "
            "quầy, không mất phí.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền văn bản đề nghị và chọn cách nhận tiền.",
                        "Xã, phường đối chiếu dữ liệu dân cư và bảo hiểm xã hội.",
                        "Nhận quyết định; tiền trả hằng tháng kể từ tháng đủ điều kiện.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=(
                "Công dân Việt Nam từ đủ 75 tuổi",
                "Công dân từ đủ 70 tuổi thuộc hộ nghèo, hộ cận nghèo",
            ),
            conditions="Không hưởng lương hưu, trợ cấp bảo hiểm xã hội hằng tháng, hoặc đang "
            "hưởng mức thấp hơn 500.000 đồng.",
            performing_authority="Ủy ban nhân dân xã, phường",
            deciding_authority="Chủ tịch Ủy ban nhân dân xã, phường",
            keywords="tiền người già, trợ cấp người cao tuổi, 75 tuổi, lương người già",
        ),
    ),
)
