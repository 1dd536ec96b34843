"""Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội (Nghị định 20/2021/NĐ-CP, Điều 11–12)."""

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
    name="Tờ khai đề nghị hỗ trợ chi phí mai táng",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với người đã mất",
                FieldKind.ONE_OF,
                choices=(
                    Choice("spouse", "Vợ hoặc chồng"),
                    Choice("child", "Con"),
                    Choice("relative", "Người thân thích khác"),
                    Choice("organiser", "Cá nhân, tổ chức đứng ra mai táng"),
                ),
            ),
        ),
        Section(
            "deceased",
            "Người đã mất",
            fields=(
                Field("deceased_full_name", "Họ, chữ đệm và tên", maximum=120),
                Field("deceased_birth_date", "Ngày sinh", FieldKind.DATE, not_after_today=True),
                Field(
                    "deceased_personal_number",
                    "Số định danh cá nhân",
                    FieldKind.PERSONAL_NUMBER,
                    required=False,
                ),
                Field("death_date", "Ngày mất", FieldKind.DATE, not_after_today=True),
                Field("deceased_address", "Nơi cư trú cuối cùng", FieldKind.ADDRESS, maximum=300),
                Field(
                    "beneficiary_kind",
                    "Khi còn sống, người mất đang hưởng",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("social_aid", "Trợ cấp xã hội hằng tháng"),
                        Choice(
                            "child_of_poor_parent",
                            "Là con của người đơn thân nghèo đang hưởng trợ cấp",
                        ),
                        Choice(
                            "elderly",
                            "Từ đủ 80 tuổi hưởng trợ cấp tuất hằng tháng hoặc trợ cấp khác",
                        ),
                    ),
                ),
            ),
        ),
        Section(
            "payment",
            "Nhận tiền",
            fields=(
                Field(
                    "payment_way",
                    "Cách nhận tiền",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("bank", "Chuyển khoản"),
                        Choice("cash", "Tiền mặt tại xã, phường"),
                    ),
                ),
                Field(
                    "bank_name",
                    "Ngân hàng",
                    required=False,
                    hint="Ghi khi chọn chuyển khoản",
                    maximum=120,
                ),
                Field(
                    "bank_account",
                    "Số tài khoản",
                    required=False,
                    hint="Tài khoản của người đề nghị",
                    maximum=30,
                ),
                Field(
                    "no_other_allowance",
                    "Tôi cam đoan chưa nhận trợ cấp mai táng nào khác cho người này",
                    FieldKind.YES_NO,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 và Nghị định số 76/2024/NĐ-CP ngày 01
tháng 7 năm 2024 của Chính phủ; xét đề nghị của ông/bà {{ answers.requester_name }},</p>
<p style="text-align: center"><strong>QUYẾT ĐỊNH:</strong></p>
<p><strong>Điều 1.</strong> Hỗ trợ chi phí mai táng đối với
<strong>{{ answers.deceased_full_name }}</strong>, sinh ngày {{ answers.deceased_birth_date }}, nơi
cư
trú cuối cùng: {{ answers.deceased_address }}, mất ngày {{ answers.death_date }}.</p>
<p>Mức hỗ trợ: 10.000.000 đồng (Mười triệu đồng), bằng 20 lần mức chuẩn trợ giúp xã hội.</p>
<p>Người nhận: ông/bà {{ answers.requester_name }}, số định danh cá nhân
{{ answers.requester_personal_number }}. Hình thức:
{{ answers.payment_way }}{% if answers.bank_account %},
tài khoản {{ answers.bank_account }} {{ answers.bank_name }}{% endif %}.</p>
<p><strong>Điều 2.</strong> Quyết định này có hiệu lực kể từ ngày ký. Các bộ phận liên quan và
ông/bà
{{ answers.requester_name }} chịu trách nhiệm thi hành.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sex: Sex = rng.choice(("male", "female"))
    born = invention.years_before(rng, day, 81, 96)
    age = invention.age(citizen.birth_date, day)
    by_bank = rng.random() < 0.7
    return {
        **requester_answers(citizen),
        "requester_relation": "child" if age > 45 else "relative",
        "deceased_full_name": invention.name(rng, sex, invention.family_name(citizen.full_name)),
        "deceased_birth_date": born.isoformat(),
        "deceased_personal_number": invention.number(rng, sex, born.year),
        "death_date": invention.day_before(rng, day, 5, 40).isoformat(),
        "deceased_address": citizen.address,
        "beneficiary_kind": rng.choice(("social_aid", "elderly")),
        "payment_way": "bank" if by_bank else "cash",
        "bank_name": "Ngân hàng Sông Lam" if by_bank else "",
        "bank_account": f"9900{rng.randint(0, 99_999_999):08d}" if by_bank else "",
        "no_other_allowance": True,
    }


PROCEDURE = DemoProcedure(
    code="9.000012",
    title="Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
    sector="Bảo trợ xã hội",
    level=ServiceLevel.PARTIAL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1550/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "death_extract",
                    "Trích lục khai tử hoặc giấy chứng tử",
                    photocopies=1,
                    note="Không phải nộp khi tra cứu được trên cơ sở dữ liệu hộ tịch.",
                ),
                RequiredDocument(
                    "benefit_decision",
                    "Quyết định thôi hưởng trợ cấp của người đã mất",
                    photocopies=1,
                    required=False,
                    condition="Khi người mất hưởng trợ cấp tuất hằng tháng hoặc trợ cấp khác",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits((TimeLimit("5wd", text="05 ngày làm việc kể từ ngày nhận đủ hồ sơ."),)),
        route=route(
            receive=1,
            assess=12,
            verify=8,
            approve=6,
            issue=2,
            hand_over=1,
            verify_title="Xác minh đối tượng hưởng",
        ),
        result=ResultDefinition(
            names=("Quyết định hỗ trợ chi phí mai táng", "Tiền hỗ trợ chi phí mai táng"),
            title="QUYẾT ĐỊNH VỀ VIỆC HỖ TRỢ CHI PHÍ MAI TÁNG",
            symbol="QĐ-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((laws.SOCIAL_AID_DECREE, laws.SOCIAL_AID_AMENDMENT)),
        guidance=Guidance(
            summary="Gia đình có người mất đang hưởng trợ cấp xã hội được hỗ trợ 10.000.000 đồng "
            "lo mai táng. Nộp qua mạng hoặc tại quầy; tiền chuyển khoản hoặc nhận tại xã, "
            "phường.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Đăng ký khai tử cho người đã mất trước.",
                        "Điền tờ khai và chọn cách nhận tiền.",
                        "Xã, phường xác minh và ra quyết định.",
                        "Nhận quyết định và tiền hỗ trợ.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=(
                "Người thân của người đã mất",
                "Cá nhân, cơ quan, tổ chức đứng ra mai táng",
            ),
            conditions="Người mất đang hưởng trợ cấp xã hội hằng tháng hoặc thuộc diện nêu trong "
            "tờ khai, và chưa được hưởng trợ cấp mai táng theo quy định khác.",
            performing_authority="Ủy ban nhân dân xã, phường",
            deciding_authority="Chủ tịch Ủy ban nhân dân xã, phường",
            related="Đăng ký khai tử",
            keywords="mai táng phí, tiền mai táng, hỗ trợ đám tang",
        ),
    ),
)
