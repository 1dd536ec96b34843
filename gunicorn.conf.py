"""The web server's own settings; the portal's are in the environment (README)."""

import os

worker_class = "gthread"
# SQLite has one writer: one process with threads. PostgreSQL: as many processes as are set.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
graceful_timeout = 20
timeout = 60
loglevel = "warning"
keepalive = 5


def post_worker_init(_worker: object) -> None:
    """The first paper shall not wait for the rendering process to start."""
    from portal import pdf

    pdf.warm()
