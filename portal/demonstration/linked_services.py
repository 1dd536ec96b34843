"""Liên thông: birth registration, permanent residence and the health insurance card of a child
under six, from one form."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from portal.demonstration import laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure
from portal.demonstration.procedures import (
    birth_registration,
    health_insurance_card,
    permanent_residence,
)
from portal.procedures.blocks import leaves
from portal.procedures.definitions import (
    AuthorityLevel,
    Documents,
    Fees,
    Field,
    Form,
    Guidance,
    LegalBases,
    Limits,
    Parts,
    ProcedureCase,
    ResultDefinition,
    Section,
    ServiceLevel,
    TimeLimit,
)
from portal.procedures.linked_models import LinkedDefinition, LinkedMember


@dataclass(frozen=True)
class DemoLinkedService:
    procedure: DemoProcedure
    definition: LinkedDefinition


_BIRTH = birth_registration.PROCEDURE.parts
_RESIDENCE = permanent_residence.PROCEDURE.parts
_OF_HOUSEHOLD = (
    "new_address", "legal_place_paper", "householder_name", "householder_personal_number",
    "householder_relation", "householder_agrees",
)  # fmt: skip
_REQUESTER = {
    key: key
    for key in (
        "requester_name", "requester_personal_number", "requester_address", "requester_phone",
        "requester_email",
    )
}  # fmt: skip


def _residence_fields() -> tuple[Field, ...]:
    fields = {field.key: field for field in _RESIDENCE.form.fields()}
    return tuple(fields[key] for key in _OF_HOUSEHOLD)


FORM = Form(
    name="Tờ khai liên thông cho trẻ dưới 6 tuổi",
    sections=(
        *_BIRTH.form.sections,
        Section(
            "residence",
            "Nơi thường trú của trẻ",
            hint="Trẻ được đăng ký thường trú cùng cha, mẹ hoặc người thân.",
            fields=_residence_fields(),
        ),
        Section("insurance", "Thẻ bảo hiểm y tế", fields=(health_insurance_card.HOSPITAL,)),
    ),
)
_BIRTH_PAPERS = {document.key: document.key for document in _BIRTH.documents.items}
_HOME_PAPERS = tuple(
    document
    for document in _RESIDENCE.documents.items
    if document.key in ("legal_place", "kinship")
)

DEFINITION = LinkedDefinition(
    (
        LinkedMember(
            key="birth",
            procedure_code=birth_registration.PROCEDURE.code,
            answers={field.key: field.key for field in leaves(_BIRTH.form.fields())},
            papers=_BIRTH_PAPERS,
            constants={},
        ),
        LinkedMember(
            key="insurance",
            procedure_code=health_insurance_card.PROCEDURE.code,
            answers={
                **_REQUESTER,
                "child_name": "child_full_name",
                "child_sex": "child_sex",
                "child_birth_date": "child_birth_date",
                "child_address": "new_address",
                "hospital": "hospital",
            },
            papers={"birth_paper": "birth_notice"},
            constants={},
            stops_with=("birth",),
        ),
        LinkedMember(
            key="residence",
            procedure_code=permanent_residence.PROCEDURE.code,
            answers={
                **_REQUESTER,
                **{key: key for key in _OF_HOUSEHOLD},
                "person_birth_date": "child_birth_date",
                "person_sex": "child_sex",
                "moves_in_on": "child_birth_date",
                "members": "child_full_name",
            },
            papers={document.key: document.key for document in _HOME_PAPERS},
            constants={
                "registration_ground": "family",
                "old_address": "Trẻ mới sinh, chưa đăng ký thường trú",
                "request_text": "Đăng ký thường trú cho trẻ",
            },
            waits_for=("birth",),
            result_papers={"kinship": "birth"},
        ),
    )
)


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    home = permanent_residence.PROCEDURE.sample_answers(rng, citizen, day)
    return {
        **birth_registration.PROCEDURE.sample_answers(rng, citizen, day),
        **{key: home[key] for key in _OF_HOUSEHOLD},
        "householder_relation": "Con đẻ",
        "hospital": "Trạm y tế nơi cư trú",
    }


CHILD_UNDER_SIX = DemoLinkedService(
    procedure=DemoProcedure(
        code="9.000026",
        title="Liên thông: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em "
        "dưới 6 tuổi",
        sector="Hộ tịch",
        level=ServiceLevel.FULL,
        authority_level=AuthorityLevel.COMMUNE,
        units="communes",
        decision_number="1561/QĐ-UBND",
        signed_on=date(2025, 6, 30),
        effective_from=date(2025, 7, 1),
        sample_answers=sample_answers,
        parts=Parts(
            form=FORM,
            documents=Documents(
                (
                    *_BIRTH.documents.items,
                    *(
                        replace(d, required=False) if d.key == "kinship" else d
                        for d in _HOME_PAPERS
                    ),
                )
            ),
            fees=Fees(is_free=True),
            limits=Limits(
                (
                    TimeLimit(
                        "", text="Theo thời hạn của từng thủ tục, mỗi hồ sơ có ngày hẹn riêng."
                    ),
                )
            ),
            route=_BIRTH.route,
            result=ResultDefinition(
                names=(
                    "Giấy khai sinh",
                    "Thông báo kết quả đăng ký thường trú",
                    "Thẻ bảo hiểm y tế",
                ),
            ),
            legal_bases=LegalBases((laws.ONE_STOP, laws.CIVIL_STATUS_LAW)),
            guidance=Guidance(
                summary="Khai một lần cho ba việc khi có em bé: khai sinh, thường trú và thẻ bảo hiểm "
                "y tế. Ba cơ quan giải quyết, Ông/Bà theo dõi ở một chỗ.",
                cases=(
                    ProcedureCase(
                        "",
                        (
                            "Khai một tờ khai, đính kèm giấy chứng sinh và giấy tờ chỗ ở.",
                            "Khai sinh và thẻ bảo hiểm y tế được gửi đi ngay, làm cùng lúc.",
                            "Đăng ký thường trú tự gửi đi khi đã có Giấy khai sinh.",
                        ),
                    ),
                ),
                applicants=("Cha, mẹ, người thân của trẻ dưới 6 tuổi",),
                performing_authority="UBND xã, Công an xã, Bảo hiểm xã hội",
                deciding_authority="Từng cơ quan",
                related="Đăng ký khai sinh",
                keywords="sinh con, em bé, liên thông khai sinh, ba trong một",
            ),
        ),
    ),
    definition=DEFINITION,
)
LINKED_SERVICES: tuple[DemoLinkedService, ...] = (CHILD_UNDER_SIX,)
