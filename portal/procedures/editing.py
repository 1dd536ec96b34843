"""Write a version: a new procedure from nothing, or a revision of the one in force.

Every part is edited on its own page and guarded on its own: `seen` is what `seen(version, name)`
gave when the page was drawn. Two publishers on two parts of one draft do not disturb each other;
on the same part the second one is told, and what was typed stays on the page.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.procedures.definitions import PART_TYPES, AuthorityLevel, Parts, ServiceLevel
from portal.procedures.models import (
    OPEN,
    Procedure,
    ProcedureVersion,
    VersionAction,
    VersionState,
)
from portal.procedures.publishing import definition_id, describe, next_number, sector_named

GENERAL = "general"
CODE = re.compile(r"[0-9A-Z]+(?:[.-][0-9A-Z]+)*")
LONGEST_CODE, LONGEST_SECTOR, LONGEST_TITLE = 60, 200, 2000


def begin_procedure(
    code: str,
    *,
    title: str,
    sector: str,
    level: ServiceLevel,
    authority_level: AuthorityLevel,
    by: Account,
    at: datetime,
) -> ProcedureVersion:
    """The first draft of a procedure that is not in the catalogue yet. Raises Invalid for a code
    that is taken or has another shape."""
    actor = publisher(by, at)
    _expect_code(code)
    procedure = db.session.scalar(sa.select(Procedure).where(Procedure.code == code))
    if procedure is not None and any(
        v.state is not VersionState.DISCARDED for v in procedure.versions
    ):
        raise Invalid(
            _("Mã %(code)s đã có trong danh mục.", code=code),
            {"code": _("Mã %(code)s đã có trong danh mục.", code=code)},
        )
    procedure = procedure or Procedure(code=code, is_in_force=False)
    describe(
        procedure,
        title=title,
        sector=sector_named(db.session, sector),
        level=level,
        authority_level=authority_level,
        keywords="",
    )
    db.session.add(procedure)
    nothing = Parts()
    version = ProcedureVersion(
        number=next_number(procedure),
        title=title,
        sector_name=sector,
        level=level,
        authority_level=authority_level,
        flags=[],
        created_at=at,
        **{
            f"{name}_id": definition_id(db.session, name, getattr(nothing, name))
            for name in PART_TYPES
        },
    )
    return _begin(procedure, version, actor, at)


def begin_revision(procedure: Procedure, *, by: Account, at: datetime) -> ProcedureVersion:
    """A draft that says what the last published version says. Where one is open already, that
    one is given."""
    actor = publisher(by, at)
    db.session.refresh(procedure, with_for_update=True)  # two at once: the second finds the first
    if procedure.open_version is not None:
        return procedure.open_version
    based_on = newest_published(procedure)
    if based_on is None:
        raise Conflict(_("Thủ tục này chưa có phiên bản nào được công bố để sửa đổi."))
    version = ProcedureVersion(
        number=next_number(procedure),
        title=based_on.title,
        sector_name=based_on.sector_name,
        level=based_on.level,
        authority_level=based_on.authority_level,
        flags=list(based_on.flags),
        source=based_on.source,
        based_on=based_on.number,
        created_at=at,
        **{f"{name}_id": getattr(based_on, f"{name}_id") for name in PART_TYPES},
    )
    return _begin(procedure, version, actor, at)


def change_part(
    version: ProcedureVersion, name: str, part: Any, *, by: Account, at: datetime, seen: str
) -> bool:
    """Let the draft say `part` under `name` (a field of definitions.Parts); False if it says so
    already. Raises Conflict when the part is no longer what the page showed (`seen`), or the
    version is no draft."""
    actor = publisher(by, at)
    if not isinstance(part, PART_TYPES[name]):
        raise TypeError(f"{name} wants a {PART_TYPES[name].__name__}")
    expect_seen(version, name, seen)
    before_id, after_id = getattr(version, f"{name}_id"), definition_id(db.session, name, part)
    if before_id == after_id:
        return False
    version.move(
        VersionAction.CHANGE, by=actor, at=at, part=name, before_id=before_id, after_id=after_id
    )
    setattr(version, f"{name}_id", after_id)
    version.__dict__.pop("parts", None)  # read anew when next asked for
    _keep_unpublished_findable(version)
    db.session.flush()
    return True


def change_general(
    version: ProcedureVersion,
    *,
    title: str,
    sector: str,
    level: ServiceLevel,
    authority_level: AuthorityLevel,
    by: Account,
    at: datetime,
    seen: str,
) -> bool:
    """Title, sector and levels of a draft. As change_part."""
    actor = publisher(by, at)
    expect_seen(version, GENERAL, seen)
    wanted = {
        "title": title,
        "sector_name": sector,
        "level": level,
        "authority_level": authority_level,
    }
    changed = {name for name, value in wanted.items() if getattr(version, name) != value}
    if not changed:
        return False
    version.move(VersionAction.CHANGE, by=actor, at=at, part=GENERAL)
    for name, value in wanted.items():
        setattr(version, name, value)
    sector_named(db.session, sector)
    _keep_unpublished_findable(version)
    db.session.flush()
    return True


def discard(version: ProcedureVersion, *, by: Account, at: datetime) -> None:
    """Throw a draft away. Its history stays."""
    version.move(VersionAction.DISCARD, by=publisher(by, at), at=at)
    db.session.flush()


def seen(version: ProcedureVersion, name: str) -> str:
    """A mark of what the version says now under `name`, or in its general data."""
    if name != GENERAL:
        return str(getattr(version, f"{name}_id"))
    values = [version.title, version.sector_name, int(version.level), version.authority_level.value]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def expect_seen(version: ProcedureVersion, name: str, mark: str) -> None:
    """Raises Conflict when the version is no draft, or somebody changed the part since."""
    if version.state is not VersionState.DRAFT:
        raise Conflict(_("Phiên bản này không còn là bản nháp nên không sửa được."))
    if mark != seen(version, name):
        change = next((e for e in reversed(version.events) if e.part == name), None)
        raise Conflict(
            _(
                "%(name)s vừa sửa phần này lúc %(time)s. Những gì Ông/Bà viết còn ở dưới, chưa được "
                "lưu: hãy so với bản mới rồi lưu lại nếu vẫn muốn thay.",
                name=change.actor_name if change else _("Người khác"),
                time=clock.local(change.at if change else version.created_at).strftime("%H:%M"),
            )
        )


def publisher(by: Account, at: datetime) -> Actor:
    """Who acts. Raises Forbidden for somebody who keeps no catalogue."""
    day: date = clock.local(at).date()
    units = by.units_as(Role.PUBLISHER, day)
    if not units:
        raise Forbidden(_("Ông/Bà không giữ vai trò quản trị danh mục."))
    return by.acting_as(Role.PUBLISHER, min(units), day)


def newest_published(procedure: Procedure) -> ProcedureVersion | None:
    """What a revision begins from: the last version published, also one whose day lies ahead."""
    kept = (VersionState.PUBLISHED, VersionState.ABOLISHED)
    return next((v for v in reversed(procedure.versions) if v.state in kept), None)


def _begin(
    procedure: Procedure, version: ProcedureVersion, actor: Actor, at: datetime
) -> ProcedureVersion:
    if any(v.state in OPEN for v in procedure.versions):
        raise Conflict(_("Thủ tục này đã có một bản nháp đang soạn."))
    version.procedure = procedure
    version.move(VersionAction.BEGIN, by=actor, at=at)
    db.session.add(version)
    db.session.flush()
    return version


def _keep_unpublished_findable(version: ProcedureVersion) -> None:
    """A procedure that was never published is listed under what its draft says."""
    if not version.procedure.is_published:
        describe(
            version.procedure,
            title=version.title,
            sector=sector_named(db.session, version.sector_name),
            level=version.level,
            authority_level=version.authority_level,
            keywords=version.parts.guidance.keywords,
            applicants=version.parts.guidance.applicants,
        )


def _expect_code(code: str) -> None:
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        sentence = _(
            "Mã chỉ gồm chữ số và chữ in hoa không dấu, ngăn bằng dấu chấm hoặc gạch ngang, ví dụ "
            "1.001193 hoặc 1.001193.H99."
        )
        raise Invalid(sentence, {"code": sentence})
