"""A small model of one dossier's life, written from the law and knowing nothing of the portal: who
may press what when, and what then is. Sentences, no table: it must not repeat the portal's own.

The world: one unit, a route assess → approve → issue → return, a fee, a limit of 3 working days.
People: lan (the citizen), minh (desk), hoa and pao (specialists), tuan (leader), dung (clerk),
dia (specialist of another unit that may be asked), binh (every role, elsewhere).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portal.working_time import Pause
from tests.test_working_time import office_works, slow_due

SPECIALISTS = ("hoa", "pao")
ENDS = ("declined", "withdrawn", "stopped", "returned", "discarded")
AT_WORK = ("processing", "supplement_requested", "payment_requested")


def closing(day: date, zone: object) -> datetime:
    return datetime.combine(day, time(17), zone)  # type: ignore[arg-type]


def next_office_day(day: date) -> date:
    day += timedelta(1)
    while not office_works(day):
        day += timedelta(1)
    return day


@dataclass
class Reference:
    is_online_result: bool
    is_twice: bool = False  # the same person's other one is open, and nobody has decided
    state: str = "draft"
    step: str = ""
    holder: dict[str, str] = field(default_factory=dict)  # step → who has it, while it is open
    last_holder: dict[str, str] = field(default_factory=dict)
    received: datetime | None = None
    paused_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    due: datetime | None = None
    extended: datetime | None = None
    apology: date | None = None
    asked_after_reception: int = 0
    waits_before_reception: bool = False
    proposal: bool = False
    draft: bool = False
    signed: bool = False
    result: str = ""  # "", "issued", "revoked"
    fee: str = "unpaid"
    duty: str = ""
    question: bool = False
    answers: int = 0
    consolidated: int = 0
    visit: bool = False
    resolved_at: datetime | None = None
    archived: bool = False
    refund: bool = False

    def copied(self) -> Reference:
        twin = copy.copy(self)
        twin.holder, twin.last_holder = dict(self.holder), dict(self.last_holder)
        twin.pauses = list(self.pauses)
        return twin

    def press(self, verb: str, who: str, at: datetime) -> bool:
        """Do it and say whether it was allowed; nothing changes when it was not."""
        return bool(getattr(self, verb)(who, at))

    # --- the desk and the citizen -----------------------------------------------------------

    def submit(self, who: str, at: datetime) -> bool:
        if self.state != "draft" or who != "lan":
            return False
        self.state = "submitted"
        return True

    def discard(self, who: str, at: datetime) -> bool:
        if self.state != "draft" or who != "lan":
            return False
        self.state = "discarded"
        return True

    def keep_apart(self, who: str, at: datetime) -> bool:
        if self.state != "submitted" or who != "minh" or not self.is_twice:
            return False
        self.is_twice = False
        return True

    def join(self, who: str, at: datetime) -> bool:
        if self.state != "submitted" or who != "minh" or not self.is_twice:
            return False
        self.state = "declined"
        return True

    def receive(self, who: str, at: datetime) -> bool:
        if self.state != "submitted" or who != "minh" or self.is_twice:
            return False
        self.state, self.step, self.received = "processing", "assess", at
        self._set_due()
        return True

    def decline(self, who: str, at: datetime) -> bool:
        if self.state != "submitted" or who != "minh":
            return False
        self.state = "declined"
        return True

    def request_supplement(self, who: str, at: datetime) -> bool:
        if self.state == "submitted" and who == "minh":
            self.state, self.waits_before_reception = "supplement_requested", True
            return True
        if self.asked_after_reception or not self._assesses(who):
            return False
        self._hold(who)
        self._wait_for_papers(at)
        return True

    def answer_supplement(self, who: str, at: datetime) -> bool:
        if self.state != "supplement_requested" or who != "lan":
            return False
        if self.waits_before_reception:
            self.state, self.waits_before_reception = "submitted", False
        else:
            self._run_on(at)
        return True

    def withdraw(self, who: str, at: datetime) -> bool:
        if self.state not in ("submitted", *AT_WORK) or who != "lan":
            return False
        self._end("withdrawn")
        return True

    def pay(self, who: str, at: datetime) -> bool:
        in_time = self.state in (*AT_WORK, "resolved") and self.received is not None
        if self.fee != "unpaid" or not in_time or who != "minh":
            return False
        self.fee = "paid"
        if self.duty == "fee":
            self._run_on(at)
        self._return_online()
        return True

    def hand_over(self, who: str, at: datetime) -> bool:
        """The fee is taken in the same act if it is still owed."""
        if self.state != "resolved" or who != "minh" or self.result != "issued":
            return False
        self.fee, self.state, self.step = "paid", "returned", ""
        return True

    def archive(self, who: str, at: datetime) -> bool:
        lies_long = self.resolved_at is not None and at - self.resolved_at >= timedelta(days=30)
        if self.state != "resolved" or who != "minh" or self.archived or self.is_online_result:
            return False
        self.archived = lies_long
        return lies_long

    # --- the steps --------------------------------------------------------------------------

    def take(self, who: str, at: datetime) -> bool:
        if not self._has_turn(who) or self.holder.get(self.step) == who:
            return False
        self._hold(who)
        return True

    def release(self, who: str, at: datetime) -> bool:
        if not self._has_turn(who):
            return False
        self.holder.pop(self.step, None)
        return True

    def note(self, who: str, at: datetime) -> bool:
        return self.state in ("submitted", *AT_WORK) and who in (
            "minh", "tuan", "dung", *SPECIALISTS,
        )  # fmt: skip

    def draft_result(self, who: str, at: datetime) -> bool:
        """Writing is not an act of the dossier: it may be done while the citizen is waited for."""
        if self.step != "assess" or who not in SPECIALISTS or not self._is_free(who):
            return False
        self._hold(who)
        self.draft = True
        return True

    def propose(self, who: str, at: datetime, is_silence_explained: bool = False) -> bool:
        ready = self.draft and not self.proposal and not self.visit
        if not self._assesses(who) or not ready:
            return False
        if (self.question and not is_silence_explained) or self.answers > self.consolidated:
            return False
        self._hold(who)
        self.question = False
        self._go_to("approve")
        return True

    def propose_without(self, who: str, at: datetime) -> bool:
        return self.propose(who, at, is_silence_explained=True)

    def send_back(self, who: str, at: datetime) -> bool:
        if not self._has_turn(who) or self.step not in ("approve", "issue"):
            return False
        self._hold(who)
        self.draft, self.signed = True, False
        before = self.last_holder.get("assess")
        self._go_to("assess")
        if before:
            self._hold(before)
        return True

    def approve(self, who: str, at: datetime) -> bool:
        if not self._has_turn(who) or self.step != "approve" or not self.draft:
            return False
        self._hold(who)
        self.draft, self.signed = False, True
        self._go_to("issue")
        return True

    def issue(self, who: str, at: datetime) -> bool:
        if not self._has_turn(who) or self.step != "issue" or not self.signed:
            return False
        self._hold(who)
        self.signed, self.result = False, "issued"
        self.state, self.resolved_at = "resolved", at
        self._go_to("return")
        self._return_online()
        return True

    # --- waiting for money ------------------------------------------------------------------

    def ask_fee(self, who: str, at: datetime) -> bool:
        if not self._assesses(who) or self.fee != "unpaid":
            return False
        return self._wait_for_money(who, "fee", at)

    def ask_tax(self, who: str, at: datetime) -> bool:
        return self._assesses(who) and self._wait_for_money(who, "budget", at)

    def confirm_duty(self, who: str, at: datetime) -> bool:
        if self.duty != "budget" or who not in ("minh", *SPECIALISTS):
            return False
        self._run_on(at)
        return True

    def take_back_duty(self, who: str, at: datetime) -> bool:
        if not self.duty or who not in SPECIALISTS:
            return False
        self._run_on(at)
        return True

    # --- beside the steps -------------------------------------------------------------------

    def consult(self, who: str, at: datetime) -> bool:
        if not self._assesses(who) or self.question:
            return False
        self._hold(who)
        self.question = True
        return True

    def answer_question(self, who: str, at: datetime) -> bool:
        if not self.question or self.state not in AT_WORK or who != "dia":
            return False
        self.question = False
        self.answers += 1
        return True

    def drop_question(self, who: str, at: datetime) -> bool:
        if not self.question or self.state not in AT_WORK or who not in SPECIALISTS:
            return False
        self.question = False
        return True

    def consolidate(self, who: str, at: datetime) -> bool:
        if not self.answers or not self._assesses(who):
            return False
        self._hold(who)
        self.consolidated = self.answers
        return True

    def appoint_visit(self, who: str, at: datetime) -> bool:
        if not self._assesses(who) or self.visit:
            return False
        self._hold(who)
        self.visit = True
        return True

    def record_visit(self, who: str, at: datetime) -> bool:
        if not self.visit or self.state not in AT_WORK or who not in SPECIALISTS:
            return False
        self.visit = False
        return True

    drop_visit = record_visit

    # --- late, once more, stopped -----------------------------------------------------------

    def draft_apology(self, who: str, at: datetime) -> bool:
        if self.state != "processing" or who not in SPECIALISTS or self.extended:
            return False
        self.apology = self.apology_day(at)
        return True

    def apologise(self, who: str, at: datetime) -> bool:
        if self.state != "processing" or who != "tuan" or self.extended or not self.apology:
            return False
        assert self.due is not None
        promised = closing(self.apology, at.tzinfo)
        if self.apology <= self.due.date() or promised <= at:
            return False
        self.extended = promised
        return True

    def propose_further(self, who: str, at: datetime) -> bool:
        if not self.asked_after_reception or self.proposal or not self._assesses(who):
            return False
        self._hold(who)
        self.proposal = True
        return True

    def grant_further(self, who: str, at: datetime) -> bool:
        if not self.proposal or self.state != "processing" or who != "tuan":
            return False
        self.proposal = False
        self._wait_for_papers(at)
        return True

    def refuse_further(self, who: str, at: datetime) -> bool:
        if not self.proposal or self.state != "processing" or who != "tuan":
            return False
        self.proposal = False
        return True

    def stop(self, who: str, at: datetime) -> bool:
        """Only what was received is stopped; before that the desk declines."""
        if self.state not in AT_WORK or self.received is None or who != "tuan":
            return False
        self._end("stopped")
        return True

    # --- a wrong result ---------------------------------------------------------------------

    def revoke(self, who: str, at: datetime) -> bool:
        if self.result != "issued" or self.state not in ("resolved", "returned") or who != "tuan":
            return False
        self.result = "revoked"
        return True

    def correct(self, who: str, at: datetime) -> bool:
        if self.result != "revoked" or self.signed or who not in SPECIALISTS:
            return False
        self.draft = True
        return True

    def sign_correction(self, who: str, at: datetime) -> bool:
        if self.result != "revoked" or not self.draft or who != "tuan":
            return False
        self.draft, self.signed = False, True
        return True

    def replace(self, who: str, at: datetime) -> bool:
        if self.result != "revoked" or not self.signed or who != "dung":
            return False
        self.signed, self.result = False, "issued"
        self._return_online()
        return True

    # --- what the presses share -------------------------------------------------------------

    def apology_day(self, at: datetime) -> date:
        assert self.due is not None
        return next_office_day(max(self.due.date(), at.date()))

    def _has_turn(self, who: str) -> bool:
        of_step = {"assess": SPECIALISTS, "approve": ("tuan",), "issue": ("dung",)}
        return (
            self.state == "processing" and who in of_step.get(self.step, ()) and self._is_free(who)
        )

    def _assesses(self, who: str) -> bool:
        return self.step == "assess" and self._has_turn(who)

    def _is_free(self, who: str) -> bool:
        return self.holder.get(self.step, who) == who

    def _hold(self, who: str) -> None:
        self.holder[self.step] = self.last_holder[self.step] = who

    def _go_to(self, step: str) -> None:
        self.holder.pop(self.step, None)
        self.step = step

    def _wait_for_papers(self, at: datetime) -> None:
        self.state, self.paused_at = "supplement_requested", at
        self.asked_after_reception += 1

    def _wait_for_money(self, who: str, kind: str, at: datetime) -> bool:
        self._hold(who)
        self.state, self.paused_at, self.duty = "payment_requested", at, kind
        return True

    def _run_on(self, at: datetime) -> None:
        assert self.paused_at is not None
        stopped = self.paused_at
        self.pauses.append(Pause(stopped, at))
        self.state, self.paused_at, self.duty = "processing", None, ""
        self._set_due()
        if self.extended is not None:
            left = [
                day
                for n in range(1, 400)
                if office_works(day := stopped.date() + timedelta(n))
                and day <= self.extended.date()
            ]
            day = max(stopped.date(), at.date()) if at.date() > stopped.date() else stopped.date()
            for _ in left:
                day = next_office_day(day)
            if left:
                self.extended = closing(day, at.tzinfo)

    def _set_due(self) -> None:
        assert self.received is not None
        self.due = slow_due(self.received, "3wd", office_works, self.pauses)

    def _return_online(self) -> None:
        paid = self.fee != "unpaid"
        if self.state == "resolved" and self.is_online_result and paid and self.result == "issued":
            self.state, self.step = "returned", ""

    def _end(self, state: str) -> None:
        self.refund = self.fee == "paid"
        self.state, self.step, self.duty = state, "", ""
        self.question = self.visit = False
