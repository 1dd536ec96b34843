"""consent, copies of one's data, corrections, holds and removals by the time kept"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

KEPT = ("consent_decision", "removal")
COLUMNS = (
    "id", "dossier_id", "action", "state_before", "state_after", "actor_role", "actor_unit_id", "at",
    "day", "counted_on", "unit_id", "procedure_id", "procedure_version_id", "level", "channel", "due_on",
)
SAME = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in COLUMNS)
SAME_ACTOR = "OLD.actor_name IS NEW.actor_name AND OLD.actor_id IS NEW.actor_id"
NO_ACTOR = "OLD.actor_role = 'citizen' AND NEW.actor_name = '' AND NEW.actor_id IS NULL"

# The one change an event allows: its free words, and a citizen's name, are emptied once the removal of
# the dossier's personal data is written down.
EVENTS = {
    "sqlite": [
        "DROP TRIGGER event_no_update",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN NOT ("
        "EXISTS (SELECT 1 FROM removal WHERE dossier_id = OLD.dossier_id) "
        "AND (NEW.note = '' OR NEW.note IS OLD.note) AND (NEW.data = '{}' OR NEW.data IS OLD.data) "
        f"AND (({SAME_ACTOR}) OR ({NO_ACTOR})) AND {SAME}) "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN "
        "IF EXISTS (SELECT 1 FROM removal WHERE dossier_id = OLD.dossier_id) "
        "AND (NEW.note = '' OR NEW.note = OLD.note) "
        "AND (NEW.data::text = '{}' OR NEW.data::text = OLD.data::text) "
        "AND ((NEW.actor_name = OLD.actor_name AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id) "
        "OR (OLD.actor_role = 'citizen' AND NEW.actor_name = '' AND NEW.actor_id IS NULL)) "
        "AND to_jsonb(NEW) - 'note' - 'data' - 'actor_name' - 'actor_id' "
        "= to_jsonb(OLD) - 'note' - 'data' - 'actor_name' - 'actor_id' THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'events are only ever added'; END $$",
    ],
}
EVENTS_BEFORE = {
    "sqlite": [
        "DROP TRIGGER event_no_update",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$",
    ],
}
APPEND_ONLY = {
    "sqlite": [
        statement
        for table in KEPT
        for statement in (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END",
            # INSERT OR REPLACE removes a row without asking the trigger above.
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END",
        )
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_privacy_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this table is only ever added to'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_privacy_change()"
            for table in KEPT
        ),
    ],
}


def upgrade() -> None:
    op.create_table('consent_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('is_given', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_consent_decision_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_decision'))
    )
    op.create_index('ix_consent_decision_latest', 'consent_decision', ['account_id', 'purpose', 'id'])
    op.create_table('data_export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_data_export_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_export'))
    )
    op.create_index(op.f('ix_data_export_account_id'), 'data_export', ['account_id'])
    op.create_table('correction_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('wrong', sa.String(length=120), nullable=False),
    sa.Column('right', sa.String(length=120), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_name', sa.String(length=200), nullable=False),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_correction_request_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    op.create_index(op.f('ix_correction_request_account_id'), 'correction_request', ['account_id'])
    op.create_index('ix_correction_request_open', 'correction_request', ['decided_at', 'id'])
    op.create_table('legal_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('held_by_name', sa.String(length=200), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_legal_hold_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold'))
    )
    op.create_index(op.f('ix_legal_hold_dossier_id'), 'legal_hold', ['dossier_id'])
    op.create_table('removal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=500), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_removal_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_removal')),
    sa.UniqueConstraint('dossier_id', name=op.f('uq_removal_dossier_id'))
    )
    dialect = op.get_bind().dialect.name
    for statement in (*APPEND_ONLY[dialect], *EVENTS[dialect]):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in EVENTS_BEFORE[dialect]:
        op.execute(statement)
    for table in ('removal', 'legal_hold', 'correction_request', 'data_export', 'consent_decision'):
        op.drop_table(table)
    if dialect == 'postgresql':
        op.execute('DROP FUNCTION refuse_privacy_change')
