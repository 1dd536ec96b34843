"""Journeys run against a real server and a real Chromium, on both databases and at both widths.

SQLite runs as on one machine: files in a folder, one web process, one worker. PostgreSQL runs as in
a province that outgrew that: files in a bucket, two web processes, two workers.

One portal per database serves them all, as one does in life: a story counts what it added, and
finds its own dossiers among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import DATABASES, bucket_with_keys, empty_database
from tests.journeys.portal_server import Portal, running
from tests.journeys.visitor import Visitor
from tests.s3_server import serving_s3

WIDTHS = {1280: 900, 360: 740}


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(kind, marks=pytest.mark.xdist_group(f"journeys-{kind}")) for kind in DATABASES
    ],
)
def portal(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp(f"journeys-{request.param}")
    database = empty_database(request.param, folder, "journeys")
    if request.param == "sqlite":
        with running(folder, database) as started:
            yield started
        return
    with serving_s3() as endpoint, pytest.MonkeyPatch.context() as patch:
        bucket = bucket_with_keys(endpoint, patch)
        with running(folder, database, bucket.url("h99/tep"), processes=2) as started:
            yield started


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def enter(
    request: pytest.FixtureRequest, portal: Portal, chromium: Browser
) -> Iterator[Callable[[str], Visitor]]:
    """Let somebody in: their own browser context at this width."""
    contexts = []

    def enter(name: str) -> Visitor:
        context = chromium.new_context(
            viewport={"width": request.param, "height": WIDTHS[request.param]}, locale="vi-VN"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context, portal.address, name)

    yield enter
    for context in contexts:
        context.close()
