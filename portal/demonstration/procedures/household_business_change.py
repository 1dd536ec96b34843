"""Đăng ký thay đổi nội dung đăng ký hộ kinh doanh (Nghị định 168/2025/NĐ-CP)."""

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
    FULLY_ONLINE,
)
from portal.demonstration.questions import (
    requester,
    requester_answers,
)
from portal.demonstration.routes import (
    route,
)
from portal.procedures.definitions import (
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
    name="Giấy đề nghị đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
    sections=(
        requester(title="Chủ hộ kinh doanh"),
        Section(
            "business",
            "Hộ kinh doanh hiện tại",
            fields=(
                Field(
                    "business_name",
                    "Tên hộ kinh doanh",
                    hint="Đúng như trên giấy chứng nhận",
                    maximum=150,
                ),
                Field(
                    "business_code",
                    "Mã số hộ kinh doanh",
                    hint="Ghi trên giấy chứng nhận đăng ký hộ kinh doanh",
                    maximum=20,
                ),
                Field(
                    "certificate_date",
                    "Ngày cấp giấy chứng nhận",
                    FieldKind.DATE,
                    not_after_today=True,
                ),
                Field(
                    "business_address", "Địa chỉ trụ sở hiện tại", FieldKind.ADDRESS, maximum=300
                ),
            ),
        ),
        Section(
            "change",
            "Nội dung thay đổi",
            fields=(
                Field(
                    "changes",
                    "Ông/Bà muốn thay đổi điều gì?",
                    FieldKind.MANY_OF,
                    choices=(
                        Choice("name", "Tên hộ kinh doanh"),
                        Choice("address", "Địa chỉ trụ sở"),
                        Choice("activity", "Ngành, nghề"),
                        Choice("capital", "Vốn kinh doanh"),
                        Choice("owner", "Chủ hộ kinh doanh"),
                        Choice("members", "Thành viên hộ gia đình"),
                    ),
                ),
                Field(
                    "new_content",
                    "Nội dung mới",
                    FieldKind.LONG_TEXT,
                    hint="Ghi rõ từng mục sau khi thay đổi. Ví dụ: Trụ sở mới: Số 8 đường Bờ Kè, "
                    "phường Cửa Lam",
                    maximum=2000,
                ),
                Field(
                    "new_capital",
                    "Vốn kinh doanh mới",
                    FieldKind.MONEY,
                    required=False,
                    hint="Chỉ ghi khi thay đổi vốn",
                    minimum=1,
                ),
                Field("reason", "Lý do thay đổi", FieldKind.LONG_TEXT, required=False, maximum=500),
                Field(
                    "changed_on",
                    "Ngày có thay đổi",
                    FieldKind.DATE,
                    hint="Đăng ký trong 10 ngày kể từ ngày này",
                    not_after_today=True,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Hộ kinh doanh: <strong>{{ answers.business_name }}</strong>, mã số {{ answers.business_code }},
được cấp giấy chứng nhận lần đầu ngày {{ answers.certificate_date }}.</p>
<p>Chủ hộ kinh doanh: {{ answers.requester_name }}, số định danh cá nhân
{{ answers.requester_personal_number }}.</p>
<p>Địa chỉ trụ sở trước khi thay đổi: {{ answers.business_address }}</p>
<p>Đã đăng ký thay đổi: {{ answers.changes }}.</p>
<p>Nội dung sau khi thay đổi: {{ answers.new_content }}</p>
{% if answers.new_capital %}<p>Vốn kinh doanh mới: {{ answers.new_capital }}</p>{% endif %}
<p>Nội dung khác trên giấy chứng nhận đã cấp không thay đổi.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    changes, content, capital = rng.choice(
        (
            (["address"], f"Trụ sở mới: {invention.address(rng)}", 0),
            (["activity"], "Thêm ngành: Dịch vụ phục vụ đồ uống", 0),
            (["capital"], "Tăng vốn kinh doanh", 150_000_000),
            (["name"], "Tên mới: Tạp hóa Bến Đò", 0),
        )
    )
    answers: Answers = {
        **requester_answers(citizen),
        "business_name": f"Tạp hóa {citizen.full_name.split()[-1]}",
        "business_code": citizen.personal_number,
        "certificate_date": invention.day_before(rng, day, 100, 2000).isoformat(),
        "business_address": citizen.address,
        "changes": changes,
        "new_content": content,
        "reason": "Mở rộng kinh doanh",
        "changed_on": invention.day_before(rng, day, 0, 9).isoformat(),
    }
    if capital:
        answers["new_capital"] = capital
    return answers


PROCEDURE = DemoProcedure(
    code="9.000017",
    title="Đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
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
                    "family_minutes",
                    "Biên bản họp thành viên hộ gia đình về việc thay đổi",
                    photocopies=1,
                    required=False,
                    condition="Khi hộ kinh doanh do các thành viên hộ gia đình thành lập",
                ),
                RequiredDocument(
                    "transfer_paper",
                    "Hợp đồng mua bán, tặng cho hoặc giấy tờ thừa kế",
                    photocopies=1,
                    required=False,
                    condition="Khi thay đổi chủ hộ kinh doanh",
                ),
                RequiredDocument(
                    "old_certificate",
                    "Giấy chứng nhận đăng ký hộ kinh doanh đã cấp",
                    originals=1,
                    required=False,
                    condition="Khi nhận giấy chứng nhận mới bản giấy thì nộp lại bản cũ",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký thay đổi",
                    FeeKind.CHARGE,
                    amount=50_000,
                    channels=(Channel.DESK, Channel.POST),
                    exemptions="Miễn khi nộp trực tuyến.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
            )
        ),
        limits=Limits((TimeLimit("3wd", text="03 ngày làm việc kể từ khi nhận đủ hồ sơ."),)),
        route=route(assess=8, approve=5),
        result=ResultDefinition(
            names=("Giấy chứng nhận đăng ký hộ kinh doanh (thay đổi)",),
            title="GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH (THAY ĐỔI)",
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
            summary="Báo với xã, phường khi hộ kinh doanh đổi tên, chuyển địa chỉ, thêm ngành "
            "nghề, đổi vốn hay đổi chủ hộ, trong 10 ngày kể từ ngày thay đổi.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Chọn điều muốn thay đổi và ghi nội dung mới.",
                        "Cán bộ kiểm tra và trao đổi thông tin với cơ quan thuế.",
                        "Nhận giấy chứng nhận đã cập nhật.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Chủ hộ kinh doanh",),
            conditions="Hộ kinh doanh đang hoạt động; nội dung mới hợp lệ như khi đăng ký lần "
            "đầu. Chuyển trụ sở sang xã, phường khác thì nộp ở nơi đến.",
            performing_authority="Phòng Kinh tế thuộc Ủy ban nhân dân xã, phường",
            deciding_authority="Phòng Kinh tế thuộc Ủy ban nhân dân xã, phường",
            coordinating_body="Cơ quan thuế",
            related="Đăng ký thành lập hộ kinh doanh",
            keywords="đổi tên cửa hàng, chuyển địa chỉ kinh doanh, thêm ngành nghề",
        ),
    ),
)
