"""Labels: a unit's own marks on dossiers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers.models import Dossier
from portal.dossiers.workplace.models import Colour, DossierLabel, Label
from portal.dossiers.workplace.scope import AT_WORK
from portal.errors import Forbidden, Invalid
from portal.i18n import _
from portal.units.models import Unit

MOST_LABELS = 30  # of a unit: more is a filing system


def make_label(unit: Unit, text: str, colour: Colour, *, by: Account, at: datetime) -> Label:
    """A new label, or the retired one of that text offered again in the new colour."""
    expect_member(by, unit.id, at.date())
    known = db.session.scalar(sa.select(Label).where(Label.unit_id == unit.id, Label.text == text))
    if known is not None and known.retired_at is None:
        raise Invalid(_("Đơn vị đã có nhãn này."), {"text": _("Đơn vị đã có nhãn này.")})
    if known is None and len(labels_of({unit.id})) >= MOST_LABELS:
        raise Invalid(_("Đơn vị đã có đủ %(count)d nhãn; hãy bỏ bớt nhãn cũ.", count=MOST_LABELS))
    label = known or Label(unit_id=unit.id, text=text, created_at=at)
    label.colour, label.retired_at = colour, None
    db.session.add(label)
    return label


def retire_label(label: Label, *, by: Account, at: datetime) -> None:
    """It stays where it was put, and is offered no more."""
    expect_member(by, label.unit_id, at.date())
    label.retired_at = label.retired_at or at


def put_labels(dossier: Dossier, wanted: Collection[int], *, by: Account, at: datetime) -> None:
    """Let the dossier carry exactly these of the labels the officer's units offer."""
    offered = {label.id: label for label in labels_of(units_of(by, at.date()))}
    unknown = set(wanted) - set(offered)
    if unknown:
        raise Invalid(_("Nhãn này không còn dùng. Hãy tải lại trang."))
    there = set(
        db.session.scalars(
            sa.select(DossierLabel.label_id).where(DossierLabel.dossier_id == dossier.id)
        )
    )
    gone = (there & set(offered)) - set(wanted)
    db.session.execute(
        sa.delete(DossierLabel).where(
            DossierLabel.dossier_id == dossier.id, DossierLabel.label_id.in_(gone)
        )
    )
    db.session.add_all(
        DossierLabel(dossier_id=dossier.id, label_id=number, put_by=by.full_name, put_at=at)
        for number in set(wanted) - there
    )


def labels_of(units: Collection[int]) -> list[Label]:
    """What these units offer."""
    return list(
        db.session.scalars(
            sa.select(Label)
            .where(Label.unit_id.in_(units), Label.retired_at.is_(None))
            .order_by(Label.text, Label.id)
        )
    )


def labels_on(dossier: Dossier, units: Collection[int]) -> list[Label]:
    """What these units put on the dossier: other units' marks are their own."""
    return list(
        db.session.scalars(
            sa.select(Label)
            .join(DossierLabel)
            .where(DossierLabel.dossier_id == dossier.id, Label.unit_id.in_(units))
            .order_by(Label.text)
        )
    )


def label_of(number: int, units: Collection[int]) -> Label | None:
    return db.session.scalar(sa.select(Label).where(Label.id == number, Label.unit_id.in_(units)))


def units_of(account: Account, day: date) -> set[int]:
    """Where the officer works dossiers off."""
    return {g.unit_id for g in account.grants_on(day) if g.role in (*AT_WORK, Role.RECEPTIONIST)}


def expect_member(account: Account, unit_id: int, day: date) -> None:
    """Raises Forbidden for who does not work in the unit."""
    if unit_id not in units_of(account, day):
        raise Forbidden(_("Ông/Bà không làm việc tại đơn vị này."))


def units_named(units: Collection[int]) -> list[Unit]:
    return list(
        db.session.scalars(sa.select(Unit).where(Unit.id.in_(units)).order_by(Unit.short_name))
    )
