"""events carry the appointment they set, so that what was on time is counted from events alone"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


# Events are never changed: what the new column says of those already there is written once, here.
# Of an answered supplement only the last appointment is known, and reception is given it too.
WRITE_ONCE = {
    "sqlite": [
        "DROP TRIGGER event_no_update",
        "UPDATE event SET due_on = (SELECT date(dossier.due_at, '+7 hours') FROM dossier "
        "WHERE dossier.id = event.dossier_id) WHERE action = 'receive' "
        "OR (action = 'answer_supplement' AND state_after = 'processing')",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    ],
    "postgresql": [
        "ALTER TABLE event DISABLE TRIGGER event_append_only",
        "UPDATE event SET due_on = (dossier.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date "
        "FROM dossier WHERE dossier.id = event.dossier_id AND (event.action = 'receive' "
        "OR (event.action = 'answer_supplement' AND event.state_after = 'processing'))",
        "ALTER TABLE event ENABLE TRIGGER event_append_only",
    ],
}


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table and lose its triggers.
    op.add_column('event', sa.Column('due_on', sa.Date(), nullable=True))
    for statement in WRITE_ONCE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_index('ix_event_course', 'event', ['dossier_id', 'action', 'day'], unique=False)
    op.drop_index('ix_event_dossier_id', table_name='event')


def downgrade() -> None:
    op.create_index('ix_event_dossier_id', 'event', ['dossier_id'], unique=False)
    op.drop_index('ix_event_course', table_name='event')
    op.drop_column('event', 'due_on')
