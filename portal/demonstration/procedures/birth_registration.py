"""Đăng ký khai sinh (Luật Hộ tịch 2014, Điều 13–16)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure, Sex
from portal.demonstration.questions import copies_wanted, requester, requester_answers
from portal.demonstration.routes import SAME_DAY
from portal.procedures.conditions import equals
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

PARENT = (
    "full_name",
    "birth_date",
    "personal_number",
    "ethnicity",
    "nationality",
    "address",
)

FORM = Form(
    name="Tờ khai đăng ký khai sinh",
    sections=(
        requester(
            Field(
                "requester_relation",
                "Quan hệ với trẻ",
                FieldKind.ONE_OF,
                choices=(
                    Choice("mother", "Mẹ"),
                    Choice("father", "Cha"),
                    Choice("grandparent", "Ông hoặc bà"),
                    Choice("relative", "Người thân thích khác"),
                    Choice("carer", "Người hoặc cơ sở đang nuôi dưỡng trẻ"),
                ),
            ),
        ),
        Section(
            "child",
            "Trẻ được khai sinh",
            fields=(
                Field(
                    "child",
                    "Trẻ",
                    FieldKind.PERSON,
                    hint="Viết tên đủ dấu, ví dụ: Nguyễn Minh Thư. Dân tộc theo cha hoặc mẹ.",
                    parts=("full_name", "birth_date", "sex", "ethnicity", "nationality"),
                ),
                Field(
                    "child_birth_place",
                    "Nơi sinh",
                    hint="Tên bệnh viện hoặc cơ sở y tế; nếu sinh ngoài cơ sở y tế thì ghi tên "
                    "xã, phường và tỉnh",
                    maximum=200,
                ),
                Field(
                    "child_home_town",
                    "Quê quán",
                    hint="Xã, phường và tỉnh là quê của cha hoặc mẹ",
                    maximum=200,
                ),
            ),
        ),
        Section(
            "mother",
            "Mẹ của trẻ",
            fields=(
                Field(
                    "mother",
                    "Mẹ",
                    FieldKind.PERSON,
                    hint="Để trống số định danh nếu mẹ là người nước ngoài.",
                    parts=PARENT,
                    optional=("personal_number",),
                ),
            ),
        ),
        Section(
            "father",
            "Cha của trẻ",
            fields=(
                Field(
                    "father_known",
                    "Đã xác định được cha của trẻ chưa?",
                    FieldKind.YES_NO,
                    hint="Nếu chưa, giấy khai sinh để trống phần ghi về cha.",
                ),
                Field(
                    "father",
                    "Cha",
                    FieldKind.PERSON,
                    hint="Để trống số định danh nếu cha là người nước ngoài.",
                    parts=PARENT,
                    optional=("personal_number",),
                    only_if=equals("father_known", True),
                ),
            ),
        ),
        Section(
            "request",
            "Đề nghị",
            fields=(
                Field(
                    "parents_married",
                    "Cha và mẹ đã đăng ký kết hôn chưa?",
                    FieldKind.YES_NO,
                    only_if=equals("father_known", True),
                ),
                Field(
                    "birth_certificate_number",
                    "Số giấy chứng sinh",
                    required=False,
                    hint="Ghi ở góc trên giấy chứng sinh, nếu có",
                    maximum=40,
                ),
                copies_wanted(),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Họ, chữ đệm, tên: <strong>{{ answers.child_full_name }}</strong></p>
<p>Ngày, tháng, năm sinh: {{ answers.child_birth_date }}</p>
<p>Giới tính: {{ answers.child_sex }}. Dân tộc: {{ answers.child_ethnicity }}.
Quốc tịch: {{ answers.child_nationality }}</p>
<p>Nơi sinh: {{ answers.child_birth_place }}</p>
<p>Quê quán: {{ answers.child_home_town }}</p>
<p>Họ, chữ đệm, tên người mẹ: <strong>{{ answers.mother_full_name }}</strong></p>
<p>Ngày sinh: {{ answers.mother_birth_date }}. Dân tộc: {{ answers.mother_ethnicity }}.
Quốc tịch: {{ answers.mother_nationality }}</p>
<p>Nơi cư trú: {{ answers.mother_address }}</p>
{% if answers.father_full_name %}
<p>Họ, chữ đệm, tên người cha: <strong>{{ answers.father_full_name }}</strong></p>
<p>Ngày sinh: {{ answers.father_birth_date }}. Dân tộc: {{ answers.father_ethnicity }}.
Quốc tịch: {{ answers.father_nationality }}</p>
<p>Nơi cư trú: {{ answers.father_address }}</p>
{% else %}
<p>Họ, chữ đệm, tên người cha: (để trống)</p>
{% endif %}
<p>Họ, chữ đệm, tên người đi khai sinh: {{ answers.requester_name }}</p>
<p>Giấy tờ tùy thân: số định danh cá nhân {{ answers.requester_personal_number }}</p>
<p>Nơi đăng ký khai sinh: {{ unit.name }}</p>
<p>Ngày, tháng, năm đăng ký: {{ today }}</p>
"""

