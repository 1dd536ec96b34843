"""The catalogue: procedures, their numbered versions and the parts versions are made of."""

from __future__ import annotations

import enum
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, NumberEnum, text_enum
from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Parts,
    ServiceLevel,
    from_json,
)


class VersionState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    ABOLISHED = "abolished"


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

    sector: Mapped[Sector] = relationship()
    versions: Mapped[list[ProcedureVersion]] = relationship(
        back_populates="procedure", order_by="ProcedureVersion.number"
    )
    offerings: Mapped[list[Offering]] = relationship(back_populates="procedure")

    @property
    def current(self) -> ProcedureVersion:
        """The version in force: the last one published."""
        return next(v for v in reversed(self.versions) if v.state is VersionState.PUBLISHED)


class Offering(Base):
    """A unit that is competent for a procedure and takes its dossiers."""

    __tablename__ = "offering"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)

    procedure: Mapped[Procedure] = relationship(back_populates="offerings")


class Definition(Base):
    """One part of a version, kept by its content: equal parts of two versions are one row."""

    __tablename__ = "definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    body: Mapped[dict[str, Any]]


class ProcedureVersion(Base):
    """Phiên bản công bố. `flags` are the importer's remarks to be reviewed:
    [{"field", "reason", "text"}]."""

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

    form_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    documents_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    fees_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    limits_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    route_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    legal_bases_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))
    guidance_id: Mapped[int] = mapped_column(sa.ForeignKey("definition.id"))

    procedure: Mapped[Procedure] = relationship(back_populates="versions")

    @cached_property
    def parts(self) -> Parts:
        """The parts as values, in one query. A version's parts never change."""
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
