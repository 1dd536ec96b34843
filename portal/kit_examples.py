"""What the kit's page shows: one form with every kind of field, empty and refused.

For developers' eyes, so its words are not translated.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from portal.web_forms import (
    DateField,
    EmailField,
    MoneyField,
    MultipleUpload,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)

DELIVERY = choices(
    [("desk", "Nhận tại quầy"), ("post", "Nhận qua bưu chính"), ("online", "Nhận trực tuyến")]
)
WARDS = choices([("", "Chọn xã, phường"), ("1", "Phường Bến Thủy"), ("2", "Xã Nam Đàn")])


def examples(now: datetime) -> dict[str, Any]:
    """The values kit.html asks for; `now` is an aware moment."""
    wrong = KitForm(MultiDict(REFUSED), prefix="wrong-", meta={"csrf": False})
    wrong.validate()
    return {
        "form": KitForm(formdata=None),
        "wrong": wrong,
        "search": SearchForm(formdata=None),
        "now": now,
        "one_day": timedelta(days=1),
    }


class KitForm(PortalForm):
    name = StringField("Họ và tên", [Required()], render_kw={"autocomplete": "name"})
    born = DateField("Ngày sinh", [Required()], description="Ví dụ: 5 3 1990")
    number = PersonalNumberField(
        "Số định danh cá nhân", [Required()], description="12 chữ số trên thẻ căn cước"
    )
    phone = PhoneField("Số điện thoại")
    email = EmailField("Email")
    password = PasswordField("Mật khẩu", [Required()], render_kw={"autocomplete": "new-password"})
    copies = WholeNumberField("Số bản sao", [Required()], minimum=1, maximum=50)
    fee = MoneyField("Lệ phí đã nộp")
    ward = SelectField("Xã, phường", [Required()], choices=WARDS)
    delivery = RadioField("Cách nhận kết quả", [Required()], choices=DELIVERY)
    papers = SelectMultipleField(
        "Giấy tờ đã có",
        choices=choices([("a", "Giấy chứng sinh"), ("b", "Giấy chứng nhận kết hôn")]),
    )
    note = TextAreaField("Nội dung đề nghị", [Length(max=200)])
    files = MultipleUpload(
        "Giấy tờ kèm theo", [Required()], description="Tệp PDF hoặc ảnh, mỗi tệp nhiều nhất 10 MB"
    )
    promise = BooleanField("Tôi cam đoan những lời khai trên là đúng sự thật", [Required()])


class SearchForm(PortalForm):
    q = SearchField("Tìm hồ sơ")
    unit = SelectField("Xã, phường", choices=WARDS)


REFUSED = {
    "wrong-born-day": "31", "wrong-born-month": "2", "wrong-born-year": "1990",
    "wrong-number": "12345", "wrong-phone": "12", "wrong-email": "lan@", "wrong-copies": "99",
    "wrong-fee": "75,5", "wrong-note": "dài " * 60,
}  # fmt: skip
