"""How much a dossier and a person may keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal import clock, config
from portal.dossiers import quotas, submission, uploading
from portal.dossiers.quotas import MEGABYTE
from portal.errors import Invalid
from portal.uploads import Accepted
from tests.factories import make_cast


def file(letter: str, megabytes: int) -> Accepted:
    return Accepted("giấy.pdf", "application/pdf", megabytes * MEGABYTE, letter * 64)


def test_a_dossier_and_a_person_keep_so_much_and_each_content_counts_once(session: Session) -> None:
    small = replace(config.current(), dossier_quota_mb=12, person_quota_mb=15)
    cast, at = make_cast(), clock.now()
    one, two = (
        submission.begin(cast.procedure, cast.unit, answers={}, key=key, by=cast.lan, at=at)
        for key in ("one", "two")
    )
    before = config.current()
    config.use(small)
    try:
        submission.attach(one, "birth_note", file("a", 9), at=at)
        with pytest.raises(Invalid, match="12 MB"):
            submission.attach(one, "birth_note", file("b", 4), at=at)
        with pytest.raises(Invalid, match="12 MB"):
            uploading.begin(one, "birth_note", "b.pdf", 4 * MEGABYTE, at=at)
        submission.attach(two, "birth_note", file("a", 5), at=at)
        assert quotas.used_by(cast.lan.id) == 9 * MEGABYTE
        with pytest.raises(Invalid, match="15 MB"):
            submission.attach(two, "birth_note", file("c", 7), at=at)
        submission.detach(one, one.kept_attachments[0], at=at)
        session.flush()
        submission.attach(two, "birth_note", file("d", 5), at=at)
    finally:
        config.use(before)
