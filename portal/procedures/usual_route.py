"""The route most procedures take, to begin from. Pure."""

from __future__ import annotations

from portal.accounts.roles import Role
from portal.procedures.definitions import Route, RouteStep, StepKind

# In working hours; together they fit into a day.
USUAL_ROUTE = Route(
    (
        RouteStep("receive", StepKind.RECEIVE, "Tiếp nhận", Role.RECEPTIONIST, 1, at_receiver=True),
        RouteStep("assess", StepKind.ASSESS, "Thẩm định hồ sơ", Role.SPECIALIST, 3),
        RouteStep("approve", StepKind.APPROVE, "Duyệt và ký kết quả", Role.LEADER, 2),
        RouteStep("issue", StepKind.ISSUE, "Cấp số, đóng dấu", Role.CLERK, 1),
        RouteStep("return", StepKind.RETURN, "Trả kết quả", Role.RECEPTIONIST, 1, at_receiver=True),
    )
)
