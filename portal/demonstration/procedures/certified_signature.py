"""Chứng thực chữ ký (Nghị định 23/2015/NĐ-CP, Điều 23–26).

At level 2: the person signs before the certifying officer, so nothing is submitted online.
"""

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
)
from portal.demonstration.questions import (
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
    name="Phiếu yêu cầu chứng thực chữ ký",
    sections=(
        requester(),
        Section(
            "paper",
            "Giấy tờ cần chứng thực chữ ký",
            fields=(
                Field(
                    "paper_kind",
                    "Loại giấy tờ",
                    FieldKind.ONE_OF,
                    choices=(
                        Choice("curriculum_vitae", "Sơ yếu lý lịch cá nhân"),
                        Choice(
                            "authorisation", "Giấy ủy quyền không có thù lao, nghĩa vụ bồi thường"
                        ),
                        Choice("declaration", "Giấy cam đoan, đơn đề nghị"),
                        Choice("translation", "Bản dịch của chính người yêu cầu"),
                        Choice("other", "Giấy tờ khác"),
                    ),
                ),
                Field(
                    "paper_title", "Tên giấy tờ", hint="Ví dụ: Sơ yếu lý lịch tự thuật", maximum=200
                ),
                Field(
                    "paper_count",
                    "Số giấy tờ cùng loại",
                    FieldKind.NUMBER,
                    hint="Mỗi giấy tờ tính một lần phí",
                    minimum=1,
                    maximum=20,
                ),
                Field(
                    "signs_by_fingerprint",
                    "Có ai phải điểm chỉ thay cho ký không?",
                    FieldKind.YES_NO,
                ),
            ),
        ),
    ),
)

TEMPLATE = """
<p>Tại {{ unit.name }}, ông/bà <strong>{{ answers.requester_name }}</strong>, số định danh cá nhân
{{ answers.requester_personal_number }}, cam đoan đã hiểu, tự nguyện và chịu trách nhiệm về nội
dung
giấy tờ, và đã {% if answers.signs_by_fingerprint == "Có" %}điểm chỉ{% else %}ký{% endif %} trước
mặt
người thực hiện chứng thực.</p>
<table>
<tr><th scope="row">Loại giấy tờ</th><td>{{ answers.paper_kind }}</td></tr>
<tr><th scope="row">Tên giấy tờ</th><td>{{ answers.paper_title }}</td></tr>
<tr><th scope="row">Số giấy tờ</th><td>{{ answers.paper_count }}</td></tr>
</table>
<p>Người thực hiện chứng thực không chịu trách nhiệm về nội dung của giấy tờ.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    kind, title = rng.choice(
        (
            ("curriculum_vitae", "Sơ yếu lý lịch tự thuật"),
            ("curriculum_vitae", "Sơ yếu lý lịch học sinh, sinh viên"),
            ("authorisation", "Giấy ủy quyền nhận lương hưu"),
            ("declaration", "Giấy cam đoan về nhân thân"),
        )
    )
    return {
        **requester_answers(citizen),
        "paper_kind": kind,
        "paper_title": title,
        "paper_count": rng.choice((1, 1, 2)),
        "signs_by_fingerprint": False,
    }


PROCEDURE = DemoProcedure(
    code="9.000007",
    title="Chứng thực chữ ký trong giấy tờ, văn bản",
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
                RequiredDocument(
                    "identity_paper",
                    "Thẻ căn cước, hộ chiếu hoặc căn cước điện tử còn giá trị",
                    originals=1,
                    note="Chỉ xuất trình, không giữ lại.",
                ),
                RequiredDocument("paper", "Giấy tờ, văn bản sẽ ký (chưa ký trước)", originals=1),
                RequiredDocument(
                    "translation",
                    "Bản dịch ra tiếng Việt",
                    originals=1,
                    required=False,
                    condition="Khi giấy tờ bằng tiếng nước ngoài mà người chứng thực không hiểu "
                    "rõ nội dung",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "certification",
                    "Phí chứng thực chữ ký",
                    FeeKind.FEE,
                    amount=10_000,
                    per="giấy tờ",
                    quantity_field="paper_count",
                    legal_basis="Thông tư 226/2016/TT-BTC, Điều 4",
                    note="Tính theo trường hợp: một hay nhiều chữ ký trong cùng một giấy tờ là "
                    "một trường hợp.",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "0wd", text="Trong ngày, hoặc ngày làm việc tiếp theo nếu nhận sau 15 giờ."
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=("Giấy tờ, văn bản đã chứng thực chữ ký",),
            title="LỜI CHỨNG CHỨNG THỰC CHỮ KÝ",
            symbol="CT-CK",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((*laws.CERTIFICATION, laws.CERTIFICATION_AMENDMENT)),
        guidance=Guidance(
            summary="Xã, phường xác nhận chữ ký trên sơ yếu lý lịch, giấy ủy quyền hay đơn từ "
            "đúng là của Ông/Bà. Vì phải ký trước mặt cán bộ nên việc này chỉ làm tại quầy.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Mang giấy tờ chưa ký và thẻ căn cước đến quầy.",
                        "Cán bộ kiểm tra giấy tờ, Ông/Bà ký trước mặt cán bộ.",
                        "Trả phí và nhận giấy tờ đã chứng thực.",
                    ),
                ),
            ),
            channels=(AT_COMMUNE_DESK,),
            applicants=("Cá nhân",),
            conditions="Người yêu cầu minh mẫn, có giấy tờ tùy thân còn giá trị; nội dung giấy "
            "tờ không trái pháp luật, đạo đức xã hội và không phải hợp đồng, giao dịch.",
            performing_authority="Ủy ban nhân dân xã, phường, không phụ thuộc nơi cư trú",
            deciding_authority="Chủ tịch, Phó Chủ tịch Ủy ban nhân dân xã, phường hoặc người "
            "được giao",
            related="Chứng thực hợp đồng, giao dịch",
            keywords="sơ yếu lý lịch, giấy ủy quyền, xác nhận chữ ký, xác nhận lý lịch",
        ),
    ),
)
