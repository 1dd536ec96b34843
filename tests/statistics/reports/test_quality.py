from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.config import SettingsFault
from portal.statistics.reports import quality_rules
from tests.statistics.courses import as_date, recount_events
from tests.statistics.reports.reading import in_csv
from tests.statistics.reports.world import END, PERIOD, START, make_rich_world, rows

pytestmark = pytest.mark.usefixtures("at_noon")


def test_points_are_those_of_the_decision_and_come_to_a_hundred() -> None:
    rules = quality_rules._read(quality_rules.PACKAGED)
    assert [points for _name, points in rules.criteria] == [18, 20, 12, 10, 22, 18]
    assert sum(line.points for line in rules.lines) == 100


def test_full_points_from_the_mark_on_and_in_proportion_below() -> None:
    line = quality_rules.QualityLine("", "", Fraction(8), ("a.b",), ("a.c",), Fraction(1, 2), "")
    assert line.earned(10, 40) == 4
    assert line.earned(20, 40) == line.earned(40, 40) == 8
    assert line.earned(0, 0) is None


def test_the_panel_against_points_worked_out_by_hand(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session)
    table = {
        line["Chỉ số"]: line
        for line in in_csv(client, f"/so-lieu/bao-cao/chat-luong/tep.csv?{PERIOD}")
    }
    done = recount_events(session, START, END, {u.id for u in world.units})
    on_time = 20 * (done[8] + done[9]) / done[7]
    line = table["Hồ sơ giải quyết trước hạn và đúng hạn"]
    assert line["Điểm"] == f"{on_time:.1f}".replace(".", ",")
    scores = [
        row.score for row in rows(session, "SELECT * FROM rating") if START <= day(row.day) <= END
    ]
    pleased = 18 * sum(score >= 4 for score in scores) / len(scores)
    line = table["Đánh giá hài lòng và rất hài lòng"]
    assert line["Điểm"] == f"{pleased:.1f}".replace(".", ",")
    assert int(line["Mẫu số"]) == len(scores)


def day(value: object) -> date:
    found = as_date(value)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "broken",
    [
        'title = "A"',
        'title = "A"\nsource = "B"\n[[criterion]]\nname = "C"\npoints = 5\n[[criterion.line]]\nname = "D"\n'
        'points = 4\nnumerator = "a.b"\ndenominator = "a.c"\nfull_at = 1.0\nformula = ""',
        'title = "A"\nsource = "B"\n[[criterion]]\nname = "C"\npoints = 4\n[[criterion.line]]\nname = "D"\n'
        'points = 4\nnumerator = "ab"\ndenominator = "a.c"\nfull_at = 1.0\nformula = ""',
    ],
)
def test_rules_that_cannot_be_meant_are_refused(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(SettingsFault):
        quality_rules._read(file)