SUPPLEMENT = """
<p>Giấy chứng sinh do nơi sinh cấp. Nếu chụp lại, xin chụp thẳng, đủ bốn góc và đọc được số của
giấy.</p>
<p>Ông/Bà bổ sung ngay trên trang hồ sơ {{ dossier.code }} hoặc mang tới nơi đã nộp. Thời gian chờ
bổ sung không tính vào thời hạn giải quyết. Cần hỏi thêm, xin gặp {{ contact }}{% if phone %}, số
điện thoại {{ phone }}{% endif %}.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sex: Sex = rng.choice(("male", "female"))
    born = invention.day_before(rng, day, 3, 50)
    mother_born = invention.years_before(rng, day, 20, 38)
    father_born = invention.years_before(rng, day, 22, 42)
    ethnicity = rng.choice(("Kinh", "Kinh", "Kinh", "Thái", "Mông", "Mường"))
    mother_name, mother_number = invention.name(rng, "female"), ""
    father_name, father_number = invention.name(rng, "male"), ""
    if not 18 <= invention.age(citizen.birth_date, day) <= 44:
        relation = "grandparent"
    elif citizen.sex == "female":
        mother_name, mother_born = citizen.full_name, citizen.birth_date
        mother_number, relation = citizen.personal_number, "mother"
    else:
        father_name, father_born = citizen.full_name, citizen.birth_date
        father_number, relation = citizen.personal_number, "father"
    family = invention.family_name(father_name)
    return {
        **requester_answers(citizen),
        "requester_relation": relation,
        "child_full_name": invention.name(rng, sex, family),
        "child_sex": sex,
        "child_birth_date": born.isoformat(),
        "child_birth_place": rng.choice(invention.HOSPITALS),
        "child_ethnicity": ethnicity,
        "child_nationality": "Việt Nam",
        "child_home_town": "phường Bến Nguyệt, tỉnh Sông Lam",
        "mother_full_name": mother_name,
        "mother_birth_date": mother_born.isoformat(),
        "mother_personal_number": mother_number
        or invention.number(rng, "female", mother_born.year),
        "mother_ethnicity": ethnicity,
        "mother_nationality": "Việt Nam",
        "mother_address": citizen.address,
        "father_known": True,
        "father_full_name": father_name,
        "father_birth_date": father_born.isoformat(),
        "father_personal_number": father_number or invention.number(rng, "male", father_born.year),
        "father_ethnicity": ethnicity,
        "father_nationality": "Việt Nam",
        "father_address": citizen.address,
        "parents_married": True,
        "birth_certificate_number": f"{rng.randint(1, 9999):05d}",
        "copies_wanted": rng.randint(0, 3),
    }


PROCEDURE = DemoProcedure(
    code="9.000001",
    title="Đăng ký khai sinh",
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
                    "birth_notice",
                    "Giấy chứng sinh do cơ sở y tế cấp; nếu không có thì nộp văn bản của người "
                    "làm chứng xác nhận việc sinh hoặc giấy cam đoan về việc sinh",
                    originals=1,
                    note="Không phải nộp bản giấy khi giấy chứng sinh điện tử đã có trên hệ thống.",
                ),
                RequiredDocument(
                    "marriage_certificate",
                    "Giấy chứng nhận kết hôn của cha, mẹ trẻ",
                    photocopies=1,
                    required=False,
                    condition="Khi cha, mẹ đã kết hôn mà cơ quan đăng ký chưa tra cứu được",
                    only_if=equals("parents_married", True),
                ),
                RequiredDocument(
                    "abandoned_child_record",
                    "Biên bản về việc trẻ bị bỏ rơi",
                    originals=1,
                    required=False,
                    condition="Khi khai sinh cho trẻ bị bỏ rơi",
                ),
                RequiredDocument(
                    "surrogacy_confirmation",
                    "Văn bản của cơ sở y tế xác nhận việc mang thai hộ",
                    originals=1,
                    required=False,
                    condition="Khi trẻ sinh ra do mang thai hộ",
                ),
                RequiredDocument(
                    "authorisation",
                    "Văn bản ủy quyền đăng ký khai sinh",
                    originals=1,
                    required=False,
                    condition="Khi nhờ người khác đi đăng ký; không phải chứng thực nếu người đó "
                    "là "
                    "ông, bà, cha, mẹ, con, vợ, chồng hoặc anh, chị, em ruột",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "late_registration",
                    "Lệ phí đăng ký khai sinh",
                    FeeKind.CHARGE,
                    amount=0,
                    exemptions="Miễn cho trẻ đăng ký trong 60 ngày từ ngày sinh, người thuộc gia "
                    "đình có công, hộ nghèo và người khuyết tật.",
                    legal_basis="Luật Hộ tịch 2014, Điều 11; Nghị quyết 18/2025/NQ-HĐND tỉnh "
                    "Sông Lam",
                    note="Tỉnh Sông Lam miễn lệ phí này cho mọi trường hợp.",
                ),
                FeeItem(
                    "extract_copies",
                    "Phí cấp bản sao Giấy khai sinh (nếu có yêu cầu)",
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
                    text="Trong ngày; hồ sơ nhận sau 15 giờ mà không giải quyết được ngay thì "
                    "trả "
                    "kết quả trong ngày làm việc tiếp theo.",
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=("Giấy khai sinh (bản chính)", "Bản sao Giấy khai sinh nếu có yêu cầu"),
            title="GIẤY KHAI SINH",
            symbol="GKS-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
            supplement=SUPPLEMENT,
        ),
        legal_bases=LegalBases((*laws.CIVIL_STATUS, laws.EXTRACT_FEE_CIRCULAR, laws.COUNCIL_FEES)),
        guidance=Guidance(
            summary="Ghi nhận việc một em bé ra đời và cấp Giấy khai sinh, giấy tờ hộ tịch gốc "
            "của "
            "mỗi người. Cha hoặc mẹ đăng ký trong 60 ngày kể từ ngày sinh; nếu không đi được thì "
            "ông bà hoặc người thân thích khác đi thay. Không mất lệ phí.",
            cases=(
                ProcedureCase(
                    "Nộp trực tuyến",
                    (
                        "Điền tờ khai, chụp và đính kèm giấy chứng sinh rồi nộp hồ sơ.",
                        "Bộ phận Một cửa kiểm tra và gửi giấy tiếp nhận có ngày hẹn trả.",
                        "Công chức tư pháp - hộ tịch kiểm tra, ghi vào sổ và trình ký.",
                        "Ông/Bà nhận Giấy khai sinh tại quầy, qua bưu điện hoặc bản điện tử.",
                    ),
                ),
                ProcedureCase(
                    "Nộp tại quầy hoặc qua bưu điện",
                    (
                        "Nộp tờ khai và giấy chứng sinh tại Trung tâm Phục vụ hành chính công.",
                        "Nhận giấy tiếp nhận và hẹn trả kết quả.",
                        "Nhận Giấy khai sinh, kiểm tra nội dung và ký vào sổ.",
                    ),
                ),
            ),
            channels=(
                ChannelNote(Channel.ONLINE, "Nộp và nhận kết quả trực tuyến, toàn trình."),
                ChannelNote(Channel.DESK, "Tại Trung tâm Phục vụ hành chính công xã, phường."),
                ChannelNote(Channel.POST, "Qua dịch vụ bưu chính công ích."),
            ),
            applicants=("Công dân Việt Nam", "Người nước ngoài có con với công dân Việt Nam"),
            conditions="Cha hoặc mẹ của trẻ cư trú tại tỉnh; trẻ chưa được đăng ký khai sinh ở "
            "nơi khác.",
            performing_authority="Ủy ban nhân dân xã, phường nơi cư trú của cha hoặc mẹ",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Đăng ký thường trú và cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi",
            asked=(
                AskedOften(
                    "Ông bà có đi khai sinh thay cha mẹ được không?",
                    "Được, khi cha mẹ không đi được. Ông bà hoặc người thân thích không cần "
                    "giấy ủy quyền, nhưng phải thống nhất trước với cha mẹ về tên và các "
                    "nội dung khai sinh.",
                ),
                AskedOften(
                    "Quá 60 ngày mới khai sinh thì sao?",
                    "Vẫn đăng ký được; tỉnh Sông Lam cũng không thu lệ phí. Hãy nộp hồ sơ sớm "
                    "nhất có thể để trẻ có thẻ bảo hiểm y tế.",
                ),
                AskedOften(
                    "Cha mẹ chưa đăng ký kết hôn có khai sinh cho con được không?",
                    "Được. Nếu muốn ghi tên cha thì làm cùng lúc thủ tục nhận cha, mẹ, con.",
                ),
            ),
            keywords="giấy khai sinh, làm giấy khai sinh, con mới sinh, em bé",
        ),
    ),
)
