"""Officers find a dossier by code, name or number, with or without accents and capitals."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.db import db
from portal.dossiers.models import Dossier
from portal.dossiers.workplace.wanted import Worklist
from tests.dossiers.walk import entered, listed, received, submitted
from tests.factories import Cast, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def found(cast: Cast, text: str, tab: str = "cho-tiep-nhan") -> list[Dossier]:
    numbers = listed(cast.minh, Worklist.DESK, tab, text=text)
    return [db.session.get_one(Dossier, number) for number in numbers]


@pytest.mark.parametrize(
    "text",
    ["Trần Thị Mận", "tran thi man", "TRẦN MẬN", "mận", "man tran", "001190000777",
     "0011 9000 0777", "0901 234 567"],
)  # fmt: skip
def test_a_name_or_a_number_is_found_however_it_is_typed(cast: Cast, text: str) -> None:
    mine = entered(cast)
    assert found(cast, text) == [mine]


@pytest.mark.parametrize("text", ["Trần Thị Lan", "man%", "tr_n", "0901 999", "đường man"])
def test_what_is_not_there_is_not_found(cast: Cast, text: str) -> None:
    entered(cast)
    assert found(cast, text) == []


def test_the_code_is_found_from_the_moment_it_is_given(cast: Cast) -> None:
    dossier = received(cast)
    assert dossier.code is not None
    assert found(cast, dossier.code.lower(), "da-tiep-nhan") == [dossier]


def test_a_changed_name_is_found_and_the_former_no_longer(cast: Cast) -> None:
    dossier = submitted(cast)
    dossier.applicant_name = "Đặng Ưu"
    dossier.submitter_name = "Đặng Ưu"
    db.session.flush()
    assert found(cast, "dang uu") == [dossier]
    assert found(cast, "nguyen thi lan") == []


def test_a_phone_kept_with_its_country_is_found_as_it_is_dialled(cast: Cast) -> None:
    dossier = submitted(cast)
    dossier.submitter_phone = "+84905123456"
    db.session.flush()
    assert found(cast, "0905 123 456") == [dossier] == found(cast, "+84905123456")


def test_the_index_follows_every_change_of_what_is_searched(cast: Cast) -> None:
    """On SQLite by triggers, which a migration that copies the table would silently drop."""
    dossier = submitted(cast)
    for name in ("Quách Thị Uyển", "Tô Vĩnh Diện"):
        dossier.applicant_name = name
        db.session.flush()
        assert found(cast, name) == [dossier]
    assert found(cast, "quach") == [] == found(cast, "to vinh dienn")
