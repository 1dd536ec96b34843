"""Đăng ký thành lập hộ kinh doanh (Nghị định 168/2025/NĐ-CP)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import invention, laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure
from portal.demonstration.questions import SEXES, requester, requester_answers
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
    name="Giấy đề nghị đăng ký hộ kinh doanh",
    sections=(
        requester(
            Field("owner_sex", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
            Field(
                "owner_birth_date",
                "Ngày sinh",
                FieldKind.DATE,
                profile="birth_date",
                not_after_today=True,
            ),
            title="Chủ hộ kinh doanh",
        ),
        Section(
            "business",
            "Hộ kinh doanh",
            fields=(
                Field(
                    "business_name",
                    "Tên hộ kinh doanh",
                    hint="Tên riêng, không gồm chữ “công ty” hay “doanh nghiệp”. Ví dụ: Tạp hóa "
                    "Lan "
                    "Anh",
                    maximum=150,
                ),
                Field(
                    "business_address",
                    "Địa chỉ trụ sở",
                    FieldKind.ADDRESS,
                    hint="Nơi buôn bán chính, trong xã, phường nhận hồ sơ",
                    maximum=300,
                ),
                Field("business_phone", "Số điện thoại của hộ", FieldKind.PHONE, profile="phone"),
                Field(
                    "business_email",
                    "Thư điện tử của hộ",
                    FieldKind.EMAIL,
                    required=False,
                ),
            ),
        ),
        Section(
            "activity",
            "Ngành, nghề và vốn",
            fields=(
                Field(
                    "main_activity",
                    "Ngành, nghề chính",
                    hint="Nói theo cách thông thường, ví dụ: Bán lẻ tạp hóa",
                    maximum=200,
                ),
                Field(
                    "main_activity_code",
                    "Mã ngành cấp 4",
                    required=False,
                    hint="Bốn chữ số theo hệ thống ngành kinh tế, ví dụ 4711. Để trống nếu chưa "
                    "biết",
                    minimum=4,
                    maximum=4,
                ),
                Field(
                    "other_activities",
                    "Ngành, nghề khác",
                    FieldKind.LONG_TEXT,
                    required=False,
                    maximum=1000,
                ),
                Field(
                    "capital",
                    "Vốn kinh doanh",
                    FieldKind.MONEY,
                    hint="Số tiền bằng đồng, ví dụ 50.000.000",
                    minimum=1,
                ),
                Field(
                    "worker_count",
                    "Số lao động dự kiến",
                    FieldKind.NUMBER,
                    hint="Kể cả chủ hộ",
                    minimum=1,
                    maximum=1000,
                ),
                Field("starts_on", "Ngày bắt đầu kinh doanh", FieldKind.DATE),
            ),
        ),
        Section(
            "establishment",
            "Chủ thể và thuế",
            fields=(
                Field(
                    "established_by",
                    "Ai thành lập hộ kinh doanh?",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("individual", "Một cá nhân"),
                        Choice("family", "Các thành viên hộ gia đình"),
                    ),
                ),
                Field(
                    "family_members",
                    "Các thành viên cùng góp vốn",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Mỗi dòng một người: họ tên, số định danh cá nhân, phần vốn góp",
                    maximum=2000,
                ),
                Field(
                    "tax_method",
                    "Phương pháp tính thuế",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("declaration", "Kê khai"),
                        Choice("per_event", "Khai theo từng lần phát sinh"),
                    ),
                ),
                Field(
                    "owner_commitment",
                    "Tôi cam đoan không đang là chủ hộ kinh doanh khác hoặc chủ doanh nghiệp tư "
                    "nhân",
                    FieldKind.YES_NO,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Tên hộ kinh doanh: <strong>{{ answers.business_name }}</strong></p>
<p>Địa chỉ trụ sở: {{ answers.business_address }}</p>
<p>Điện thoại: {{ answers.business_phone }}{% if answers.business_email %}. Thư điện tử:
{{ answers.business_email }}{% endif %}</p>
<p>Ngành, nghề kinh doanh chính: {{ answers.main_activity }}{% if answers.main_activity_code %} (mã
ngành {{ answers.main_activity_code }}){% endif %}</p>
{% if answers.other_activities %}<p>Ngành, nghề khác: {{ answers.other_activities }}</p>{% endif %}
<p>Vốn kinh doanh: {{ answers.capital }}</p>
<p>Chủ thể thành lập: {{ answers.established_by }}</p>
<p>Chủ hộ kinh doanh: <strong>{{ answers.requester_name }}</strong>, giới tính
{{ answers.owner_sex }}, sinh ngày {{ answers.owner_birth_date }}, số định danh cá nhân
{{ answers.requester_personal_number }}</p>
<p>Nơi cư trú: {{ answers.requester_address }}</p>
<p>Đăng ký lần đầu ngày {{ today }}. Hộ kinh doanh được hoạt động kể từ ngày cấp giấy này; với
ngành, nghề có điều kiện thì từ khi đáp ứng đủ điều kiện.</p>
"""

