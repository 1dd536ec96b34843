"""What a request has looked at, told by the queries that load it: the loader is the permission, and
so it is the one place that nobody can pass by. Read at the edge, where the log is written."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """One dossier: by number, by the code people know it by, and its unit."""

    dossier_id: int
    label: str
    unit_id: int | None = None


@dataclass
class Trail:
    """`opened`: shown whole; `listed`: a line of a list each. `goes_on`: this is part of a look that
    was told of already."""

    opened: dict[int, Seen] = field(default_factory=dict)
    listed: list[int] = field(default_factory=list)
    goes_on: bool = False


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


def begin() -> Token[Trail | None]:
    return _trail.set(Trail())


def end(token: Token[Trail | None]) -> None:
    _trail.reset(token)


def saw(dossier_id: int, label: str, unit_id: int | None = None) -> None:
    """Somebody was shown this dossier. Outside a request nobody looks."""
    trail = _trail.get()
    if trail is not None:
        trail.opened.setdefault(dossier_id, Seen(dossier_id, label, unit_id))


def listed(dossier_ids: Iterable[int]) -> None:
    """Somebody was shown a list with these dossiers."""
    trail = _trail.get()
    if trail is not None:
        trail.listed.extend(dossier_ids)


def goes_on() -> None:
    """What is shown now is a further part of what somebody was shown, and the log told, before."""
    trail = _trail.get()
    if trail is not None:
        trail.goes_on = True


def told() -> Trail:
    return _trail.get() or Trail()
