"""The national table "Hình thức nộp · Thời gian · Phí, lệ phí · Mô tả" as limits, fees, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.procedures.definitions import Channel, ChannelNote, Fees, Limits, TimeLimit
from portal.procedures.importing import limits
from portal.procedures.importing.fees import FeeReading, join_rows
from portal.procedures.importing.outcome import Flag


@dataclass(frozen=True)
class ChannelRow:
    """One row; `limit` is the cell's text, `problem` says why it must not be read."""

    channel: Channel
    limit: str
    fees: tuple[FeeReading, ...]
    note: str
    problem: str = ""


@dataclass(frozen=True)
class ChannelTable:
    limits: Limits
    fees: Fees
    notes: tuple[ChannelNote, ...]
    flags: tuple[Flag, ...]


def read_table(rows: Sequence[ChannelRow]) -> ChannelTable:
    """Equal limits and fees of several channels become one item; an item that holds for every
    channel of the table names none."""
    channels = tuple(dict.fromkeys(row.channel for row in rows))
    flags: list[Flag] = []
    where: dict[tuple[str, str], list[Channel]] = {}
    for row in rows:
        reading = (
            limits.LimitReading("", row.problem) if row.problem else limits.read_cell(row.limit)
        )
        if reading.problem and reading.problem != limits.NO_LIMIT:
            flags.append(Flag(limits.FIELD, reading.problem, row.limit))
        if reading.limit and limits.contradicts(reading.limit, row.note):
            flags.append(Flag(limits.FIELD, limits.OTHER_IN_NOTE, f"{row.limit}: {row.note}"))
        if reading.limit or reading.problem != limits.NO_LIMIT:
            key = (reading.limit, "" if reading.limit else row.limit)
            if row.channel not in where.setdefault(key, []):
                where[key].append(row.channel)
    items = tuple(
        TimeLimit(limit, () if set(found) == set(channels) else tuple(found), text=text)
        for (limit, text), found in where.items()
    )
    if not items:
        flags.append(Flag(limits.FIELD, limits.NO_LIMIT, ""))
    if limits.has_several(items):
        flags.append(Flag(limits.FIELD, limits.SEVERAL, _limits_by_channel(rows)))
    fees, fee_flags = join_rows([(row.channel, row.fees) for row in rows])
    notes = dict.fromkeys(ChannelNote(row.channel, row.note) for row in rows)
    return ChannelTable(
        Limits(items), fees, tuple(notes), tuple(dict.fromkeys([*flags, *fee_flags]))
    )


def _limits_by_channel(rows: Sequence[ChannelRow]) -> str:
    return "\n".join(dict.fromkeys(f"{row.limit}: {row.note}".rstrip(": ") for row in rows))
