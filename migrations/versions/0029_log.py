"""the log of readings and acts, only ever added to; counts of failed tries"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

CONTENT = (
    "id", "at", "verb", "page", "purpose", "account_id", "name", "role", "unit_id", "address",
    "dossier_id", "label", "shown", "detail",
)
SAME = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in CONTENT)

# A row may be given its place in the chain, once. Nothing else, ever.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry "
        "WHEN NOT (OLD.position IS NULL AND NEW.position IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM log_entry WHERE position = NEW.position) AND {SAME}) "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END",
        "CREATE TRIGGER log_entry_no_delete BEFORE DELETE ON log_entry "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END",
        # INSERT OR REPLACE removes a row without asking the trigger above.
        "CREATE TRIGGER log_entry_no_replace BEFORE INSERT ON log_entry "
        "WHEN EXISTS (SELECT 1 FROM log_entry WHERE id = NEW.id OR position = NEW.position) "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN "
        "IF OLD.position IS NULL AND NEW.position IS NOT NULL "
        "AND to_jsonb(NEW) - 'position' - 'digest' - 'hash' "
        "= to_jsonb(OLD) - 'position' - 'digest' - 'hash' THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'the log is only ever added to'; END $$",
        "CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE ON log_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_log_change()",
        "CREATE TRIGGER log_entry_no_truncate BEFORE TRUNCATE ON log_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change()",
    ],
}


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('log_entry',
    sa.Column('id', number, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verb', sa.String(length=40), nullable=False),
    sa.Column('page', sa.String(length=80), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=True),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('shown', sa.Text(), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('position', number, nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('hash', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entry')),
    sa.UniqueConstraint('position', name=op.f('uq_log_entry_position'))
    )
    op.create_index('ix_log_entry_at', 'log_entry', ['at'])
    op.create_index('ix_log_entry_dossier_id_id', 'log_entry', ['dossier_id', 'id'])
    op.create_index('ix_log_entry_account_id_id', 'log_entry', ['account_id', 'id'])
    op.create_index('ix_log_entry_unsealed', 'log_entry', ['id'],
                    postgresql_where=sa.text('position IS NULL'),
                    sqlite_where=sa.text('position IS NULL'))
    op.create_table('try_count',
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_try_count'))
    )
    op.create_index(op.f('ix_try_count_ends_at'), 'try_count', ['ends_at'])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('try_count')
    op.drop_table('log_entry')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_log_change')
