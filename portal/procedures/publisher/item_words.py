"""One paper, fee, limit, law or step in a few lines, as its publisher looks over it."""

from __future__ import annotations

from typing import Any

from portal.i18n import _, day, money
from portal.procedures.condition_words import in_words
from portal.procedures.definitions import (
    FeeItem,
    LegalBasis,
    Parts,
    RequiredDocument,
    RouteStep,
    TimeLimit,
)
from portal.procedures.presentation import CHANNELS, fee_sum, fee_tiers, limit_label
from portal.procedures.publisher.labels import FEE_KINDS, STEP_KINDS, STEP_ROLES


def lines(item: Any, parts: Parts) -> tuple[str, list[str]]:
    """Title and further lines."""
    match item:
        case RequiredDocument():
            return item.name, [*_paper(item), *_when(item, parts)]
        case FeeItem():
            return item.name, [*_fee(item), *_when(item, parts)]
        case TimeLimit():
            return limit_label(item.limit) or _("Nói bằng lời"), [
                *_limit(item),
                *_when(item, parts),
            ]
        case LegalBasis():
            return item.title, [
                line for line in (item.number, item.issuer, day(item.issued_on)) if line
            ]
        case RouteStep():
            return item.title, [*_step(item, parts), *_when(item, parts)]
    raise TypeError(type(item).__name__)


def _paper(item: RequiredDocument) -> list[str]:
    counts = (
        (_("%(count)d bản chính"), item.originals),
        (_("%(count)d bản sao chứng thực"), item.certified_copies),
        (_("%(count)d bản chụp"), item.photocopies),
    )
    said = ", ".join(words % {"count": count} for words, count in counts if count)
    found = [said] if said else []
    found.append(_("Bắt buộc") if item.required else _("Không bắt buộc"))
    if item.condition:
        found.append(item.condition)
    if item.case:
        found.append(_("Trường hợp: %(case)s", case=item.case))
    if item.form_name:
        found.append(_("Mẫu: %(name)s", name=item.form_name))
    if item.sample:
        found.append(_("Có bản mẫu đã điền"))
    if item.from_store:
        found.append(_("Lấy được từ kho giấy tờ của người nộp"))
    if item.result_of:
        found.append(_("Là kết quả của thủ tục %(code)s", code=item.result_of))
    return found


def _fee(item: FeeItem) -> list[str]:
    found = [f"{FEE_KINDS[item.kind]}: {fee_sum(item) or _('không nêu số tiền')}", *fee_tiers(item)]
    if item.cap is not None and not item.tiers:
        found.append(_("Nhiều nhất %(sum)s", sum=money(item.cap)))
    if item.channels:
        found.append(", ".join(str(CHANNELS[channel]) for channel in item.channels))
    if item.exemptions:
        found.append(_("Miễn, giảm: %(who)s", who=item.exemptions))
    found += [
        _("Miễn, giảm %(percent)d%%: %(name)s", percent=waiver.percent, name=waiver.name)
        for waiver in item.waivers
    ]
    found.append(
        _("Căn cứ: %(law)s", law=item.legal_basis) if item.legal_basis else _("Chưa có căn cứ")
    )
    return found


def _limit(item: TimeLimit) -> list[str]:
    where = ", ".join(str(CHANNELS[c]) for c in item.channels) or _("Mọi cách nộp")
    return [line for line in (where, item.case, item.text) if line]


def _step(item: RouteStep, parts: Parts) -> list[str]:
    who = STEP_ROLES.get(item.role, item.role.value)
    found = [
        f"{STEP_KINDS[item.kind]} · {who} · " + _("%(count)d giờ", count=item.hours),
    ]
    if item.at_receiver:
        found.append(_("Làm tại nơi tiếp nhận hồ sơ"))
    for outcome in item.outcomes:
        target = parts.route.step(outcome.to)
        found.append(
            _(
                "Khi “%(label)s” thì sang: %(step)s",
                label=outcome.label,
                step=target.title if target else _("bước không còn"),
            )
        )
    return found


def _when(item: Any, parts: Parts) -> list[str]:
    said = in_words(item.only_if, parts.form)
    return [_("Chỉ khi %(condition)s", condition=said)] if said else []
