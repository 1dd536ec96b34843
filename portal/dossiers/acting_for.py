"""A draft is filed for somebody else under an electronic authority, instead of with one on paper."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts import mandates
from portal.accounts.mandate_models import Mandate
from portal.accounts.models import Account
from portal.dossiers.mandate_models import MandateUse
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import NEVER_HANDED_IN
from portal.errors import Conflict
from portal.i18n import _


def mandates_for(dossier: Dossier, agent: Account, day: date) -> list[Mandate]:
    """For whom the person may file this procedure."""
    held = mandates.held_by(agent, day)
    return [one for one in held if _covers(one, dossier)]


def file_under(dossier: Dossier, mandate: Mandate, *, by: Account, at: datetime) -> None:
    """The draft is the other's matter. Raises Conflict when the authority does not hold for it."""
    _expect(mandate, dossier, by.id, at)
    dossier.mandate_use = MandateUse(mandate=mandate)
    dossier.applicant_name = mandate.principal_name
    dossier.applicant_identity = mandate.principal_identity
    dossier.applicant_address = mandate.principal_address


def expect_in_force(dossier: Dossier, by: Account, at: datetime) -> None:
    """Raises Conflict when the authority a draft stands on has ended since."""
    if dossier.mandate_use is not None:
        _expect(dossier.mandate_use.mandate, dossier, by.id, at)


def is_own(account: Account, day: date) -> sa.ColumnElement[bool]:
    """A person's dossiers: begun by them, unless for somebody whose authority has ended; and those
    filed for them, or for an organisation they act for, once handed in."""
    used = sa.select(MandateUse.dossier_id).join(Mandate)
    ended = used.where(Mandate.agent_id == account.id, ~mandates.holds_on(day))
    acted_for = sa.select(Mandate.organisation_id).where(
        Mandate.agent_id == account.id,
        Mandate.organisation_id.is_not(None),
        Mandate.is_head,
        mandates.holds_on(day),
    )
    for_them = used.where(
        sa.or_(Mandate.person_id == account.id, Mandate.organisation_id.in_(acted_for))
    )
    return sa.or_(
        sa.and_(Dossier.account_id == account.id, Dossier.id.not_in(ended)),
        sa.and_(Dossier.id.in_(for_them), Dossier.state.not_in(sorted(NEVER_HANDED_IN))),
    )


def in_words(dossier: Dossier) -> str:
    """What stands beside the names; Vietnamese, since papers print it too. Empty without one."""
    use = dossier.mandate_use
    if use is None:
        return ""
    mandate = use.mandate
    if mandate.is_head:
        return "Người đại diện của tổ chức, theo tài khoản định danh điện tử"
    until = f", đến hết ngày {mandate.to_day:%d/%m/%Y}" if mandate.to_day else ""
    given = clock.local(mandate.given_at)
    return f"Ủy quyền điện tử số {mandate.id} ngày {given:%d/%m/%Y}{until}"


def _covers(mandate: Mandate, dossier: Dossier) -> bool:
    return mandate.covers(dossier.procedure_id, dossier.procedure.sector_id)


def _expect(mandate: Mandate, dossier: Dossier, agent_id: int, at: datetime) -> None:
    is_theirs = mandate.agent_id == agent_id
    if not (is_theirs and mandate.is_in_force(clock.local(at).date())):
        raise Conflict(
            _(
                "Ủy quyền này đã kết thúc hoặc hết hạn nên không nộp thay được nữa. Hãy chọn lại chủ hồ sơ."
            )
        )
    if not _covers(mandate, dossier):
        raise Conflict(_("Ủy quyền này không gồm thủ tục đang làm."))
