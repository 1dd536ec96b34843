"""Thông báo hoạt động khuyến mại (Nghị định 81/2018/NĐ-CP, Điều 17; sửa bởi 128/2024/NĐ-CP)."""

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
    TRADE,
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
    name="Thông báo thực hiện khuyến mại",
    sections=(
        requester(title="Người liên hệ"),
        Section(
            "trader",
            "Thương nhân thực hiện khuyến mại",
            fields=(
                Field(
                    "trader_name",
                    "Tên thương nhân",
                    hint="Tên doanh nghiệp, hợp tác xã hoặc hộ kinh doanh",
                    maximum=200,
                ),
                Field(
                    "trader_tax_code", "Mã số thuế", FieldKind.TAX_CODE, hint="10 hoặc 13 chữ số"
                ),
                Field("trader_address", "Địa chỉ trụ sở", FieldKind.ADDRESS, maximum=300),
            ),
        ),
        Section(
            "programme",
            "Chương trình khuyến mại",
            fields=(
                Field(
                    "programme_name",
                    "Tên chương trình",
                    hint="Ví dụ: Mừng khai trương – mua một tặng một",
                    maximum=200,
                ),
                Field(
                    "promotion_forms",
                    "Hình thức khuyến mại",
                    FieldKind.MANY_OF,
                    choices=(
                        Choice("sample", "Đưa hàng mẫu, dịch vụ mẫu"),
                        Choice("gift", "Tặng hàng hóa, dịch vụ không thu tiền"),
                        Choice("discount", "Bán giá thấp hơn giá trước đó"),
                        Choice("voucher", "Kèm phiếu mua hàng, phiếu sử dụng dịch vụ"),
                        Choice("contest", "Kèm phiếu dự thi"),
                        Choice("loyalty", "Chương trình khách hàng thường xuyên"),
                        Choice("event", "Văn hóa, nghệ thuật, giải trí"),
                    ),
                ),
                Field(
                    "starts_on",
                    "Ngày bắt đầu",
                    FieldKind.DATE,
                    hint="Sau ngày nộp ít nhất 03 ngày làm việc",
                ),
                Field("ends_on", "Ngày kết thúc", FieldKind.DATE),
                Field(
                    "promoted_goods",
                    "Hàng hóa, dịch vụ được khuyến mại",
                    FieldKind.LONG_TEXT,
                    maximum=1000,
                ),
                Field(
                    "promotion_places",
                    "Địa bàn thực hiện",
                    hint="Ví dụ: Toàn tỉnh; phường Bến Nguyệt",
                    maximum=300,
                ),
                Field(
                    "total_value",
                    "Tổng giá trị dùng để khuyến mại",
                    FieldKind.MONEY,
                    hint="Số tiền bằng đồng",
                    minimum=0,
                ),
                Field(
                    "details",
                    "Nội dung chi tiết",
                    FieldKind.LONG_TEXT,
                    hint="Cách tham gia, cơ cấu quà, điều kiện",
                    maximum=3000,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Sở Công Thương đã nhận Thông báo thực hiện khuyến mại (mã hồ sơ {{ dossier.code }}) của
<strong>{{ answers.trader_name }}</strong>, mã số thuế {{ answers.trader_tax_code }}, với nội
dung:</p>
<table>
<tr><th scope="row">Tên chương trình</th><td>{{ answers.programme_name }}</td></tr>
<tr><th scope="row">Hình thức</th><td>{{ answers.promotion_forms }}</td></tr>
<tr><th scope="row">Thời gian</th><td>Từ {{ answers.starts_on }} đến
{{ answers.ends_on }}</td></tr>
<tr><th scope="row">Hàng hóa, dịch vụ</th><td>{{ answers.promoted_goods }}</td></tr>
<tr><th scope="row">Địa bàn</th><td>{{ answers.promotion_places }}</td></tr>
<tr><th scope="row">Tổng giá trị</th><td>{{ answers.total_value }}</td></tr>
</table>
<p>Thương nhân thực hiện đúng nội dung đã thông báo, bảo đảm quyền lợi của khách hàng và hạn mức
khuyến mại theo quy định.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    starts = invention.day_after(rng, day, 8, 20)
    return {
        **requester_answers(citizen),
        "trader_name": rng.choice(
            ("Siêu thị Sông Xanh", "Điện máy Bến Nguyệt", "Cửa hàng Sữa Mây")
        ),
        "trader_tax_code": invention.tax_code(rng),
        "trader_address": citizen.address,
        "programme_name": rng.choice(("Mừng khai trương", "Ngày hội mua sắm", "Tri ân khách hàng")),
        "promotion_forms": rng.choice((["discount"], ["gift"], ["discount", "voucher"])),
        "starts_on": starts.isoformat(),
        "ends_on": invention.day_after(rng, starts, 5, 40).isoformat(),
        "promoted_goods": "Hàng tiêu dùng đang bày bán tại cửa hàng",
        "promotion_places": "Toàn tỉnh Sông Lam",
        "total_value": rng.randint(11, 80) * 10_000_000,
        "details": "Giảm giá trực tiếp trên hóa đơn, không kèm điều kiện; niêm yết tại nơi bán.",
    }


PROCEDURE = DemoProcedure(
    code="9.000019",
    title="Thông báo hoạt động khuyến mại",
    sector="Xúc tiến thương mại",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.PROVINCE,
    units=(TRADE,),
    decision_number="1538/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "notice",
                    "Thông báo thực hiện khuyến mại",
                    originals=1,
                    required=False,
                    condition="Khi nộp tại quầy hoặc qua bưu điện; nộp trực tuyến thì khai ngay "
                    "trên Cổng",
                    form_name="Mẫu số 01 kèm Nghị định 81/2018/NĐ-CP",
                ),
                RequiredDocument(
                    "rules",
                    "Thể lệ chương trình",
                    originals=1,
                    required=False,
                    condition="Khi có phiếu dự thi hoặc chương trình khách hàng thường xuyên",
                ),
            )
        ),
        fees=Fees(is_free=True),
        limits=Limits(
            (TimeLimit("3wd", text="Trong 03 ngày làm việc trước ngày bắt đầu khuyến mại."),)
        ),
        route=route(assess=8, approve=5),
        result=ResultDefinition(
            names=("Xác nhận đã nhận thông báo khuyến mại",),
            title="XÁC NHẬN THÔNG BÁO THỰC HIỆN KHUYẾN MẠI",
            symbol="XN-SCT",
            template=TEMPLATE,
            signer_title="GIÁM ĐỐC",
        ),
        legal_bases=LegalBases(
            (laws.COMMERCE_LAW, laws.PROMOTION_DECREE, laws.PROMOTION_AMENDMENT)
        ),
        guidance=Guidance(
            summary="Doanh nghiệp tổ chức giảm giá, tặng quà… với tổng giá trị từ 100 triệu đồng "
            "phải báo Sở Công Thương ít nhất 3 ngày làm việc trước khi bắt đầu. Dưới mức đó, "
            "hoặc chỉ bán qua sàn thương mại điện tử, thì không phải báo.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khai chương trình trên Cổng.",
                        "Sở xem nội dung, yêu cầu sửa nếu sai quy định.",
                        "Nhận xác nhận; thực hiện đúng thời gian đã báo.",
                    ),
                ),
            ),
            channels=(FULLY_ONLINE, AT_PROVINCE_DESK, BY_POST),
            applicants=("Doanh nghiệp", "Hợp tác xã", "Hộ kinh doanh"),
            conditions="Hàng hóa được phép kinh doanh, không thuộc diện cấm khuyến mại; không "
            "vượt hạn mức giảm giá.",
            performing_authority="Sở Công Thương",
            deciding_authority="Sở Công Thương",
            keywords="khuyến mãi, giảm giá, tặng quà, thông báo khuyến mãi",
        ),
    ),
)
