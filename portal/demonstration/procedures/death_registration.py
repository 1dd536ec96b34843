"""Đăng ký khai tử (Luật Hộ tịch 2014, Điều 32–34)."""

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
    FULLY_ONLINE,
)
from portal.demonstration.questions import (
    SEXES,
    copies_wanted,
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
    name="Tờ khai đăng ký khai tử",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với người đã mất",
                FieldKind.ONE_OF,
                choices=(
                    Choice("spouse", "Vợ hoặc chồng"),
                    Choice("child", "Con"),
                    Choice("parent", "Cha hoặc mẹ"),
                    Choice("relative", "Người thân thích khác"),
                    Choice("organisation", "Đại diện cơ quan, tổ chức"),
                ),
            ),
        ),
        Section(
            "deceased",
            "Người đã mất",
            fields=(
                Field("deceased_full_name", "Họ, chữ đệm và tên", maximum=120),
                Field("deceased_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
                Field(
                    "deceased_birth_date",
                    "Ngày sinh",
                    FieldKind.DATE,
                    required=False,
                    hint="Để trống nếu không rõ",
                    not_after_today=True,
                ),
                Field(
                    "deceased_personal_number",
                    "Số định danh cá nhân",
                    FieldKind.PERSONAL_NUMBER,
                    required=False,
                    hint="12 chữ số, nếu có",
                ),
                Field("deceased_ethnicity", "Dân tộc", hint="Ví dụ: Kinh", maximum=50),
                Field("deceased_nationality", "Quốc tịch", hint="Ví dụ: Việt Nam", maximum=50),
                Field("deceased_address", "Nơi cư trú cuối cùng", FieldKind.ADDRESS, maximum=300),
            ),
        ),
        Section(
            "death",
            "Sự kiện chết",
            fields=(
                Field("death_date", "Ngày mất", FieldKind.DATE, not_after_today=True),
                Field(
                    "death_time",
                    "Giờ, phút",
                    required=False,
                    hint="Ghi nếu biết, ví dụ 04 giờ 30 phút",
                    maximum=30,
                ),
                Field(
                    "death_place",
                    "Nơi mất",
                    hint="Ví dụ: Tại nhà, thôn Bãi Bồi, xã Vạn Bưởi",
                    maximum=200,
                ),
                Field(
                    "death_cause",
                    "Nguyên nhân",
                    hint="Theo giấy báo tử, ví dụ: Già yếu",
                    maximum=200,
                ),
                Field(
                    "death_notice_kind",
                    "Giấy tờ chứng minh",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("hospital", "Giấy báo tử của cơ sở y tế"),
                        Choice("commune", "Giấy báo tử của Ủy ban nhân dân xã, phường"),
                        Choice("court", "Bản án, quyết định của Tòa án"),
                        Choice("police", "Văn bản xác nhận của công an hoặc kết quả giám định"),
                        Choice("none", "Không có giấy báo tử"),
                    ),
                ),
                Field(
                    "death_notice_number",
                    "Số, ngày và nơi cấp giấy tờ",
                    required=False,
                    hint="Ví dụ: Số 12/GBT ngày 03/5/2026, Bệnh viện Đa khoa tỉnh",
                    maximum=200,
                ),
                copies_wanted(),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Họ, chữ đệm, tên: <strong>{{ answers.deceased_full_name }}</strong></p>
<p>Ngày sinh: {{ answers.deceased_birth_date or "không rõ" }}. Giới tính:
{{ answers.deceased_sex }}.
Dân tộc: {{ answers.deceased_ethnicity }}. Quốc tịch: {{ answers.deceased_nationality }}</p>
<p>Nơi cư trú cuối cùng: {{ answers.deceased_address }}</p>
{% if answers.deceased_personal_number %}<p>Số định danh cá nhân:
{{ answers.deceased_personal_number }}</p>{% endif %}
<p>Đã chết {% if answers.death_time %}vào lúc {{ answers.death_time }}, {% endif %}ngày
{{ answers.death_date }}</p>
<p>Nơi chết: {{ answers.death_place }}</p>
<p>Nguyên nhân chết: {{ answers.death_cause }}</p>
<p>Căn cứ: {{ answers.death_notice_kind }}{% if answers.death_notice_number %}
{{ answers.death_notice_number }}{% endif %}</p>
<p>Người đi khai tử: {{ answers.requester_name }}, số định danh cá nhân
{{ answers.requester_personal_number }}</p>
<p>Nơi đăng ký khai tử: {{ unit.name }}</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    age = invention.age(citizen.birth_date, day)
    sex: Sex
    if age > 58:
        relation, sex = "spouse", "female" if citizen.sex == "male" else "male"
        born = invention.years_before(rng, day, age, age + 8)
    else:
        relation, sex = "child", rng.choice(("male", "female"))
        born = invention.years_before(rng, day, age + 24, age + 32)
    died = invention.day_before(rng, day, 1, 12)
    return {
        **requester_answers(citizen),
        "requester_relation": relation,
        "deceased_full_name": invention.name(rng, sex),
        "deceased_sex": sex,
        "deceased_birth_date": born.isoformat(),
        "deceased_personal_number": invention.number(rng, sex, born.year),
        "deceased_ethnicity": "Kinh",
        "deceased_nationality": "Việt Nam",
        "deceased_address": citizen.address,
        "death_date": died.isoformat(),
        "death_time": f"{rng.randint(0, 23):02d} giờ {rng.choice((0, 15, 30, 45)):02d} phút",
        "death_place": rng.choice(("Tại nhà riêng", "Bệnh viện Đa khoa tỉnh Sông Lam")),
        "death_cause": rng.choice(("Già yếu", "Bệnh tim mạch", "Tai biến mạch máu não")),
        "death_notice_kind": "commune",
        "death_notice_number": f"Số {rng.randint(1, 90):02d}/GBT",
        "copies_wanted": rng.randint(0, 4),
    }


PROCEDURE = DemoProcedure(
    code="9.000003",
    title="Đăng ký khai tử",
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
                    "death_notice",
                    "Giấy báo tử hoặc giấy tờ thay giấy báo tử",
                    originals=1,
                    note="Không phải nộp bản giấy khi giấy báo tử điện tử đã có trên hệ thống.",
                ),
                RequiredDocument(
                    "evidence",
                    "Giấy tờ, tài liệu chứng minh sự kiện chết",
                    originals=1,
                    required=False,
                    condition="Khi người mất đã lâu và không có giấy báo tử",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "late_registration",
                    "Lệ phí đăng ký khai tử",
                    FeeKind.CHARGE,
                    amount=0,
                    exemptions="Miễn khi đăng ký trong 15 ngày kể từ ngày mất, cho người thuộc "
                    "gia đình có công, hộ nghèo, người khuyết tật.",
                    legal_basis="Luật Hộ tịch 2014, Điều 11; Nghị quyết 18/2025/NQ-HĐND tỉnh "
                    "Sông Lam",
                    note="Tỉnh Sông Lam miễn lệ phí này cho mọi trường hợp.",
                ),
                FeeItem(
                    "extract_copies",
                    "Phí cấp bản sao Trích lục khai tử (nếu có yêu cầu)",
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
                    "0wd",
                    text="Trong ngày; hồ sơ nhận sau 15 giờ trả vào ngày làm việc tiếp theo. Khi "
                    "phải xác minh thì không quá 03 ngày làm việc.",
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=("Trích lục khai tử (bản chính)", "Bản sao Trích lục khai tử nếu có yêu cầu"),
            title="TRÍCH LỤC KHAI TỬ",
            symbol="TLKT-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((*laws.CIVIL_STATUS, laws.EXTRACT_FEE_CIRCULAR, laws.COUNCIL_FEES)),
        guidance=Guidance(
            summary="Gia đình báo với xã, phường việc một người qua đời, trong 15 ngày kể từ "
            "ngày mất, để nhận Trích lục khai tử. Giấy này cần cho trợ cấp mai táng, thừa kế "
            "và xóa đăng ký thường trú.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai, đính kèm giấy báo tử.",
                        "Xã, phường kiểm tra, ghi vào sổ và trình ký trích lục.",
                        "Nhận Trích lục khai tử tại quầy, qua bưu điện hoặc bản điện tử.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=(
                "Vợ, chồng, con, cha, mẹ, người thân thích của người chết",
                "Cơ quan, tổ chức có liên quan",
            ),
            conditions="Người chết cư trú cuối cùng tại xã, phường; nếu không rõ nơi cư trú cuối "
            "cùng thì đăng ký nơi người đó chết.",
            performing_authority="Ủy ban nhân dân xã, phường nơi cư trú cuối cùng",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Hỗ trợ chi phí mai táng",
            asked=(
                AskedOften(
                    "Quá 15 ngày mới khai tử có được không?",
                    "Vẫn đăng ký được. Nên làm sớm vì giấy này cần cho trợ cấp mai táng "
                    "và thừa kế.",
                ),
                AskedOften(
                    "Người mất ở nhà, không có giấy báo tử của bệnh viện thì làm thế nào?",
                    "Hãy hỏi Ủy ban nhân dân xã, phường nơi người đó mất để được cấp "
                    "giấy báo tử, rồi nộp kèm tờ khai.",
                ),
            ),
            keywords="báo tử, giấy chứng tử, người mất, qua đời",
        ),
    ),
)
