"""`flask --app wsgi files …`: is what we keep what the database says, here and elsewhere."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from portal import config
from portal.db import db, reading
from portal.documents.remote_signing import prepared_files
from portal.dossiers.queries import mentioned_files
from portal.files import Altered, Store, open_store, open_url
from portal.privacy import exporting
from portal.statistics.closing import frozen_files
from portal.statistics.target_report import issued_files


@click.group()
def files() -> None:
    """Tệp lưu giữ: đối chiếu, chuyển nơi lưu, dọn."""


@dataclass
class Findings:
    """What is wrong, as keys; `whole` counts the files that are as they should be."""

    whole: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.altered or self.orphans)


@files.command()
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@with_appcontext
def check(as_json: bool) -> None:
    """Đối chiếu tệp lưu giữ với cơ sở dữ liệu theo cả hai chiều; có sai lệch thì mã thoát là 1."""
    named = mentioned()
    try:
        found = examine(open_store(config.current()), named)
    except OSError as fault:
        raise click.ClickException(f"Không đọc được nơi lưu tệp: {fault}") from fault
    if as_json:
        click.echo(json.dumps({"mentioned": len(named), **asdict(found)}, indent=2))
    else:
        _tell(found, len(named))
    if not found.is_good:
        raise SystemExit(1)


def examine(store: Store, named: set[str]) -> Findings:
    """Every mentioned file read and hashed, every other one looked at. What came within the last
    day may belong to a row not yet committed and is no orphan. Raises OSError when the store
    cannot be reached."""
    found = Findings()
    # First, so that a place that is not there at all is a fault, not a thousand missing files.
    found.orphans = sorted(stored.name for stored in store.orphans(named))
    for key in tqdm(sorted(named), desc="Đối chiếu", unit="tệp", disable=None):
        try:
            store.stream(key).close()
            found.whole += 1
        except FileNotFoundError:
            found.missing.append(key)
        except Altered:
            found.altered.append(key)
    return found


def _tell(found: Findings, named: int) -> None:
    for word, keys in (
        ("thiếu", found.missing),
        ("bị đổi nội dung", found.altered),
        ("không hồ sơ nào dùng", found.orphans),
    ):
        for key in keys:
            click.echo(f"{word}: {key}")
    click.echo(
        f"{named} tệp được nhắc tới: {found.whole} nguyên vẹn, {len(found.missing)} thiếu, "
        f"{len(found.altered)} bị đổi. {len(found.orphans)} tệp thừa quá một ngày."
    )


@files.command()
@click.option("--to", "target", required=True, help="Thư mục, hoặc s3://bucket/prefix?endpoint=…")
@with_appcontext
def move(target: str) -> None:
    """Chép mọi tệp được nhắc tới sang nơi khác, kiểm tra mã băm; không xoá gì ở nơi cũ.

    Chạy lại được: tệp đã có nguyên vẹn ở nơi mới thì bỏ qua.
    """
    settings = config.current()
    try:
        address = config.files_address(target)
    except config.SettingsFault as fault:
        raise click.ClickException(str(fault)) from None
    if address == settings.files_url:
        raise click.ClickException("Nơi mới trùng với nơi đang lưu.")
    copied = there = 0
    lost: list[str] = []
    source, destination = open_store(settings), open_url(address)
    try:
        for key in tqdm(sorted(mentioned()), desc="Chép tệp", unit="tệp", disable=None):
            if is_whole(destination, key):
                there += 1
            elif copy(key, source, destination):
                copied += 1
            else:
                lost.append(key)
    except OSError as fault:
        raise click.ClickException(f"Dừng giữa chừng, hãy chạy lại: {fault}") from fault
    for key in lost:
        click.echo(f"thiếu hoặc bị đổi ở nơi cũ: {key}")
    click.echo(f"Đã chép {copied} tệp, {there} tệp có sẵn, {len(lost)} tệp không chép được.")
    if lost:
        raise SystemExit(1)


def is_whole(store: Store, key: str) -> bool:
    try:
        store.stream(key).close()
    except (FileNotFoundError, Altered):
        return False
    return True


def copy(key: str, source: Store, destination: Store) -> bool:
    """Copy one file; False when the source has it not, or altered. Raises OSError when either
    place fails, or when what arrived is not what was sent."""
    try:
        content = source.stream(key)
    except (FileNotFoundError, Altered):
        return False
    with content:
        arrived, _size = destination.put(iter(lambda: content.read(1024 * 1024), b""))
    if arrived != key or not is_whole(destination, key):
        raise OSError(f"{key} arrived altered")
    return True


@files.command()
@click.option("--dry-run", is_flag=True, help="Chỉ liệt kê, không xoá.")
@with_appcontext
def sweep(dry_run: bool) -> None:
    """Xoá tệp không hồ sơ nào dùng và đã quá một ngày."""
    named, store = mentioned(), open_store(config.current())
    count = size = 0
    try:
        for stored in store.orphans(named):
            if dry_run:
                click.echo(f"{stored.name}  {stored.size} byte")
            elif not store.remove(stored):
                continue
            count += 1
            size += stored.size
    except OSError as fault:
        raise click.ClickException(f"Không đọc được nơi lưu tệp: {fault}") from fault
    click.echo(f"{'Sẽ xoá' if dry_run else 'Đã xoá'} {count} tệp, {size} byte.")


def mentioned() -> set[str]:
    """What some row names, the transaction ended: to read the store takes long, and nobody waits
    for it. Read before the store is: a file of a row committed later is younger than a day."""
    with reading():
        try:
            return (
                mentioned_files()
                | exporting.mentioned_files()
                | frozen_files(db.session)
                | issued_files(db.session)
                | prepared_files()
            )
        finally:
            db.forget()
