"""The catalogue: procedures, their numbered versions and the parts versions are made of."""

from __future__ import annotations

import enum
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import Actor
from portal.db import Base, NumberEnum, text_enum
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Parts,
    ServiceLevel,
    from_json,
)
from portal.units.models import Desk, Unit


class VersionState(enum.StrEnum):
    """PUBLISHED is also a version whose first day lies ahead. DISCARDED is a draft thrown away:
    its number stays taken and its history stays."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    ABOLISHED = "abolished"
    DISCARDED = "discarded"


class VersionAction(enum.StrEnum):
    BEGIN = "begin"
    CHANGE = "change"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    SCHEDULE_END = "schedule_end"  # abolished from a day that lies ahead
    SUPERSEDE = "supersede"
    ABOLISH = "abolish"
    DISCARD = "discard"


# From which states an action is allowed, and where it leads.
LIFE: dict[VersionAction, tuple[frozenset[VersionState | None], VersionState]] = {
    VersionAction.BEGIN: (frozenset({None}), VersionState.DRAFT),
    VersionAction.CHANGE: (frozenset({VersionState.DRAFT}), VersionState.DRAFT),
    VersionAction.SUBMIT: (frozenset({VersionState.DRAFT}), VersionState.IN_REVIEW),
    VersionAction.SEND_BACK: (frozenset({VersionState.IN_REVIEW}), VersionState.DRAFT),
    VersionAction.PUBLISH: (frozenset({VersionState.IN_REVIEW}), VersionState.PUBLISHED),
    VersionAction.SCHEDULE_END: (frozenset({VersionState.PUBLISHED}), VersionState.PUBLISHED),
    VersionAction.SUPERSEDE: (frozenset({VersionState.PUBLISHED}), VersionState.SUPERSEDED),
    VersionAction.ABOLISH: (frozenset({VersionState.PUBLISHED}), VersionState.ABOLISHED),
    VersionAction.DISCARD: (frozenset({VersionState.DRAFT}), VersionState.DISCARDED),
}
UNPUBLISHED = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.DISCARDED})
OPEN = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW})


class Sector(Base):
    """Lĩnh vực."""

    __tablename__ = "sector"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(200), unique=True)


class Procedure(Base):
    """Thủ tục hành chính. Title, level and sector are those of its current version, kept here
    so that lists and search read one table; `search_text` is folded (portal.vietnam.fold)."""

    __tablename__ = "procedure"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel), index=True)
    authority_level: Mapped[AuthorityLevel] = mapped_column(text_enum(AuthorityLevel))
    is_in_force: Mapped[bool] = mapped_column(default=True)
    title_folded: Mapped[str] = mapped_column(sa.Text)
    search_text: Mapped[str] = mapped_column(sa.Text)
    # For whom it is: values of audiences.Audience with blanks between.
    audiences: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")

    sector: Mapped[Sector] = relationship()
    versions: Mapped[list[ProcedureVersion]] = relationship(
        back_populates="procedure", order_by="ProcedureVersion.number"
    )
    offerings: Mapped[list[Offering]] = relationship(back_populates="procedure")

    @property
    def current(self) -> ProcedureVersion:
        """The version in force today. Raises LookupError when none was ever published."""
        return self.in_force_on(clock.today())

    def in_force_on(self, day: date) -> ProcedureVersion:
        """The published version whose first day came last; before the first of them that one, and
        after the end the last there was. Raises LookupError when none was ever published."""
        published = [v for v in self.versions if v.state is VersionState.PUBLISHED]
        begun = [v for v in published if v.effective_from is None or v.effective_from <= day]
        ended = [
            v for v in self.versions if v.state in (VersionState.SUPERSEDED, VersionState.ABOLISHED)
        ]
        for versions in (begun[-1:], published[:1], ended[-1:]):
            if versions:
                return versions[0]
        raise LookupError(f"procedure {self.code} was never published")

    @property
    def is_published(self) -> bool:
        """Some version of it was published, whatever became of it."""
        return any(v.state not in UNPUBLISHED for v in self.versions)

    @property
    def open_version(self) -> ProcedureVersion | None:
        """The version being written or reviewed: there is at most one."""
        return next((v for v in self.versions if v.state in OPEN), None)


class Synonym(Base):
    """An everyday word and what it means in the words of the law; nothing, where it only fills a
    sentence ("cho con"). `said_folded` is what search compares."""

    __tablename__ = "synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[str] = mapped_column(sa.String(100))
    said_folded: Mapped[str] = mapped_column(sa.String(100), unique=True)
    means: Mapped[str] = mapped_column(sa.String(200))


class CatalogueMark(Base):
    """One row. `token` is drawn anew, by triggers, with every change of what search reads: whoever
    keeps the catalogue in memory (known_catalogue) compares it."""

    __tablename__ = "catalogue_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(40))


class FlagDecision(Base):
    """A publisher looked at a remark of the importer and let stand what the portal understood.
    Kept by what the remark says, so that reading the same file again asks nothing twice.
    Append-only."""

    __tablename__ = "flag_decision"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_name: Mapped[str] = mapped_column(sa.String(200))
    decided_at: Mapped[datetime]


class Offering(Base):
    """A unit that is competent for a procedure and takes its dossiers, from a day to a day (both
    included; None: always). `desks` receive them; none named: the unit's own."""

    __tablename__ = "offering"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    procedure: Mapped[Procedure] = relationship(back_populates="offerings")
    unit: Mapped[Unit] = relationship()
    desks: Mapped[list[Desk]] = relationship(secondary="offering_desk", order_by=Desk.code)

    @staticmethod
    def open_on(day: date) -> sa.ColumnElement[bool]:
        """The condition of a query: the unit takes dossiers that day."""
        return sa.and_(
            sa.or_(Offering.valid_from.is_(None), Offering.valid_from <= day),
            sa.or_(Offering.valid_to.is_(None), Offering.valid_to >= day),
        )

    def is_open_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def receiving_desks(self) -> list[Desk]:
        return list(self.desks) or list(self.unit.desks)


