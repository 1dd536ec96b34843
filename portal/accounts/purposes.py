"""What a person's data is used for only if the person agrees. Everything else stands on law: to
receive and settle a dossier needs no consent (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).

Each purpose is asked for where the use is made: `survey` in feedback/inviting.py, `reuse` in
dossiers/document_store/at_the_desk.py, `phone` in dossiers/texting.py. A purpose nobody asks for
has no place here.

A text that changes in meaning gets the next `version`: who agreed to the former is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.i18n import lazy_

SURVEY, REUSE, PHONE = "survey", "reuse", "phone"


@dataclass(frozen=True)
class Purpose:
    key: str
    version: int
    title: str
    text: str


PURPOSES = (
    Purpose(
        SURVEY,
        2,
        lazy_("Mời đánh giá sau khi trả kết quả"),
        lazy_(
            "Một ngày sau khi trả kết quả, cổng gửi một email mời Ông/Bà đánh giá việc giải quyết hồ "
            "sơ, mỗi hồ sơ một lần. Dùng: email, họ tên, tên thủ tục, mã hồ sơ. Không chuyển cho bên "
            "nào khác. Không đồng ý, Ông/Bà vẫn đánh giá được ở trang hồ sơ."
        ),
    ),
    Purpose(
        REUSE,
        2,
        lazy_("Cho quầy tiếp nhận dùng Kho giấy tờ của tôi"),
        lazy_(
            "Khi Ông/Bà nộp hồ sơ tại quầy và cho biết số định danh, cán bộ tiếp nhận được thấy và "
            "dùng giấy tờ Ông/Bà tự để trong Kho giấy tờ, để khỏi nộp lại. Không đồng ý thì cán bộ "
            "chỉ thấy kết quả đã cấp và giấy tờ đã nộp trong các hồ sơ trước, theo quy định."
        ),
    ),
    Purpose(
        PHONE,
        2,
        lazy_("Nhận tin nhắn SMS về hồ sơ"),
        lazy_(
            "Ngoài thông báo trên cổng và email, cổng nhắn tin SMS tới số điện thoại Ông/Bà đã xác "
            "nhận khi hồ sơ cần bổ sung, cần nộp tiền, có hẹn xác minh hoặc có kết quả. Dùng: số "
            "điện thoại, mã hồ sơ."
        ),
    ),
)
BY_KEY = {purpose.key: purpose for purpose in PURPOSES}
