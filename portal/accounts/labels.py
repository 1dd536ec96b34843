"""The words of roles and ways to sign in, in the reader's language."""

from __future__ import annotations

from portal.accounts.roles import Role
from portal.i18n import lazy_

ROLE_NAMES = {
    Role.RECEPTIONIST: lazy_("Cán bộ tiếp nhận"),
    Role.SPECIALIST: lazy_("Chuyên viên"),
    Role.LEADER: lazy_("Lãnh đạo"),
    Role.CLERK: lazy_("Văn thư"),
    Role.CASHIER: lazy_("Kế toán"),
    Role.PUBLISHER: lazy_("Quản trị danh mục"),
    Role.ADMINISTRATOR: lazy_("Quản trị hệ thống"),
    Role.AUDITOR: lazy_("Giám sát"),
}

# What stands in the book of an account.
NOTE_NAMES = {
    "authenticator added": lazy_("thêm ứng dụng xác thực"),
    "authenticator removed": lazy_("gỡ ứng dụng xác thực"),
    "recovery codes made": lazy_("tạo mã dự phòng"),
    "recovery code used": lazy_("đăng nhập bằng mã dự phòng"),
    "passkey added": lazy_("thêm khóa truy cập"),
    "passkey removed": lazy_("gỡ khóa truy cập"),
    "password reset": lazy_("đặt lại mật khẩu bằng liên kết trong thư"),
    "email confirmed": lazy_("xác nhận email"),
    "email changed": lazy_("đổi email"),
    "corrected": lazy_("đính chính theo yêu cầu"),
    "phone confirmed": lazy_("xác nhận số điện thoại"),
    "linked": lazy_("nối với tài khoản của nhà cung cấp định danh"),
    "enrolment letter made": lazy_("cấp mã thiết lập xác thực"),
    "transferred": lazy_("điều chuyển"),
    "second factor reset": lazy_("đặt lại xác thực bước hai"),
}

# How somebody proved to be themself, as a session keeps it.
WAY_NAMES = {
    "password": lazy_("Mật khẩu"),
    "totp": lazy_("Mật khẩu và mã xác thực"),
    "recovery": lazy_("Mật khẩu và mã dự phòng"),
    "passkey": lazy_("Khóa truy cập"),
}
