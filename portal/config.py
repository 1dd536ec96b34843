"""Settings, typed, from the environment. README lists them; a test compares the two."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsFault(Exception):
    """A setting is missing or wrong; the sentence says which and what to write."""


@dataclass(frozen=True)
class Settings:
    environment: str
    host: str
    port: int
    base_url: str
    data_dir: Path
    database_url: str
    files_url: str
    secret_key: str
    province: str
    hotline: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    smtp_url: str
    mail_from: str
    sms_url: str
    sms_secret: str
    rate_limit_storage: str
    max_upload_mb: int
    clamd: str
    office_files: str
    dossier_quota_mb: int
    person_quota_mb: int
    keys_dir: Path
    keys_passphrase: str
    online_share_target: int
    full_level_target: int
    on_time_target: int
    quality_panel: str
    uncollected_days: int
    unit_map: str
    retention: str
    vnpay_url: str
    vnpay_terminal: str
    vnpay_secret: str
    vnpay_refund_url: str
    national_pay_url: str
    national_pay_partner: str
    national_pay_secret: str
    bank_number: str
    bank_account: str
    bank_holder: str
    bank_secret: str
    form_profile: str
    second_factor: str
    pkcs11_module: str
    pkcs11_token: str
    pkcs11_pin: str
    remote_signing_url: str
    remote_signing_secret: str
    tsa_url: str
    trust_roots: Path | None
    identity_providers: str
    officer_idle_minutes: int
    officer_session_hours: int
    citizen_idle_minutes: int
    citizen_session_hours: int

    @property
    def is_development(self) -> bool:
        return self.environment == "development"

    @property
    def has_sms(self) -> bool:
        return self.is_development or bool(self.sms_url)

    @property
    def mail_dir(self) -> Path:
        """Where e-mail goes while no SMTP server is set: readable in the browser."""
        return self.data_dir / "mail"


# name: (default, meaning). The README's table is checked against this one.
KNOWN: dict[str, tuple[str, str]] = {
    "PORTAL_ENV": ("development", "development, or production (needs secrets, sends real e-mail)"),
    "PORTAL_HOST": ("127.0.0.1", "address the web server listens on"),
    "PORTAL_PORT": ("8000", "port the web server listens on"),
    "PORTAL_BASE_URL": ("http://127.0.0.1:PORT", "address people use; printed in QR codes"),
    "PORTAL_DATA_DIR": ("var", "folder for the database, files and keys of one machine"),
    "PORTAL_DATABASE_URL": (
        "sqlite:///DATA_DIR/portal.sqlite3",
        "SQLAlchemy URL; PostgreSQL as postgresql+psycopg://…",
    ),
    "PORTAL_FILES_URL": (
        "DATA_DIR/files",
        "folder, or s3://bucket/prefix?endpoint=…&region=… with its keys in AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY",
    ),
    "PORTAL_SECRET_KEY": (
        "made once in DATA_DIR",
        "signs sessions and forms; must be set in production",
    ),
    "PORTAL_PROVINCE": ("Tỉnh Sông Lam", "name of the province or ministry on every page"),
    "PORTAL_HOTLINE": ("1900 0000", "telephone number citizens are told to call"),
    "PORTAL_TRUSTED_HOSTS": (
        "host of PORTAL_BASE_URL; any in development",
        "comma-separated host names the portal answers to",
    ),
    "PORTAL_PROXIES": (
        "0",
        "web servers in front whose X-Forwarded-… headers are believed; 1 behind nginx",
    ),
    "PORTAL_SMTP_URL": (
        "none",
        "smtp://user:password@host:587; without it mail goes to DATA_DIR/mail",
    ),
    "PORTAL_MAIL_FROM": ("khong-tra-loi@h99.example", "sender of e-mail"),
    "PORTAL_SMS_URL": (
        "none",
        "gateway of text messages that takes JSON (id, to, text); without it they go to DATA_DIR/mail "
        "in development, and production confirms no telephone numbers",
    ),
    "PORTAL_SMS_SECRET": ("none", "what that gateway knows the portal by (Authorization: Bearer)"),
    "PORTAL_RATE_LIMIT_STORAGE": (
        "memory://; database:// with PostgreSQL",
        "where failed tries are counted; redis://… spares the database when there are many",
    ),
    "PORTAL_MAX_UPLOAD_MB": ("20", "largest request, in megabytes"),
    "PORTAL_CLAMD": (
        "none",
        "host:port or socket of the virus scanner clamd; what is sent while it is down is taken in and opened by nobody until it has been scanned",
    ),
    "PORTAL_OFFICE_FILES": (
        "refused",
        "accepted: people may also send .docx and .xlsx, without macros and embedded files",
    ),
    "PORTAL_DOSSIER_QUOTA_MB": ("200", "all files of one dossier together, in megabytes"),
    "PORTAL_PERSON_QUOTA_MB": (
        "1000",
        "all files of one account together, its dossiers and its store, in megabytes",
    ),
    "PORTAL_KEYS_DIR": ("DATA_DIR/keys", "folder of the PKCS#12 signing keys"),
    "PORTAL_KEYS_PASSPHRASE": ("trinh-dien", "passphrase of those keys; must be set in production"),
    "PORTAL_ONLINE_SHARE_TARGET": (
        "20",
        "target for dossiers received online, percent (NQ 17/NQ-CP)",
    ),
    "PORTAL_FULL_LEVEL_TARGET": ("30", "target for services at level 4, percent (NQ 17/NQ-CP)"),
    "PORTAL_ON_TIME_TARGET": (
        "95",
        "target for dossiers resolved early or on time, percent (QĐ 766/QĐ-TTg, tiến độ giải quyết)",
    ),
    "PORTAL_QUALITY_PANEL": (
        "portal/statistics/quality_766.toml",
        "file with the criteria, points and formulae of the quality panel (QĐ 766/QĐ-TTg)",
    ),
    "PORTAL_UNCOLLECTED_DAYS": (
        "30",
        "days after which a result nobody collected is reminded of and may be archived",
    ),
    "PORTAL_UNIT_MAP": (
        "portal/statistics/unit_map.toml",
        "file that places the tiles of the map of units",
    ),
    "PORTAL_RETENTION": (
        "portal/privacy/retention.toml",
        "file that says how long the personal data of a dossier is kept after its end",
    ),
    "PORTAL_VNPAY_URL": (
        "a sandbox of ours in development",
        "payment page of VNPAY; without it and the next two, production takes fees at the desk only",
    ),
    "PORTAL_VNPAY_TERMINAL": ("none", "our terminal code at VNPAY (vnp_TmnCode)"),
    "PORTAL_VNPAY_SECRET": ("none", "the secret shared with VNPAY (vnp_HashSecret)"),
    "PORTAL_VNPAY_REFUND_URL": (
        "none",
        "where VNPAY takes refunds (merchant_webapi/api/transaction); without it cashiers make them by "
        "hand",
    ),
    "PORTAL_NATIONAL_PAY_URL": (
        "a sandbox of ours in development",
        "where the national payment platform takes messages INIT; without it and the next two, "
        "production does not offer it",
    ),
    "PORTAL_NATIONAL_PAY_PARTNER": ("none", "our partner code there (MaDoiTac)"),
    "PORTAL_NATIONAL_PAY_SECRET": ("none", "the secret shared with the platform"),
    "PORTAL_BANK_NUMBER": (
        "a sandbox of ours in development",
        "number at NAPAS (six digits) of the bank that holds the account for transfers by VietQR; "
        "without it, the account and the secret, production does not offer them",
    ),
    "PORTAL_BANK_ACCOUNT": ("none", "number of that account"),
    "PORTAL_BANK_HOLDER": ("name of the province", "holder of that account, as the bank shows it"),
    "PORTAL_BANK_SECRET": ("none", "the secret by which the bank's notices are signed"),
    "PORTAL_FORM_PROFILE": (
        "by the paper's date",
        "set of statutory forms to print in, whatever the date: 2018 (TT 01/2018) or 2025 (TT 03/2025)",
    ),
    "PORTAL_SECOND_FACTOR": (
        "required in production, offered in development",
        "required: every officer needs an app or a passkey beside the password; offered: who wants",
    ),
    "PORTAL_PKCS11_MODULE": (
        "none",
        "driver of the token that keeps signing keys (PKCS#11, a .so)",
    ),
    "PORTAL_PKCS11_TOKEN": ("none", "label of that token"),
    "PORTAL_PKCS11_PIN": ("none", "its PIN"),
    "PORTAL_REMOTE_SIGNING_URL": (
        "none; one of ours with `./run` in development",
        "remote signing service, as documents/remote_service.py speaks; without it keys are on this "
        "machine",
    ),
    "PORTAL_REMOTE_SIGNING_SECRET": ("none", "what the service knows this portal by"),
    "PORTAL_TSA_URL": (
        "one of ours in development",
        "time-stamp authority (RFC 3161); without it production signs with the time the signer claims",
    ),
    "PORTAL_TRUST_ROOTS": (
        "none",
        "folder of root certificates trusted beside our own when files are checked",
    ),
    "PORTAL_IDENTITY_PROVIDERS": (
        "none",
        "TOML file of OpenID providers: [[provider]] key, name, issuer, client_id, client_secret, "
        "scope, least_level",
    ),
    "PORTAL_OFFICER_IDLE_MINUTES": (
        "30",
        "minutes without a press after which an officer's session ends; the page warns before",
    ),
    "PORTAL_OFFICER_SESSION_HOURS": ("12", "hours after which an officer signs in anew"),
    "PORTAL_CITIZEN_IDLE_MINUTES": ("60", "minutes without a press, for citizens"),
    "PORTAL_CITIZEN_SESSION_HOURS": ("24", "hours after which a citizen signs in anew"),
}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read all settings. Raises SettingsFault with a sentence for the person who starts us."""
    values = dict(os.environ if environ is None else environ)
    _refuse_unknown(values)

    def text(name: str, default: str | None = None) -> str:
        return values.get(name) or (KNOWN[name][0] if default is None else default)

    def number(name: str, low: int, high: int) -> int:
        return _whole_number(name, text(name), low, high)

    environment = text("PORTAL_ENV")
    if environment not in ("development", "production"):
        raise SettingsFault("PORTAL_ENV phải là development hoặc production.")
    data_dir = Path(text("PORTAL_DATA_DIR"))
    data_dir = data_dir if data_dir.is_absolute() else ROOT / data_dir
    port = _whole_number("PORTAL_PORT", text("PORTAL_PORT"), 1, 65535)
    is_production = environment == "production"
    if is_production:
        for name in ("PORTAL_SECRET_KEY", "PORTAL_KEYS_PASSPHRASE", "PORTAL_BASE_URL"):
            if not values.get(name):
                raise SettingsFault(f"Ở chế độ production phải đặt {name}.")
    database = text("PORTAL_DATABASE_URL", f"sqlite:///{data_dir / 'portal.sqlite3'}")
    return Settings(
        environment=environment,
        host=text("PORTAL_HOST"),
        port=port,
        base_url=text("PORTAL_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        data_dir=data_dir,
        database_url=database,
        files_url=files_address(text("PORTAL_FILES_URL", str(data_dir / "files"))),
        secret_key=values.get("PORTAL_SECRET_KEY") or _kept_secret(data_dir),
        province=text("PORTAL_PROVINCE"),
        hotline=text("PORTAL_HOTLINE"),
        proxies=_whole_number("PORTAL_PROXIES", text("PORTAL_PROXIES"), 0, 9),
        trusted_hosts=_trusted_hosts(values, is_production),
        smtp_url=text("PORTAL_SMTP_URL", ""),
        mail_from=text("PORTAL_MAIL_FROM"),
        sms_url=_web_address("PORTAL_SMS_URL", values),
        sms_secret=text("PORTAL_SMS_SECRET", ""),
        rate_limit_storage=values.get("PORTAL_RATE_LIMIT_STORAGE")
        or ("database://" if database.startswith("postgresql") else "memory://"),
        max_upload_mb=_whole_number("PORTAL_MAX_UPLOAD_MB", text("PORTAL_MAX_UPLOAD_MB"), 1, 2048),
        clamd=_scanner_address(text("PORTAL_CLAMD", "")),
        office_files=_one_of(
            "PORTAL_OFFICE_FILES", text("PORTAL_OFFICE_FILES"), "refused", "accepted"
        ),
        dossier_quota_mb=number("PORTAL_DOSSIER_QUOTA_MB", 1, 100_000),
        person_quota_mb=number("PORTAL_PERSON_QUOTA_MB", 1, 1_000_000),
        keys_dir=Path(text("PORTAL_KEYS_DIR", str(data_dir / "keys"))),
        keys_passphrase=text("PORTAL_KEYS_PASSPHRASE"),
        online_share_target=_whole_number(
            "PORTAL_ONLINE_SHARE_TARGET", text("PORTAL_ONLINE_SHARE_TARGET"), 0, 100
        ),
        full_level_target=_whole_number(
            "PORTAL_FULL_LEVEL_TARGET", text("PORTAL_FULL_LEVEL_TARGET"), 0, 100
        ),
        on_time_target=_whole_number(
            "PORTAL_ON_TIME_TARGET", text("PORTAL_ON_TIME_TARGET"), 0, 100
        ),
        quality_panel=text("PORTAL_QUALITY_PANEL", ""),
        uncollected_days=_whole_number(
            "PORTAL_UNCOLLECTED_DAYS", text("PORTAL_UNCOLLECTED_DAYS"), 1, 3650
        ),
        unit_map=text("PORTAL_UNIT_MAP", ""),
        retention=text("PORTAL_RETENTION", ""),
        vnpay_url=text("PORTAL_VNPAY_URL", ""),
        vnpay_terminal=text("PORTAL_VNPAY_TERMINAL", ""),
        vnpay_secret=text("PORTAL_VNPAY_SECRET", ""),
        vnpay_refund_url=_web_address("PORTAL_VNPAY_REFUND_URL", values),
        national_pay_url=text("PORTAL_NATIONAL_PAY_URL", ""),
        national_pay_partner=text("PORTAL_NATIONAL_PAY_PARTNER", ""),
        national_pay_secret=text("PORTAL_NATIONAL_PAY_SECRET", ""),
        bank_number=_bank_number(text("PORTAL_BANK_NUMBER", "")),
        bank_account=text("PORTAL_BANK_ACCOUNT", ""),
        bank_holder=text("PORTAL_BANK_HOLDER", ""),
        bank_secret=text("PORTAL_BANK_SECRET", ""),
        form_profile=_one_of(
            "PORTAL_FORM_PROFILE", text("PORTAL_FORM_PROFILE", ""), "2018", "2025"
        ),
        second_factor=_one_of(
            "PORTAL_SECOND_FACTOR", text("PORTAL_SECOND_FACTOR", ""), "required", "offered"
        )
        or ("required" if is_production else "offered"),
        pkcs11_module=text("PORTAL_PKCS11_MODULE", ""),
        pkcs11_token=text("PORTAL_PKCS11_TOKEN", ""),
        pkcs11_pin=text("PORTAL_PKCS11_PIN", ""),
        remote_signing_url=_web_address("PORTAL_REMOTE_SIGNING_URL", values),
        remote_signing_secret=text("PORTAL_REMOTE_SIGNING_SECRET", ""),
        tsa_url=_web_address("PORTAL_TSA_URL", values),
        trust_roots=_folder(values.get("PORTAL_TRUST_ROOTS", "")),
        identity_providers=text("PORTAL_IDENTITY_PROVIDERS", ""),
        officer_idle_minutes=number("PORTAL_OFFICER_IDLE_MINUTES", 2, 1440),
        officer_session_hours=number("PORTAL_OFFICER_SESSION_HOURS", 1, 720),
        citizen_idle_minutes=number("PORTAL_CITIZEN_IDLE_MINUTES", 2, 1440),
        citizen_session_hours=number("PORTAL_CITIZEN_SESSION_HOURS", 1, 720),
    )


def _trusted_hosts(values: Mapping[str, str], is_production: bool) -> tuple[str, ...]:
    """Empty is any. In production the host people are sent to is enough: links in letters are
    made from PORTAL_BASE_URL, and a forged Host header has no answer."""
    named = values.get("PORTAL_TRUSTED_HOSTS", "")
    if not named and is_production:
        named = urlsplit(values["PORTAL_BASE_URL"]).hostname or ""
    return tuple(host.strip() for host in named.split(",") if host.strip())


def _refuse_unknown(values: Mapping[str, str]) -> None:
    """A misspelt setting silently ignored is worse than a refusal to start."""
    for name in values:
        if name.startswith("PORTAL_") and name not in KNOWN and not name.startswith("PORTAL_TEST_"):
            raise SettingsFault(f"Không có thiết lập nào tên {name}; xem README, mục Settings.")


def files_address(text: str) -> str:
    """A folder, made absolute, or s3://bucket/prefix?endpoint=…&region=…. Raises SettingsFault."""
    if "://" not in text:
        return str(ROOT / text)
    parts = urlsplit(text)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if (
        parts.scheme != "s3"
        or not re.fullmatch(r"[a-z0-9][a-z0-9.-]+", parts.netloc)
        or not set(asked) <= {"endpoint", "region"}
        or not all(asked.values())
        or not asked.get("endpoint", "https://").startswith(("https://", "http://"))
    ):
        raise SettingsFault(
            "PORTAL_FILES_URL phải là một thư mục hoặc s3://bucket/prefix?endpoint=https://…&region=…"
            " (khoá truy cập đặt ở AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY)."
        )
    return text


def _scanner_address(text: str) -> str:
    host, _colon, port = text.rpartition(":")
    if not text or text.startswith("/"):
        return text
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SettingsFault(
            f"PORTAL_CLAMD phải là host:port hoặc đường dẫn socket, không phải “{text}”."
        )
    return text


def _bank_number(text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{6}", text):
        raise SettingsFault(f"PORTAL_BANK_NUMBER phải gồm sáu chữ số, không phải “{text}”.")
    return text


def _web_address(name: str, values: Mapping[str, str]) -> str:
    text = values.get(name, "")
    if text and not text.startswith(("https://", "http://")):
        raise SettingsFault(f"{name} phải bắt đầu bằng https:// hoặc http://, không phải “{text}”.")
    return text.rstrip("/")


def _folder(text: str) -> Path | None:
    return ROOT / text if text else None


def _one_of(name: str, text: str, *allowed: str) -> str:
    if text and text not in allowed:
        raise SettingsFault(f"{name} phải là {' hoặc '.join(allowed)}, không phải “{text}”.")
    return text


def _whole_number(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise SettingsFault(f"{name} phải là số nguyên từ {low} đến {high}, không phải “{text}”.")
    return int(text)


def _kept_secret(data_dir: Path) -> str:
    """One secret per data folder, made on first start, so that sessions survive a restart."""
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()


def load_with_signing_service(url: str, secret: str) -> Settings:
    """`load`, with a remote signing service started beside us, for this process and its children."""
    os.environ["PORTAL_REMOTE_SIGNING_URL"] = url
    os.environ["PORTAL_REMOTE_SIGNING_SECRET"] = secret
    return load()


def environment_for_rendering() -> dict[str, str]:
    """What the rendering process needs to start and to find fonts, and nothing of ours."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "XDG_CACHE_HOME",
             "FONTCONFIG_FILE", "FONTCONFIG_PATH")  # fmt: skip
    return {name: os.environ[name] for name in names if name in os.environ}


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the settings of the process; create_app calls it once."""
    global _current
    _current = settings


def current() -> Settings:
    assert _current is not None, "create_app was not called"
    return _current
