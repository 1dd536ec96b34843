"""Settings are those of the README; a wrong one is refused before anything starts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask, request

from portal import config, configure
from tests.house.source import modules, places

SECRETS = {
    "PORTAL_SECRET_KEY": "bí mật",
    "PORTAL_KEYS_PASSPHRASE": "mật khẩu khác",
    "PORTAL_BASE_URL": "https://cong.h99.example",
}


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    readme = (config.ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(PORTAL_\w+)` \| (.*?) \| (.*?) \|$", readme, re.M)
    assert [(name, (default, meaning)) for name, default, meaning in rows] == list(
        config.KNOWN.items()
    )


def test_only_the_settings_read_the_environment() -> None:
    found = [
        place
        for module in set(modules()) - {"config"}
        for kind in (ast.Attribute, ast.Name, ast.alias)
        for place, node in places(module, kind)
        if re.search(r"\b(environb?|getenv)$", ast.unparse(node))
    ]
    assert found == []


def test_a_misspelt_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(config.SettingsFault, match="PORTAL_PROT"):
        config.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PROT": "8000"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "prod"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_PORT", "65536"),
        ("PORTAL_PORT", "-1"),
        ("PORTAL_PORT", "８０００"),
        ("PORTAL_MAX_UPLOAD_MB", "nhiều"),
        ("PORTAL_FILES_URL", "http://kho.h99.example/giay"),
        ("PORTAL_FILES_URL", "s3://khoa:mat-khau@giay/h99"),
        ("PORTAL_FILES_URL", "s3://giay?endpiont=https://kho.h99.example"),
        ("PORTAL_FILES_URL", "s3:///h99"),
        ("PORTAL_CLAMD", "3310"),
        ("PORTAL_CLAMD", "quet.h99.example"),
        ("PORTAL_ONLINE_SHARE_TARGET", "101"),
        ("PORTAL_FULL_LEVEL_TARGET", "2.5"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.SettingsFault, match=name):
        config.load({"PORTAL_DATA_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without_its_secrets(tmp_path: Path, missing: str) -> None:
    given = {"PORTAL_ENV": "production", "PORTAL_DATA_DIR": str(tmp_path), **SECRETS}
    assert not config.load(given).is_development
    for nothing in ("", None):
        given.pop(missing)
        if nothing is not None:
            given[missing] = nothing
        with pytest.raises(config.SettingsFault, match=missing):
            config.load(given)


def test_production_answers_to_the_host_people_are_sent_to_unless_told_otherwise(
    tmp_path: Path,
) -> None:
    given = {"PORTAL_ENV": "production", "PORTAL_DATA_DIR": str(tmp_path), **SECRETS}
    assert config.load(given).trusted_hosts == ("cong.h99.example",)
    named = config.load({**given, "PORTAL_TRUSTED_HOSTS": "a.example, b.example"})
    assert named.trusted_hosts == ("a.example", "b.example")


def test_a_data_folder_keeps_its_secret_to_itself(tmp_path: Path) -> None:
    first = config.load({"PORTAL_DATA_DIR": str(tmp_path)}).secret_key
    again = config.load({"PORTAL_DATA_DIR": str(tmp_path)}).secret_key
    other = config.load({"PORTAL_DATA_DIR": str(tmp_path / "other")}).secret_key
    assert first == again != other and len(first) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_the_visitors_address_is_believed_only_from_as_many_proxies_as_are_set(
    tmp_path: Path,
) -> None:
    def seen(proxies: str) -> str:
        settings = config.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PROXIES": proxies})
        app = Flask("proxied")
        app.add_url_rule("/", view_func=lambda: f"{request.remote_addr} {request.scheme}")
        configure(app, settings)
        headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
        return app.test_client().get("/", headers=headers).text

    assert seen("0") == "127.0.0.1 http"
    assert seen("1") == "203.0.113.9 https"
