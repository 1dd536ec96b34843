"""The form of one step of the internal route."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional

from portal.accounts.roles import Role
from portal.i18n import _, lazy_
from portal.procedures.definitions import Parts, Route, RouteStep, StepKind, StepOutcome
from portal.procedures.publisher.condition_forms import ConditionedForm
from portal.procedures.publisher.item_forms import new_key
from portal.procedures.publisher.labels import STEP_KINDS, STEP_ROLES
from portal.web_forms import Required, WholeNumberField, choices, clean_text

MOST_OUTCOMES = 4


class OutcomeForm(PlainForm):
    label = StringField(
        lazy_("Khi"), filters=[clean_text], validators=[Optional(), Length(max=100)]
    )
    to = SelectField(lazy_("đi tới bước"), validators=[Optional()])


class StepForm(ConditionedForm):
    title = StringField(lazy_("Tên bước"), validators=[Required(), Length(max=200)])
    kind = SelectField(lazy_("Loại việc"), choices=choices(STEP_KINDS.items()))
    role = SelectField(lazy_("Người làm"), choices=choices(STEP_ROLES.items()))
    hours = WholeNumberField(
        lazy_("Số giờ làm việc được phép"),
        description=lazy_("8 giờ là một ngày làm việc."),
        validators=[Required()],
        maximum=2000,
    )
    at_receiver = BooleanField(lazy_("Làm tại nơi tiếp nhận hồ sơ, không phải cơ quan giải quyết"))
    outcomes = FieldList(
        FormField(OutcomeForm), min_entries=MOST_OUTCOMES, max_entries=MOST_OUTCOMES
    )

    def offer_steps(self, route: Route, own_key: str) -> None:
        """Let outcomes lead to the other steps."""
        offered = [("", _("(không dùng)"))]
        offered += [
            (step.key, f"{number}. {step.title}")
            for number, step in enumerate(route.steps, start=1)
            if step.key != own_key
        ]
        for entry in self.outcomes:
            entry.form.to.choices = choices(offered)

    @classmethod
    def data_of(cls, item: RouteStep, parts: Parts) -> dict[str, Any]:
        outcomes = [{"label": o.label, "to": o.to} for o in item.outcomes]
        outcomes += [{"label": "", "to": ""}] * (MOST_OUTCOMES - len(outcomes))
        return {
            "title": item.title,
            "kind": item.kind.value,
            "role": item.role.value,
            "hours": item.hours,
            "at_receiver": item.at_receiver,
            "outcomes": outcomes,
            **cls.condition_data(item.only_if, parts.form),
        }

    def item(self, former: RouteStep | None, taken: set[str]) -> RouteStep:
        title = self.title.data or ""
        kind, role = StepKind(self.kind.data), Role(self.role.data)
        base = former or RouteStep(
            new_key(self.kind.data, taken, "step"), kind, title, role, self.hours.data or 0
        )
        known = {(outcome.label, outcome.to): outcome.key for outcome in base.outcomes}
        outcomes: list[StepOutcome] = []
        for entry in self.outcomes:
            label, to = entry.form.label.data or "", entry.form.to.data or ""
            if not to:
                continue
            keys = {outcome.key for outcome in outcomes}
            key = known.get((label, to)) or new_key(label, keys, "outcome")
            outcomes.append(StepOutcome(key, label, to))
        return replace(
            base,
            title=title,
            kind=kind,
            role=role,
            hours=self.hours.data or 0,
            at_receiver=self.at_receiver.data,
            only_if=self.read_condition(),
            outcomes=tuple(outcomes),
        )
