"""A province's worth of dossiers in minutes: rows multiplied inside PostgreSQL from one real one.

Each row is a copy of a dossier the portal itself made, with its own code, names, numbers, place,
state and times. Events are not copied: no list reads those of another dossier.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

UNITS = 100
OPEN_STATES = ("submitted", "processing", "processing", "processing", "processing",
               "processing", "processing", "supplement_requested", "resolved", "processing")  # fmt: skip
_FAMILY = "ARRAY['Nguyễn','Trần','Lê','Phạm','Hoàng','Phan','Vũ','Võ','Đặng','Bùi','Đỗ','Hồ','Ngô']"
_MIDDLE = "ARRAY['Văn','Thị','Hữu','Minh','Ngọc','Thanh','Quốc','Kim','Đức','Thu','Xuân']"
_GIVEN = (
    "ARRAY['An','Bình','Chi','Dung','Giang','Hạnh','Hùng','Khánh','Lan','Linh','Mai','Nam',"
    "'Oanh','Phúc','Quân','Sơn','Thảo','Tuấn','Uyên','Vinh','Yến']"
)
_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_NUMBERS = "generate_series(CAST(:start AS bigint), CAST(:last AS bigint))"
_BARE = "a" * 17 + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5 + "d"


def more_units(connection: sa.Connection, template: int) -> None:
    """Copies of a ward with one desk each, until there are UNITS."""
    _copy(connection, "unit", "generate_series(1, CAST(:count AS integer)) AS g(n)",
          {"code": "'B99.' || n", "short_name": "'Phường ' || n",
           "name": "'UBND phường ' || n"},
          {"template": template, "count": UNITS})  # fmt: skip
    connection.execute(
        sa.text(
            "INSERT INTO desk (code, name, unit_id, address) SELECT code || '.D1',"
            " 'Một cửa ' || short_name, id, '' FROM unit WHERE code LIKE 'B99.%'"
        )
    )


def more_dossiers(
    connection: sa.Connection, template: int, start: int, count: int, *, closed: bool
) -> None:
    """`count` dossiers numbered from `start`, spread evenly over the units and 500 days."""
    name = (
        f"({_FAMILY})[1 + n % 13] || ' ' || ({_MIDDLE})[1 + n / 13 % 11] || ' ' ||"
        f" ({_GIVEN})[1 + n / 143 % 21]"
    )
    states = "ARRAY[" + ",".join(f"'{state}'" for state in OPEN_STATES) + "]"
    state = "'returned'" if closed else f"({states})[1 + n / {UNITS} % 10]"
    was_received = f"{state} <> 'submitted'"
    ago = "(n * 7919 % 500) * interval '1 day'" if closed else "(n % 40) * interval '1 hour'"
    identity = "lpad((n * 7)::text, 12, '0')"
    phone = "'+849' || lpad((n * 13 % 100000000)::text, 8, '0')"
    code = "place.code || '-' || lpad(n::text, 9, '0')"
    folded = f"translate(lower({name}), '{_MARKED}', '{_BARE}')"
    search = (
        f"lower({code}) || ' bench-' || n || ' ' || {folded} || ' ' || {identity} || ' ' ||"
        f" {phone} || ' 09' || lpad((n * 13 % 100000000)::text, 8, '0')"
    )
    _copy(
        connection,
        "dossier",
        f"(SELECT g.n, p.* FROM {_NUMBERS} AS g(n) JOIN (SELECT unit.id AS unit_id,"
        " desk.id AS desk_id, unit.code, row_number() OVER (ORDER BY unit.id) - 1 AS number"
        " FROM unit JOIN desk ON desk.unit_id = unit.id WHERE unit.code LIKE 'B99.%') p"
        f" ON p.number = g.n % {UNITS}) place",
        {
            "reference": "'BENCH-' || n",
            "code": f"CASE WHEN {was_received} THEN {code} END",
            "lookup_code": "'L' || n",
            "submit_key": "'bench-' || n",
            "unit_id": "place.unit_id",
            "desk_id": "place.desk_id",
            "state": state,
            "outcome": f"CASE WHEN {state} IN ('returned', 'resolved') THEN 'granted' END",
            "account_id": "NULL",
            "submitter_email": "''",
            "applicant_name": name,
            "submitter_name": name,
            "applicant_identity": identity,
            "submitter_identity": identity,
            "submitter_phone": phone,
            "search_text": search,
            "submitted_at": f"now() - {ago}",
            "received_at": f"CASE WHEN {was_received} THEN now() - {ago} END",
            "due_at": f"CASE WHEN {was_received} THEN now() - {ago} + interval '1 day' END",
            "resolved_at": f"CASE WHEN {state} IN ('returned', 'resolved') THEN now() - {ago} END",
            "returned_at": f"CASE WHEN {state} = 'returned' THEN now() - {ago} END",
        },
        {"template": template, "start": start, "last": start + count - 1},
    )


def more_tasks(connection: sa.Connection, template: int, start: int, count: int) -> None:
    """An open step for each open dossier, two closed ones for each that is finished."""
    common = {
        "dossier_id": "d.id",
        "unit_id": "d.unit_id",
        "assignee_id": "NULL",
        "assignee_name": "''",
        "opened_at": "d.received_at",
        "due_at": "d.due_at",
    }
    numbered = f"SELECT 'BENCH-' || n FROM {_NUMBERS} AS g(n)"
    values = {"template": template, "start": start, "last": start + count - 1}
    is_open = "state IN ('processing', 'supplement_requested')"
    _copy(
        connection,
        "task",
        f"(SELECT * FROM dossier WHERE reference IN ({numbered}) AND {is_open}) d",
        {**common, "closed_at": "NULL", "outcome": "''"},
        values,
    )
    _copy(
        connection,
        "task",
        f"(SELECT * FROM dossier CROSS JOIN generate_series(1, 2) AS step(number)"
        f" WHERE reference IN ({numbered}) AND state = 'returned') d",
        {**common, "closed_at": "d.resolved_at", "outcome": "'propose'"},
        values,
    )


def _copy(
    connection: sa.Connection,
    table: str,
    source: str,
    changed: dict[str, str],
    values: dict[str, Any],
) -> None:
    """INSERT … SELECT of the row `:template` of `table` once for each row of `source`, with some
    columns changed."""
    columns = [c["name"] for c in sa.inspect(connection).get_columns(table) if c["name"] != "id"]
    chosen = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    connection.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"
            f" FROM (SELECT * FROM {table} WHERE id = :template) t CROSS JOIN {source}"
        ),
        values,
    )
