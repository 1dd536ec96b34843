"""Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc (Luật Hộ tịch)."""

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
    AT_COMMUNE_DESK,
    AUTHORISATION,
    BY_POST,
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

FORM = Form(
    name="Tờ khai thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với người cần sửa thông tin",
                FieldKind.ONE_OF,
                choices=(
                    Choice("self", "Chính tôi"),
                    Choice("parent", "Cha hoặc mẹ"),
                    Choice("guardian", "Người giám hộ"),
                    Choice("authorised", "Người được ủy quyền"),
                ),
            ),
        ),
        Section(
            "subject",
            "Người cần sửa thông tin",
            fields=(
                Field(
                    "subject_full_name",
                    "Họ, chữ đệm và tên hiện tại",
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
            "Giấy tờ hộ tịch cần sửa",
            fields=(
                Field(
                    "register_kind",
                    "Loại giấy tờ",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("birth", "Giấy khai sinh"),
                        Choice("marriage", "Giấy chứng nhận kết hôn"),
                        Choice("death", "Trích lục khai tử"),
                        Choice("other", "Giấy tờ hộ tịch khác"),
                    ),
                ),
                Field(
                    "registered_at",
                    "Nơi đã đăng ký",
                    hint="Ví dụ: Ủy ban nhân dân xã Suối Trúc",
                    maximum=200,
                ),
                Field(
                    "register_number",
                    "Số, quyển số",
                    required=False,
                    hint="Ví dụ: Số 45, quyển 01/1994",
                    maximum=60,
                ),
                Field(
                    "registered_on",
                    "Ngày đăng ký",
                    FieldKind.DATE,
                    required=False,
                    not_after_today=True,
                ),
            ),
        ),
        Section(
            "change",
            "Nội dung đề nghị",
            fields=(
                Field(
                    "change_kind",
                    "Ông/Bà đề nghị",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("change", "Thay đổi họ, chữ đệm, tên"),
                        Choice("correct", "Cải chính thông tin ghi sai"),
                        Choice("supplement", "Bổ sung thông tin còn thiếu"),
                        Choice("ethnicity", "Xác định lại dân tộc"),
                    ),
                ),
                Field(
                    "old_content",
                    "Nội dung đang ghi",
                    hint="Ví dụ: Họ tên mẹ: Trần Thị Huê. Ghi “để trống” nếu còn thiếu",
                    maximum=300,
                ),
                Field(
                    "new_content",
                    "Nội dung đề nghị ghi",
                    hint="Ví dụ: Họ tên mẹ: Trần Thị Huệ",
                    maximum=300,
                ),
                Field("reason", "Lý do", FieldKind.LONG_TEXT, maximum=1000),
                copies_wanted(),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Họ, chữ đệm, tên: <strong>{{ answers.subject_full_name }}</strong></p>
<p>Ngày, tháng, năm sinh: {{ answers.subject_birth_date }}. Giới tính:
{{ answers.subject_sex }}</p>
<p>Số định danh cá nhân: {{ answers.subject_personal_number }}</p>
<p>Nơi cư trú: {{ answers.subject_address }}</p>
<p>Đã đăng ký việc: <strong>{{ answers.change_kind }}</strong></p>
<p>Trong: {{ answers.register_kind }}, đăng ký tại {{ answers.registered_at }}
{% if answers.register_number %}({{ answers.register_number }}){% endif %}</p>
<table>
<tr><th scope="col">Nội dung trước</th><th scope="col">Nội dung sau</th></tr>
<tr><td>{{ answers.old_content }}</td><td>{{ answers.new_content }}</td></tr>
</table>
<p>Nơi đăng ký: {{ unit.name }}</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    kind, old, new, reason = rng.choice(
        (
            ("correct", "Họ tên mẹ: Trần Thị Huê", "Họ tên mẹ: Trần Thị Huệ", "Ghi sót dấu nặng"),
            ("correct", "Nơi sinh: Bến Nguyệt", "Nơi sinh: Bệnh viện Đa khoa tỉnh", "Ghi chưa đủ"),
            (
                "supplement",
                "Dân tộc của cha: để trống",
                "Dân tộc của cha: Kinh",
                "Bản cũ ghi thiếu",
            ),
            (
                "change",
                f"Tên: {citizen.full_name}",
                f"Tên: "
                f"{invention.name(rng, citizen.sex, invention.family_name(citizen.full_name))}",
                "Trùng tên với người thân trong gia đình",
            ),
        )
    )
    return {
        **requester_answers(citizen),
        "requester_relation": "self",
        "subject_full_name": citizen.full_name,
        "subject_birth_date": citizen.birth_date.isoformat(),
        "subject_sex": citizen.sex,
        "subject_personal_number": citizen.personal_number,
        "subject_address": citizen.address,
        "register_kind": "birth",
        "registered_at": "Ủy ban nhân dân xã Suối Trúc",
        "register_number": f"Số {rng.randint(1, 200)}, quyển 01/{citizen.birth_date.year}",
        "registered_on": "",
        "change_kind": kind,
        "old_content": old,
        "new_content": new,
        "reason": reason,
        "copies_wanted": rng.randint(0, 2),
    }


PROCEDURE = DemoProcedure(
    code="9.000020",
    title="Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
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
                    "grounds",
                    "Giấy tờ làm căn cứ thay đổi, cải chính, bổ sung",
                    photocopies=1,
                    note="Ví dụ: giấy khai sinh của mẹ, học bạ, bằng cấp, quyết định của cơ quan "
                    "có thẩm quyền.",
                ),
                RequiredDocument(
                    "original_certificate",
                    "Bản chính giấy tờ hộ tịch cần sửa",
                    originals=1,
                    required=False,
                    condition="Mang theo khi nhận kết quả, nếu còn giữ",
                ),
                RequiredDocument(
                    "consent",
                    "Văn bản đồng ý của cha, mẹ hoặc của người từ đủ 9 tuổi",
                    originals=1,
                    required=False,
                    condition="Khi thay đổi họ, tên cho người chưa đủ 18 tuổi",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí thay đổi, cải chính, bổ sung hộ tịch",
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
                    case="Thay đổi, cải chính hộ tịch, xác định lại dân tộc",
                    text="03 ngày làm việc; khi phải xác minh thì kéo dài thêm không quá 03 ngày "
                    "làm việc.",
                ),
                TimeLimit(
                    "0wd",
                    case="Bổ sung thông tin hộ tịch",
                    text="Trong ngày; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo.",
                ),
            )
        ),
        route=route(assess=6, verify=5, approve=4, verify_title="Đối chiếu sổ gốc"),
        result=ResultDefinition(
            names=("Trích lục thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc",),
            title="TRÍCH LỤC THAY ĐỔI, CẢI CHÍNH, BỔ SUNG THÔNG TIN HỘ TỊCH",
            symbol="TLTĐCC-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases(
            (
                *laws.CIVIL_STATUS,
                laws.EXTRACT_FEE_CIRCULAR,
                laws.LOCAL_FEE_CIRCULAR,
                laws.COUNCIL_FEES,
            )
        ),
        guidance=Guidance(
            summary="Sửa tên, ngày sinh, quê quán… ghi sai hoặc còn thiếu trên giấy khai sinh và "
            "giấy tờ hộ tịch khác. Nộp qua mạng, đến quầy ký sổ và nhận kết quả.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khai nội dung đang ghi và nội dung đề nghị, đính kèm giấy tờ làm căn cứ.",
                        "Xã, phường đối chiếu sổ gốc, xác minh khi cần.",
                        "Đến quầy trả lệ phí, ký vào sổ.",
                        "Nhận trích lục; nội dung mới được ghi chú vào giấy tờ gốc.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Công dân Việt Nam",),
            conditions="Có căn cứ chứng minh sai sót hoặc lý do chính đáng; đổi họ, tên của "
            "người từ đủ 9 tuổi phải được người đó đồng ý.",
            performing_authority="Ủy ban nhân dân xã, phường nơi đã đăng ký hoặc nơi cư trú",
            deciding_authority="Ủy ban nhân dân xã, phường",
            keywords="sửa giấy khai sinh, sai tên, đổi tên, sai ngày sinh, cải chính",
        ),
    ),
)
