"""From grouped rows of a query to the lines of a table: the total, the groups, each unit, sector or
procedure. Sums are of sums: never the mean of the lines' shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from sqlalchemy.orm import Session

from portal.i18n import _
from portal.statistics.reports.asked import Asked, unit_places
from portal.statistics.reports.shell import Row, Value
from portal.statistics.shares import Light
from portal.vietnam import sort_key

Make = Callable[[list[tuple[object, ...]]], Sequence[Value | Light]]


def by_unit(
    session: Session, asked: Asked, rows: Iterable[tuple[object, ...]], make: Make
) -> tuple[Row, ...]:
    """`rows` begin with a unit's identifier; `make` turns the rows of a line, without it, into the
    values behind the line's name."""
    of_unit: dict[object, list[tuple[object, ...]]] = defaultdict(list)
    for unit_id, *rest in rows:
        of_unit[unit_id].append(tuple(rest))
    counted = {unit_id for unit_id in of_unit if isinstance(unit_id, int)}
    found = []
    for number, place in enumerate(unit_places(session, asked, counted)):
        mine = [row for unit_id in place.unit_ids for row in of_unit.get(unit_id, [])]
        key = {"total": "tong", "group": f"nhom-{number}"}.get(place.kind, place.code)
        kind = "line" if place.kind == "unit" else place.kind
        found.append(Row(key, (place.name, *make(mine)), kind, place.unit_ids))
    return tuple(found)


def by_name(
    asked: Asked, rows: Iterable[tuple[object, ...]], make: Make, keys: dict[str, str] | None = None
) -> tuple[Row, ...]:
    """`rows` begin with a name (a sector's, a procedure's, a way of payment's): the total, then each
    by its place in the alphabet. `keys`: the line's key for a name, else the name."""
    of_name: dict[Hashable, list[tuple[object, ...]]] = defaultdict(list)
    everything: list[tuple[object, ...]] = []
    for name, *rest in rows:
        of_name[str(name)].append(tuple(rest))
        everything.append(tuple(rest))
    total = Row("tong", (_("Tổng số"), *make(everything)), "total", asked.units)
    names = sorted((str(name) for name in of_name), key=sort_key)
    return (
        total,
        *(
            Row((keys or {}).get(name, name), (name, *make(of_name[name])), "line", asked.units)
            for name in names
        ),
    )
