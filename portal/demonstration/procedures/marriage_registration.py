"""Đăng ký kết hôn (Luật Hộ tịch 2014, Điều 17–18)."""

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
    PARTLY_ONLINE,
)
from portal.demonstration.questions import (
    copies_wanted,
)
from portal.demonstration.routes import (
    SAME_DAY,
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


def _party(key: str, title: str, label: str) -> Section:
    """One of the two people marrying. No profile: nobody knows yet which of them is asking."""
    return Section(
        key,
        title,
        fields=(
            Field(f"{key}_full_name", f"Họ, chữ đệm và tên {label}", maximum=120),
            Field(f"{key}_birth_date", f"Ngày sinh {label}", FieldKind.DATE, not_after_today=True),
            Field(
                f"{key}_personal_number",
                f"Số định danh cá nhân {label}",
                FieldKind.PERSONAL_NUMBER,
                hint="12 chữ số trên thẻ căn cước",
            ),
            Field(f"{key}_ethnicity", "Dân tộc", hint="Ví dụ: Kinh", maximum=50),
            Field(f"{key}_nationality", "Quốc tịch", hint="Ví dụ: Việt Nam", maximum=50),
            Field(f"{key}_address", f"Nơi cư trú {label}", FieldKind.ADDRESS, maximum=300),
            Field(
                f"{key}_marriage_count",
                "Kết hôn lần thứ mấy?",
                FieldKind.NUMBER,
                hint="Ghi 1 nếu đây là lần đầu",
                minimum=1,
                maximum=9,
            ),
        ),
    )


FORM = Form(
    name="Tờ khai đăng ký kết hôn",
    sections=(
        Section(
            "contact",
            "Liên hệ",
            hint="Một trong hai người nộp hồ sơ; khi nhận kết quả cả hai người cùng có mặt để ký.",
            fields=(
                Field(
                    "requester_is",
                    "Ông/Bà là bên nào?",
                    FieldKind.ONE_OF,
                    choices=(Choice("wife", "Bên nữ"), Choice("husband", "Bên nam")),
                ),
                Field(
                    "requester_phone",
                    "Số điện thoại",
                    FieldKind.PHONE,
                    hint="Để cán bộ hẹn ngày ký",
                    profile="phone",
                ),
                Field(
                    "requester_email",
                    "Thư điện tử",
                    FieldKind.EMAIL,
                    required=False,
                    profile="email",
                ),
            ),
        ),
        _party("wife", "Bên nữ", "bên nữ"),
        _party("husband", "Bên nam", "bên nam"),
        Section(
            "request",
            "Đề nghị",
            fields=(
                Field(
                    "preferred_day",
                    "Ngày muốn đến ký giấy",
                    FieldKind.DATE,
                    required=False,
                    hint="Quầy sẽ gọi lại để xác nhận",
                ),
                Field(
                    "both_declare",
                    "Hai chúng tôi tự nguyện kết hôn, đủ tuổi và không thuộc trường hợp cấm kết "
                    "hôn",
                    FieldKind.YES_NO,
                ),
                copies_wanted(),
            ),
        ),
    ),
)

TEMPLATE = """
<table>
<tr><th scope="col">Vợ</th><th scope="col">Chồng</th></tr>
<tr><td>Họ, chữ đệm, tên: <strong>{{ answers.wife_full_name }}</strong></td>
<td>Họ, chữ đệm, tên: <strong>{{ answers.husband_full_name }}</strong></td></tr>
<tr><td>Ngày sinh: {{ answers.wife_birth_date }}</td><td>Ngày sinh:
{{ answers.husband_birth_date }}</td></tr>
<tr><td>Dân tộc: {{ answers.wife_ethnicity }}; quốc tịch: {{ answers.wife_nationality }}</td>
<td>Dân tộc: {{ answers.husband_ethnicity }}; quốc tịch:
{{ answers.husband_nationality }}</td></tr>
<tr><td>Nơi cư trú: {{ answers.wife_address }}</td><td>Nơi cư trú:
{{ answers.husband_address }}</td></tr>
<tr><td>Số định danh cá nhân: {{ answers.wife_personal_number }}</td>
<td>Số định danh cá nhân: {{ answers.husband_personal_number }}</td></tr>
</table>
<p>Nơi đăng ký kết hôn: {{ unit.name }}</p>
<p>Quan hệ vợ chồng được xác lập từ ngày đăng ký, được ghi vào Sổ đăng ký kết hôn.</p>
"""


def sample_answers(rng: random.Random, citizen: DemoCitizen, day: date) -> Answers:
    other_sex: Sex = "male" if citizen.sex == "female" else "female"
    age = invention.age(citizen.birth_date, day)
    other_born = invention.years_before(rng, day, max(20, age - 4), max(24, age + 3))
    own, other = ("wife", "husband") if citizen.sex == "female" else ("husband", "wife")
    answers: Answers = {
        "requester_is": own,
        "requester_phone": citizen.phone,
        "requester_email": citizen.email,
        f"{own}_full_name": citizen.full_name,
        f"{own}_birth_date": citizen.birth_date.isoformat(),
        f"{own}_personal_number": citizen.personal_number,
        f"{own}_address": citizen.address,
        f"{other}_full_name": invention.name(rng, other_sex),
        f"{other}_birth_date": other_born.isoformat(),
        f"{other}_personal_number": invention.number(rng, other_sex, other_born.year),
        f"{other}_address": invention.address(rng),
        "preferred_day": invention.day_after(rng, day, 3, 12).isoformat(),
        "both_declare": True,
        "copies_wanted": rng.randint(0, 2),
    }
    for party in (own, other):
        answers[f"{party}_ethnicity"] = rng.choice(("Kinh", "Kinh", "Thái", "Mường"))
        answers[f"{party}_nationality"] = "Việt Nam"
        answers[f"{party}_marriage_count"] = 1
    return answers


PROCEDURE = DemoProcedure(
    code="9.000002",
    title="Đăng ký kết hôn",
    sector="Hộ tịch",
    level=ServiceLevel.PARTIAL,
    authority_level=AuthorityLevel.COMMUNE,
    units="communes",
    decision_number="1520/QĐ-UBND",
    signed_on=date(2025, 6, 28),
    effective_from=date(2025, 7, 1),
    sample_answers=sample_answers,
    parts=Parts(
        form=FORM,
        documents=Documents(
            (
                RequiredDocument(
                    "identity_papers",
                    "Thẻ căn cước hoặc hộ chiếu của hai bên",
                    originals=2,
                    required=False,
                    condition="Xuất trình khi đến ký, nếu thông tin chưa tra cứu được",
                ),
                RequiredDocument(
                    "marital_status_confirmation",
                    "Giấy xác nhận tình trạng hôn nhân",
                    originals=1,
                    required=False,
                    condition="Khi một bên cư trú ở nơi khác mà tình trạng hôn nhân chưa tra cứu "
                    "được trên cơ sở dữ liệu",
                ),
                RequiredDocument(
                    "divorce_or_death_paper",
                    "Quyết định ly hôn hoặc trích lục khai tử của vợ, chồng cũ",
                    photocopies=1,
                    required=False,
                    condition="Khi đã từng kết hôn mà thông tin chưa tra cứu được",
                ),
            )
        ),
        fees=Fees(
            (
                FeeItem(
                    "registration",
                    "Lệ phí đăng ký kết hôn",
                    FeeKind.CHARGE,
                    amount=0,
                    exemptions="Miễn cho công dân Việt Nam cư trú ở trong nước.",
                    legal_basis="Luật Hộ tịch 2014, Điều 11",
                ),
                FeeItem(
                    "extract_copies",
                    "Phí cấp bản sao Trích lục kết hôn (nếu có yêu cầu)",
                    FeeKind.FEE,
                    amount=8000,
                    per="bản",
                    quantity_field="copies_wanted",
                    legal_basis="Thông tư 281/2016/TT-BTC, Điều 4",
                ),
            )
        ),
        limits=Limits(
            (
                TimeLimit(
                    "0wd",
                    text="Trong ngày; hồ sơ nhận sau 15 giờ trả vào ngày làm việc tiếp theo. Khi "
                    "phải xác minh thì không quá 05 ngày làm việc.",
                ),
            )
        ),
        route=SAME_DAY,
        result=ResultDefinition(
            names=(
                "Giấy chứng nhận kết hôn (02 bản chính)",
                "Bản sao Trích lục kết hôn nếu có yêu cầu",
            ),
            title="GIẤY CHỨNG NHẬN KẾT HÔN",
            symbol="GCNKH-UBND",
            template=TEMPLATE,
            signer_title="CHỦ TỊCH",
        ),
        legal_bases=LegalBases((laws.FAMILY_LAW, *laws.CIVIL_STATUS, laws.EXTRACT_FEE_CIRCULAR)),
        guidance=Guidance(
            summary="Hai người nam, nữ đăng ký để được pháp luật công nhận là vợ chồng. Khai và "
            "nộp qua mạng trước, rồi cùng đến xã, phường ký vào sổ và nhận mỗi người một bản "
            "Giấy chứng nhận. Không mất lệ phí.",
            cases=(
                ProcedureCase(
                    "",
                    (
                        "Khai thông tin của hai bên trên Cổng hoặc tại quầy.",
                        "Xã, phường tra cứu tình trạng hôn nhân của hai bên.",
                        "Hai bên cùng đến ký vào sổ đăng ký và giấy chứng nhận.",
                        "Mỗi bên nhận một bản chính Giấy chứng nhận kết hôn.",
                    ),
                ),
            ),
            channels=(PARTLY_ONLINE, AT_COMMUNE_DESK),
            applicants=("Công dân Việt Nam",),
            conditions="Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi; tự nguyện; không mất năng lực hành "
            "vi dân sự; không đang có vợ, có chồng; không cùng dòng máu trực hệ hoặc có họ "
            "trong phạm vi ba đời.",
            performing_authority="Ủy ban nhân dân xã, phường nơi cư trú của một trong hai bên",
            deciding_authority="Ủy ban nhân dân xã, phường",
            related="Cấp Giấy xác nhận tình trạng hôn nhân",
            asked=(
                AskedOften(
                    "Có được nhờ người khác đi đăng ký thay không?",
                    "Không. Hai bên khai và nộp qua mạng trước, nhưng phải cùng có mặt "
                    "để ký vào sổ và nhận giấy.",
                ),
                AskedOften(
                    "Đăng ký ở nơi người nam hay người nữ cư trú?",
                    "Ở đâu cũng được: xã, phường nơi một trong hai người cư trú.",
                ),
            ),
            keywords="cưới, đăng ký cưới, giấy kết hôn, lấy vợ, lấy chồng",
        ),
    ),
)
