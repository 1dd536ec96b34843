"""`flask documents signing-service`: the demonstration's remote signing service."""

from __future__ import annotations

from pathlib import Path

import click

from portal import config
from portal.demonstration.signing_service import Service, folder_of, server


@click.command("signing-service")
@click.option("--port", default=8190, show_default=True)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path))
def signing_service_command(port: int, folder: Path | None) -> None:
    """Chạy dịch vụ ký số từ xa để thử: giữ khóa, hỏi người ký trên trang của nó."""
    settings = config.current()
    if not settings.is_development:
        raise click.ClickException("Chỉ dùng để trình diễn và kiểm thử.")
    kept = folder or folder_of(settings)
    service = Service(kept, settings.remote_signing_secret, settings.keys_passphrase)
    click.echo(f"http://127.0.0.1:{port}")
    server(service, port).serve_forever()
