"""A PKCS#12 file handed in by an administrator signs from then on, and its own passphrase is forgotten."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents import keys, signing, trust
from portal.documents.signing_models import SigningCertificate
from tests.factories import Cast, authority, make_cast, make_officer, sign_in

FOUNDED = datetime(2025, 7, 1, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def keys_dir(tmp_path: Path, session: Session) -> Iterator[Path]:
    """A folder of keys of this test alone, with our root in it."""
    before = config.current()
    config.use(replace(before, keys_dir=tmp_path / "keys"))
    (tmp_path / "keys").mkdir()
    trust.own_roots_path().write_bytes(authority().pem)
    yield tmp_path / "keys"
    config.use(before)


@pytest.fixture
def cast(keys_dir: Path, client: FlaskClient, session: Session) -> Cast:
    made = make_cast()
    for file in keys_dir.glob("*.p12"):
        file.unlink()
    sign_in(client, make_officer("Vũ Quang Trị", made.unit, Role.ADMINISTRATOR))
    session.commit()
    return made


def file_of(account: Account, passphrase: str = "của riêng") -> bytes:
    return authority().issue_personal(account.full_name, "Phường Hải An", passphrase, FOUNDED)


def handed_in(client: FlaskClient, account: Account, content: bytes, **fields: Any) -> Any:
    data = {"holder": f"a{account.id}", "source": "pkcs12", "passphrase": "của riêng", **fields}
    return client.post(
        "/quan-tri/chung-thu-so", data={**data, "file": (BytesIO(content), "chữ ký.p12")}
    )


def test_the_file_signs_and_its_passphrase_is_not_kept(
    client: FlaskClient, cast: Cast, keys_dir: Path
) -> None:
    assert handed_in(client, cast.tuan, file_of(cast.tuan)).status_code == 303
    (file,) = keys_dir.glob("*.p12")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(signing.CertificateRefused):
        signing.load_pkcs12(file, "của riêng")
    assert signing.load_pkcs12(file, config.current().keys_passphrase).name == cast.tuan.full_name
    assert keys.signer_of(cast.tuan).name == cast.tuan.full_name
    assert "chữ ký" not in file.name


@pytest.mark.parametrize("what", ["passphrase", "broken", "another", "remote", "nothing"])
def test_what_does_not_fit_is_said_beside_its_field_and_leaves_nothing(
    client: FlaskClient, session: Session, cast: Cast, keys_dir: Path, what: str
) -> None:
    content, fields = file_of(cast.tuan), {}
    if what == "passphrase":
        fields = {"passphrase": "sai"}
    elif what == "broken":
        content = content[:200]
    elif what == "another":
        content = file_of(cast.hoa)
    elif what == "remote":
        fields = {"source": "remote"}
    if what == "nothing":
        answer = client.post(
            "/quan-tri/chung-thu-so", data={"holder": f"a{cast.tuan.id}", "source": "pkcs12"}
        )
    else:
        answer = handed_in(client, cast.tuan, content, **fields)
    sentence = {
        "passphrase": "sai mật khẩu hoặc tệp bị hỏng",
        "broken": "sai mật khẩu hoặc tệp bị hỏng",
        "another": "cấp cho “Trần Thị Hoa”",
        "remote": "khi khóa ở trong tệp PKCS#12",
        "nothing": "Hãy ghi tên khóa hoặc chọn tệp PKCS#12",
    }[what]
    assert answer.status_code == 422 and answer.text.count(sentence) == 2  # summary and field
    assert not list(keys_dir.glob("*.p12"))
    assert session.scalar(sa.select(sa.func.count(SigningCertificate.id))) == 0
