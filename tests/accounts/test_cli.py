"""The commands about accounts."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.cli import account
from portal.accounts.passwords import is_password
from portal.accounts.queries import account_by_email
from portal.accounts.roles import Role
from tests.factories import make_unit

PASSWORD = "trâu vàng qua cầu"


@pytest.fixture
def run(app: Flask, session: Session):  # type: ignore[no-untyped-def]
    make_unit("H99.77")
    session.commit()

    def invoke(*words: str) -> Result:
        result = app.test_cli_runner().invoke(account, words)
        session.expire_all()
        return result

    return invoke


def test_a_first_administrator_is_made_without_a_browser(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    made = run("create-officer", "Tri@h99.example", "Vũ Quang Trị", "--password", PASSWORD)
    assert made.exit_code == 0, made.output
    assert run("grant", "tri@h99.example", "administrator", "H99.77").exit_code == 0
    found = account_by_email("tri@h99.example")
    assert found is not None and found.is_officer
    assert found.roles_on(clock.today()) == {Role.ADMINISTRATOR}
    epoch = found.session_epoch
    assert run("revoke", "tri@h99.example", "administrator", "H99.77").exit_code == 0
    found = account_by_email("tri@h99.example")
    assert found is not None and found.roles_on(clock.today()) == set()
    assert found.session_epoch == epoch + 1


def test_a_forgotten_password_is_set_anew_and_an_account_closed_and_opened(
    run,
    session: Session,  # type: ignore[no-untyped-def]
) -> None:
    run("create-officer", "tri@h99.example", "Vũ Quang Trị", "--password", PASSWORD)
    assert run("set-password", "tri@h99.example", "--password", PASSWORD * 2).exit_code == 0
    found = account_by_email("tri@h99.example")
    assert found is not None and is_password(found.password_hash, PASSWORD * 2)
    assert run("disable", "tri@h99.example").exit_code == 0
    assert run("disable", "tri@h99.example").exit_code == 1
    assert run("enable", "tri@h99.example").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["create-officer", "a@h99.example", "A", "--password", "ngắn"], "ít nhất 10 ký tự"),
        (["set-password", "ai@h99.example", "--password", PASSWORD], "Không có tài khoản"),
        (["grant", "tri@h99.example", "clerk", "H00"], "Không có đơn vị"),
        (["revoke", "tri@h99.example", "clerk", "H99.77"], "không giữ vai trò"),
        (["create-officer", "TRI@h99.example", "A", "--password", PASSWORD], "Đã có tài khoản"),
    ],
)
def test_a_wrong_command_says_what_is_wrong_and_changes_nothing(
    run,
    words: list[str],
    sentence: str,  # type: ignore[no-untyped-def]
) -> None:
    run("create-officer", "tri@h99.example", "Vũ Quang Trị", "--password", PASSWORD)
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
