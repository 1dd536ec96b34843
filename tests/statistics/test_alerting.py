from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.notifications.models import OutboxMessage
from portal.procedures.definitions import Channel
from portal.statistics.alerting import alert_of_figures, growing_queues, low_shares
from tests.factories import make_officer, make_procedure
from tests.statistics.courses import handed_in, on
from tests.statistics.world import make_province

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 3, 18)


def test_a_low_share_and_a_growing_queue_are_told_to_those_who_answer_once(
    session: Session,
) -> None:
    world = make_province("Phường Chậm", "Phường Nhanh", "Phường Vắng")
    slow, fast, quiet = world.units
    procedure = make_procedure(*world.units)
    number = 0
    # Ten of the slow ward this week, one online; ten of the fast one, four online, long ago issued.
    for unit, online, day, many in ((slow, 1, 17, 10), (fast, 4, 2, 10), (quiet, 0, 17, 9)):
        for place in range(many):
            number += 1
            channel = Channel.ONLINE if place < online else Channel.DESK
            way = handed_in(session, unit, procedure, on(date(2026, 3, day)), channel, number)
            way.received(on(date(2026, 3, day)), TODAY + timedelta(days=9))
            if unit is not slow:
                way.issued(on(date(2026, 3, day), 15))
    leader = make_officer("Lê Anh Tuấn", slow, Role.LEADER)
    other = make_officer("Lê Anh Hai", fast, Role.LEADER)
    auditor = make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR)
    session.flush()
    assert [unit_id for unit_id, _share, _count in low_shares(session, TODAY)] == [slow.id]
    assert growing_queues(session, TODAY) == [(slow.id, 0, 10)]
    for _again in range(2):
        alert_of_figures(session, at=clock.now())
    told = session.execute(sa.select(OutboxMessage.account_id, OutboxMessage.subject)).all()
    assert sorted(account for account, _subject in told) == sorted(2 * [leader.id, auditor.id])
    assert other.id not in {account for account, _subject in told}
    subjects = {subject for _account, subject in told}
    assert subjects == {
        "Phường Chậm: hồ sơ trực tuyến mới đạt 10,0 %, chỉ tiêu 20 %",
        "Phường Chậm: hồ sơ đang giải quyết tăng từ 0 lên 10",
    }
