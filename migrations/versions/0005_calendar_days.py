"""days off, make-up days and half days of the province and of units, as rows"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


FULL_DAY = [['07:30', '11:30'], ['13:30', '17:00']]
UNIT = sa.table('unit', sa.column('id', sa.Integer), sa.column('calendar', sa.JSON))
DAY = sa.table(
    'calendar_day',
    sa.column('unit_id', sa.Integer),
    sa.column('day', sa.Date),
    sa.column('kind', sa.String),
    sa.column('periods', sa.JSON),
    sa.column('title', sa.String),
    sa.column('source', sa.String),
    sa.column('created_at', sa.DateTime(timezone=True)),
    sa.column('removed_at', sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('periods', sa.JSON(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_by', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_calendar_day_created_by')),
    sa.ForeignKeyConstraint(['removed_by'], ['account.id'], name=op.f('fk_calendar_day_removed_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_calendar_day_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day'))
    )
    for name, columns, kept in (
        ('uq_calendar_day_of_the_province', ['day'], 'unit_id IS NULL AND removed_at IS NULL'),
        ('uq_calendar_day_of_a_unit', ['unit_id', 'day'], 'removed_at IS NULL'),
    ):
        op.create_index(
            name, 'calendar_day', columns, unique=True,
            sqlite_where=sa.text(kept), postgresql_where=sa.text(kept),
        )
    _days_into_rows()


def _days_into_rows() -> None:
    """What stood in a unit's calendar beside its weekly hours."""
    connection = op.get_bind()
    for unit_id, calendar in connection.execute(sa.select(UNIT.c.id, UNIT.c.calendar)).all():
        days = [(day, 'off', [], 'Ngày nghỉ của đơn vị') for day in calendar.get('closed', [])]
        days += [
            (day, 'working', hours, 'Ngày làm việc của đơn vị')
            for day, hours in calendar.get('opened', {}).items()
        ]
        for day, kind, periods, title in days:
            connection.execute(sa.insert(DAY).values(
                unit_id=unit_id, day=date.fromisoformat(day), kind=kind, periods=periods,
                title=title, source='', created_at=sa.func.current_timestamp(),
            ))
        rest = {key: calendar[key] for key in calendar if key not in ('closed', 'opened')}
        if rest != calendar:
            connection.execute(sa.update(UNIT).where(UNIT.c.id == unit_id).values(calendar=rest))


def downgrade() -> None:
    """The units' days go back to their calendars; the province's have no place there."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(DAY.c.unit_id, DAY.c.day, DAY.c.kind, DAY.c.periods)
        .where(DAY.c.unit_id.is_not(None), DAY.c.removed_at.is_(None))
        .order_by(DAY.c.day)
    ).all()
    calendars = dict(connection.execute(sa.select(UNIT.c.id, UNIT.c.calendar)).all())
    for unit_id, day, kind, periods in rows:
        calendar = calendars[unit_id]
        if kind == 'off':
            calendar.setdefault('closed', []).append(day.isoformat())
        else:
            calendar.setdefault('opened', {})[day.isoformat()] = periods or FULL_DAY
    for unit_id in {row[0] for row in rows}:
        connection.execute(
            sa.update(UNIT).where(UNIT.c.id == unit_id).values(calendar=calendars[unit_id])
        )
    op.drop_table('calendar_day')
