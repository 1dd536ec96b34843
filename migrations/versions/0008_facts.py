"""events write facts, and facts are rolled up by day, month and year"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


# Events are never changed: what the new column says of those already there is written once, here.
WRITE_ONCE = {
    "sqlite": [
        "DROP TRIGGER event_no_update",
        "UPDATE event SET counted_on = day",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    ],
    "postgresql": [
        "ALTER TABLE event DISABLE TRIGGER event_append_only",
        "UPDATE event SET counted_on = day",
        "ALTER TABLE event ENABLE TRIGGER event_append_only",
    ],
}
_DIALECTS = {
    "sqlite": {"later": "max", "next_day": "date({0}, '+1 day')"},
    "postgresql": {"later": "greatest", "next_day": "({0} + 1)"},
}
_WAITING = "('supplement_requested', 'payment_requested')"
_ENDS = "('resolved', 'stopped', 'withdrawn')"
# As portal.statistics.recounting stood when this was written.
_SQL = f"""
WITH taken AS (
  SELECT dossier_id, id, unit_id, procedure_id, procedure_version_id, level, channel
  FROM event WHERE action = 'receive'
), marked AS (
  SELECT e.id, e.dossier_id, e.day, e.counted_on, e.due_on, e.state_after,
    COALESCE(e.state_before, '') IN {_WAITING} AND e.id > t.id AS waited,
    e.state_after IN {_WAITING} AS waits,
    e.state_after IN {_ENDS} AS ends,
    CASE WHEN e.action IN ('receive', 'reschedule')
      OR (e.state_before IN {_WAITING} AND e.state_after NOT IN {_WAITING}
          AND e.state_after NOT IN {_ENDS}) THEN 1 ELSE 0 END AS sets
  FROM event e JOIN taken t ON t.dossier_id = e.dossier_id AND t.id <= e.id
  WHERE e.action IN ('receive', 'reschedule')
    OR (COALESCE(e.state_before, '') IN {_WAITING}) <> (e.state_after IN {_WAITING})
    OR (e.state_after IN {_ENDS} AND COALESCE(e.state_before, '') NOT IN {_ENDS})
), turn AS (
  SELECT *, SUM(sets) OVER w AS appointment, LEAD(counted_on) OVER w AS until
  FROM marked WINDOW w AS (PARTITION BY dossier_id ORDER BY id)
), clock AS (
  SELECT *, MAX(CASE WHEN sets = 1 THEN due_on END)
    OVER (PARTITION BY dossier_id, appointment) AS due
  FROM turn
), overdue AS (
  SELECT id, {{later}}({{due_and_one}}, counted_on) AS since, until
  FROM clock WHERE sets = 1 AND NOT waits AND due IS NOT NULL
), counted AS (
  SELECT id, counted_on AS day, 1 AS amount, CASE action
    WHEN 'submit' THEN 1 WHEN 'enter' THEN 1 WHEN 'decline' THEN 2 WHEN 'receive' THEN 3
    WHEN 'return' THEN 5 WHEN 'extend' THEN 7 END AS measure
  FROM event WHERE action IN ('submit', 'enter', 'decline', 'receive', 'return', 'extend')
  UNION ALL
  SELECT e.id, e.counted_on, 1, 4 FROM event e WHERE e.action = 'withdraw'
    AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.dossier_id = e.dossier_id AND t.id < e.id)
  UNION ALL
  SELECT id, counted_on, 1, 6 FROM clock
  WHERE state_after = 'supplement_requested' AND NOT waited
  UNION ALL
  SELECT id, counted_on, 1, CASE WHEN state_after = 'withdrawn' THEN 32
    ELSE CASE state_after WHEN 'resolved' THEN 10 ELSE 20 END
       + CASE WHEN due IS NULL OR day = due THEN 2 WHEN day < due THEN 1 ELSE 3 END END
  FROM clock WHERE ends
  UNION ALL
  SELECT id, since, 1, 41 FROM overdue
  UNION ALL
  SELECT id, {{later}}(since, until), -1, 41 FROM overdue WHERE until IS NOT NULL
  UNION ALL
  SELECT id, counted_on, 1, 42 FROM clock WHERE waits AND NOT waited
  UNION ALL
  SELECT id, counted_on, -1, 42 FROM clock WHERE waited AND NOT waits
)
SELECT c.id AS event_id, c.measure, c.day, c.amount,
  COALESCE(t.unit_id, e.unit_id) AS unit_id,
  COALESCE(t.procedure_id, e.procedure_id) AS procedure_id,
  COALESCE(t.procedure_version_id, e.procedure_version_id) AS procedure_version_id,
  v.sector_name AS sector, COALESCE(t.level, e.level) AS level,
  COALESCE(t.channel, e.channel) AS channel
FROM counted c JOIN event e ON e.id = c.id
JOIN procedure_version v ON v.id = e.procedure_version_id
LEFT JOIN taken t ON t.dossier_id = e.dossier_id AND t.id <= e.id
"""


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table and lose its triggers.
    op.add_column('event', sa.Column('counted_on', sa.Date(), server_default='1970-01-01', nullable=False))
    for statement in WRITE_ONCE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_index('ix_event_counted', 'event', ['action', 'counted_on', 'unit_id', 'level', 'channel'], unique=False)
    op.drop_index('ix_event_action_day', table_name='event')
    op.create_table('fact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.SmallInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('procedure_version_id', sa.Integer(), nullable=False),
    sa.Column('sector', sa.String(length=200), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('channel', sa.SmallInteger(), nullable=False),
    sa.Column('is_in_hand', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_fact_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact'))
    )
    op.create_table('series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('procedure_version_id', sa.Integer(), nullable=False),
    sa.Column('sector', sa.String(length=200), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('channel', sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series')),
    sa.UniqueConstraint('procedure_version_id', 'unit_id', 'level', 'channel', 'sector', name=op.f('uq_series_procedure_version_id_unit_id_level_channel_sector'))
    )
    op.create_table('roll_up',
    sa.Column('grain', sa.SmallInteger(), nullable=False),
    sa.Column('measure', sa.SmallInteger(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_roll_up_series_id')),
    sa.PrimaryKeyConstraint('grain', 'measure', 'start', 'series_id', name=op.f('pk_roll_up'))
    )
    op.create_index('ix_roll_up_nothing', 'roll_up', ['series_id'], unique=False, sqlite_where=sa.text('amount = 0'), postgresql_where=sa.text('amount = 0'))
    _facts_of_the_past()


def _facts_of_the_past() -> None:
    """The worker rolls them up like any others."""
    words = _DIALECTS[op.get_bind().dialect.name]
    sql = _SQL.format(later=words['later'], due_and_one=words['next_day'].format('due'))
    names = (
        'event_id, measure, day, amount, unit_id, procedure_id, procedure_version_id, sector, '
        'level, channel'
    )
    op.execute(
        f"INSERT INTO fact ({names}, is_in_hand) SELECT {names}, FALSE FROM ({sql}) AS made"
    )


def downgrade() -> None:
    op.drop_index('ix_roll_up_nothing', table_name='roll_up')
    op.drop_table('roll_up')
    op.drop_table('series')
    op.drop_table('fact')
    op.create_index('ix_event_action_day', 'event', ['action', 'day', 'unit_id', 'level', 'channel'], unique=False)
    op.drop_index('ix_event_counted', table_name='event')
    op.drop_column('event', 'counted_on')
