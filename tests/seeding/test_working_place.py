"""The demonstration's ward has work for everybody, whenever the province is first opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import duplicates, keeping, money_queries
from portal.dossiers.consultation_queries import asked_of
from portal.dossiers.models import Dossier
from portal.dossiers.reception.list_queries import lists_of, waiting_at
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.workplace.lists import figures
from portal.dossiers.workplace.models import DossierLabel, SavedView
from portal.dossiers.workplace.scope import scope_of
from portal.dossiers.workplace.wanted import Worklist
from portal.seeding.cli import seed_once

MOMENTS = {
    "a working morning": datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM),
    "a Sunday night": datetime(2026, 7, 5, 23, 40, tzinfo=clock.VIETNAM),
}


@pytest.fixture
def own_keys(tmp_path: Path) -> Iterator[None]:
    """The province brings its root, its authority of time and its lists: for this test alone."""
    before = config.current()
    config.use(replace(before, keys_dir=tmp_path / "keys"))
    yield
    config.use(before)


@pytest.mark.usefixtures("own_keys")
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_everybody_finds_work(app: Flask, session: Session, moment: datetime) -> None:
    with clock.travelling(moment):
        assert seed_once(1)
        minh, hoa, tuan, dung, thuy = (
            _officer(name) for name in ("minh", "hoa", "tuan", "dung", "thuy")
        )
        desk = _figures(minh, Worklist.DESK)
        hers = _figures(hoa, Worklist.SPECIALIST)
        is_working_day = clock.local(moment).weekday() < 5
        assert desk["cho-tiep-nhan"] >= 8
        assert desk["qua-han"] and desk["cho-cong-dan"] and desk["cho-tra"]
        assert hers["cua-toi"] >= 5 and hers["chua-ai-nhan"] and hers["qua-han"]
        assert hers["chi-dao"] and hers["cho-noi-khac"]
        for account, worklist in (
            (tuan, Worklist.LEADER),
            (dung, Worklist.CLERK),
            (hoa, Worklist.SPECIALIST),
            (minh, Worklist.DESK),
        ):
            tabs = _figures(account, worklist)
            assert tabs.get("tat-ca", 4) >= 4 and tabs["qua-han"]
            assert tabs["den-han"] or not is_working_day, worklist
        day = clock.today()
        owing = money_queries.waiting_for_fee(thuy.units_as(Role.CASHIER, day))
        assert len(owing) >= 4
        waiting = session.scalars(sa.select(Dossier).where(Dossier.state == "submitted")).all()
        assert any(duplicates.undecided(dossier) for dossier in waiting)
        assert len(keeping.uncollected(minh, day, at=moment)) >= 2
        assert [made for made in lists_of(hoa, day) if made.taken_at is None]
        assert waiting_at(minh, day)
        assert asked_of(hoa, day)
        for model in (DossierLabel, SavedView, Substitution):
            assert session.scalar(sa.select(sa.func.count()).select_from(model))
        assert any(facts.faults for facts in session.scalars(sa.select(PaperFacts)))


def _figures(account: Account, worklist: Worklist) -> dict[str, int]:
    return figures(scope_of(account, worklist, clock.now())).tabs


def _officer(name: str) -> Account:
    email = f"{name}@h99.example"
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()
