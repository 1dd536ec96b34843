"""Questions that many forms of the demonstration province ask in the same words."""

from __future__ import annotations

from portal.demonstration.model import Answers, DemoCitizen
from portal.procedures.definitions import Choice, Field, FieldKind, Section

SEXES = (Choice("male", "Nam"), Choice("female", "Nữ"))

MARITAL_STATUSES = (
    Choice("single", "Chưa kết hôn lần nào"),
    Choice("married", "Đang có vợ hoặc có chồng"),
    Choice("divorced", "Đã kết hôn nhưng đã ly hôn"),
    Choice("widowed", "Đã kết hôn nhưng vợ hoặc chồng đã chết"),
)


def requester(*more: Field, title: str = "Người yêu cầu") -> Section:
    """The first screen of nearly every form: who asks, filled in from the person's profile."""
    return Section(
        key="requester",
        title=title,
        hint="Thông tin được lấy từ tài khoản của Ông/Bà; hãy sửa lại nếu có thay đổi.",
        fields=(
            Field("requester_name", "Họ, chữ đệm và tên", profile="full_name", maximum=120),
            Field(
                "requester_personal_number",
                "Số định danh cá nhân",
                FieldKind.PERSONAL_NUMBER,
                hint="12 chữ số trên thẻ căn cước",
                profile="personal_number",
            ),
            Field(
                "requester_address",
                "Nơi cư trú",
                FieldKind.ADDRESS,
                profile="address",
                maximum=300,
            ),
            Field(
                "requester_phone",
                "Số điện thoại",
                FieldKind.PHONE,
                hint="Để cán bộ liên hệ khi cần, ví dụ 0900 000 123",
                profile="phone",
            ),
            Field(
                "requester_email",
                "Thư điện tử",
                FieldKind.EMAIL,
                required=False,
                hint="Ví dụ: ten@dan.example",
                profile="email",
            ),
            *more,
        ),
    )


def requester_answers(citizen: DemoCitizen) -> Answers:
    """What this person answers to `requester()`."""
    return {
        "requester_name": citizen.full_name,
        "requester_personal_number": citizen.personal_number,
        "requester_address": citizen.address,
        "requester_phone": citizen.phone,
        "requester_email": citizen.email,
    }


def copies_wanted(most: int = 20, *, required: bool = False) -> Field:
    """How many certified copies of the civil-status entry come with the result."""
    return Field(
        "copies_wanted",
        "Số bản sao trích lục cần cấp thêm",
        FieldKind.NUMBER,
        required=required,
        hint="Mỗi bản 8.000 đồng. Để trống hoặc ghi 0 nếu không cần",
        minimum=0,
        maximum=most,
    )
