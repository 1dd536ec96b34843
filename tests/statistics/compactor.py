"""A process that rolls facts up a few at a time, as the worker does, until it is killed:
`python -m tests.statistics.compactor URL BATCH`."""

from __future__ import annotations

import sys
import time

from sqlalchemy.orm import Session

from portal.db import make_engine
from portal.statistics.compacting import compact


def main(url: str, batch: int) -> None:
    engine = make_engine(url)
    while True:
        with Session(engine) as session:
            count = compact(session, batch)
            session.commit()
        time.sleep(0.005 if count else 0.02)  # SQLite: the others want to write too


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
