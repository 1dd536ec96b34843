"""figures of whole units, sectors and procedures, and of thirds of months, are added up too"""

from alembic import op


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


# (tens of the new grain, tens of those it is added up from, what its series keep of theirs).
KINDS = (
    (20, 0, {'unit_id': 's.unit_id', 'sector': "''"}),
    (30, 0, {'unit_id': '0', 'sector': 's.sector'}),
    (40, 10, {'unit_id': '0', 'sector': 's.sector'}),
)
VERSIONS = {0: '= 0', 10: '<> 0'}
DAY, MONTH, YEAR, THIRD = 1, 2, 3, 4
THIRD_OF_DAY = {
    'sqlite': (
        "date(r.start, 'start of month', "
        "format('+%d days', 10 * min((CAST(strftime('%d', r.start) AS INTEGER) - 1) / 10, 2)))"
    ),
    'postgresql': (
        "CAST(date_trunc('month', r.start) AS DATE) "
        "+ 10 * least((CAST(date_part('day', r.start) AS INTEGER) - 1) / 10, 2)"
    ),
}


def upgrade() -> None:
    third = THIRD_OF_DAY[op.get_bind().dialect.name]
    for tens in (0, 10):
        _add(tens + THIRD, tens + DAY, third)
    for tens, source, keys in KINDS:
        op.execute(
            'INSERT INTO series (unit_id, procedure_id, procedure_version_id, sector, level, channel) '
            f"SELECT DISTINCT {keys['unit_id']}, s.procedure_id, s.procedure_version_id, "
            f"{keys['sector']}, s.level, s.channel FROM series s "
            f"WHERE s.unit_id <> 0 AND s.sector <> '' AND s.procedure_version_id {VERSIONS[source]}"
        )
        for span in (DAY, MONTH, YEAR, THIRD):
            _add(tens + span, source + span, 'r.start', keys)


def _add(grain: int, source: int, start: str, keys: dict[str, str] | None = None) -> None:
    series, join = 'r.series_id', ''
    if keys:
        series = 't.id'
        join = (
            'JOIN series s ON s.id = r.series_id '
            'JOIN series t ON t.procedure_version_id = s.procedure_version_id '
            f"AND t.unit_id = {keys['unit_id']} AND t.sector = {keys['sector']} "
            'AND t.level = s.level AND t.channel = s.channel '
        )
    op.get_bind().exec_driver_sql(
        'INSERT INTO roll_up (grain, measure, start, series_id, amount) '
        f'SELECT {grain}, r.measure, {start}, {series}, SUM(r.amount) FROM roll_up r {join}'
        f'WHERE r.grain = {source} GROUP BY r.measure, {start}, {series} HAVING SUM(r.amount) <> 0'
        .replace('%', '%%' if op.get_bind().dialect.name == 'postgresql' else '%')
    )


def downgrade() -> None:
    op.execute('DELETE FROM roll_up WHERE grain > 20 OR grain IN (4, 14)')
    op.execute("DELETE FROM series WHERE unit_id = 0 OR sector = ''")
