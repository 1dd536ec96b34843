"""The words of roles, in the reader's language."""

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
