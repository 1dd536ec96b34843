"""Cấp Phiếu lý lịch tư pháp (Luật Lý lịch tư pháp 2009, Điều 41–49)."""

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
    AT_PROVINCE_DESK,
    BY_POST,
    FULLY_ONLINE,
)
from portal.demonstration.province import (
    POLICE,
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
    AskedOften,
    AuthorityLevel,
    Choice,
    Documents,
    FeeItem,
    FeeKind,
    Fees,
    FeeTier,
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
    name="Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp",
    sections=(
        requester(
            Field(
                "person_birth_date",
                "Ngày sinh",
                FieldKind.DATE,
                profile="birth_date",
                not_after_today=True,
            ),
            Field("person_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
        ),
        Section(
            "person",
            "Nhân thân",
            fields=(
                Field("other_name", "Tên gọi khác", required=False, maximum=120),
                Field("birth_place", "Nơi sinh", hint="Xã, phường và tỉnh", maximum=200),
                Field("nationality", "Quốc tịch", hint="Ví dụ: Việt Nam", maximum=50),
                Field("father_name", "Họ tên cha", required=False, maximum=120),
                Field("mother_name", "Họ tên mẹ", required=False, maximum=120),
                Field("spouse_name", "Họ tên vợ hoặc chồng", required=False, maximum=120),
            ),
        ),
        Section(
            "residence",
            "Nơi ở từ khi đủ 14 tuổi",
            fields=(
                Field(
                    "residence_history",
                    "Các nơi đã ở",
                    FieldKind.LONG_TEXT,
                    hint="Mỗi dòng: từ năm – đến năm, nơi ở, nghề nghiệp. Ví dụ: 2012–2016, "
                    "phường Bến Nguyệt, sinh viên",
                    maximum=3000,
                ),
                Field("has_conviction", "Đã từng bị Tòa án kết án chưa?", FieldKind.YES_NO),
                Field(
                    "conviction_detail",
                    "Nội dung bản án",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Chỉ ghi khi đã bị kết án",
                    maximum=2000,
                ),
            ),
        ),
        Section(
            "certificate",
            "Phiếu đề nghị cấp",
            fields=(
                Field(
                    "certificate_kind",
                    "Loại phiếu",
                    FieldKind.ONE_OF,
                    hint="Số 1 dùng cho xin việc, hồ sơ thông thường; số 2 chỉ cấp cho chính mình",
                    choices=(
                        Choice("number_1", "Phiếu lý lịch tư pháp số 1"),
                        Choice("number_2", "Phiếu lý lịch tư pháp số 2"),
                    ),
                ),
                Field(
                    "includes_ban",
                    "Có cần ghi việc cấm đảm nhiệm chức vụ, thành lập doanh nghiệp không?",
                    FieldKind.YES_NO,
                ),
                Field("purpose", "Mục đích", hint="Ví dụ: Xin việc làm", maximum=200),
                Field(
                    "certificate_count",
                    "Số phiếu cần cấp",
                    FieldKind.NUMBER,
                    hint="Hai phiếu đầu không thu thêm",
                    minimum=1,
                    maximum=20,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Xác nhận ông/bà: <strong>{{ answers.requester_name }}</strong>{% if answers.other_name %} (tên
gọi khác:
{{ answers.other_name }}){% endif %}</p>
<p>Giới tính: {{ answers.person_sex }}. Ngày sinh: {{ answers.person_birth_date }}. Quốc tịch:
{{ answers.nationality }}</p>
<p>Nơi sinh: {{ answers.birth_place }}</p>
<p>Nơi cư trú: {{ answers.requester_address }}</p>
<p>Số định danh cá nhân: {{ answers.requester_personal_number }}</p>
<p>Loại phiếu: {{ answers.certificate_kind }}</p>
<p>Tình trạng án tích: {% if answers.has_conviction == "Có" %}
{{ answers.conviction_detail or "có án tích" }}{% else %}<strong>không có án
tích</strong>{% endif %}</p>
{% if answers.includes_ban == "Có" %}<p>Thông tin về cấm đảm nhiệm chức vụ, thành lập, quản lý
doanh nghiệp:
không có</p>{% endif %}
<p>Phiếu được cấp để: {{ answers.purpose }}.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    family = invention.family_name(citizen.full_name)
    at_14 = citizen.birth_date.year + 14
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "other_name": "",
        "birth_place": "phường Bến Nguyệt, tỉnh Sông Lam",
        "nationality": "Việt Nam",
        "father_name": invention.name(rng, "male", family),
        "mother_name": invention.name(rng, "female"),
        "spouse_name": "",
        "residence_history": f"{at_14}–{at_14 + 4}, {citizen.address}, học "
        f"sinh\n{at_14 + 4}–nay, {citizen.address}, lao động tự do",
        "has_conviction": False,
        "conviction_detail": "",
        "certificate_kind": rng.choice(("number_1", "number_1", "number_2")),
        "includes_ban": False,
        "purpose": rng.choice(
            ("Xin việc làm", "Đi lao động ở nước ngoài", "Bổ sung hồ sơ cá nhân")
        ),
        "certificate_count": rng.choice((1, 1, 2, 3)),
    }


PROCEDURE = DemoProcedure(
    code="9.000014",
    title="Cấp Phiếu lý lịch tư pháp",
    sector="Lý lịch tư pháp",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.PROVINCE,
    units=(POLICE,),
    decision_number="1560/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "identity_paper",
                    "Thẻ căn cước hoặc hộ chiếu",
                    photocopies=1,
                    required=False,
                    condition="Khi nộp tại quầy hoặc qua bưu điện; nộp trực tuyến thì đối chiếu "
                    "tài khoản định danh",
                ),
                RequiredDocument(
                    "exemption_paper",
                    "Giấy tờ chứng minh được miễn, giảm phí",
                    photocopies=1,
                    required=False,
                    condition="Khi thuộc diện miễn, giảm mà chưa tra cứu được",
                ),
                RequiredDocument(
                    "authorisation",
                    "Văn bản ủy quyền yêu cầu cấp Phiếu số 1",
                    originals=1,
                    required=False,
                    condition="Khi nhờ người khác; cha, mẹ, vợ, chồng, con thì không cần. Phiếu "
                    "số 2 không được ủy quyền",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "information",
                    "Phí cung cấp thông tin lý lịch tư pháp",
                    FeeKind.FEE,
                    amount=200_000,
                    exemptions="Miễn cho trẻ em, người cao tuổi, người khuyết tật, người thuộc "
                    "hộ nghèo, người ở xã đặc biệt khó khăn. Giảm còn 100.000 đồng cho học "
                    "sinh, sinh viên, người có công và thân nhân liệt sĩ.",
                    legal_basis="Thông tư 244/2016/TT-BTC, Điều 4–5",
                    note="Cần kiểm tra khi Bộ Tài chính ban hành mức thu mới.",
                ),
                FeeItem(
                    "more_certificates",
                    "Phí từ phiếu thứ ba",
                    FeeKind.FEE,
                    per="phiếu",
                    quantity_field="certificate_count",
                    tiers=(FeeTier(1, 0), FeeTier(3, 5000)),
                    legal_basis="Thông tư 244/2016/TT-BTC, Điều 4",
                    note="Từ phiếu thứ ba trở đi 5.000 đồng mỗi phiếu.",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "10d",
                    text="10 ngày; không quá 15 ngày khi phải xác minh về điều kiện đương nhiên "
                    "được xóa án tích hoặc nơi cư trú ở nhiều tỉnh.",
                ),
            )
        ),
        route=route(
            receive=2,
            assess=12,
            verify=20,
            draft=4,
            approve=8,
            issue=2,
            hand_over=2,
            verify_title="Tra cứu, xác minh thông tin án tích",
        ),
        result=ResultDefinition(
            names=("Phiếu lý lịch tư pháp số 1", "Phiếu lý lịch tư pháp số 2"),
            title="PHIẾU LÝ LỊCH TƯ PHÁP",
            symbol="LLTP-HS",
            template=TEMPLATE,
            signer_title="TRƯỞNG PHÒNG HỒ SƠ NGHIỆP VỤ",
        ),
        legal_bases=LegalBases(
            (laws.CRIMINAL_RECORD_LAW, laws.CRIMINAL_RECORD_DECREE, laws.CRIMINAL_RECORD_FEES)
        ),
        guidance=Guidance(
            summary="Phiếu cho biết Ông/Bà có án tích hay không, thường cần khi xin việc, xin "
            "giấy phép hành nghề hoặc ra nước ngoài. Công an tỉnh cấp trong 10 ngày; bản "
            "điện tử có giá trị như bản giấy.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai, ghi các nơi đã ở từ năm 14 tuổi.",
                        "Trả phí.",
                        "Công an tỉnh tra cứu, xác minh.",
                        "Nhận phiếu bản điện tử, tại quầy hoặc qua bưu điện.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_PROVINCE_DESK, BY_POST),
            applicants=("Công dân Việt Nam", "Người nước ngoài đã, đang cư trú tại Việt Nam"),
            conditions="Người yêu cầu thường trú hoặc tạm trú tại tỉnh.",
            performing_authority="Công an tỉnh",
            deciding_authority="Công an tỉnh",
            asked=(
                AskedOften(
                    "Phiếu số 1 và phiếu số 2 khác nhau thế nào?",
                    "Phiếu số 1 dùng khi xin việc, xin giấy phép và không ghi án tích đã "
                    "được xóa. Phiếu số 2 ghi đầy đủ, chỉ cấp cho chính người đó hoặc cơ "
                    "quan tố tụng.",
                ),
                AskedOften(
                    "Nhờ người khác xin thay được không?",
                    "Phiếu số 1 được ủy quyền. Phiếu số 2 thì không.",
                ),
            ),
            keywords="lý lịch tư pháp, án tích, tiền án, phiếu số 1, phiếu số 2",
        ),
    ),
)
