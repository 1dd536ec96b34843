"""Notices of the person signed in; the administrator's outbox; the development mailbox."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, request, url_for

from portal import clock
from portal.accounts.access import officer, public, signed_in
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.config import Settings
from portal.i18n import _
from portal.notifications import queries
from portal.notifications.models import MessageChannel, MessageState
from portal.notifications.outbox import send_again
from portal.notifications.reading import mark_read
from portal.web import back_to, own_address, page

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/thong-bao")
@signed_in
def notices():
    count = queries.notice_count(me())
    pages = max(1, -(-count // queries.NOTICES_A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return page(
        "notifications/notices.html",
        notices=queries.notices_of(me(), number),
        unread=queries.notice_count(me(), unread=True),
        number=number,
        pages=pages,
    )


@blueprint.post("/thong-bao/<int:notice_id>/da-doc")
@signed_in
def read_notice(notice_id: int):
    """Mark one as read, and go on to what it is about when that was asked for."""
    notice = queries.own_notice(me(), notice_id) or abort(404)
    mark_read(notice, at=clock.now())
    wanted = own_address(notice.link) if request.form.get("open") else None
    return back_to(wanted or url_for("notifications.notices"))


@blueprint.post("/thong-bao/da-doc")
@signed_in
def read_all():
    mark_read(*queries.unread_notices(me()), at=clock.now())
    return back_to(url_for("notifications.notices"), _("Đã đánh dấu tất cả là đã đọc."))


@blueprint.get("/quan-tri/hop-thu-di")
@officer(Role.ADMINISTRATOR)
def dead_letters():
    """Whom a message could not reach and why; not what it says, which is the person's own."""
    counts = queries.outbox_counts()
    return page(
        "notifications/dead_letters.html",
        messages=queries.dead_letters(),
        waiting=counts[MessageState.WAITING],
        sent=counts[MessageState.SENT],
        dead=counts[MessageState.DEAD],
        PORTAL=MessageChannel.PORTAL,
    )


@blueprint.post("/quan-tri/hop-thu-di/<int:message_id>/gui-lai")
@officer(Role.ADMINISTRATOR)
def resend(message_id: int):
    message = queries.outbox_message(message_id) or abort(404)
    send_again(message, at=clock.now())
    return back_to(url_for("notifications.dead_letters"), _("Thư sẽ được gửi lại trong ít phút."))


@blueprint.get("/thu-thu-nghiem")
@public
def mailbox():
    settings = _in_development()
    return page("notifications/mailbox.html", mails=queries.mails(settings.mail_dir))


@blueprint.get("/thu-thu-nghiem/<name>")
@public
def mail(name: str):
    found = queries.mail_named(_in_development().mail_dir, name) or abort(404)
    return page("notifications/mail.html", mail=found)


def _in_development() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.is_development:
        abort(404)
    return settings
