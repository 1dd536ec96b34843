"""Đăng ký thường trú (Luật Cư trú 2020, Điều 20–22).

The competent body is the police of the commune.
"""

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
    AT_COMMUNE_POLICE,
    FULLY_ONLINE,
)
from portal.demonstration.province import STATIONS
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
    Channel,
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
    name="Tờ khai thay đổi thông tin cư trú (CT01)",
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
            title="Người đăng ký thường trú",
        ),
        Section(
            "place",
            "Nơi đăng ký thường trú mới",
            fields=(
                Field(
                    "new_address",
                    "Địa chỉ chỗ ở",
                    FieldKind.ADDRESS,
                    hint="Ghi đủ số nhà, đường hoặc thôn, xã, phường",
                    maximum=300,
                ),
                Field(
                    "registration_ground",
                    "Ông/Bà đăng ký vào",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("own", "Chỗ ở thuộc sở hữu của mình"),
                        Choice("family", "Về ở với vợ, chồng, cha, mẹ, con, người thân"),
                        Choice("rented", "Chỗ ở thuê, mượn, ở nhờ"),
                        Choice("institution", "Cơ sở trợ giúp xã hội, tín ngưỡng, tôn giáo"),
                    ),
                ),
                Field(
                    "legal_place_paper",
                    "Giấy tờ về chỗ ở hợp pháp",
                    hint="Ví dụ: Giấy chứng nhận quyền sử dụng đất số AA 00123456",
                    maximum=200,
                ),
                Field("moves_in_on", "Ở tại đây từ ngày", FieldKind.DATE, not_after_today=True),
            ),
        ),
        Section(
            "householder",
            "Chủ hộ",
            hint="Nếu Ông/Bà lập hộ mới thì ghi chính mình.",
            fields=(
                Field("householder_name", "Họ, chữ đệm và tên chủ hộ", maximum=120),
                Field(
                    "householder_personal_number",
                    "Số định danh cá nhân của chủ hộ",
                    FieldKind.PERSONAL_NUMBER,
                ),
                Field(
                    "householder_relation",
                    "Quan hệ với chủ hộ",
                    hint="Ví dụ: Chủ hộ, vợ, con đẻ",
                    maximum=60,
                ),
                Field(
                    "householder_agrees", "Chủ hộ và chủ sở hữu chỗ ở đã đồng ý", FieldKind.YES_NO
                ),
            ),
        ),
        Section(
            "household",
            "Người cùng đăng ký",
            fields=(
                Field(
                    "members",
                    "Thành viên cùng chuyển đến",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Mỗi dòng một người: họ tên, ngày sinh, số định danh, quan hệ",
                    maximum=2000,
                ),
                Field("old_address", "Nơi thường trú trước đây", FieldKind.ADDRESS, maximum=300),
                Field(
                    "request_text",
                    "Nội dung đề nghị",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Ví dụ: Đăng ký thường trú cho tôi và con",
                    maximum=500,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Kính gửi: ông/bà <strong>{{ answers.requester_name }}</strong>, số định danh cá nhân
{{ answers.requester_personal_number }}.</p>
<p>Cơ quan đăng ký cư trú thông báo đã <strong>đăng ký thường trú</strong> cho ông/bà vào Cơ sở dữ
liệu
về cư trú:</p>
<table>
<tr><th scope="row">Nơi thường trú mới</th><td>{{ answers.new_address }}</td></tr>
<tr><th scope="row">Nơi thường trú trước đây</th><td>{{ answers.old_address }}</td></tr>
<tr><th scope="row">Chủ hộ</th><td>{{ answers.householder_name }},
{{ answers.householder_personal_number }}</td></tr>
<tr><th scope="row">Quan hệ với chủ hộ</th><td>{{ answers.householder_relation }}</td></tr>
{% if answers.members %}<tr><th scope="row">Người cùng đăng
ký</th><td>{{ answers.members }}</td></tr>{% endif %}
</table>
<p>Ông/bà có thể xem thông tin cư trú trên ứng dụng định danh quốc gia.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    with_family = rng.random() < 0.4
    holder_sex: Sex = rng.choice(("male", "female"))
    family = invention.family_name(citizen.full_name)
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "new_address": citizen.address,
        "registration_ground": "family" if with_family else "own",
        "legal_place_paper": f"Giấy chứng nhận quyền sử dụng đất số AA "
        f"{rng.randint(0, 999_999):08d}",
        "moves_in_on": invention.day_before(rng, day, 10, 300).isoformat(),
        "householder_name": invention.name(rng, holder_sex, family)
        if with_family
        else citizen.full_name,
        "householder_personal_number": invention.number(rng, holder_sex, 1960)
        if with_family
        else citizen.personal_number,
        "householder_relation": "Con đẻ" if with_family else "Chủ hộ",
        "householder_agrees": True,
        "members": "",
        "old_address": invention.address(rng),
        "request_text": "Đăng ký thường trú",
    }


PROCEDURE = DemoProcedure(
    code="9.000015",
    title="Đăng ký thường trú",
    sector="Đăng ký, quản lý cư trú",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.COMMUNE,
    units=STATIONS,
    decision_number="1561/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "legal_place",
                    "Giấy tờ chứng minh chỗ ở hợp pháp",
                    photocopies=1,
                    note="Không phải nộp khi đã tra cứu được trên cơ sở dữ liệu.",
                ),
                RequiredDocument(
                    "kinship",
                    "Giấy tờ chứng minh quan hệ nhân thân",
                    photocopies=1,
                    required=False,
                    condition="Khi đăng ký về ở với người thân mà chưa tra cứu được",
                ),
                RequiredDocument(
                    "minor_consent",
                    "Ý kiến đồng ý của cha, mẹ hoặc người giám hộ",
                    originals=1,
                    required=False,
                    condition="Khi người đăng ký chưa thành niên; có thể ghi ngay trên tờ khai",
                ),
                RequiredDocument(
                    "rental_contract",
                    "Hợp đồng thuê, mượn, ở nhờ có chứng thực",
                    photocopies=1,
                    required=False,
                    condition="Khi đăng ký vào chỗ ở thuê, mượn, ở nhờ",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký thường trú",
                    FeeKind.CHARGE,
                    amount=20_000,
                    channels=(Channel.DESK, Channel.POST),
                    exemptions="Miễn cho trẻ em, người cao tuổi, người khuyết tật, người có "
                    "công, hộ nghèo, người ở xã đặc biệt khó khăn, người từ đủ 16 đến dưới "
                    "18 tuổi mồ côi.",
                    legal_basis="Thông tư 75/2022/TT-BTC, Điều 4–5",
                ),
                FeeItem(
                    "registration_online",
                    "Lệ phí đăng ký thường trú (nộp trực tuyến)",
                    FeeKind.CHARGE,
                    amount=10_000,
                    channels=(Channel.ONLINE,),
                    exemptions="Như khi nộp tại quầy.",
                    legal_basis="Thông tư 75/2022/TT-BTC, Điều 5",
                ),
            )
        ),
        limits=Limits(
            (TimeLimit("7wd", text="07 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."),)
        ),
        route=route(
            receive=2,
            assess=16,
            verify=16,
            approve=10,
            issue=2,
            hand_over=2,
            verify_title="Xác minh tại nơi ở",
        ),
        result=ResultDefinition(
            names=(
                "Thông báo kết quả giải quyết đăng ký cư trú (CT08)",
                "Thông tin thường trú được cập nhật vào cơ sở dữ liệu",
            ),
            title="THÔNG BÁO VỀ KẾT QUẢ GIẢI QUYẾT ĐĂNG KÝ CƯ TRÚ",
            symbol="TB-ĐKCT",
            template=TEMPLATE,
            signer_title="TRƯỞNG CÔNG AN",
        ),
        legal_bases=LegalBases((*laws.RESIDENCE, laws.RESIDENCE_FEES)),
        guidance=Guidance(
            summary="Ghi nơi ở lâu dài của Ông/Bà vào cơ sở dữ liệu cư trú, thay cho sổ hộ khẩu "
            "trước đây. Làm trong 12 tháng kể từ khi chuyển đến chỗ ở hợp pháp mới.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai CT01, đính kèm giấy tờ chỗ ở nếu chưa có trên hệ thống.",
                        "Chủ hộ, chủ sở hữu chỗ ở xác nhận đồng ý.",
                        "Công an xã, phường kiểm tra, xác minh.",
                        "Nhận thông báo kết quả.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_POLICE),
            applicants=("Công dân Việt Nam",),
            conditions="Có chỗ ở hợp pháp; nhà thuê, mượn, ở nhờ phải bảo đảm diện tích tối "
            "thiểu do tỉnh quy định và được chủ nhà đồng ý.",
            performing_authority="Công an xã, phường",
            deciding_authority="Công an xã, phường",
            related="Đăng ký tạm trú",
            asked=(
                AskedOften(
                    "Ở nhà thuê có đăng ký thường trú được không?",
                    "Được, nếu chủ nhà đồng ý cho đăng ký vào chỗ ở đó và chỗ ở đủ điều "
                    "kiện về diện tích.",
                ),
                AskedOften(
                    "Có còn cấp sổ hộ khẩu không?",
                    "Không. Nơi ở được ghi vào cơ sở dữ liệu cư trú; khi cần, Ông/Bà xin "
                    "giấy xác nhận thông tin về cư trú.",
                ),
            ),
            keywords="nhập hộ khẩu, hộ khẩu, chuyển khẩu, thường trú, KT1",
        ),
    ),
)