offering_desk = sa.Table(
    "offering_desk",
    Base.metadata,
    sa.Column("offering_id", sa.ForeignKey("offering.id"), primary_key=True),
    sa.Column("desk_id", sa.ForeignKey("desk.id"), primary_key=True),
)


class SampleFile(Base):
    """A filled in example of a paper, kept by its content: versions name it by its hash."""

    __tablename__ = "sample_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    added_at: Mapped[datetime]


class LocalDifference(Base):
    """What one unit does otherwise than the version says: a fee by the province's council, a
    shorter limit. `kind` and `key` name the fee item or the limit, `body` its fields that differ
    (as in definitions.to_json). Never changed: it ends, and another begins.
    """

    __tablename__ = "local_difference"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[dict[str, Any]]
    decision: Mapped[str] = mapped_column(sa.String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()


class Definition(Base):
    """One part of a version, kept by its content: equal parts of two versions are one row."""

    __tablename__ = "definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    body: Mapped[dict[str, Any]]


class ProcedureVersion(Base):
    """Phiên bản công bố. `flags` are the importer's remarks to be reviewed:
    [{"field", "reason", "text"}]. `revision` is the optimistic lock; `based_on` the number of the
    version a revision began from; `submitted_by` who sent it to review."""

    __tablename__ = "procedure_version"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"), index=True)
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(text_enum(VersionState))
    title: Mapped[str] = mapped_column(sa.Text)
    sector_name: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel))
    authority_level: Mapped[AuthorityLevel] = mapped_column(text_enum(AuthorityLevel))
    decision_number: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    flags: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()
    based_on: Mapped[int | None]
    submitted_by: Mapped[int | None]

    form_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    documents_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    fees_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    limits_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    route_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    legal_bases_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    guidance_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))

    procedure: Mapped[Procedure] = relationship(back_populates="versions")
    events: Mapped[list[VersionEvent]] = relationship(
        back_populates="version", order_by="VersionEvent.id"
    )

    __mapper_args__ = {"version_id_col": revision}

    def move(
        self,
        action: VersionAction,
        *,
        by: Actor,
        at: datetime,
        note: str = "",
        part: str = "",
        before_id: int | None = None,
        after_id: int | None = None,
    ) -> VersionEvent:
        """Do `action` as LIFE says and write its event; the only place `state` changes. Raises
        Conflict."""
        before, after = LIFE[action]
        if self.state not in before:
            raise Conflict(
                _("Phiên bản đang ở trạng thái không cho phép việc này. Hãy tải lại trang.")
            )
        self.state = after
        sa.orm.attributes.flag_modified(self, "state")  # two publishers at once collide
        event = VersionEvent(
            action=action,
            part=part,
            before_id=before_id,
            after_id=after_id,
            note=note,
            actor_name=by.name,
            actor_id=by.account_id,
            at=at,
        )
        self.events.append(event)
        return event

    @cached_property
    def parts(self) -> Parts:
        """The parts as values, in one query. Those of a draft change in `editing` only."""
        session = sa.orm.object_session(self)
        assert session is not None
        identifiers = {name: getattr(self, f"{name}_id") for name in PART_TYPES}
        rows = session.scalars(
            sa.select(Definition).where(Definition.id.in_(set(identifiers.values())))
        )
        bodies = {row.id: row.body for row in rows}
        return Parts(
            **{
                name: from_json(kind, bodies[identifiers[name]])
                for name, kind in PART_TYPES.items()
            }
        )


class VersionEvent(Base):
    """What was done to a version. A change names the part and its definitions before and after.
    Append-only."""

    __tablename__ = "version_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_version.id"), index=True)
    action: Mapped[VersionAction] = mapped_column(text_enum(VersionAction))
    part: Mapped[str] = mapped_column(sa.String(40), default="")
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("definition.id"))
    after_id: Mapped[int | None] = mapped_column(sa.ForeignKey("definition.id"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]

    version: Mapped[ProcedureVersion] = relationship(back_populates="events")


@orm_event.listens_for(VersionEvent, "before_update")
@orm_event.listens_for(VersionEvent, "before_delete")
def _refuse_to_change_history(*_args: Any) -> None:
    raise RuntimeError("the history of a version is only ever added to")
