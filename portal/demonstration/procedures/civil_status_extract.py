"""Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh (Luật Hộ tịch 2014, Điều 63–64)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import laws
from portal.demonstration.model import (
    Answers,
    DemoCitizen,
    DemoProcedure,
)
from portal.demonstration.papers import (
    AT_COMMUNE_DESK,
    AUTHORISATION,
    BY_POST,
    FULLY_ONLINE,
)
from portal.demonstration.questions import (
    SEXES,
    requester,
    requester_answers,
)
from portal.demonstration.routes import (
    SAME_DAY,
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
    name="Tờ khai cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với người có tên trong giấy tờ",
                FieldKind.ONE_OF,
                choices=(
                    Choice("self", "Chính tôi"),
                    Choice("parent", "Cha hoặc mẹ"),
                    Choice("child", "Con"),
                    Choice("spouse", "Vợ hoặc chồng"),
                    Choice("authorised", "Người được ủy quyền"),
                ),
            ),
        ),
        Section(
            "entry",
            "Giấy tờ cần cấp",
            fields=(
                Field(
                    "extract_kind",
                    "Loại bản sao",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("birth", "Bản sao Giấy khai sinh"),
                        Choice("marriage", "Bản sao Trích lục kết hôn"),
                        Choice("death", "Bản sao Trích lục khai tử"),
                        Choice("parentage", "Bản sao Trích lục nhận cha, mẹ, con"),
                        Choice("correction", "Bản sao Trích lục thay đổi, cải chính hộ tịch"),
                        Choice("guardianship", "Bản sao Trích lục giám hộ"),
                    ),
                ),
                Field(
                    "copy_count",
                    "Số bản cần cấp",
                    FieldKind.NUMBER,
                    hint="Mỗi bản 8.000 đồng",
                    minimum=1,
                    maximum=50,
                ),
                Field(
                    "purpose",
                    "Dùng vào việc gì?",
                    required=False,
                    hint="Ví dụ: Nộp hồ sơ nhập học",
                    maximum=200,
                ),
            ),
        ),
        Section(
            "subject",
            "Người có tên trong giấy tờ",
            fields=(
                Field(
                    "subject_full_name",
                    "Họ, chữ đệm và tên",
                    hint="Với kết hôn, ghi tên một bên",
                    profile="full_name",
                    maximum=120,
                ),
                Field(
                    "subject_birth_date",
                    "Ngày sinh",
                    FieldKind.DATE,
                    profile="birth_date",
                    not_after_today=True,
                ),
                Field("subject_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
                Field(
                    "subject_personal_number",
                    "Số định danh cá nhân",
                    FieldKind.PERSONAL_NUMBER,
                    required=False,
                    hint="12 chữ số, nếu có",
                    profile="personal_number",
                ),
                Field(
                    "subject_address",
                    "Nơi cư trú",
                    FieldKind.ADDRESS,
                    profile="address",
                    maximum=300,
                ),
            ),
        ),
        Section(
            "register",
            "Nơi đã đăng ký trước đây",
            hint="Ghi những gì Ông/Bà nhớ; cán bộ sẽ tra cứu phần còn lại.",
            fields=(
                Field(
                    "registered_at",
                    "Cơ quan đã đăng ký",
                    hint="Ví dụ: Ủy ban nhân dân xã Suối Trúc (cũ)",
                    maximum=200,
                ),
                Field(
                    "registered_on",
                    "Ngày đăng ký",
                    FieldKind.DATE,
                    required=False,
                    not_after_today=True,
                ),
                Field(
                    "register_number",
                    "Số, quyển số",
                    required=False,
                    hint="Ghi trên bản cũ, ví dụ: Số 45, quyển 01/1994",
                    maximum=60,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Căn cứ Cơ sở dữ liệu hộ tịch điện tử và sổ hộ tịch đang lưu giữ,</p>
<p>Trích lục: <strong>{{ answers.extract_kind }}</strong></p>
<p>Họ, chữ đệm, tên: <strong>{{ answers.subject_full_name }}</strong></p>
<p>Ngày, tháng, năm sinh: {{ answers.subject_birth_date }}. Giới tính:
{{ answers.subject_sex }}</p>
{% if answers.subject_personal_number %}<p>Số định danh cá nhân:
{{ answers.subject_personal_number }}</p>{% endif %}
<p>Nơi cư trú: {{ answers.subject_address }}</p>
<p>Đã đăng ký tại: {{ answers.registered_at }}{% if answers.registered_on %}, ngày
{{ answers.registered_on }}{% endif %}{% if answers.register_number %},
{{ answers.register_number }}{% endif %}</p>
<p>Số bản cấp: {{ answers.copy_count }}. Cấp cho: {{ answers.requester_name }}</p>
<p>Bản sao này được cấp từ sổ gốc và có giá trị sử dụng thay cho bản chính.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    return {
        **requester_answers(citizen),
        "requester_relation": "self",
        "extract_kind": rng.choice(("birth", "birth", "birth", "marriage")),
        "copy_count": rng.choice((1, 2, 3, 5)),
        "purpose": rng.choice(("Nộp hồ sơ xin việc", "Làm hộ chiếu", "Nộp hồ sơ nhập học", "")),
        "subject_full_name": citizen.full_name,
        "subject_birth_date": citizen.birth_date.isoformat(),
        "subject_sex": citizen.sex,
        "subject_personal_number": citizen.personal_number,
        "subject_address": citizen.address,
        "registered_at": "Ủy ban nhân dân phường Bến Nguyệt",
        "registered_on": "",
        "register_number": f"Số {rng.randint(1, 200)}, quyển 01/{citizen.birth_date.year}",
    }


PROCEDURE = DemoProcedure(
    code="9.000005",
    title="Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
    sector="Hộ tịch",
    level=ServiceLevel.FULL,
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
                    "old_paper",
                    "Bản cũ hoặc ảnh chụp giấy tờ hộ tịch đã cấp",
                    photocopies=1,
                    required=False,
                    condition="Nếu còn giữ; giúp tra cứu nhanh hơn",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "extract_copies",
                    "Phí cấp bản sao trích lục hộ tịch",
                    FeeKind.FEE,
                    amount=8000,
                    per="bản",
                    quantity_field="copy_count",
                    exemptions="Miễn cho trẻ em, người cao tuổi, người khuyết tật, người thuộc "
                    "hộ nghèo, người có công với cách mạng và đồng bào dân tộc thiểu số ở xã "
                    "đặc biệt khó khăn.",
                    legal_basis="Thông tư 281/2016/TT-BTC, Điều 4",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "0wd", text="Trong ngày; hồ sơ nhận sau 15 giờ trả vào ngày làm việc tiếp theo."
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=("Bản sao trích lục hộ tịch", "Bản sao Giấy khai sinh"),
            title="TRÍCH LỤC HỘ TỊCH (BẢN SAO)",
            symbol="TLHT-BS",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((*laws.CIVIL_STATUS, laws.EXTRACT_FEE_CIRCULAR)),
        guidance=Guidance(
            summary="Xin thêm bản sao Giấy khai sinh, trích lục kết hôn, khai tử… từ sổ gốc. Bản "
            "sao có giá trị như bản chính. Ông/Bà có thể xin ở bất kỳ xã, phường nào của "
            "tỉnh.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Chọn loại giấy tờ, số bản và ghi nơi đã đăng ký trước đây.",
                        "Trả phí.",
                        "Xã, phường tra cứu cơ sở dữ liệu hoặc sổ gốc rồi trình ký.",
                        "Nhận bản sao.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Cá nhân", "Cơ quan, tổ chức quản lý người có yêu cầu"),
            conditions="Việc hộ tịch đã được đăng ký và còn lưu trong sổ hoặc cơ sở dữ liệu.",
            performing_authority="Ủy ban nhân dân xã, phường, không phụ thuộc nơi cư trú",
            deciding_authority="Ủy ban nhân dân xã, phường",
            asked=(
                AskedOften(
                    "Tôi khai sinh ở xã khác, có xin bản sao tại đây được không?",
                    "Được. Ông/Bà xin ở bất kỳ xã, phường nào của tỉnh; cán bộ tra trong "
                    "cơ sở dữ liệu hoặc hỏi nơi giữ sổ gốc.",
                ),
                AskedOften(
                    "Tôi không nhớ số và quyển sổ.",
                    "Không sao. Hãy ghi những gì Ông/Bà nhớ, nhất là nơi đăng ký và năm; "
                    "cán bộ sẽ tra cứu phần còn lại.",
                ),
                AskedOften(
                    "Bản sao có thời hạn sử dụng không?",
                    "Không. Bản sao được dùng thay bản chính và không ghi thời hạn.",
                ),
            ),
            keywords="bản sao giấy khai sinh, trích lục khai sinh, khai sinh bản sao, mất giấy "
            "khai sinh",
        ),
    ),
)
