"""`flask --app wsgi account …`: the first administrator, and what must work without a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import click
from flask.cli import with_appcontext

from portal import clock
from portal.accounts import disabling, enrolling, queries
from portal.accounts.models import SYSTEM, Account, AccountKind
from portal.accounts.passwords import fault_of, hash_password
from portal.accounts.roles import Role
from portal.db import db
from portal.errors import Refusal

Act = Callable[..., None]
ROLE = click.Choice([role.value for role in Role])


@click.group()
def account() -> None:
    """Tài khoản: tạo cán bộ, giao và thu hồi vai trò, đặt mật khẩu, khoá và mở."""


def acting(act: Act) -> Act:
    """One transaction around a command; a refusal is a sentence and an exit code of 1."""

    @with_appcontext
    @wraps(act)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            act(*arguments, **options)
            db.session.commit()
        except Refusal as refusal:
            raise click.ClickException(refusal.sentence) from None
        finally:
            db.forget()

    return run


@account.command("create-officer")
@click.argument("email")
@click.argument("full_name")
@click.password_option(help="Hỏi trên màn hình khi không ghi ở đây.")
@acting
def create_officer(email: str, full_name: str, password: str) -> None:
    """Tạo tài khoản cán bộ; vai trò giao sau bằng lệnh grant."""
    if queries.account_by_email(email):
        raise click.ClickException(f"Đã có tài khoản dùng {email}.")
    _demand_good(password, email)
    db.session.add(
        Account(
            kind=AccountKind.OFFICER,
            full_name=full_name,
            email=email.strip().lower(),
            password_hash=hash_password(password),
            created_at=clock.now(),
        )
    )
    click.echo(f"Đã tạo tài khoản {email}.")


@account.command("set-password")
@click.argument("email")
@click.password_option(help="Hỏi trên màn hình khi không ghi ở đây.")
@acting
def set_password(email: str, password: str) -> None:
    """Đặt mật khẩu mới cho người quên; mọi phiên đăng nhập của người đó kết thúc."""
    found = _account(email)
    _demand_good(password, found.email, found.personal_number)
    found.password_hash = hash_password(password)
    found.end_sessions()
    click.echo("Đã đặt mật khẩu mới.")


@account.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@click.argument("unit_code")
@acting
def grant(email: str, role: str, unit_code: str) -> None:
    """Giao vai trò ROLE tại đơn vị UNIT_CODE, từ hôm nay."""
    disabling.grant_role(
        _account(email), Role(role), _unit_id(unit_code), by=SYSTEM, valid_from=clock.today()
    )
    click.echo("Đã giao vai trò.")


@account.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@click.argument("unit_code")
@acting
def revoke(email: str, role: str, unit_code: str) -> None:
    """Thu hồi vai trò ROLE tại đơn vị UNIT_CODE, ngay lập tức."""
    unit_id, today = _unit_id(unit_code), clock.today()
    for held in _account(email).grants_on(today):
        if (held.role, held.unit_id) == (Role(role), unit_id):
            disabling.revoke_role(held, by=SYSTEM, last_day=today - timedelta(days=1))
            click.echo("Đã thu hồi vai trò.")
            return
    raise click.ClickException("Cán bộ này không giữ vai trò đó tại đơn vị.")


@account.command()
@click.argument("email")
@acting
def disable(email: str) -> None:
    """Khoá tài khoản; mọi phiên đăng nhập kết thúc ngay."""
    disabling.disable_account(_account(email), by=SYSTEM, at=clock.now())
    click.echo("Đã khoá tài khoản.")


@account.command()
@click.argument("email")
@acting
def enable(email: str) -> None:
    """Mở lại tài khoản đã khoá."""
    disabling.enable_account(_account(email), by=SYSTEM)
    click.echo("Đã mở lại tài khoản.")


@account.command("end-sessions")
@click.argument("email")
@acting
def end_sessions(email: str) -> None:
    """Đăng xuất mọi thiết bị của một người."""
    _account(email).end_sessions()
    click.echo("Đã kết thúc mọi phiên đăng nhập.")


@account.command("enrolment-code")
@click.argument("email")
@acting
def enrolment_code(email: str) -> None:
    """Cấp mã một lần để cán bộ thêm cách xác thực bước hai đầu tiên, ví dụ cho quản trị đầu tiên."""
    code = enrolling.make_letter(_account(email), by=SYSTEM, at=clock.now())
    click.echo(f"Mã thiết lập, dùng một lần trong 7 ngày: {code}")


def _account(email: str) -> Account:
    found = queries.account_by_email(email)
    if found is None:
        raise click.ClickException(f"Không có tài khoản nào dùng {email}.")
    return found


def _unit_id(code: str) -> int:
    found = queries.unit_id_of_code(code)
    if found is None:
        raise click.ClickException(f"Không có đơn vị nào mang mã {code}.")
    return found


def _demand_good(password: str, *belongings: str | None) -> None:
    fault = fault_of(password, *belongings)
    if fault:
        raise click.ClickException(fault)
