"""Xác định mức độ khuyết tật và cấp Giấy xác nhận khuyết tật (Luật NKT, Điều 15–19)."""

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
    name="Đơn đề nghị xác định mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với người khuyết tật",
                FieldKind.ONE_OF,
                choices=(
                    Choice("self", "Chính tôi"),
                    Choice("family", "Người thân trong gia đình"),
                    Choice("guardian", "Người giám hộ"),
                    Choice("carer", "Người hoặc cơ sở chăm sóc"),
                ),
            ),
        ),
        Section(
            "person",
            "Người khuyết tật",
            fields=(
                Field("person_full_name", "Họ, chữ đệm và tên", maximum=120),
                Field("person_birth_date", "Ngày sinh", FieldKind.DATE, not_after_today=True),
                Field("person_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
                Field(
                    "person_personal_number",
                    "Số định danh cá nhân",
                    FieldKind.PERSONAL_NUMBER,
                    hint="12 chữ số; trẻ em xem trên Giấy khai sinh",
                ),
                Field("person_address", "Nơi ở hiện nay", FieldKind.ADDRESS, maximum=300),
            ),
        ),
        Section(
            "disability",
            "Tình trạng khuyết tật",
            fields=(
                Field(
                    "request_kind",
                    "Ông/Bà đề nghị",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("first", "Xác định lần đầu"),
                        Choice("again", "Xác định lại mức độ khuyết tật"),
                        Choice("form", "Xác định lại dạng khuyết tật"),
                    ),
                ),
                Field(
                    "disability_kinds",
                    "Dạng khuyết tật",
                    FieldKind.MANY_OF,
                    choices=(
                        Choice("movement", "Vận động"),
                        Choice("hearing_speech", "Nghe, nói"),
                        Choice("sight", "Nhìn"),
                        Choice("mental", "Thần kinh, tâm thần"),
                        Choice("intellectual", "Trí tuệ"),
                        Choice("other", "Dạng khác"),
                    ),
                ),
                Field(
                    "disability_level",
                    "Mức độ khuyết tật",
                    FieldKind.ONE_OF,
                    required=False,
                    hint="Ghi theo giấy cũ hoặc kết luận giám định y khoa, nếu có; nếu chưa có thì "
                    "để trống, Hội đồng sẽ kết luận",
                    choices=(
                        Choice("extreme", "Đặc biệt nặng"),
                        Choice("severe", "Nặng"),
                        Choice("mild", "Nhẹ"),
                    ),
                ),
                Field(
                    "disability_description",
                    "Khó khăn trong sinh hoạt hằng ngày",
                    FieldKind.LONG_TEXT,
                    hint="Ví dụ: Không tự đi lại được, phải có người giúp khi tắm rửa",
                    maximum=1000,
                ),
                Field(
                    "since",
                    "Bị từ khi nào?",
                    required=False,
                    hint="Ví dụ: Từ lúc sinh; từ năm 2015 do tai nạn",
                    maximum=120,
                ),
                Field(
                    "can_come",
                    "Người khuyết tật có đến nơi họp Hội đồng được không?",
                    FieldKind.YES_NO,
                    hint="Nếu không, Hội đồng sẽ đến tận nhà",
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Căn cứ kết luận của Hội đồng xác định mức độ khuyết tật, xác nhận:</p>
<p>Họ và tên: <strong>{{ answers.person_full_name }}</strong></p>
<p>Ngày sinh: {{ answers.person_birth_date }}. Giới tính: {{ answers.person_sex }}</p>
<p>Số định danh cá nhân: {{ answers.person_personal_number }}</p>
<p>Nơi ở hiện nay: {{ answers.person_address }}</p>
<p>Dạng khuyết tật: <strong>{{ answers.disability_kinds }}</strong></p>
<p>Mức độ khuyết tật: <strong>{{ answers.disability_level or "……………………" }}</strong></p>
<p>Giấy này được dùng để hưởng các chính sách đối với người khuyết tật.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sex: Sex = rng.choice(("male", "female"))
    born = invention.years_before(rng, day, 8, 70)
    return {
        **requester_answers(citizen),
        "requester_relation": "family",
        "person_full_name": invention.name(rng, sex, invention.family_name(citizen.full_name)),
        "person_birth_date": born.isoformat(),
        "person_sex": sex,
        "person_personal_number": invention.number(rng, sex, born.year),
        "person_address": citizen.address,
        "request_kind": rng.choice(("first", "first", "again")),
        "disability_kinds": rng.choice((["movement"], ["hearing_speech"], ["movement", "sight"])),
        "disability_level": rng.choice(("severe", "severe", "extreme", "mild")),
        "disability_description": "Đi lại khó khăn, cần người giúp trong một số sinh hoạt hằng "
        "ngày.",
        "since": f"Từ năm {day.year - rng.randint(1, 7)}",
        "can_come": rng.choice((True, True, False)),
    }


PROCEDURE = DemoProcedure(
    code="9.000011",
    title="Xác định mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
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
                    "medical_papers",
                    "Giấy tờ y tế về khuyết tật: bệnh án, giấy khám, giấy ra viện",
                    photocopies=1,
                    required=False,
                    condition="Nếu có",
                ),
                RequiredDocument(
                    "board_conclusion",
                    "Kết luận của Hội đồng giám định y khoa",
                    photocopies=1,
                    required=False,
                    condition="Khi đã được giám định về khả năng tự phục vụ, mức độ suy giảm khả "
                    "năng lao động",
                ),
                RequiredDocument(
                    "old_certificate",
                    "Giấy xác nhận khuyết tật đã cấp",
                    originals=1,
                    required=False,
                    condition="Khi xin xác định lại",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits(
            (
                TimeLimit(
                    "25wd",
                    text="25 ngày làm việc kể từ ngày nhận đủ hồ sơ, gồm thời gian họp Hội đồng "
                    "và niêm yết kết luận.",
                ),
            )
        ),
        route=route(
            receive=2,
            assess=40,
            verify=88,
            draft=24,
            approve=24,
            issue=2,
            hand_over=2,
            verify_title="Họp Hội đồng xác định mức độ khuyết tật, niêm yết kết luận",
        ),
        result=ResultDefinition(
            names=("Giấy xác nhận khuyết tật",),
            title="GIẤY XÁC NHẬN KHUYẾT TẬT",
            symbol="GXNKT-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases(
            (laws.DISABILITY_LAW, laws.DISABILITY_DECREE, laws.DISABILITY_CIRCULAR)
        ),
        guidance=Guidance(
            summary="Giấy xác nhận khuyết tật là căn cứ để hưởng trợ cấp hằng tháng, bảo hiểm y "
            "tế, giảm giá vé và các hỗ trợ khác. Hội đồng của xã, phường gặp người khuyết "
            "tật để đánh giá; không mất phí.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Nộp đơn kèm giấy tờ y tế nếu có.",
                        "Nhận giấy mời họp Hội đồng; nếu không đi lại được, Hội đồng đến nhà.",
                        "Hội đồng quan sát, phỏng vấn và kết luận; kết luận được niêm yết.",
                        "Nhận Giấy xác nhận khuyết tật tại quầy hoặc tại nhà.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Người khuyết tật", "Người đại diện hợp pháp của người khuyết tật"),
            conditions="Người khuyết tật cư trú tại xã, phường.",
            performing_authority="Ủy ban nhân dân xã, phường",
            deciding_authority="Ủy ban nhân dân xã, phường",
            authorised_body="Hội đồng xác định mức độ khuyết tật xã, phường",
            keywords="giấy khuyết tật, tàn tật, người khuyết tật, trợ cấp khuyết tật",
        ),
    ),
)
