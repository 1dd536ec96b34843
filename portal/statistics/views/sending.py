"""What is sent to an officer: reports after each period, alerts at their pace."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.session import me
from portal.db import db
from portal.i18n import _
from portal.notifications import alerts
from portal.notifications.models import AlertPace, AlertTopic
from portal.statistics import subscribing
from portal.statistics.officer_forms import EVERY, SubscriptionForm, alert_form
from portal.statistics.reports.kinds import KIND_OF
from portal.statistics.subscription_models import Every
from portal.statistics.views.asking import READERS, blueprint, openable_units, tabs
from portal.units.queries import all_units
from portal.web import back_to, page


@blueprint.route("/so-lieu/nhan-bao-cao", methods=["GET", "POST"])
@officer(*READERS)
def subscriptions() -> Response:
    openable = openable_units(me())
    units = [unit for unit in all_units(db.session) if unit.id in openable]
    form = SubscriptionForm(units)
    if request.method == "POST" and form.validate():
        subscribing.subscribe(
            db.session,
            form.report.data,
            Every(form.every.data),
            next((unit for unit in units if unit.code == form.unit.data), None),
            by=me(),
            at=clock.now(),
        )
        return back_to(url_for(".subscriptions"), _("Báo cáo sẽ được gửi khi kỳ kết thúc."))
    return page(
        "statistics/subscriptions.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        subscriptions=subscribing.subscriptions_of(db.session, me()),
        kinds=KIND_OF,
        every=EVERY,
        names={unit.code: unit.short_name for unit in units},
        email=me().email,
        tabs=tabs(),
    )


@blueprint.post("/so-lieu/nhan-bao-cao/<int:subscription_id>/thoi")
@officer(*READERS)
def unsubscribe(subscription_id: int) -> Response:
    mine = subscribing.subscriptions_of(db.session, me())
    found = next((one for one in mine if one.id == subscription_id), None) or abort(404)
    subscribing.end(found, at=clock.now())
    return back_to(url_for(".subscriptions"), _("Đã thôi gửi báo cáo này."))


@blueprint.route("/thong-bao/canh-bao", methods=["GET", "POST"])
@officer()
def alert_settings() -> Response:
    chosen = alerts.pace_of(me())
    data: dict[str, Any] = {topic.value: pace.value for topic, pace in chosen.items()}
    form = alert_form()(data=data)
    if request.method == "POST" and form.validate():
        alerts.choose(me(), {topic: AlertPace(form[topic.value].data) for topic in AlertTopic})
        return back_to(url_for(".alert_settings"), _("Đã lưu cách nhận cảnh báo."))
    return page(
        "statistics/alert_settings.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        topics=list(AlertTopic),
    )
