"""The commands of `flask --app wsgi`, and what the worker does every so often."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import Flask

from portal import clock, quarantine
from portal.accounts import keeping_sessions
from portal.accounts.cli import account
from portal.audit.cli import access, anchor_all, audit, seal_all
from portal.db import db
from portal.documents import remote_service, remote_signing
from portal.documents.issuing import store
from portal.documents.samples import samples_command
from portal.documents.signing_service_cli import signing_service_command
from portal.documents.verify_cli import verify_command
from portal.dossiers import keeping, quarantined, refund_calling, remote_signatures
from portal.dossiers.archive_cli import archive
from portal.dossiers.deadlines_cli import deadlines
from portal.dossiers.reminders import (
    desks_at_work,
    remind_desks,
    remind_unit,
    units_at_work,
)
from portal.dossiers.uploading import forget_stale
from portal.errors import Refusal
from portal.feedback import inviting
from portal.files_cli import files, mentioned
from portal.identity import recovering
from portal.notifications import alerts
from portal.notifications.cli import worker
from portal.notifications.worker import PeriodicJob, periodic_jobs
from portal.payments import refund_calls
from portal.privacy import exporting
from portal.privacy.cli import retention
from portal.procedures.cli import catalog
from portal.procedures.taking_effect import due_procedures, take_effect
from portal.rate_limits import forget_old_tries
from portal.seeding.cli import migrate_command, seed
from portal.statistics import subscribing
from portal.statistics.alerting import alert_of_figures
from portal.statistics.cli import compact_all, statistics
from portal.statistics.units_cli import units


@click.group("documents", short_help="Văn bản, biểu mẫu.")
def documents() -> None:
    """Văn bản, biểu mẫu."""


documents.add_command(samples_command)
documents.add_command(signing_service_command)
documents.add_command(verify_command)


def init_app(app: Flask) -> None:
    for command in (
        access,
        account,
        archive,
        audit,
        catalog,
        deadlines,
        documents,
        files,
        migrate_command,
        retention,
        seed,
        statistics,
        units,
        worker,
    ):
        app.cli.add_command(command)
    periodic_jobs[:] = [
        PeriodicJob("chain the log", timedelta(seconds=5), _chain_the_log),
        PeriodicJob("anchor the log", timedelta(hours=1), anchor_all),
        PeriodicJob("forget old tries", timedelta(hours=1), _forget_old_tries),
        PeriodicJob("give up stale uploads", timedelta(hours=1), _give_up_stale_uploads),
        PeriodicJob("answer forgotten passwords", timedelta(seconds=5), _answer_forgotten),
        PeriodicJob("copies of one's data", timedelta(seconds=5), _make_copies),
        PeriodicJob("give up old copies", timedelta(hours=1), _give_up_old_copies),
        PeriodicJob("forget old sessions", timedelta(days=1), _forget_old_sessions),
        PeriodicJob("scan files that wait", timedelta(seconds=30), _scan_waiting),
        PeriodicJob("sweep files", timedelta(days=1), _sweep_files),
        PeriodicJob("remind of what is due", timedelta(minutes=15), remind_officers),
        PeriodicJob("versions take effect", timedelta(minutes=5), put_versions_in_force),
        PeriodicJob("alert of figures", timedelta(hours=1), alert_officers),
        PeriodicJob("send digests", timedelta(minutes=15), send_digests),
        PeriodicJob("send reports", timedelta(hours=1), send_reports),
        PeriodicJob("roll figures up", timedelta(seconds=30), _roll_up),
        PeriodicJob("ask for remote signatures", timedelta(seconds=5), ask_for_signatures),
        PeriodicJob("ask gateways for refunds", timedelta(seconds=15), ask_for_refunds),
        PeriodicJob("invite to rate", timedelta(hours=1), invite_to_rate),
        PeriodicJob("remind of results nobody collected", timedelta(days=1), remind_applicants),
    ]


def remind_officers() -> None:
    """Tell who has a step that it, or its dossier, is due; unit by unit, each committed."""
    at = clock.now()
    for unit in units_at_work():
        remind_unit(unit, at=at)
        db.session.commit()
    for unit in desks_at_work():
        remind_desks(unit, at=at)
        db.session.commit()


def alert_officers() -> None:
    """Tell who answers for a unit that its share is low or its queue grows."""
    alert_of_figures(db.session, at=clock.now())
    db.session.commit()


def send_digests() -> None:
    """The day's digest to whoever chose one; officer by officer, each committed."""
    at = clock.now()
    for account_id in alerts.accounts_with_pending(at):
        alerts.send_digest(account_id, at=at)
        db.session.commit()


