"""What a person's data is used for only if the person agrees. Everything else stands on law: to
receive and settle a dossier needs no consent (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).

A text that changes in meaning gets the next `version`: who agreed to the former is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.i18n import lazy_


@dataclass(frozen=True)
class Purpose:
    key: str
    version: int
    title: str
    text: str


PURPOSES = (
    Purpose(
        "survey",
        1,
        lazy_("Hỏi ý kiến về chất lượng phục vụ"),
        lazy_(
            "Sau khi trả kết quả, cơ quan gửi email mời Ông/Bà đánh giá. Dùng: email, tên thủ tục, "
            "mã hồ sơ. Không chuyển cho bên nào khác."
        ),
    ),
    Purpose(
        "reuse",
        1,
        lazy_("Giữ giấy tờ để dùng lại cho hồ sơ sau"),
        lazy_(
            "Giấy tờ Ông/Bà đã nộp được giữ trong kho dữ liệu điện tử của Ông/Bà và gợi ý khi nộp "
            "hồ sơ khác. Chỉ Ông/Bà chọn dùng lại; giữ đến khi Ông/Bà rút đồng ý."
        ),
    ),
    Purpose(
        "phone",
        1,
        lazy_("Nhận thông báo qua điện thoại, Zalo"),
        lazy_(
            "Ngoài thông báo trên cổng và email, cơ quan nhắn tin hoặc gọi tới số điện thoại của "
            "Ông/Bà khi hồ sơ có việc cần làm. Dùng: số điện thoại, mã hồ sơ."
        ),
    ),
)
BY_KEY = {purpose.key: purpose for purpose in PURPOSES}
