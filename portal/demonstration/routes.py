"""The usual internal route: receive → assess → (verify, draft) → approve → issue → hand over."""

from __future__ import annotations

from portal.accounts.roles import Role
from portal.procedures.definitions import Route, RouteStep, StepKind


def route(
    *,
    receive: int = 1,
    assess: int,
    verify: int = 0,
    draft: int = 0,
    approve: int,
    issue: int = 1,
    hand_over: int = 1,
    verify_title: str = "Xác minh thông tin",
) -> Route:
    """A route whose arguments are working hours; a step of no hours is left out, but `verify`
    and `draft` are the only ones that may be."""
    steps = [
        RouteStep(
            "receive",
            StepKind.RECEIVE,
            "Tiếp nhận, kiểm tra hồ sơ",
            Role.RECEPTIONIST,
            receive,
            at_receiver=True,
        ),
        RouteStep("assess", StepKind.ASSESS, "Thẩm định hồ sơ", Role.SPECIALIST, assess),
    ]
    if verify:
        steps.append(RouteStep("verify", StepKind.VERIFY, verify_title, Role.SPECIALIST, verify))
    if draft:
        steps.append(RouteStep("draft", StepKind.DRAFT, "Dự thảo kết quả", Role.SPECIALIST, draft))
    steps += [
        RouteStep("approve", StepKind.APPROVE, "Duyệt và ký kết quả", Role.LEADER, approve),
        RouteStep("issue", StepKind.ISSUE, "Cấp số, đóng dấu, phát hành", Role.CLERK, issue),
        RouteStep(
            "return",
            StepKind.RETURN,
            "Trả kết quả",
            Role.RECEPTIONIST,
            hand_over,
            at_receiver=True,
        ),
    ]
    return Route(tuple(steps))


# A procedure settled on the day of receipt: six working hours in all.
SAME_DAY = route(assess=2, approve=1)