_TRADES = (
    ("Tạp hóa", "Bán lẻ tạp hóa", "4711", 60_000_000),
    ("Quán phở", "Nhà hàng, quán ăn", "5610", 120_000_000),
    ("Tiệm tóc", "Cắt tóc, gội đầu", "9631", 40_000_000),
    ("Cơ sở mộc", "Sản xuất đồ gỗ xây dựng", "1622", 200_000_000),
    ("Cà phê", "Dịch vụ phục vụ đồ uống", "5630", 80_000_000),
)


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    sign, activity, code, capital = rng.choice(_TRADES)
    given = citizen.full_name.split()[-1]
    return {
        **requester_answers(citizen),
        "owner_sex": citizen.sex,
        "owner_birth_date": citizen.birth_date.isoformat(),
        "business_name": f"{sign} {given} {rng.choice(('Sông Lam', 'Phát', 'Xưa', 'Số Một'))}",
        "business_address": citizen.address,
        "business_phone": citizen.phone,
        "business_email": "",
        "main_activity": activity,
        "main_activity_code": code,
        "other_activities": "",
        "capital": capital + rng.randint(0, 10) * 5_000_000,
        "worker_count": rng.randint(1, 6),
        "starts_on": invention.day_after(rng, day, 5, 30).isoformat(),
        "established_by": "individual",
        "family_members": "",
        "tax_method": rng.choice(("declaration", "per_event")),
        "owner_commitment": True,
    }


PROCEDURE = DemoProcedure(
    code="9.000008",
    title="Đăng ký thành lập hộ kinh doanh",
    sector="Thành lập và hoạt động của hộ kinh doanh",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1533/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "application",
                    "Giấy đề nghị đăng ký hộ kinh doanh",
                    originals=1,
                    required=False,
                    condition="Khi nộp tại quầy hoặc qua bưu điện; nộp trực tuyến thì khai ngay "
                    "trên "
                    "Cổng",
                    form_name="Giấy đề nghị đăng ký thành lập hộ kinh doanh (Thông tư "
                    "68/2025/TT-BTC)",
                ),
                RequiredDocument(
                    "family_minutes",
                    "Biên bản họp thành viên hộ gia đình về việc thành lập hộ kinh doanh",
                    photocopies=1,
                    required=False,
                    condition="Khi các thành viên hộ gia đình cùng thành lập",
                ),
                RequiredDocument(
                    "family_authorisation",
                    "Văn bản ủy quyền của các thành viên cho một người làm chủ hộ kinh doanh",
                    photocopies=1,
                    required=False,
                    condition="Khi các thành viên hộ gia đình cùng thành lập",
                ),
                RequiredDocument(
                    "authorisation",
                    "Văn bản ủy quyền nộp hồ sơ",
                    originals=1,
                    required=False,
                    condition="Khi chủ hộ nhờ người khác nộp hồ sơ; không bắt buộc chứng thực",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký hộ kinh doanh",
                    FeeKind.CHARGE,
                    amount=100_000,
                    channels=(Channel.DESK, Channel.POST),
                    exemptions="Miễn khi nộp trực tuyến.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh "
                    "Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
            )
        ),
        limits=Limits((TimeLimit("3wd", text="03 ngày làm việc kể từ khi nhận đủ hồ sơ."),)),
        route=route(assess=8, approve=5),
        result=ResultDefinition(
            names=("Giấy chứng nhận đăng ký hộ kinh doanh",),
            title="GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
            symbol="GCN-HKD",
            template=TEMPLATE,
            signer_title="TRƯỞNG PHÒNG KINH TẾ",
        ),
        legal_bases=LegalBases(
            (
                laws.BUSINESS_DECREE,
                laws.BUSINESS_CIRCULAR,
                laws.LOCAL_FEE_CIRCULAR,
                laws.COUNCIL_FEES,
            )
        ),
        guidance=Guidance(
            summary="Dành cho cá nhân hoặc gia đình muốn buôn bán, làm nghề ổn định tại một nơi. "
            "Hồ sơ "
            "đăng ký kinh doanh đồng thời là hồ sơ đăng ký thuế: số định danh của chủ hộ được "
            "dùng làm "
            "mã số hộ kinh doanh và mã số thuế.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Chọn tên và ngành, nghề, điền giấy đề nghị và nộp hồ sơ.",
                        "Cán bộ kiểm tra tên, ngành, nghề và thông tin chủ hộ.",
                        "Hệ thống trao đổi thông tin với cơ quan thuế.",
                        "Nhận Giấy chứng nhận đăng ký hộ kinh doanh.",
                    ),
                ),
            ),
            channels=(
                ChannelNote(Channel.ONLINE, "Nộp trực tuyến toàn trình, được miễn lệ phí."),
                ChannelNote(Channel.DESK, "Tại Trung tâm Phục vụ hành chính công xã, phường."),
                ChannelNote(Channel.POST, "Qua dịch vụ bưu chính công ích."),
            ),
            applicants=("Công dân Việt Nam từ đủ 18 tuổi", "Thành viên hộ gia đình"),
            conditions="Ngành, nghề không bị cấm; tên không trùng với hộ khác trong xã, phường; "
            "mỗi "
            "người chỉ làm chủ một hộ kinh doanh trên cả nước.",
            performing_authority="Phòng Kinh tế thuộc Ủy ban nhân dân xã, phường",
            deciding_authority="Phòng Kinh tế thuộc Ủy ban nhân dân xã, phường",
            coordinating_body="Cơ quan thuế",
            related="Cấp Giấy phép bán lẻ rượu",
            asked=(
                AskedOften(
                    "Bán hàng rong có phải đăng ký không?",
                    "Thường thì không: buôn bán lưu động, làm dịch vụ có thu nhập thấp "
                    "không phải đăng ký, trừ ngành nghề có điều kiện.",
                ),
                AskedOften(
                    "Một người đăng ký được mấy hộ kinh doanh?",
                    "Một người chỉ đăng ký một hộ kinh doanh, nhưng hộ đó có thể bán "
                    "hàng ở nhiều nơi.",
                ),
            ),
            keywords="giấy phép kinh doanh, mở cửa hàng, mở quán, đăng ký kinh doanh cá thể",
        ),
    ),
)
