"""Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi (Luật Bảo hiểm y tế)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure, Sex
from portal.demonstration.province import INSURANCE
from portal.demonstration.questions import SEXES, requester, requester_answers
from portal.demonstration.routes import route
from portal.procedures.definitions import (
    AuthorityLevel,
    Documents,
    Fees,
    Field,
    FieldKind,
    Form,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    ProcedureCase,
    RequiredDocument,
    ResultDefinition,
    Section,
    ServiceLevel,
    TimeLimit,
)

HOSPITAL = Field(
    "hospital",
    "Nơi đăng ký khám bệnh, chữa bệnh ban đầu",
    hint="Ví dụ: Trạm y tế phường Bến Nguyệt",
    maximum=200,
)
FORM = Form(
    name="Tờ khai tham gia, điều chỉnh thông tin bảo hiểm y tế",
    sections=(
        requester(),
        Section(
            "child",
            "Trẻ được cấp thẻ",
            fields=(
                Field("child_name", "Họ, chữ đệm và tên của trẻ", maximum=120),
                Field("child_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
                Field("child_birth_date", "Ngày sinh", FieldKind.DATE, not_after_today=True),
                Field("child_address", "Nơi ở của trẻ", FieldKind.ADDRESS, maximum=300),
                HOSPITAL,
            ),
        ),
    ),
)
TEMPLATE = """
<p>Cấp thẻ bảo hiểm y tế cho trẻ: <strong>{{ answers.child_name }}</strong>,
sinh ngày {{ answers.child_birth_date }}, giới tính {{ answers.child_sex }}.</p>
<p>Nơi ở: {{ answers.child_address }}</p>
<p>Nơi đăng ký khám bệnh, chữa bệnh ban đầu: {{ answers.hospital }}</p>
<p>Thẻ có giá trị đến ngày trẻ đủ 72 tháng tuổi. Quyền lợi: 100% chi phí trong phạm vi bảo hiểm.</p>
"""
HEALTH_INSURANCE_LAW = LegalBasis(
    "25/2008/QH12", "Luật Bảo hiểm y tế", date(2008, 11, 14), laws.ASSEMBLY
)


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sex: Sex = rng.choice(("male", "female"))
    return {
        **requester_answers(citizen),
        "child_name": invention.name(rng, sex, invention.family_name(citizen.full_name)),
        "child_sex": sex,
        "child_birth_date": invention.day_before(rng, day, 5, 300).isoformat(),
        "child_address": citizen.address,
        "hospital": "Trạm y tế nơi cư trú",
    }


PROCEDURE = DemoProcedure(
    code="9.000025",
    title="Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    sector="Bảo hiểm xã hội",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.PROVINCE,
    units=(INSURANCE,),
    decision_number="1561/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "birth_paper",
                    "Giấy khai sinh hoặc giấy chứng sinh của trẻ",
                    photocopies=1,
                    note="Không phải nộp khi đã có trên cơ sở dữ liệu.",
                ),
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits((TimeLimit("5wd", text="05 ngày làm việc kể từ ngày nhận đủ hồ sơ."),)),
        route=route(receive=2, assess=16, approve=8, issue=2, hand_over=2),
        result=ResultDefinition(
            names=("Thẻ bảo hiểm y tế",),
            title="THÔNG BÁO CẤP THẺ BẢO HIỂM Y TẾ",
            symbol="TB-BHXH",
            template=TEMPLATE,
            signer_title="GIÁM ĐỐC",
        ),
        legal_bases=LegalBases((HEALTH_INSURANCE_LAW, laws.ONE_STOP)),
        guidance=Guidance(
            summary="Trẻ dưới 6 tuổi được Nhà nước đóng bảo hiểm y tế và cấp thẻ miễn phí.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai, đính kèm giấy khai sinh hoặc giấy chứng sinh.",
                        "Cơ quan bảo hiểm xã hội kiểm tra, cấp thẻ.",
                        "Nhận thẻ điện tử trên cổng hoặc thẻ giấy tại quầy.",
                    ),
                ),
            ),
            applicants=("Cha, mẹ, người giám hộ của trẻ dưới 6 tuổi",),
            conditions="Trẻ chưa đủ 72 tháng tuổi.",
            performing_authority="Bảo hiểm xã hội tỉnh",
            deciding_authority="Bảo hiểm xã hội tỉnh",
            related="Đăng ký khai sinh",
            keywords="thẻ BHYT trẻ em, bảo hiểm y tế cho bé, thẻ khám bệnh trẻ em",
        ),
    ),
)
