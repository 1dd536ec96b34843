"""Đăng ký tạm trú (Luật Cư trú 2020, Điều 27–28)"""

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
            title="Người đăng ký tạm trú",
        ),
        Section(
            "place",
            "Nơi tạm trú",
            fields=(
                Field(
                    "stay_address",
                    "Địa chỉ tạm trú",
                    FieldKind.ADDRESS,
                    hint="Ghi cả số phòng nếu ở trọ",
                    maximum=300,
                ),
                Field(
                    "stay_kind",
                    "Chỗ ở là",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("rented", "Nhà, phòng thuê"),
                        Choice("borrowed", "Nhà mượn, ở nhờ"),
                        Choice("dormitory", "Ký túc xá, nhà ở công nhân"),
                        Choice("own", "Nhà của mình"),
                    ),
                ),
                Field(
                    "owner_name",
                    "Họ tên chủ nhà",
                    hint="Ghi chính mình nếu là nhà của mình",
                    maximum=120,
                ),
                Field("owner_phone", "Số điện thoại chủ nhà", FieldKind.PHONE, required=False),
                Field("owner_agrees", "Chủ nhà đã đồng ý cho đăng ký tạm trú", FieldKind.YES_NO),
            ),
        ),
        Section(
            "stay",
            "Thời gian tạm trú",
            fields=(
                Field("stay_from", "Từ ngày", FieldKind.DATE),
                Field(
                    "stay_to",
                    "Đến ngày",
                    FieldKind.DATE,
                    hint="Nhiều nhất 2 năm, sau đó được gia hạn",
                ),
                Field(
                    "stay_reason",
                    "Lý do",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("work", "Làm việc"),
                        Choice("study", "Học tập"),
                        Choice("family", "Ở cùng người thân"),
                        Choice("other", "Lý do khác"),
                    ),
                ),
                Field(
                    "members",
                    "Người cùng tạm trú",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Mỗi dòng một người: họ tên, ngày sinh, số định danh",
                    maximum=2000,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Kính gửi: ông/bà <strong>{{ answers.requester_name }}</strong>, số định danh cá nhân
{{ answers.requester_personal_number }}.</p>
<p>Cơ quan đăng ký cư trú thông báo đã <strong>đăng ký tạm trú</strong> cho ông/bà:</p>
<table>
<tr><th scope="row">Nơi tạm trú</th><td>{{ answers.stay_address }}</td></tr>
<tr><th scope="row">Nơi thường trú</th><td>{{ answers.requester_address }}</td></tr>
<tr><th scope="row">Thời hạn</th><td>Từ {{ answers.stay_from }} đến {{ answers.stay_to }}</td></tr>
<tr><th scope="row">Chủ nhà</th><td>{{ answers.owner_name }}</td></tr>
{% if answers.members %}<tr><th scope="row">Người cùng tạm
trú</th><td>{{ answers.members }}</td></tr>{% endif %}
</table>
<p>Trong 15 ngày trước khi hết hạn, ông/bà làm thủ tục gia hạn nếu tiếp tục ở.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    starts = invention.day_before(rng, day, 0, 25)
    owner_sex: Sex = rng.choice(("male", "female"))
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "stay_address": f"Phòng {rng.randint(101, 405)}, {invention.address(rng)}",
        "stay_kind": rng.choice(("rented", "rented", "borrowed")),
        "owner_name": invention.name(rng, owner_sex),
        "owner_phone": f"0900003{rng.randint(0, 999):03d}",
        "owner_agrees": True,
        "stay_from": starts.isoformat(),
        "stay_to": invention.day_after(rng, starts, 180, 720).isoformat(),
        "stay_reason": rng.choice(("work", "study")),
        "members": "",
    }


PROCEDURE = DemoProcedure(
    code="9.000016",
    title="Đăng ký tạm trú",
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
                    "Hợp đồng thuê, mượn hoặc giấy tờ chứng minh chỗ ở hợp pháp",
                    photocopies=1,
                    note="Không phải nộp khi đã tra cứu được trên cơ sở dữ liệu.",
                ),
                RequiredDocument(
                    "minor_consent",
                    "Ý kiến đồng ý của cha, mẹ hoặc người giám hộ",
                    originals=1,
                    required=False,
                    condition="Khi người đăng ký chưa thành niên; có thể ghi ngay trên tờ khai",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký tạm trú",
                    FeeKind.CHARGE,
                    amount=15_000,
                    channels=(Channel.DESK, Channel.POST),
                    exemptions="Miễn cho trẻ em, người cao tuổi, người khuyết tật, người có "
                    "công, hộ nghèo, người ở xã đặc biệt khó khăn.",
                    legal_basis="Thông tư 75/2022/TT-BTC, Điều 4–5",
                ),
                FeeItem(
                    "registration_online",
                    "Lệ phí đăng ký tạm trú (nộp trực tuyến)",
                    FeeKind.CHARGE,
                    amount=7000,
                    channels=(Channel.ONLINE,),
                    exemptions="Như khi nộp tại quầy.",
                    legal_basis="Thông tư 75/2022/TT-BTC, Điều 5",
                ),
            )
        ),
        limits=Limits(
            (TimeLimit("3wd", text="03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."),)
        ),
        route=route(assess=8, approve=5),
        result=ResultDefinition(
            names=(
                "Thông báo kết quả giải quyết đăng ký cư trú (CT08)",
                "Thông tin tạm trú được cập nhật vào cơ sở dữ liệu",
            ),
            title="THÔNG BÁO VỀ KẾT QUẢ GIẢI QUYẾT ĐĂNG KÝ CƯ TRÚ",
            symbol="TB-ĐKCT",
            template=TEMPLATE,
            signer_title="TRƯỞNG CÔNG AN",
        ),
        legal_bases=LegalBases((*laws.RESIDENCE, laws.RESIDENCE_FEES)),
        guidance=Guidance(
            summary="Người đến ở ngoài xã, phường mình thường trú từ 30 ngày trở lên để làm "
            "việc, học tập phải đăng ký tạm trú. Thời hạn nhiều nhất 2 năm và được gia hạn.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền tờ khai CT01, ghi địa chỉ và thời gian ở.",
                        "Chủ nhà xác nhận đồng ý.",
                        "Công an xã, phường kiểm tra.",
                        "Nhận thông báo kết quả.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_POLICE),
            applicants=("Công dân Việt Nam",),
            conditions="Đến sinh sống tại chỗ ở hợp pháp ngoài nơi thường trú từ 30 ngày trở lên.",
            performing_authority="Công an xã, phường nơi tạm trú",
            deciding_authority="Công an xã, phường nơi tạm trú",
            related="Đăng ký thường trú",
            asked=(
                AskedOften(
                    "Chủ nhà không cho đăng ký tạm trú thì sao?",
                    "Hãy báo công an xã, phường nơi Ông/Bà đang ở để được hướng dẫn; "
                    "người đến ở có trách nhiệm đăng ký.",
                ),
                AskedOften(
                    "Hết hai năm tôi phải làm gì?",
                    "Nộp hồ sơ gia hạn trong 15 ngày trước ngày hết hạn, cũng tại trang này.",
                ),
            ),
            keywords="tạm trú, ở trọ, thuê phòng, KT3",
        ),
    ),
)
