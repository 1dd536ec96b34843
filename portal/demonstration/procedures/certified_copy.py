"""Chứng thực bản sao từ bản chính (Nghị định 23/2015/NĐ-CP, Điều 17–22)."""

from __future__ import annotations

import random
from datetime import date

from portal.demonstration import laws
from portal.demonstration.model import Answers, DemoCitizen, DemoProcedure
from portal.demonstration.questions import requester, requester_answers
from portal.demonstration.routes import SAME_DAY
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
    name="Phiếu yêu cầu chứng thực bản sao từ bản chính",
    sections=(
        requester(),
        Section(
            "original",
            "Giấy tờ cần chứng thực",
            hint="Mỗi phiếu dùng cho một loại giấy tờ. Khi đến quầy, Ông/Bà mang theo bản chính.",
            fields=(
                Field(
                    "document_kind",
                    "Loại giấy tờ",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("diploma", "Văn bằng, chứng chỉ, bảng điểm"),
                        Choice("civil_status", "Giấy tờ hộ tịch"),
                        Choice("land", "Giấy chứng nhận quyền sử dụng đất, nhà ở"),
                        Choice("business", "Giấy tờ của doanh nghiệp, hộ kinh doanh"),
                        Choice("vehicle", "Giấy tờ xe, giấy phép lái xe"),
                        Choice("other", "Giấy tờ khác"),
                    ),
                ),
                Field(
                    "document_name",
                    "Tên giấy tờ",
                    hint="Ví dụ: Bằng tốt nghiệp trung học phổ thông",
                    maximum=200,
                ),
                Field(
                    "document_issuer",
                    "Nơi cấp giấy tờ",
                    hint="Tên cơ quan, trường hoặc tổ chức đã cấp bản chính",
                    maximum=200,
                ),
                Field(
                    "page_count", "Số trang của bản chính", FieldKind.NUMBER, minimum=1, maximum=500
                ),
                Field(
                    "copy_count",
                    "Số bản sao cần chứng thực",
                    FieldKind.NUMBER,
                    hint="Không kể bản lưu tại xã, phường",
                    minimum=1,
                    maximum=50,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Chứng thực bản sao đúng với bản chính.</p>
<table>
<tr><th scope="row">Giấy tờ</th><td>{{ answers.document_name }}</td></tr>
<tr><th scope="row">Nơi cấp</th><td>{{ answers.document_issuer }}</td></tr>
<tr><th scope="row">Số trang</th><td>{{ answers.page_count }}</td></tr>
<tr><th scope="row">Số bản</th><td>{{ answers.copy_count }}</td></tr>
<tr><th scope="row">Người yêu cầu</th><td>{{ dossier.applicant_name }},
{{ dossier.applicant_identity }}</td></tr>
</table>
<p>Lời chứng này kèm theo bản sao đã đóng dấu giáp lai. Chứng thực tại {{ unit.name }},
ngày {{ today }}.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    kind, title, issuer, pages = rng.choice(
        (
            ("diploma", "Bằng tốt nghiệp đại học", "Trường Đại học Sông Lam", 1),
            ("diploma", "Học bạ trung học phổ thông", "Trường THPT Bến Nguyệt", 24),
            ("civil_status", "Giấy khai sinh", "Ủy ban nhân dân phường Đồng Sen", 1),
            (
                "land",
                "Giấy chứng nhận quyền sử dụng đất",
                "Sở Nông nghiệp và Môi trường tỉnh Sông Lam",
                4,
            ),
            ("business", "Hợp đồng cung cấp dịch vụ", "Hợp tác xã Vườn Bưởi", 12),
        )
    )
    return {
        **requester_answers(citizen),
        "document_kind": kind,
        "document_name": title,
        "document_issuer": issuer,
        "page_count": pages,
        "copy_count": rng.choice((1, 2, 3, 5)),
    }


PROCEDURE = DemoProcedure(
    code="9.000006",
    title="Chứng thực bản sao từ bản chính giấy tờ, văn bản",
    sector="Chứng thực",
    level=ServiceLevel.PARTIAL,
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
                RequiredDocument(
                    "original",
                    "Bản chính giấy tờ, văn bản cần chứng thực",
                    originals=1,
                    note="Khi nộp trực tuyến, đính kèm ảnh chụp; bản chính mang theo lúc đến quầy.",
                ),
                RequiredDocument(
                    "prepared_copies",
                    "Bản sao đã chụp sẵn",
                    photocopies=1,
                    required=False,
                    condition="Nếu Ông/Bà đã tự chụp; nếu chưa, quầy chụp giúp",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "certification",
                    "Phí chứng thực một bản sao",
                    FeeKind.FEE,
                    amount=2000,
                    per="trang",
                    quantity_field="page_count",
                    times_field="copy_count",
                    tiers=(FeeTier(1, 2000), FeeTier(3, 1000)),
                    cap=200_000,
                    legal_basis="Thông tư 226/2016/TT-BTC, Điều 4",
                    note="2.000 đồng mỗi trang, từ trang thứ ba 1.000 đồng mỗi trang, nhiều nhất "
                    "200.000 đồng mỗi bản. Trang tính theo bản chính; nếu lấy nhiều bản thì nhân "
                    "với số bản.",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "0wd",
                    text="Trong ngày, hoặc ngày làm việc tiếp theo nếu nhận sau 15 giờ; có thể "
                    "thêm "
                    "không quá 02 ngày làm việc khi yêu cầu nhiều bản hoặc giấy tờ phức tạp.",
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=(
                "Bản sao được chứng thực từ bản chính",
                "Bản sao điện tử có chứng thực từ bản chính",
            ),
            title="LỜI CHỨNG CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH",
            symbol="CT-SY",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
            certifies_copies=True,
        ),
        legal_bases=LegalBases(
            (*laws.CERTIFICATION, laws.CERTIFICATION_AMENDMENT, laws.ELECTRONIC_PROCEDURES)
        ),
        guidance=Guidance(
            summary="Xã, phường xác nhận bản chụp giống hệt bản chính để Ông/Bà dùng thay bản "
            "chính. "
            "Khai và đặt trước qua mạng, rồi mang bản chính đến quầy để đối chiếu và lấy ngay.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khai loại giấy tờ, số trang và số bản, đính kèm ảnh chụp bản chính.",
                        "Đến quầy với bản chính và trả phí.",
                        "Cán bộ đối chiếu, chụp bản sao nếu cần và trình ký.",
                        "Nhận bản sao đã chứng thực.",
                    ),
                ),
            ),
            channels=(
                ChannelNote(Channel.ONLINE, "Khai trước qua mạng; đối chiếu bản chính tại quầy."),
                ChannelNote(
                    Channel.DESK, "Tại Trung tâm Phục vụ hành chính công xã, phường bất kỳ."
                ),
            ),
            applicants=("Cá nhân", "Tổ chức"),
            conditions="Bản chính còn nguyên vẹn, đọc được, không bị tẩy xóa, không phải tài "
            "liệu mật, "
            "có đủ chữ ký và dấu; giấy tờ của nước ngoài phải được hợp pháp hóa lãnh sự nếu "
            "thuộc diện "
            "phải làm.",
            performing_authority="Ủy ban nhân dân xã, phường (không phụ thuộc nơi cư trú)",
            deciding_authority="Chủ tịch, Phó Chủ tịch Ủy ban nhân dân xã, phường hoặc người "
            "được giao",
            asked=(
                AskedOften(
                    "Tôi có phải đến nơi cư trú để chứng thực không?",
                    "Không. Xã, phường nào cũng chứng thực, không phụ thuộc nơi cư trú.",
                ),
                AskedOften(
                    "Có phải mang sẵn bản photo không?",
                    "Không bắt buộc. Có sẵn thì nhanh hơn; chưa có thì nơi tiếp nhận "
                    "chụp giúp, tiền chụp tính riêng.",
                ),
                AskedOften(
                    "Tôi có lấy được bản sao điện tử có chứng thực không?",
                    "Được. Ông/Bà mang bản chính đến quầy để quét và đối chiếu; bản sao điện tử "
                    "có chữ ký số được gửi vào trang hồ sơ của Ông/Bà và dùng lại được nhiều lần.",
                ),
                AskedOften(
                    "Bản chính bị mờ, tẩy xóa có chứng thực được không?",
                    "Không. Giấy tờ bị tẩy xóa, sửa chữa, thêm bớt không hợp lệ, hoặc cũ nát "
                    "không đọc được thì không dùng để chứng thực.",
                ),
            ),
            keywords="sao y, công chứng bản sao, photo công chứng, sao y bản chính",
        ),
    ),
)
