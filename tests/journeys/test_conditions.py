"""The script that shows questions agrees with the rule engine on the server."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser, Page

from portal.procedures.conditions import Condition, holds
from portal.procedures.definitions import Field, to_json
from tests.procedures.test_conditions import ANSWERS, CONDITIONS, DAYS

SCRIPT = Path(__file__).parents[2] / "assets" / "js" / "conditions.mjs"


@pytest.fixture(scope="module")
def engine(chromium: Browser) -> Any:
    page: Page = chromium.new_page()
    source = SCRIPT.read_text("utf-8").replace("export function", "function")
    page.add_script_tag(content=f"{source}\nwindow.holds = holds;")
    yield page
    page.close()


def test_the_script_decides_as_the_server_does(engine: Page) -> None:
    cases: list[tuple[Condition, dict[str, Any], date]] = []

    @settings(
        max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(CONDITIONS, ANSWERS, DAYS)
    def collect(condition: Condition, answers: dict[str, Any], on: date) -> None:
        cases.append((condition, answers, on))

    collect()
    sent = [
        [to_json(Field("k", "K", only_if=one))["only_if"], told, on.isoformat()]
        for one, told, on in cases
    ]
    decided = engine.evaluate(
        "(cases) => cases.map((one) => holds(...one))", json.loads(json.dumps(sent))
    )
    wrong = [
        (condition, told, on)
        for (condition, told, on), answer in zip(cases, decided, strict=True)
        if answer is not holds(condition, told, on)
    ]
    assert wrong == []
