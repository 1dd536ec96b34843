"""A dossier, its events, tasks, papers and supplement requests."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from portal import clock
from portal.accounts.models import Actor
from portal.accounts.roles import Role
from portal.db import Base, NumberEnum, db, text_enum
from portal.dossiers import counting, workflow
from portal.dossiers.closed_models import first_open_day
from portal.dossiers.consultation_models import ConsolidatedOpinion, Consultation
from portal.dossiers.duty_models import PaymentDuty
from portal.dossiers.fact_models import Fact
from portal.dossiers.mandate_models import MandateUse
from portal.dossiers.verification_models import Verification
from portal.dossiers.workflow import Action, Outcome, State
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures import asked
from portal.procedures.definitions import Channel, Parts, ServiceLevel, StepKind, TimeLimit
from portal.procedures.local_queries import parts_at
from portal.procedures.models import Procedure, ProcedureVersion
from portal.units.models import Desk, Unit
from portal.vietnam import fold
from portal.working_time import Pause


class ActionRefused(Conflict):
    """The transition table has no such row for this state and this person."""


class DeliveryMethod(enum.StrEnum):
    ONLINE = "online"
    DESK = "desk"
    POST = "post"


def searched_words(*values: str | None) -> str:
    """Folded, each once. A phone number stands as kept and as people dial it at home."""
    said = [fold(value) for value in values if value]
    said += ["0" + value[3:] for value in said if value.startswith("+84")]
    return " ".join(dict.fromkeys(said))


class PaymentState(enum.StrEnum):
    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    EXEMPT = "exempt"
    REFUNDED = "refunded"


class Dossier(Base):
    """Hồ sơ. Its state changes only in `move`; `version` is the optimistic lock.

    `reference` stands in addresses for life; `code` comes at reception. `helping_desk` is the
    desk that helped to file, `desk` the one that received, `unit` the competent unit (rule 9).
    `applicant_*` is whose matter it is, `submitter_*` who handed it in. `fee_due` is đồng, the
    sum of its lines; `fee_call` counts the demands of what is not yet in `fee_paid`.
    `due_at` is the legal appointment and decides the statistics; `extended_to` the one set when
    the unit apologised for being late (rule 5). `search_text` is what officers search, folded.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        sa.Index("ix_dossier_unit_state", "unit_id", "state"),
        sa.Index("ix_dossier_desk_state", "desk_id", "state"),
        sa.Index("ix_dossier_account", "account_id", "state"),
        # Is the same matter open twice? (dossiers/duplicates.py)
        sa.Index("ix_dossier_applicant", "applicant_identity", "procedure_id"),
        sa.Index("ix_dossier_submitter_phone", "submitter_phone", "procedure_id"),
        sa.Index("ix_dossier_unit_received", "unit_id", "received_at"),
        sa.Index("ix_dossier_desk_received", "desk_id", "received_at"),
        # What officers search is indexed by each database in its way: dossiers/searching.py.
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    code: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    lookup_code: Mapped[str] = mapped_column(sa.String(20))
    submit_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"), index=True)
    procedure_version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_version.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desk.id"))
    helping_desk_id: Mapped[int | None] = mapped_column(sa.ForeignKey("desk.id"))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))

    state: Mapped[State] = mapped_column(text_enum(State))
    outcome: Mapped[Outcome | None] = mapped_column(text_enum(Outcome))
    payment: Mapped[PaymentState] = mapped_column(text_enum(PaymentState))
    fee_due: Mapped[int] = mapped_column(default=0)
    fee_paid: Mapped[int] = mapped_column(default=0, server_default="0")
    fee_call: Mapped[int] = mapped_column(default=1, server_default="1")

    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    applicant_name: Mapped[str] = mapped_column(sa.String(200), default="")
    applicant_identity: Mapped[str] = mapped_column(sa.String(20), default="")
    applicant_address: Mapped[str] = mapped_column(sa.String(300), default="")
    submitter_name: Mapped[str] = mapped_column(sa.String(200), default="")
    submitter_identity: Mapped[str] = mapped_column(sa.String(20), default="")
    submitter_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    submitter_email: Mapped[str] = mapped_column(sa.String(254), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    sets: Mapped[int] = mapped_column(default=1)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")

    delivery_method: Mapped[DeliveryMethod] = mapped_column(text_enum(DeliveryMethod))
    delivery_address: Mapped[str] = mapped_column(sa.String(300), default="")
    delivered_to: Mapped[str] = mapped_column(sa.String(200), default="")
    delivered_identity: Mapped[str] = mapped_column(sa.String(20), default="")

    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    extended_to: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]

    procedure: Mapped[Procedure] = relationship()
    procedure_version: Mapped[ProcedureVersion] = relationship()
    unit: Mapped[Unit] = relationship()
    desk: Mapped[Desk] = relationship(foreign_keys=[desk_id])
    events: Mapped[list[Event]] = relationship(back_populates="dossier", order_by="Event.id")
    tasks: Mapped[list[Task]] = relationship(back_populates="dossier", order_by="Task.id")
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="dossier", order_by="Attachment.id"
    )
    draft_pages: Mapped[list[DraftPage]] = relationship(back_populates="dossier")
    uploads: Mapped[list[Upload]] = relationship(
        back_populates="dossier", order_by="Upload.id", cascade="all, delete-orphan"
    )
    supplement_requests: Mapped[list[SupplementRequest]] = relationship(
        back_populates="dossier", order_by="SupplementRequest.id"
    )
    supplement_proposals: Mapped[list[SupplementProposal]] = relationship(
        back_populates="dossier", order_by="SupplementProposal.id"
    )
    mandate_use: Mapped[MandateUse | None] = relationship(
        cascade="all, delete-orphan", single_parent=True
    )
    payment_duties: Mapped[list[PaymentDuty]] = relationship(order_by=PaymentDuty.id)
    consultations: Mapped[list[Consultation]] = relationship(order_by=Consultation.id)
    consolidated_opinions: Mapped[list[ConsolidatedOpinion]] = relationship(
        order_by=ConsolidatedOpinion.id
    )
    verifications: Mapped[list[Verification]] = relationship(order_by=Verification.id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        """How people call it: its code, or the temporary one before reception."""
        return self.code or self.reference

    @property
    def fee_owed(self) -> int:
        """What is still to be paid; below nothing, what was paid too much."""
        return self.fee_due - self.fee_paid

    @property
    def open_task(self) -> Task | None:
        """The step of the route that the dossier stands in."""
        main = (t for t in reversed(self.tasks) if t.closed_at is None and not t.is_beside)
        return next(main, None)

    @property
    def open_supplement_request(self) -> SupplementRequest | None:
        return next((r for r in reversed(self.supplement_requests) if not r.answered_at), None)

    @property
    def open_supplement_proposal(self) -> SupplementProposal | None:
        return next((p for p in reversed(self.supplement_proposals) if not p.decided_at), None)

    @property
    def open_duty(self) -> PaymentDuty | None:
        return next((d for d in reversed(self.payment_duties) if not d.ended_at), None)

    @property
    def open_consultations(self) -> list[Consultation]:
        return [c for c in self.consultations if c.is_open]

    @property
    def open_verification(self) -> Verification | None:
        return next((v for v in reversed(self.verifications) if v.is_open), None)

    @property
    def supplements_after_reception(self) -> int:
        return sum(not r.is_before_reception for r in self.supplement_requests)

    @property
    def answered_on(self) -> date:
        """The day in Vietnam by which ages and days in its conditions are counted: that of handing
        in, for a draft today."""
        return clock.local(self.submitted_at or clock.now()).date()

    @property
    def shown_answers(self) -> dict[str, Any]:
        """The answers to the questions asked. A draft keeps others beside them."""
        form = self.procedure_version.parts.form
        return asked.shown_answers(form, self.answers, self.answered_on)

    @property
    def parts(self) -> Parts:
        """What its version says, with what the competent unit did otherwise on the day of handing
        in."""
        return parts_at(self.procedure_version, self.unit_id or self.unit.id, self.answered_on)

    @property
    def limit(self) -> TimeLimit | None:
        """The time limit of its version, or of its unit, for its channel and case."""
        limits = self.parts.limits
        return limits.for_channel(self.channel, self.shown_answers, self.answered_on)

    @property
    def kept_attachments(self) -> list[Attachment]:
        return [a for a in self.attachments if a.removed_at is None]

    @property
    def is_ended(self) -> bool:
        return self.state in workflow.ENDED

    def pauses(self) -> list[Pause]:
        """When the clock stood still: answered supplement requests after reception (rule 4), and
        financial duties that were met or taken back."""
        waited = [
            (r.requested_at, r.answered_at)
            for r in self.supplement_requests
            if not r.is_before_reception
        ]
        waited += [(d.requested_at, d.ended_at) for d in self.payment_duties]
        return sorted(
            (Pause(start, end) for start, end in waited if end), key=lambda pause: pause.start
        )

    def expect_version(self, version: int) -> None:
        """Refuse an act that was decided on a page of an older version."""
        if version != self.version:
            raise Conflict(
                _("Hồ sơ này vừa được người khác cập nhật. Hãy tải lại trang rồi xem lại.")
            )

    def move(
        self,
        action: Action,
        *,
        by: Actor,
        at: datetime,
        to: State | None = None,
        note: str = "",
        data: dict[str, Any] | None = None,
        due_at: datetime | None = None,
    ) -> Event:
        """Do `action` as the table says and write its event; the only place `state` changes.

        `to` chooses among several targets; `due_at` is the appointment that this act sets. Raises ActionRefused when the table says no.
        """
        row = workflow.allowed(action, self.state, {by.role})
        if row is None or (to is not None and to not in row.targets):
            raise ActionRefused(
                _("Hồ sơ đang ở trạng thái không cho phép việc này. Hãy tải lại trang.")
            )
        # Read before anything changes: a row fetched later would write the half-done dossier first.
        unit, procedure, version = self.unit, self.procedure, self.procedure_version
        history, before = self.events, self.state
        day = clock.local(at).date()
        open_day = first_open_day(object_session(self) or db.session, day)
        if row.targets:
            self.state = to or row.targets[0]
        # Written even when the state stays, so that two officers acting at once collide.
        sa.orm.attributes.flag_modified(self, "state")
        event = Event(
            action=action,
            state_before=before,
            state_after=self.state,
            actor_name=by.name,
            actor_role=by.role,
            actor_id=by.account_id,
            actor_unit_id=by.unit_id,
            at=at,
            day=day,
            # Never before what is counted already, though a clock beside ours went slow.
            counted_on=max([open_day, *(earlier.counted_on for earlier in history[-1:])]),
            note=note,
            data=data or {},
            due_on=clock.local(due_at).date() if due_at else None,
            unit_id=unit.id,
            procedure_id=procedure.id,
            procedure_version_id=version.id,
            level=version.level,
            channel=self.channel,
        )
        taken = next((e for e in history if e.action is Action.RECEIVE), event)
        event.facts = [
            Fact(
                measure=counted.measure,
                day=counted.day,
                amount=counted.amount,
                unit_id=taken.unit_id,
                procedure_id=taken.procedure_id,
                procedure_version_id=taken.procedure_version_id,
                sector=version.sector_name,
                level=taken.level,
                channel=taken.channel,
            )
            for counted in counting.facts_of(history, event)
        ]
        history.append(event)
        return event


class Event(Base):
    """What happened to a dossier: history, audit and statistic in one row. Append-only.

    The last columns repeat the dossier's dimensions as they were at that moment, so that a
    figure is counted from events alone and stays what it was (`day` is Vietnam's). It counts on
    `counted_on`: its day, or a later one if that cannot be added to any more. `due_on` is
    the appointment this event set, at reception or when a pause ended; None: no time limit, or an
    event that sets none. `facts` are what it adds to the figures, until they are rolled up.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_counted", "action", "counted_on", "unit_id", "level", "channel"),
        sa.Index("ix_event_course", "dossier_id", "action", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"))
    action: Mapped[Action] = mapped_column(text_enum(Action))
    state_before: Mapped[State | None] = mapped_column(text_enum(State))
    state_after: Mapped[State] = mapped_column(text_enum(State))
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    actor_role: Mapped[str] = mapped_column(sa.String(40))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    actor_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    at: Mapped[datetime]
    day: Mapped[date]
    counted_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    procedure_version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_version.id"))
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))
    due_on: Mapped[date | None]

    dossier: Mapped[Dossier] = relationship(back_populates="events")
    facts: Mapped[list[Fact]] = relationship(lazy="raise", passive_deletes="all")


class Task(Base):
    """One step opened for one dossier. Queues are queries over open tasks.

    `outcome` says how it was closed: the action that closed it. A task `is_beside` the steps of
    the route when it is a consultation or a verification: the dossier does not stand in it.
    """

    __tablename__ = "task"
    __table_args__ = (sa.Index("ix_task_queue", "unit_id", "role", "closed_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    step_key: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[StepKind] = mapped_column(text_enum(StepKind))
    is_beside: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(sa.String(200))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(text_enum(Role))
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    assignee_name: Mapped[str] = mapped_column(sa.String(200), default="")
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(40), default="")

    dossier: Mapped[Dossier] = relationship(back_populates="tasks")


class Attachment(Base):
    """A file handed in for a paper (`document_key` of the version; empty for others), or papers
    handed over by hand at the desk (`sha256` empty, counts per kind)."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    document_key: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    originals: Mapped[int] = mapped_column(default=0)
    certified_copies: Mapped[int] = mapped_column(default=0)
    photocopies: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(back_populates="attachments")


class DraftPage(Base):
    """What was typed on one page of a dossier and is not an answer yet: half a date, words of an
    answer to a supplement request. `typed` holds (name, value) pairs as a browser sends them.

    `revision` grows with every save of the page, and is how a second device is noticed; `writer`
    is the opened page that saved last (its own repetition is no conflict), `device` what the
    person may know it by.
    """

    __tablename__ = "draft_page"
    __table_args__ = (sa.UniqueConstraint("dossier_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    revision: Mapped[int] = mapped_column(default=0)
    typed: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    writer: Mapped[str] = mapped_column(sa.String(40), default="")
    device: Mapped[str] = mapped_column(sa.String(20), default="")
    saved_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship(back_populates="draft_pages")


class Upload(Base):
    """A file on its way in, piece by piece, so that a cut network costs one piece. `size` is what
    it will have, in bytes; it becomes an Attachment when it is whole and was judged."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    document_key: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int] = mapped_column()
    touched_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship(back_populates="uploads")
    parts: Mapped[list[UploadPart]] = relationship(
        back_populates="upload", order_by="UploadPart.id", cascade="all, delete-orphan"
    )

    @property
    def offset(self) -> int:
        """Bytes that have arrived."""
        return sum(part.size for part in self.parts)


class UploadPart(Base):
    """A piece of an upload; its bytes lie in the store under their hash like any file."""

    __tablename__ = "upload_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("upload.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column()

    upload: Mapped[Upload] = relationship(back_populates="parts")


class SupplementRequest(Base):
    """Yêu cầu bổ sung (Mẫu 02). `items`: [{"document_key", "name", "text"}], and for a question of
    the form that is to be answered anew "field_key" beside an empty "document_key". `corrections`
    are what became of those: [{"key", "old", "new"}], as stored answers. `ground` and
    `approver_name` stand on a further one after reception (rule 4)."""

    __tablename__ = "supplement_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    is_before_reception: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text)
    items: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    requested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    corrections: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    ground: Mapped[str] = mapped_column(sa.Text, default="")
    approver_name: Mapped[str] = mapped_column(sa.String(200), default="")

    dossier: Mapped[Dossier] = relationship(back_populates="supplement_requests")


class SupplementProposal(Base):
    """A further supplement request as the specialist proposes it to the leader (rule 4). `items`
    as in SupplementRequest; `is_granted` is None until the leader decides."""

    __tablename__ = "supplement_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    ground: Mapped[str] = mapped_column(sa.Text)
    items: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    proposed_at: Mapped[datetime]
    proposer_name: Mapped[str] = mapped_column(sa.String(200))
    decided_at: Mapped[datetime | None]
    is_granted: Mapped[bool | None]

    dossier: Mapped[Dossier] = relationship(back_populates="supplement_proposals")


@orm_event.listens_for(Dossier, "before_insert")
@orm_event.listens_for(Dossier, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, dossier: Dossier) -> None:
    """At every write, so that no act can forget it."""
    text = searched_words(
        dossier.code,
        dossier.reference,
        dossier.applicant_name,
        dossier.submitter_name,
        dossier.applicant_identity,
        dossier.submitter_identity,
        dossier.submitter_phone,
    )
    if dossier.search_text != text:
        dossier.search_text = text


@orm_event.listens_for(Event, "before_update")
@orm_event.listens_for(Event, "before_delete")
def _refuse_to_change_history(*_args: Any) -> None:
    raise RuntimeError("events are only ever added (law 1)")
