"""Open data: the figures anybody may use again, by unit and month, with a schema that machines read
(Frictionless Data Package). Nothing of a person or a dossier is in it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import config
from portal.dossiers.counting import EARLY, ENDED, LATE, ON_TIME, Measure
from portal.statistics import figures
from portal.statistics.dashboard import months_before
from portal.statistics.figures import By
from portal.units.models import Unit

LICENCE = "CC-BY-4.0"


@dataclass(frozen=True)
class Field:
    """A column: `type` and `format` as in Frictionless Table Schema."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Dataset:
    name: str
    title: str
    description: str
    fields: tuple[Field, ...]

    @property
    def keys(self) -> list[str]:
        return [field.name for field in self.fields]


_WHERE = (
    Field("unit_code", "string", "Mã định danh cơ quan (QĐ 20/2020/QĐ-TTg)"),
    Field("unit_name", "string", "Tên ngắn của cơ quan, đơn vị"),
    Field("month", "yearmonth", "Tháng theo lịch Việt Nam, dạng YYYY-MM"),
)
DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "tiep-nhan",
        "Hồ sơ tiếp nhận theo tháng, đơn vị, mức độ và kênh",
        "Mỗi dòng là số hồ sơ thủ tục hành chính được tiếp nhận trong tháng.",
        (
            *_WHERE,
            Field("level", "integer", "Mức độ dịch vụ: 2 thông tin, 3 một phần, 4 toàn trình"),
            Field("channel", "integer", "Kênh: 1 trực tiếp, 2 trực tuyến, 3 bưu chính công ích"),
            Field("received", "integer", "Số hồ sơ tiếp nhận"),
        ),
    ),
    Dataset(
        "giai-quyet",
        "Tình hình giải quyết theo tháng và đơn vị",
        "Mỗi dòng là một đơn vị trong một tháng; so theo ngày, như Biểu II.06a (TT 01/2020/TT-VPCP).",
        (
            *_WHERE,
            Field("received", "integer", "Số hồ sơ tiếp nhận trong tháng"),
            Field("resolved_early", "integer", "Giải quyết trước hạn"),
            Field("resolved_on_time", "integer", "Giải quyết đúng hạn"),
            Field("resolved_late", "integer", "Giải quyết quá hạn"),
            Field("open_at_end", "integer", "Đang giải quyết vào cuối tháng (tháng này: hôm nay)"),
            Field("overdue_at_end", "integer", "Trong đó quá hạn vào cuối tháng"),
        ),
    ),
)
DATASET_OF = {dataset.name: dataset for dataset in DATASETS}


def rows_of(
    session: Session, dataset: Dataset, units: Sequence[Unit], today: date
) -> list[dict[str, Any]]:
    """The last twelve months, the running one included; lines without any figure are left out."""
    make = {"tiep-nhan": _received, "giai-quyet": _resolved}[dataset.name]
    return make(session, {unit.id: unit for unit in units}, today)


def to_csv(dataset: Dataset, rows: Sequence[dict[str, Any]]) -> bytes:
    """RFC 4180 in UTF-8: comma between columns, one head row of the schema's names."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, dataset.keys, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def package(base: str, made_at: datetime) -> dict[str, Any]:
    """datapackage.json: what there is and what each column means. `base` is our address."""
    return {
        "profile": "tabular-data-package",
        "name": "so-lieu-mot-cua",
        "title": f"Số liệu giải quyết thủ tục hành chính – {config.current().province}",
        "created": made_at.isoformat(),
        "licenses": [{"name": LICENCE, "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [_resource(dataset, base) for dataset in DATASETS],
    }


def _resource(dataset: Dataset, base: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "path": f"{base}/so-lieu/mo/{dataset.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": one.name, "type": one.type, "description": one.description}
                for one in dataset.fields
            ],
            "primaryKey": [
                name for name in dataset.keys if name in ("unit_code", "month", "level", "channel")
            ],
        },
    }


def _received(session: Session, units: dict[int, Unit], today: date) -> list[dict[str, Any]]:
    found = figures.flows(
        session,
        months_before(today, 12)[0],
        today,
        [By.UNIT, By.MONTH, By.LEVEL, By.CHANNEL],
        measures=[Measure.RECEIVED],
    )
    return _sorted(
        {
            **_where(units[unit_id], month),
            "level": int(level),
            "channel": int(channel),
            "received": counts[Measure.RECEIVED],
        }
        for (unit_id, month, level, channel), counts in found.items()
        if unit_id in units
    )


def _resolved(session: Session, units: dict[int, Unit], today: date) -> list[dict[str, Any]]:
    months = months_before(today, 12)
    flows = figures.flows(
        session, months[0], today, [By.UNIT, By.MONTH], measures=[Measure.RECEIVED, *ENDED]
    )
    ends = {
        start: min(after, today)
        for start, after in zip(
            months,
            [*(start - timedelta(days=1) for start in months[1:]), today],
            strict=True,
        )
    }
    stood = figures.standings(session, list(ends.values()), [By.UNIT])
    keys: dict[tuple[int, date], None] = dict.fromkeys(flows)
    for start, end in ends.items():
        keys.update(dict.fromkeys((unit_id, start) for (unit_id,) in stood[end]))
    rows = []
    for unit_id, month in keys:
        if unit_id not in units:
            continue
        counts = flows.get((unit_id, month), Counter())
        standing = stood[ends[month]].get((unit_id,), figures.Standing())
        rows.append(
            {
                **_where(units[unit_id], month),
                "received": counts[Measure.RECEIVED],
                "resolved_early": sum(counts[measure] for measure in EARLY),
                "resolved_on_time": sum(counts[measure] for measure in ON_TIME),
                "resolved_late": sum(counts[measure] for measure in LATE),
                "open_at_end": standing.open,
                "overdue_at_end": standing.overdue,
            }
        )
    return _sorted(rows)


def _where(unit: Unit, month: date) -> dict[str, Any]:
    return {"unit_code": unit.code, "unit_name": unit.short_name, "month": f"{month:%Y-%m}"}


def _sorted(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: tuple(str(value) for value in list(row.values())[:5]))
