"""Chứng thực hợp đồng, giao dịch (Nghị định 23/2015/NĐ-CP, Điều 34–37).

At level 2: the parties sign before the certifying officer, so nothing is submitted online.
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
    AT_COMMUNE_DESK,
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
    name="Phiếu yêu cầu chứng thực hợp đồng, giao dịch",
    sections=(
        requester(),
        Section(
            "contract",
            "Hợp đồng, giao dịch",
            fields=(
                Field(
                    "contract_kind",
                    "Loại hợp đồng, giao dịch",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("land_transfer", "Chuyển nhượng, tặng cho quyền sử dụng đất"),
                        Choice("house", "Mua bán, tặng cho nhà ở"),
                        Choice("vehicle", "Mua bán, tặng cho xe"),
                        Choice("lease", "Thuê, mượn tài sản"),
                        Choice("authorisation", "Ủy quyền"),
                        Choice("will", "Di chúc"),
                        Choice("inheritance", "Phân chia hoặc từ chối nhận di sản"),
                        Choice("other", "Loại khác"),
                    ),
                ),
                Field(
                    "property_description",
                    "Tài sản là gì, ở đâu?",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Ví dụ: Thửa đất số 128, tờ bản đồ 15, phường Đồng Sen",
                    maximum=500,
                ),
                Field(
                    "other_party",
                    "Họ tên các bên khác",
                    FieldKind.LONG_TEXT,
                    required=False,
                    hint="Mỗi dòng một người, kèm số định danh cá nhân",
                    maximum=1000,
                ),
                Field(
                    "contract_value",
                    "Giá trị hợp đồng",
                    FieldKind.MONEY,
                    required=False,
                    hint="Số tiền bằng đồng, nếu có",
                    minimum=0,
                ),
                Field("meeting_day", "Ngày các bên cùng đến ký", FieldKind.DATE, required=False),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Tại {{ unit.name }}, các bên gồm ông/bà <strong>{{ answers.requester_name }}</strong>, số định
danh
cá nhân {{ answers.requester_personal_number }}{% if answers.other_party %}, và
{{ answers.other_party }}{% endif %}, đã tự nguyện giao kết và ký trước mặt người thực hiện chứng
thực.</p>
<p>Loại hợp đồng, giao dịch: {{ answers.contract_kind }}</p>
{% if answers.property_description %}<p>Tài sản: {{ answers.property_description }}</p>{% endif %}
{% if answers.contract_value %}<p>Giá trị: {{ answers.contract_value }}</p>{% endif %}
<p>Tại thời điểm chứng thực, các bên minh mẫn, cam đoan chịu trách nhiệm trước pháp luật về nội
dung
hợp đồng, giao dịch.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    other_sex: Sex = rng.choice(("male", "female"))
    other_year = rng.randint(1965, 1999)
    other_number = invention.number(rng, other_sex, other_year)
    return {
        **requester_answers(citizen),
        "contract_kind": rng.choice(("vehicle", "authorisation", "lease")),
        "property_description": f"Xe mô tô biển số 99-B1 "
        f"{rng.randint(100, 999)}.{rng.randint(10, 99)}",
        "other_party": f"{invention.name(rng, other_sex)}, số định danh {other_number}",
        "contract_value": rng.randint(5, 40) * 1_000_000,
        "meeting_day": invention.day_after(rng, day, 0, 3).isoformat(),
    }


PROCEDURE = DemoProcedure(
    code="9.000022",
    title="Chứng thực hợp đồng, giao dịch liên quan đến tài sản",
    sector="Chứng thực",
    level=ServiceLevel.INFORMATION,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1521/QĐ-UBND",
    signed_on=date(2025, 6, 28),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument("contract", "Dự thảo hợp đồng, giao dịch", originals=1),
                RequiredDocument(
                    "ownership",
                    "Giấy chứng nhận quyền sở hữu, quyền sử dụng tài sản",
                    originals=1,
                    photocopies=1,
                    required=False,
                    condition="Khi tài sản phải đăng ký",
                    note="Bản chính chỉ để đối chiếu.",
                ),
                RequiredDocument(
                    "identity_papers",
                    "Giấy tờ tùy thân của các bên",
                    originals=1,
                    note="Chỉ xuất trình.",
                ),
                RequiredDocument(
                    "marital_status",
                    "Giấy tờ về tình trạng hôn nhân",
                    photocopies=1,
                    required=False,
                    condition="Khi tài sản là của chung vợ chồng hoặc cần xác định là tài sản "
                    "riêng",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "certification",
                    "Phí chứng thực hợp đồng, giao dịch",
                    FeeKind.FEE,
                    amount=50_000,
                    legal_basis="Thông tư 226/2016/TT-BTC, Điều 4",
                    note="Sửa đổi, bổ sung, hủy bỏ hợp đồng: 30.000 đồng; sửa lỗi sai sót: "
                    "25.000 đồng.",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "2wd",
                    text="Không quá 02 ngày làm việc; có thể kéo dài theo thỏa thuận bằng văn bản.",
                ),
            )
        ),
        route=route(assess=5, approve=3),
        result=ResultDefinition(
            names=("Hợp đồng, giao dịch đã chứng thực",),
            title="LỜI CHỨNG CHỨNG THỰC HỢP ĐỒNG, GIAO DỊCH",
            symbol="CT-HĐ",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((*laws.CERTIFICATION, laws.CERTIFICATION_AMENDMENT)),
        guidance=Guidance(
            summary="Xã, phường chứng nhận thời gian, địa điểm và chữ ký của các bên trong hợp "
            "đồng mua bán, tặng cho, ủy quyền hay di chúc. Các bên phải đến quầy ký trước "
            "mặt cán bộ.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Chuẩn bị dự thảo hợp đồng và giấy tờ về tài sản.",
                        "Các bên cùng đến quầy, ký trước mặt cán bộ.",
                        "Trả phí và nhận hợp đồng đã chứng thực.",
                    ),
                ),
            ),
            channels=(AT_COMMUNE_DESK,),
            applicants=("Cá nhân", "Tổ chức"),
            conditions="Các bên minh mẫn, tự nguyện; nội dung không trái pháp luật; đất, nhà thì "
            "chứng thực tại xã, phường nơi có đất, nhà.",
            performing_authority="Ủy ban nhân dân xã, phường",
            deciding_authority="Chủ tịch, Phó Chủ tịch Ủy ban nhân dân xã, phường",
            related="Chứng thực chữ ký trong giấy tờ, văn bản",
            keywords="công chứng hợp đồng, mua bán xe, mua bán đất, ủy quyền, di chúc",
        ),
    ),
)
