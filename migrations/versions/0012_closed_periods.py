"""periods are closed: their figures frozen, sealed and never changed"""

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER closed_period_no_update BEFORE UPDATE ON closed_period "
        "BEGIN SELECT RAISE(ABORT, 'closings are only ever added'); END",
        "CREATE TRIGGER closed_period_no_delete BEFORE DELETE ON closed_period "
        "BEGIN SELECT RAISE(ABORT, 'closings are only ever added'); END",
        "CREATE TRIGGER closed_period_no_replace BEFORE INSERT ON closed_period "
        "WHEN EXISTS (SELECT 1 FROM closed_period WHERE id = NEW.id OR sha256 = NEW.sha256) "
        "BEGIN SELECT RAISE(ABORT, 'closings are only ever added'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_closed_period_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'closings are only ever added'; END $$",
        "CREATE TRIGGER closed_period_append_only BEFORE UPDATE OR DELETE ON closed_period "
        "FOR EACH ROW EXECUTE FUNCTION refuse_closed_period_change()",
        "CREATE TRIGGER closed_period_no_truncate BEFORE TRUNCATE ON closed_period "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_period_change()",
    ],
}


def upgrade() -> None:
    op.create_table('closed_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_by', sa.String(length=200), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('signer', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['account.id'], name=op.f('fk_closed_period_closed_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_closed_period_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_period')),
    sa.UniqueConstraint('sha256', name=op.f('uq_closed_period_sha256'))
    )
    op.create_index(op.f('ix_closed_period_end'), 'closed_period', ['end'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('closed_period')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_closed_period_change')
