"""Đăng ký nhận cha, mẹ, con (Luật Hộ tịch 2014, Điều 24–25)."""

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
    PARTLY_ONLINE,
)
from portal.demonstration.questions import (
    SEXES,
    copies_wanted,
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


def _person(key: str, title: str) -> Section:
    return Section(
        key,
        title,
        fields=(
            Field(f"{key}_full_name", "Họ, chữ đệm và tên", maximum=120),
            Field(f"{key}_birth_date", "Ngày sinh", FieldKind.DATE, not_after_today=True),
            Field(f"{key}_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
            Field(
                f"{key}_personal_number",
                "Số định danh cá nhân",
                FieldKind.PERSONAL_NUMBER,
                required=False,
                hint="12 chữ số; trẻ chưa có thì để trống",
            ),
            Field(f"{key}_nationality", "Quốc tịch", hint="Ví dụ: Việt Nam", maximum=50),
            Field(f"{key}_address", "Nơi cư trú", FieldKind.ADDRESS, maximum=300),
        ),
    )


FORM = Form(
    name="Tờ khai đăng ký nhận cha, mẹ, con",
    sections=(
        requester(
            Field(
                "recognition_kind",
                "Ông/Bà đề nghị công nhận",
                FieldKind.ONE_OF,
                choices=(
                    Choice("father_child", "Cha nhận con"),
                    Choice("mother_child", "Mẹ nhận con"),
                    Choice("child_father", "Con nhận cha"),
                    Choice("child_mother", "Con nhận mẹ"),
                ),
            ),
        ),
        _person("parent", "Cha hoặc mẹ"),
        _person("child", "Con"),
        Section(
            "evidence",
            "Chứng cứ",
            fields=(
                Field(
                    "evidence_kind",
                    "Chứng cứ chứng minh quan hệ",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("dna", "Kết luận giám định ADN"),
                        Choice("medical", "Văn bản của cơ quan y tế"),
                        Choice("commitment", "Văn bản cam đoan có hai người làm chứng"),
                    ),
                ),
                Field(
                    "evidence_number",
                    "Số, ngày và nơi cấp",
                    required=False,
                    hint="Ví dụ: Số 118/KL ngày 02/4/2026",
                    maximum=200,
                ),
                Field(
                    "no_dispute",
                    "Việc nhận cha, mẹ, con này là tự nguyện và không có tranh chấp",
                    FieldKind.YES_NO,
                ),
                copies_wanted(),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Công nhận việc: <strong>{{ answers.recognition_kind }}</strong></p>
<p>Họ, chữ đệm, tên cha/mẹ: <strong>{{ answers.parent_full_name }}</strong>, sinh ngày
{{ answers.parent_birth_date }}, giới tính {{ answers.parent_sex }}, quốc tịch
{{ answers.parent_nationality }}</p>
{% if answers.parent_personal_number %}<p>Số định danh cá nhân:
{{ answers.parent_personal_number }}</p>{% endif %}
<p>Nơi cư trú: {{ answers.parent_address }}</p>
<p>Họ, chữ đệm, tên con: <strong>{{ answers.child_full_name }}</strong>, sinh ngày
{{ answers.child_birth_date }}, giới tính {{ answers.child_sex }}, quốc tịch
{{ answers.child_nationality }}</p>
{% if answers.child_personal_number %}<p>Số định danh cá nhân:
{{ answers.child_personal_number }}</p>{% endif %}
<p>Nơi cư trú: {{ answers.child_address }}</p>
<p>Căn cứ: {{ answers.evidence_kind }}{% if answers.evidence_number %}
{{ answers.evidence_number }}{% endif %}.
Nơi đăng ký: {{ unit.name }}</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sex: Sex = rng.choice(("male", "female"))
    age = invention.age(citizen.birth_date, day)
    born = invention.years_before(rng, day, max(1, age - 40), max(3, age - 22))
    return {
        **requester_answers(citizen),
        "recognition_kind": "father_child" if citizen.sex == "male" else "mother_child",
        "parent_full_name": citizen.full_name,
        "parent_birth_date": citizen.birth_date.isoformat(),
        "parent_sex": citizen.sex,
        "parent_personal_number": citizen.personal_number,
        "parent_nationality": "Việt Nam",
        "parent_address": citizen.address,
        "child_full_name": invention.name(rng, sex, invention.family_name(citizen.full_name)),
        "child_birth_date": born.isoformat(),
        "child_sex": sex,
        "child_personal_number": invention.number(rng, sex, born.year),
        "child_nationality": "Việt Nam",
        "child_address": citizen.address,
        "evidence_kind": "dna",
        "evidence_number": f"Số {rng.randint(10, 400)}/KL",
        "no_dispute": True,
        "copies_wanted": rng.randint(0, 2),
    }


PROCEDURE = DemoProcedure(
    code="9.000021",
    title="Đăng ký nhận cha, mẹ, con",
    sector="Hộ tịch",
    level=ServiceLevel.PARTIAL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1520/QĐ-UBND",
    signed_on=date(2025, 6, 28),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "evidence",
                    "Chứng cứ chứng minh quan hệ cha con hoặc mẹ con: kết luận giám định, văn "
                    "bản của cơ quan y tế hoặc văn bản cam đoan có ít nhất hai người làm "
                    "chứng",
                    originals=1,
                ),
                RequiredDocument(
                    "birth_certificate",
                    "Giấy khai sinh của con",
                    photocopies=1,
                    required=False,
                    condition="Khi thông tin chưa tra cứu được trên cơ sở dữ liệu",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký nhận cha, mẹ, con",
                    FeeKind.CHARGE,
                    amount=15_000,
                    exemptions="Miễn cho người thuộc gia đình có công với cách mạng, hộ nghèo, "
                    "người khuyết tật.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
                FeeItem(
                    "extract_copies",
                    "Phí cấp bản sao trích lục (nếu có yêu cầu)",
                    FeeKind.FEE,
                    amount=8000,
                    per="bản",
                    quantity_field="copies_wanted",
                    legal_basis="Thông tư 281/2016/TT-BTC, Điều 4",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "3wd",
                    text="03 ngày làm việc; khi phải xác minh thì kéo dài thêm không quá 05 ngày "
                    "làm việc.",
                ),
            )
        ),
        route=route(assess=6, verify=5, approve=4),
        result=ResultDefinition(
            names=("Trích lục đăng ký nhận cha, mẹ, con",),
            title="TRÍCH LỤC ĐĂNG KÝ NHẬN CHA, MẸ, CON",
            symbol="TLCMC-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases(
            (*laws.CIVIL_STATUS, laws.FAMILY_LAW, laws.EXTRACT_FEE_CIRCULAR, laws.COUNCIL_FEES)
        ),
        guidance=Guidance(
            summary="Để pháp luật công nhận quan hệ cha con, mẹ con khi giấy khai sinh chưa ghi. "
            "Nộp qua mạng; khi đăng ký, các bên phải có mặt để ký vào sổ.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khai thông tin hai bên, đính kèm chứng cứ.",
                        "Xã, phường xem xét, xác minh khi cần.",
                        "Các bên đến quầy ký vào sổ và trả lệ phí.",
                        "Nhận trích lục; tên cha, mẹ được bổ sung vào giấy khai sinh khi có yêu "
                        "cầu.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK),
            applicants=("Công dân Việt Nam",),
            conditions="Người nhận và người được nhận còn sống, việc nhận là tự nguyện và không "
            "có tranh chấp.",
            performing_authority="Ủy ban nhân dân xã, phường nơi cư trú của người nhận hoặc "
            "người được nhận",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Thay đổi, cải chính, bổ sung thông tin hộ tịch",
            keywords="nhận con, nhận cha, con ngoài giá thú, bổ sung tên cha",
        ),
    ),
)
