"""Cấp Giấy phép bán lẻ rượu (Nghị định 105/2017/NĐ-CP, Điều 13, 22, 25; sửa bởi 17/2020/NĐ-CP)."""

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
    name="Đơn đề nghị cấp Giấy phép bán lẻ rượu",
    sections=(
        requester(title="Người đại diện"),
        Section(
            "business",
            "Cơ sở kinh doanh",
            fields=(
                Field(
                    "business_kind",
                    "Loại hình",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("household", "Hộ kinh doanh"),
                        Choice("company", "Doanh nghiệp"),
                        Choice("cooperative", "Hợp tác xã, liên hiệp hợp tác xã"),
                    ),
                ),
                Field(
                    "business_name",
                    "Tên cơ sở",
                    hint="Đúng như trên giấy đăng ký kinh doanh",
                    maximum=200,
                ),
                Field("registration_number", "Số giấy đăng ký kinh doanh", maximum=40),
                Field(
                    "tax_code",
                    "Mã số thuế",
                    FieldKind.TAX_CODE,
                    required=False,
                    hint="10 hoặc 13 chữ số; hộ kinh doanh dùng số định danh của chủ hộ thì để "
                    "trống",
                ),
                Field("shop_address", "Địa điểm bán rượu", FieldKind.ADDRESS, maximum=300),
                Field(
                    "shop_zone",
                    "Địa điểm thuộc khu vực",
                    FieldKind.ONE_OF,
                    choices=(Choice("urban", "Phường"), Choice("rural", "Xã")),
                ),
            ),
        ),
        Section(
            "supply",
            "Rượu và nguồn hàng",
            fields=(
                Field(
                    "products",
                    "Loại rượu sẽ bán",
                    FieldKind.MANY_OF,
                    choices=(
                        Choice("domestic", "Rượu sản xuất công nghiệp trong nước"),
                        Choice("craft", "Rượu thủ công đã có giấy phép sản xuất"),
                        Choice("wine", "Rượu vang"),
                        Choice("imported", "Rượu nhập khẩu"),
                    ),
                ),
                Field(
                    "supplier_name",
                    "Nhà cung cấp",
                    hint="Tên thương nhân sản xuất, phân phối hoặc bán buôn rượu",
                    maximum=200,
                ),
                Field("supplier_licence", "Số giấy phép của nhà cung cấp", maximum=60),
                Field(
                    "contract_number",
                    "Số hợp đồng hoặc văn bản giới thiệu",
                    required=False,
                    maximum=60,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>1. Cho phép <strong>{{ answers.business_name }}</strong> ({{ answers.business_kind }}), số đăng
ký
kinh doanh {{ answers.registration_number }}, do ông/bà {{ answers.requester_name }} đại diện, được
bán lẻ rượu tại địa điểm: {{ answers.shop_address }}.</p>
<p>2. Loại rượu được bán: {{ answers.products }}.</p>
<p>3. Được mua rượu của: {{ answers.supplier_name }} (giấy phép số
{{ answers.supplier_licence }}).</p>
<p>4. Cơ sở không bán rượu cho người chưa đủ 18 tuổi, niêm yết bản sao giấy phép tại nơi bán và
thực
hiện đúng quy định về kinh doanh rượu.</p>
<p>5. Giấy phép có giá trị 05 năm kể từ ngày cấp.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    given = citizen.full_name.split()[-1]
    return {
        **requester_answers(citizen),
        "business_kind": "household",
        "business_name": f"Hộ kinh doanh Tạp hóa {given}",
        "registration_number": f"99A8{rng.randint(0, 999_999):06d}",
        "tax_code": invention.tax_code(rng),
        "shop_address": citizen.address,
        "shop_zone": "urban" if "phường" in citizen.address else "rural",
        "products": rng.choice((["domestic"], ["domestic", "wine"], ["craft"])),
        "supplier_name": "Công ty Thương mại Hợp Lưu",
        "supplier_licence": f"{rng.randint(10, 99)}/GP-SCT",
        "contract_number": f"{rng.randint(1, 60):02d}/{day.year}/HĐNT",
    }


PROCEDURE = DemoProcedure(
    code="9.000010",
    title="Cấp Giấy phép bán lẻ rượu",
    sector="Lưu thông hàng hóa trong nước",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1538/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "registration",
                    "Giấy chứng nhận đăng ký hộ kinh doanh, doanh nghiệp hoặc hợp tác xã",
                    photocopies=1,
                ),
                RequiredDocument(
                    "place_right",
                    "Hợp đồng thuê, mượn hoặc giấy tờ chứng minh quyền sử dụng địa điểm bán",
                    photocopies=1,
                ),
                RequiredDocument(
                    "supply_contract",
                    "Văn bản giới thiệu hoặc hợp đồng nguyên tắc với nhà cung cấp rượu",
                    photocopies=1,
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "appraisal",
                    "Phí thẩm định cấp phép kinh doanh rượu",
                    FeeKind.FEE,
                    amount=400_000,
                    legal_basis="Thông tư 168/2016/TT-BTC, Điều 4",
                    note="Mức cho hộ kinh doanh, cá nhân tại phường; tại xã bằng một nửa. Doanh "
                    "nghiệp, tổ chức: 1.200.000 đồng tại phường, 600.000 đồng tại xã.",
                ),
            )
        ),
        limits=Limits(
            (TimeLimit("10wd", text="10 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."),)
        ),
        route=route(
            receive=2,
            assess=24,
            verify=16,
            draft=8,
            approve=12,
            issue=2,
            hand_over=2,
            verify_title="Kiểm tra địa điểm bán",
        ),
        result=ResultDefinition(
            names=("Giấy phép bán lẻ rượu",),
            title="GIẤY PHÉP BÁN LẺ RƯỢU",
            symbol="GP-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases(
            (
                laws.ALCOHOL_LAW,
                laws.ALCOHOL_DECREE,
                laws.TRADE_CONDITIONS_DECREE,
                laws.TRADE_TWO_LEVELS,
                laws.RESTRICTED_TRADE_FEES,
            )
        ),
        guidance=Guidance(
            summary="Cửa hàng bán rượu từ 5,5 độ cồn trở lên cho khách mang về phải có giấy phép này. "
            "Bán để uống tại chỗ thì chỉ phải đăng ký. Giấy phép có giá trị 5 năm.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền đơn, đính kèm giấy đăng ký kinh doanh, giấy tờ địa điểm và hợp "
                        "đồng với nhà cung cấp.",
                        "Trả phí thẩm định.",
                        "Xã, phường xem xét hồ sơ và địa điểm bán.",
                        "Nhận giấy phép; nếu bị từ chối sẽ có văn bản nêu rõ lý do.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Hộ kinh doanh", "Doanh nghiệp", "Hợp tác xã"),
            conditions="Được thành lập theo quy định; có địa điểm kinh doanh cố định, địa chỉ rõ "
            "ràng; có văn bản giới thiệu hoặc hợp đồng nguyên tắc của nhà cung cấp rượu được "
            "cấp phép.",
            performing_authority="Phòng Kinh tế thuộc Ủy ban nhân dân xã, phường",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Đăng ký thành lập hộ kinh doanh",
            keywords="giấy phép bán rượu, bán bia rượu, kinh doanh rượu",
        ),
    ),
)