def send_reports() -> None:
    """Reports of periods that ended, to whoever asked for them; each committed."""
    at = clock.now()
    for identifier in subscribing.due_subscriptions(db.session, clock.today()):
        subscribing.send(db.session, identifier, at=at)
        db.session.commit()


def ask_for_signatures() -> None:
    """Send what is asked of the remote signing service and take its answers; each committed."""
    if not remote_service.is_set_up():
        return
    for request_id in remote_signing.waiting():
        try:
            answer = remote_signatures.ask_service(request_id)
        except Refusal:  # silent now: asked again in a moment, by the same key
            db.session.rollback()
            return
        if answer is not None:
            remote_signatures.take_answer(request_id, answer, at=clock.now())
        db.session.commit()


def ask_for_refunds() -> None:
    """Each call by itself, committed before it is asked and after it was answered: a worker that
    dies while asking leaves "asked" behind."""
    at = clock.now()
    for call_id in refund_calls.due(at):
        taken = refund_calls.take(call_id, at=at)
        db.session.commit()
        if taken is not None:
            call, was_asked = taken
            refund_calling.go_on(call, was_asked=was_asked, at=at)
            db.session.commit()


def remind_applicants() -> None:
    """Tell people whose result lies at a desk too long; unit by unit, each committed."""
    at = clock.now()
    for unit in keeping.units_with_uncollected(at):
        keeping.remind(unit, at=at)
        db.session.commit()


def invite_to_rate() -> None:
    """Ask those who agreed to it how they were served; each committed."""
    at = clock.now()
    for dossier_id in inviting.to_be_invited(at):
        inviting.invite(dossier_id, at=at)
        db.session.commit()


def put_versions_in_force() -> None:
    """Let versions take effect, and end, on their day; each procedure committed."""
    at = clock.now()
    for procedure_id in due_procedures(clock.local(at).date()):
        take_effect(procedure_id, at=at)
        db.session.commit()


def _roll_up() -> None:
    """Add the facts of the last half minute to the figures by day, month and year."""
    compact_all()


def _chain_the_log() -> None:
    """Give the rows of the last seconds their place in the chain."""
    seal_all()


def _forget_old_tries() -> None:
    forget_old_tries()
    db.session.commit()


def _give_up_stale_uploads() -> None:
    forget_stale(clock.now())
    db.session.commit()


def _answer_forgotten() -> None:
    """Letters with a link to set a password anew; each committed."""
    for request_id in recovering.waiting():
        recovering.answer(request_id, at=clock.now())
        db.session.commit()


def _make_copies() -> None:
    """What people asked to have of their data; each committed."""
    for export_id in exporting.waiting():
        exporting.make(export_id, at=clock.now())
        db.session.commit()


def _scan_waiting() -> None:
    """What came while the virus scanner was silent; each committed."""
    for sha256 in quarantine.waiting():
        quarantined.scan(sha256, at=clock.now())
        db.session.commit()


def _give_up_old_copies() -> None:
    exporting.give_up_old(at=clock.now())
    db.session.commit()


def _forget_old_sessions() -> None:
    keeping_sessions.forget_old_sessions(at=clock.now())
    db.session.commit()


def _sweep_files() -> None:
    """Remove stored files that no row names and that are older than a day (law 4)."""
    store().sweep(mentioned())
