"""What `./run` starts: migrates, seeds once, then web and worker until Ctrl-C; in development a
remote signing service to try with beside them, unless one is set.

All are forked from this process after everything is imported, so that a start costs one import
instead of four; each opens its own database connections.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from portal import config, create_app, migrate, paper_process, pdf
from portal.db import db
from portal.demonstration import signing_service
from portal.notifications import worker
from portal.seeding.accounts import PASSWORD, demonstration_accounts
from portal.seeding.cli import seed_once

PATIENCE_SECONDS = 30


def main() -> int:
    """Returns the exit code: 0 after Ctrl-C, 1 when something could not start or ended."""
    try:
        settings = config.load()
    except config.SettingsFault as fault:
        return _complain(str(fault))
    migrate.upgrade(settings.database_url)
    if settings.is_development and _seeded(settings):
        # Start anew: the seeding's threads and connections must not be forked.
        pdf.end()
        paper_process.end()
        os.execv(sys.executable, [sys.executable, "-m", "portal.serve"])
    works: list[Callable[[], None]] = [lambda: _web(settings), lambda: _worker(settings)]
    if settings.is_development and not settings.remote_signing_url:
        settings, port = _with_signing_service(settings)
        works.append(lambda: _signing_service(settings, port))
    children = [_fork(work) for work in works]
    asked_to_stop = _stop_on_signal(children)
    if not _wait_until_it_answers(settings.port, children):
        _end(children)
        return _complain("Máy chủ web không khởi động được; xem dòng lỗi ở trên.")
    sys.stdout.write(_greeting(settings))
    sys.stdout.flush()
    _wait_for_any(children)
    _end(children)
    return 0 if asked_to_stop() else 1


def _seeded(settings: config.Settings) -> bool:
    app = create_app(settings)
    with app.app_context():
        return seed_once()


def _web(settings: config.Settings) -> None:
    from gunicorn.app.wsgiapp import run

    bind = f"{settings.host}:{settings.port}"
    configuration = str(config.ROOT / "gunicorn.conf.py")
    sys.argv = ["gunicorn", "--config", configuration, "--bind", bind, "wsgi:app"]
    run()


def _worker(settings: config.Settings) -> None:
    with create_app(settings).app_context():
        worker.run(settings)


def _with_signing_service(settings: config.Settings) -> tuple[config.Settings, int]:
    """The settings with a service of ours in them, for this process and its children, and its port:
    the next one, or any while that is taken."""
    port = next(port for port in (settings.port + 1, 0) if _is_free(port)) or _any_port()
    url = f"http://127.0.0.1:{port}"
    return config.load_with_signing_service(url, secrets.token_hex(16)), port


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True


def _any_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _signing_service(settings: config.Settings, port: int) -> None:
    service = signing_service.of(settings)
    with contextlib.suppress(KeyboardInterrupt):
        signing_service.server(service, port).serve_forever()


def _fork(work: Callable[[], None]) -> int:
    """Run `work` in a child; returns its process id."""
    db.close()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stop_on_signal(children: list[int]) -> Callable[[], bool]:
    """Pass Ctrl-C and SIGTERM on to the children; tells later whether one came."""
    came: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        _signal(children)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return lambda: bool(came)


def _wait_until_it_answers(port: int, children: list[int]) -> bool:
    """The address that is printed works when it is read."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/khoe", timeout=2).close()
        except urllib.error.HTTPError:
            return True  # it answers, if only to refuse this host name
        except OSError:
            if _ended(children[0]):
                return False
            time.sleep(0.05)
        else:
            return True
    return False


def _ended(child: int) -> bool:
    return os.waitpid(child, os.WNOHANG) != (0, 0)


def _wait_for_any(children: list[int]) -> None:
    """Until one of them ends: the other is of no use alone."""
    child = 0
    while child not in children:  # a process started before this one was begun anew may end too
        try:
            child, _status = os.wait()
        except ChildProcessError:
            return
    children.remove(child)


def _end(children: list[int]) -> None:
    _signal(children)
    for child in children:
        try:
            os.waitpid(child, 0)
        except ChildProcessError:
            continue


def _signal(children: list[int]) -> None:
    for child in children:
        try:
            os.kill(child, signal.SIGTERM)
        except ProcessLookupError:
            continue


def _greeting(settings: config.Settings) -> str:
    lines = ["", f"  Cổng Một cửa: {settings.base_url}", ""]
    if settings.is_development:
        lines.append(f"  Tài khoản trình diễn (mật khẩu: {PASSWORD})")
        lines += [f"    {email:24} {who}" for who, email in demonstration_accounts()]
        lines += ["", f"  Thư điện tử gửi đi: {settings.base_url}/thu-thu-nghiem"]
        lines += [f"  Dịch vụ ký số từ xa để thử: {settings.remote_signing_url}", ""]
    return "\n".join([*lines, "  Ctrl-C để dừng.", ""]) + "\n"


def _complain(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
