"""Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ (Luật Xây dựng 2014, Điều 95, 102)."""

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
    AT_COMMUNE_DESK,
    AUTHORISATION,
    BY_POST,
    PARTLY_ONLINE,
)
from portal.demonstration.questions import (
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
    name="Đơn đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ",
    sections=(
        requester(title="Chủ đầu tư (chủ nhà)"),
        Section(
            "land",
            "Thửa đất",
            fields=(
                Field(
                    "plot_number",
                    "Số thửa",
                    hint="Ghi trên Giấy chứng nhận quyền sử dụng đất, ví dụ 128",
                    maximum=30,
                ),
                Field("map_sheet", "Tờ bản đồ số", hint="Ví dụ 15", maximum=30),
                Field(
                    "plot_area",
                    "Diện tích thửa đất (m²)",
                    FieldKind.NUMBER,
                    minimum=1,
                    maximum=100_000,
                ),
                Field("plot_address", "Địa điểm xây dựng", FieldKind.ADDRESS, maximum=300),
                Field(
                    "land_certificate_number",
                    "Số Giấy chứng nhận quyền sử dụng đất",
                    hint="Số phát hành ở trang đầu, ví dụ AA 00123456",
                    maximum=40,
                ),
            ),
        ),
        Section(
            "house",
            "Ngôi nhà sẽ xây",
            fields=(
                Field(
                    "house_kind",
                    "Loại nhà",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("detached", "Nhà riêng biệt, nhà vườn"),
                        Choice("row", "Nhà liền kề, nhà phố"),
                        Choice("villa", "Biệt thự"),
                    ),
                ),
                Field(
                    "floor_area",
                    "Diện tích xây dựng tầng 1 (m²)",
                    FieldKind.NUMBER,
                    minimum=1,
                    maximum=10_000,
                ),
                Field(
                    "total_area",
                    "Tổng diện tích sàn (m²)",
                    FieldKind.NUMBER,
                    hint="Cộng tất cả các tầng, kể cả tầng hầm, tầng lửng",
                    minimum=1,
                    maximum=50_000,
                ),
                Field(
                    "storeys",
                    "Số tầng",
                    FieldKind.NUMBER,
                    hint="Kể cả tầng trệt, không kể tầng hầm và tum",
                    minimum=1,
                    maximum=30,
                ),
                Field(
                    "height",
                    "Chiều cao công trình (m)",
                    FieldKind.NUMBER,
                    hint="Từ cốt vỉa hè đến đỉnh mái",
                    minimum=1,
                    maximum=120,
                ),
                Field("has_basement", "Có tầng hầm không?", FieldKind.YES_NO),
                Field(
                    "setback",
                    "Khoảng lùi so với ranh đất (m)",
                    required=False,
                    hint="Ví dụ: trước 2,4 m; sau 1 m",
                    maximum=120,
                ),
            ),
        ),
        Section(
            "design",
            "Thiết kế và thời gian",
            fields=(
                Field(
                    "designed_by",
                    "Ai lập thiết kế?",
                    FieldKind.ONE_OF,
                    hint="Hộ gia đình được tự thiết kế nhà dưới 250 m² sàn, dưới 3 tầng hoặc cao "
                    "dưới 12 m",
                    choices=(
                        Choice("organisation", "Tổ chức thiết kế"),
                        Choice("individual", "Cá nhân có chứng chỉ hành nghề"),
                        Choice("owner", "Chủ nhà tự thiết kế"),
                    ),
                ),
                Field(
                    "designer_name", "Tên tổ chức hoặc người thiết kế", required=False, maximum=200
                ),
                Field(
                    "designer_certificate",
                    "Số chứng chỉ",
                    required=False,
                    hint="Ví dụ: SLA-00001234",
                    maximum=60,
                ),
                Field(
                    "months_to_build",
                    "Dự kiến xây trong bao nhiêu tháng?",
                    FieldKind.NUMBER,
                    minimum=1,
                    maximum=60,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>1. Cấp cho ông/bà: <strong>{{ answers.requester_name }}</strong>, số định danh cá nhân
{{ answers.requester_personal_number }}. Nơi cư trú: {{ answers.requester_address }}.</p>
<p>2. Được phép xây dựng nhà ở riêng lẻ theo nội dung sau:</p>
<table>
<tr><th scope="row">Địa điểm</th><td>{{ answers.plot_address }}</td></tr>
<tr><th scope="row">Thửa đất</th><td>Thửa số {{ answers.plot_number }}, tờ bản đồ số
{{ answers.map_sheet }}, diện tích {{ answers.plot_area }} m²</td></tr>
<tr><th scope="row">Giấy tờ về đất</th><td>{{ answers.land_certificate_number }}</td></tr>
<tr><th scope="row">Loại nhà</th><td>{{ answers.house_kind }}</td></tr>
<tr><th scope="row">Diện tích xây dựng tầng 1</th><td>{{ answers.floor_area }} m²</td></tr>
<tr><th scope="row">Tổng diện tích sàn</th><td>{{ answers.total_area }} m²</td></tr>
<tr><th scope="row">Số tầng</th><td>{{ answers.storeys }}{% if answers.has_basement == "Có" %}
và tầng hầm{% endif %}</td></tr>
<tr><th scope="row">Chiều cao công trình</th><td>{{ answers.height }} m</td></tr>
{% if answers.setback %}<tr><th scope="row">Khoảng
lùi</th><td>{{ answers.setback }}</td></tr>{% endif %}
<tr><th scope="row">Thiết kế do</th><td>{{ answers.designed_by }}{% if answers.designer_name %}:
{{ answers.designer_name }}{% endif %}</td></tr>
</table>
<p>3. Chủ đầu tư phải thông báo ngày khởi công cho Ủy ban nhân dân xã, phường; xây dựng đúng nội
dung giấy phép; giữ an toàn cho công trình liền kề và vệ sinh môi trường.</p>
<p>4. Giấy phép có hiệu lực khởi công trong 12 tháng kể từ ngày cấp; quá thời hạn phải đề nghị gia
hạn.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    plot = rng.randint(80, 300)
    ground = rng.randint(50, plot - 20)
    storeys = rng.randint(1, 4)
    total = ground * storeys
    own = total < 250 and storeys < 3
    return {
        **requester_answers(citizen),
        "plot_number": str(rng.randint(10, 400)),
        "map_sheet": str(rng.randint(1, 60)),
        "plot_area": plot,
        "plot_address": citizen.address,
        "land_certificate_number": f"AA {rng.randint(0, 999_999):08d}",
        "house_kind": rng.choice(("detached", "row")),
        "floor_area": ground,
        "total_area": total,
        "storeys": storeys,
        "height": 4 * storeys + 2,
        "has_basement": False,
        "setback": f"trước {rng.choice(('1,5', '2,4', '3'))} m",
        "designed_by": "owner" if own else "organisation",
        "designer_name": "" if own else "Công ty Tư vấn xây dựng Nhà Sông",
        "designer_certificate": "" if own else f"SLA-{rng.randint(0, 9999):08d}",
        "months_to_build": rng.randint(4, 12),
    }


PROCEDURE = DemoProcedure(
    code="9.000009",
    title="Cấp giấy phép xây dựng mới nhà ở riêng lẻ",
    sector="Hoạt động xây dựng",
    level=ServiceLevel.PARTIAL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1540/QĐ-UBND",
    signed_on=date(2025, 6, 30),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "land_certificate",
                    "Giấy tờ chứng minh quyền sử dụng đất",
                    photocopies=1,
                    note="Không phải nộp khi đã tra cứu được trên cơ sở dữ liệu đất đai.",
                ),
                RequiredDocument(
                    "drawings",
                    "Hai bộ bản vẽ thiết kế xây dựng: mặt bằng, các tầng, mặt đứng, mặt cắt, "
                    "móng, sơ đồ đấu nối",
                    originals=2,
                ),
                RequiredDocument(
                    "fire_safety",
                    "Giấy tờ thẩm duyệt thiết kế phòng cháy, chữa cháy",
                    photocopies=1,
                    required=False,
                    condition="Khi nhà thuộc diện phải thẩm duyệt",
                ),
                RequiredDocument(
                    "neighbour_commitment",
                    "Bản cam kết bảo đảm an toàn cho công trình liền kề",
                    originals=1,
                    required=False,
                    condition="Khi có công trình liền kề",
                ),
                RequiredDocument(
                    "review_report",
                    "Báo cáo kết quả thẩm tra thiết kế",
                    originals=1,
                    required=False,
                    condition="Khi nhà có từ 7 tầng trở lên hoặc từ 2 tầng hầm trở lên",
                ),
                AUTHORISATION,
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "permit",
                    "Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ",
                    FeeKind.CHARGE,
                    amount=75_000,
                    exemptions="Miễn cho hộ nghèo và gia đình có công với cách mạng.",
                    legal_basis="Thông tư 85/2019/TT-BTC, Điều 5; Nghị quyết 18/2025/NQ-HĐND "
                    "tỉnh Sông Lam",
                    note="Mức do Hội đồng nhân dân tỉnh quyết định.",
                ),
            )
        ),
        limits=Limits((TimeLimit("15d", text="15 ngày kể từ ngày nhận đủ hồ sơ hợp lệ."),)),
        route=route(
            receive=2,
            assess=24,
            verify=16,
            draft=8,
            approve=12,
            issue=2,
            hand_over=2,
            verify_title="Kiểm tra thực địa",
        ),
        result=ResultDefinition(
            names=("Giấy phép xây dựng kèm bản vẽ có đóng dấu",),
            title="GIẤY PHÉP XÂY DỰNG",
            symbol="GPXD",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases(
            (
                laws.CONSTRUCTION_LAW,
                laws.CONSTRUCTION_AMENDMENT,
                laws.CONSTRUCTION_DECREE,
                laws.CONSTRUCTION_TWO_LEVELS,
                laws.COUNCIL_FEES,
            )
        ),
        guidance=Guidance(
            summary="Xin phép trước khi xây nhà mới ở đô thị, khu bảo tồn hoặc nơi có quy hoạch "
            "yêu cầu giấy phép. Nộp đơn và bản vẽ qua mạng, cán bộ đến xem đất rồi cấp giấy "
            "phép trong 15 ngày; lệ phí trả và bản vẽ đóng dấu nhận tại quầy.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Điền đơn, đính kèm giấy tờ về đất và bản vẽ.",
                        "Nhận giấy tiếp nhận và hẹn trả.",
                        "Cán bộ kiểm tra hồ sơ và thực địa; nếu thiếu sẽ báo một lần, đầy đủ.",
                        "Trả lệ phí, nhận giấy phép và bộ bản vẽ đóng dấu tại quầy.",
                        "Thông báo ngày khởi công trước khi xây.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK, BY_POST),
            applicants=("Cá nhân", "Hộ gia đình"),
            conditions="Phù hợp mục đích sử dụng đất và quy hoạch; bảo đảm an toàn cho công "
            "trình lân cận, môi trường và phòng cháy; thiết kế do tổ chức, cá nhân đủ điều "
            "kiện lập, trừ nhà được tự thiết kế.",
            performing_authority="Ủy ban nhân dân xã, phường nơi xây nhà",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Thông báo khởi công xây dựng",
            asked=(
                AskedOften(
                    "Sửa nhà có phải xin phép không?",
                    "Chỉ sửa bên trong thì không, nếu không đổi công năng và không ảnh hưởng "
                    "kết cấu chịu lực, phòng cháy, môi trường. Muốn cơi nới thì hãy hỏi trước.",
                ),
                AskedOften(
                    "Tự vẽ bản vẽ được không?",
                    "Nhà nhỏ thì hộ gia đình được tự lập bản vẽ và tự chịu trách nhiệm; "
                    "nhà lớn hơn phải do đơn vị đủ năng lực thiết kế.",
                ),
            ),
            keywords="giấy phép xây nhà, xin phép xây dựng, làm nhà, xây nhà",
        ),
    ),
)
