"""Xác nhận thông tin về cư trú (Luật Cư trú 2020; TT 55/2021/TT-BCA, Điều 17)."""

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
    SAME_DAY,
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
        ),
        Section(
            "confirmation",
            "Thông tin cần xác nhận",
            fields=(
                Field(
                    "confirmed_facts",
                    "Ông/Bà cần xác nhận",
                    FieldKind.MANY_OF,
                    choices=(
                        Choice("current", "Nơi thường trú, tạm trú hiện nay"),
                        Choice("history", "Nơi cư trú trước đây và thời gian ở"),
                        Choice("household", "Các thành viên trong hộ"),
                        Choice("identity", "Thông tin nhân thân và số giấy tờ cũ"),
                    ),
                ),
                Field(
                    "confirmation_detail",
                    "Ghi rõ nội dung cần xác nhận",
                    FieldKind.LONG_TEXT,
                    hint="Ví dụ: Xác nhận tôi ở tại phường Bến Nguyệt từ 2015 đến nay",
                    maximum=1000,
                ),
                Field("purpose", "Dùng vào việc gì?", hint="Ví dụ: Nhập học cho con", maximum=200),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Xác nhận thông tin về cư trú của ông/bà <strong>{{ answers.requester_name }}</strong>, sinh ngày
{{ answers.person_birth_date }}, giới tính {{ answers.person_sex }}, số định danh cá nhân
{{ answers.requester_personal_number }}.</p>
<p>Nơi cư trú: {{ answers.requester_address }}</p>
<p>Nội dung xác nhận: {{ answers.confirmed_facts }}.</p>
<p>{{ answers.confirmation_detail }}</p>
<p>Mục đích sử dụng: {{ answers.purpose }}.</p>
<p>Giấy này có giá trị 01 năm kể từ ngày cấp, nếu thông tin không thay đổi.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    since = day.year - rng.randint(2, 12)
    return {
        **requester_answers(citizen),
        "person_birth_date": citizen.birth_date.isoformat(),
        "person_sex": citizen.sex,
        "confirmed_facts": rng.choice((["current"], ["current", "household"], ["identity"])),
        "confirmation_detail": f"Xác nhận tôi thường trú tại {citizen.address} từ năm {since} "
        f"đến nay.",
        "purpose": rng.choice(("Nhập học cho con", "Vay vốn ngân hàng", "Lắp đồng hồ điện, nước")),
    }


PROCEDURE = DemoProcedure(
    code="9.000024",
    title="Xác nhận thông tin về cư trú",
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
                    "evidence",
                    "Giấy tờ chứng minh nội dung cần xác nhận",
                    photocopies=1,
                    required=False,
                    condition="Khi thông tin chưa có trong cơ sở dữ liệu",
                ),
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits(
            (
                TimeLimit(
                    "1wd",
                    text="01 ngày làm việc nếu thông tin đã có trong cơ sở dữ liệu; 03 ngày làm "
                    "việc nếu cần xác minh.",
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=("Xác nhận thông tin về cư trú (CT07)",),
            title="XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",
            symbol="XN-ĐKCT",
            template=TEMPLATE,
            signer_title="TRƯỞNG CÔNG AN",
        ),
        legal_bases=LegalBases(laws.RESIDENCE),
        guidance=Guidance(
            summary="Giấy xác nhận Ông/Bà đang hoặc đã cư trú ở đâu, ai ở cùng hộ. Dùng thay sổ "
            "hộ khẩu khi nơi nhận hồ sơ chưa tra cứu được. Không mất phí, xin được ở bất kỳ "
            "xã, phường nào.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Ghi nội dung cần xác nhận và mục đích.",
                        "Công an xã, phường tra cứu cơ sở dữ liệu cư trú.",
                        "Nhận bản xác nhận có ký số.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_POLICE),
            applicants=("Công dân Việt Nam",),
            conditions="Chỉ xác nhận thông tin của chính mình và thành viên trong hộ.",
            performing_authority="Công an xã, phường, không phụ thuộc nơi cư trú",
            deciding_authority="Công an xã, phường",
            related="Đăng ký thường trú",
            keywords="CT07, xác nhận cư trú, xác nhận hộ khẩu, giấy xác nhận nơi ở",
        ),
    ),
)
