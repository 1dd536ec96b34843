"""Cấp Giấy xác nhận tình trạng hôn nhân (Nghị định 123/2015/NĐ-CP, Điều 21–23)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure, Sex
from portal.demonstration.questions import MARITAL_STATUSES, SEXES, requester, requester_answers
from portal.demonstration.routes import route
from portal.procedures.definitions import (
    AskedOften,
    AuthorityLevel,
    Channel,
    ChannelNote,
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
    name="Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Ông/Bà xin giấy này cho ai?",
                FieldKind.ONE_OF,
                choices=(
                    Choice("self", "Cho chính mình"),
                    Choice("authorised", "Cho người đã ủy quyền cho tôi"),
                ),
            ),
        ),
        Section(
            "person",
            "Người được xác nhận",
            hint="Nếu xin cho chính mình, hãy kiểm tra lại thông tin đã điền sẵn.",
            fields=(
                Field("person_full_name", "Họ, chữ đệm và tên", profile="full_name", maximum=120),
                Field("person_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
                Field(
                    "person_birth_date",
                    "Ngày sinh",
                    FieldKind.DATE,
                    profile="birth_date",
                    not_after_today=True,
                ),
                Field("person_ethnicity", "Dân tộc", hint="Ví dụ: Kinh", maximum=50),
                Field("person_nationality", "Quốc tịch", hint="Ví dụ: Việt Nam", maximum=50),
                Field(
                    "person_personal_number",
                    "Số định danh cá nhân",
                    FieldKind.PERSONAL_NUMBER,
                    profile="personal_number",
                ),
                Field(
                    "person_address",
                    "Nơi cư trú",
                    FieldKind.ADDRESS,
                    profile="address",
                    maximum=300,
                ),
            ),
        ),
        Section(
            "status",
            "Tình trạng hôn nhân",
            fields=(
                Field(
                    "marital_status",
                    "Tình trạng hôn nhân hiện tại",
                    FieldKind.ONE_OF,
                    choices=MARITAL_STATUSES,
                ),
                Field(
                    "status_document",
                    "Bản án, quyết định ly hôn hoặc trích lục khai tử",
                    required=False,
                    hint="Số, ngày và nơi cấp. Chỉ ghi khi đã ly hôn hoặc vợ, chồng đã chết. Ví "
                    "dụ: "
                    "Quyết định số 21/2024/QĐST-HNGĐ ngày 05/6/2024 của Tòa án",
                    maximum=300,
                ),
                Field(
                    "residence_from",
                    "Cư trú tại đây từ ngày",
                    FieldKind.DATE,
                    not_after_today=True,
                ),
            ),
        ),
        Section(
            "use",
            "Sử dụng giấy",
            fields=(
                Field(
                    "confirmation_purpose",
                    "Dùng vào việc gì?",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("marriage", "Để đăng ký kết hôn"),
                        Choice("property", "Để mua bán, tặng cho nhà đất hoặc tài sản"),
                        Choice("loan", "Để vay vốn"),
                        Choice("work", "Để đi làm, đi học ở nước ngoài"),
                        Choice("other", "Việc khác"),
                    ),
                ),
                Field(
                    "intended_spouse",
                    "Dự định kết hôn với ai, ở đâu?",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Chỉ ghi khi dùng để đăng ký kết hôn: họ tên, năm sinh, nơi cư trú của "
                    "người "
                    "đó và nơi sẽ đăng ký",
                    maximum=500,
                ),
                Field(
                    "purpose_detail",
                    "Nói rõ thêm về mục đích",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Ghi khi chọn “Việc khác”",
                    maximum=500,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Xét đề nghị của ông/bà {{ answers.requester_name }}, số định danh cá nhân
{{ answers.requester_personal_number }}, về việc cấp Giấy xác nhận tình trạng hôn nhân,</p>
<p style="text-align: center"><strong>XÁC NHẬN:</strong></p>
<p>Họ, chữ đệm, tên: <strong>{{ answers.person_full_name }}</strong></p>
<p>Ngày, tháng, năm sinh: {{ answers.person_birth_date }}. Giới tính: {{ answers.person_sex }}</p>
<p>Dân tộc: {{ answers.person_ethnicity }}. Quốc tịch: {{ answers.person_nationality }}</p>
<p>Số định danh cá nhân: {{ answers.person_personal_number }}</p>
<p>Nơi cư trú: {{ answers.person_address }}</p>
<p>Trong thời gian cư trú tại đây từ ngày {{ answers.residence_from }} đến ngày {{ today }}, tình
trạng hôn nhân: {{ answers.marital_status }}{% if answers.status_document %}
({{ answers.status_document }}){% endif %}.</p>
<p>Giấy này được cấp để sử dụng vào mục đích:
{{ answers.confirmation_purpose }}{% if answers.intended_spouse %};
{{ answers.intended_spouse }}{% endif %}{% if answers.purpose_detail %};
{{ answers.purpose_detail }}{% endif %}.</p>
<p>Giấy này có giá trị đến khi tình trạng hôn nhân thay đổi hoặc 06 tháng kể từ ngày cấp, tùy thời
điểm nào đến trước.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    status = rng.choice(("single", "single", "single", "divorced", "married"))
    purpose = "marriage" if status == "single" else rng.choice(("property", "loan"))
    spouse_sex: Sex = "female" if citizen.sex == "male" else "male"
    spouse_born = invention.years_before(rng, day, 22, 35)
    divorce = invention.day_before(rng, day, 200, 1500)
    return {
        **requester_answers(citizen),
        "requester_relation": "self",
        "person_full_name": citizen.full_name,
        "person_sex": citizen.sex,
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_personal_number": citizen.personal_number,
        "person_address": citizen.address,
        "marital_status": status,
        "status_document": f"Quyết định số {rng.randint(10, 99)}/{divorce.year}/QĐST-HNGĐ của "
        f"Tòa án "
        "nhân dân khu vực 1"
        if status == "divorced"
        else "",
        "residence_from": invention.day_before(rng, day, 800, 4000).isoformat(),
        "confirmation_purpose": purpose,
        "intended_spouse": f"{invention.name(rng, spouse_sex)}, sinh năm {spouse_born.year}, "
        f"{invention.address(rng)}"
        if purpose == "marriage"
        else "",
        "purpose_detail": "",
    }


PROCEDURE = DemoProcedure(
    code="9.000004",
    title="Cấp Giấy xác nhận tình trạng hôn nhân",
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
                    "divorce_or_death_paper",
                    "Bản án, quyết định ly hôn đã có hiệu lực hoặc trích lục khai tử của vợ, chồng",
                    photocopies=1,
                    required=False,
                    condition="Khi đã ly hôn hoặc vợ, chồng đã chết mà cơ quan đăng ký không tra "
                    "cứu "
                    "được",
                ),
                RequiredDocument(
                    "previous_confirmation",
                    "Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó",
                    originals=1,
                    required=False,
                    condition="Khi xin cấp lại để dùng vào việc khác hoặc do giấy cũ hết hạn",
                ),
                RequiredDocument(
                    "authorisation",
                    "Văn bản ủy quyền",
                    originals=1,
                    required=False,
                    condition="Khi xin giấy thay người khác",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "confirmation",
                    "Lệ phí cấp Giấy xác nhận tình trạng hôn nhân",
                    FeeKind.CHARGE,
                    amount=15000,
                    channels=(Channel.DESK, Channel.POST),
                    exemptions="Miễn cho người thuộc gia đình có công với cách mạng, hộ nghèo, "
                    "người "
                    "khuyết tật.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh "
                    "Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
                FeeItem(
                    "confirmation_online",
                    "Lệ phí cấp Giấy xác nhận tình trạng hôn nhân (nộp trực tuyến)",
                    FeeKind.CHARGE,
                    amount=7500,
                    channels=(Channel.ONLINE,),
                    exemptions="Miễn cho người thuộc gia đình có công với cách mạng, hộ nghèo, "
                    "người "
                    "khuyết tật.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh "
                    "Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "3wd",
                    text="03 ngày làm việc; khi phải gửi văn bản xác minh nơi cư trú trước đây "
                    "thì "
                    "chờ thêm thời gian trả lời xác minh.",
                ),
            )
        ),
        route=route(
            assess=6,
            verify=6,
            approve=4,
            verify_title="Tra cứu, xác minh tình trạng hôn nhân ở nơi cư trú trước",
        ),
        result=ResultDefinition(
            names=("Giấy xác nhận tình trạng hôn nhân",),
            title="GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            symbol="XNTTHN-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
            valid_for="6m",  # Nghị định 123/2015/NĐ-CP, Điều 23
        ),
        legal_bases=LegalBases(
            (*laws.CIVIL_STATUS, laws.FAMILY_LAW, laws.LOCAL_FEE_CIRCULAR, laws.COUNCIL_FEES)
        ),
        guidance=Guidance(
            summary="Giấy chứng nhận Ông/Bà đang độc thân, đã kết hôn hay đã ly hôn, thường cần "
            "khi "
            "kết hôn, mua bán nhà đất, vay vốn hoặc ra nước ngoài. Giấy có giá trị 6 tháng.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai, nói rõ giấy dùng vào việc gì.",
                        "Nộp lệ phí và nhận giấy tiếp nhận có ngày hẹn trả.",
                        "Xã, phường tra cứu cơ sở dữ liệu hộ tịch; nếu Ông/Bà từng ở nơi khác "
                        "thì xác "
                        "minh với nơi đó.",
                        "Nhận giấy tại quầy, qua bưu điện hoặc bản điện tử.",
                    ),
                ),
            ),
            channels=(
                ChannelNote(Channel.ONLINE, "Nộp hồ sơ, trả lệ phí và nhận kết quả trực tuyến."),
                ChannelNote(Channel.DESK, "Tại Trung tâm Phục vụ hành chính công xã, phường."),
                ChannelNote(Channel.POST, "Qua dịch vụ bưu chính công ích."),
            ),
            applicants=("Công dân Việt Nam", "Người nước ngoài cư trú tại Việt Nam"),
            conditions="Người được xác nhận cư trú tại xã, phường; nếu xin để kết hôn thì phải "
            "đủ "
            "điều kiện kết hôn.",
            performing_authority="Ủy ban nhân dân xã, phường nơi cư trú",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Đăng ký kết hôn",
            asked=(
                AskedOften(
                    "Giấy xác nhận dùng được bao lâu?",
                    "Dùng trong 06 tháng kể từ ngày cấp và đúng mục đích ghi trong giấy. "
                    "Nếu tình trạng hôn nhân thay đổi sớm hơn thì giấy hết giá trị từ lúc đó.",
                ),
                AskedOften(
                    "Tôi từng ở nhiều nơi thì xin ở đâu?",
                    "Ở xã, phường nơi Ông/Bà đang thường trú. Thời gian ở nơi khác thì "
                    "Ông/Bà khai rõ để cán bộ hỏi lại nơi đó.",
                ),
            ),
            keywords="giấy độc thân, xác nhận độc thân, chưa vợ chưa chồng",
        ),
    ),
)
