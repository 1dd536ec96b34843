"""The demonstration accounts people are told of when the portal starts."""

from __future__ import annotations

PASSWORD = "songlam-2026"


def demonstration_accounts() -> list[tuple[str, str]]:
    """(what the person is, e-mail to sign in with)."""
    return [
        ("Công dân – Nguyễn Thị Lan", "lan@dan.example"),
        ("Tiếp nhận – Nguyễn Văn Minh, phường Bến Nguyệt", "minh@h99.example"),
        ("Chuyên viên – Trần Thị Hoa, phường Bến Nguyệt", "hoa@h99.example"),
        ("Lãnh đạo – Lê Anh Tuấn, phường Bến Nguyệt", "tuan@h99.example"),
        ("Văn thư – Phạm Thị Dung, phường Bến Nguyệt", "dung@h99.example"),
        ("Quản trị danh mục – Đỗ Như Quỳnh", "quynh@h99.example"),
        ("Quản trị danh mục (người thứ hai) – Trần Ngọc Anh", "ngocanh@h99.example"),
        ("Quản trị hệ thống – Vũ Quang Trị", "quantri@h99.example"),
        ("Giám sát – Hoàng Thị Sát", "giamsat@h99.example"),
    ]
