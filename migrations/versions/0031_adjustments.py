"""corrections of closed figures"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

SAID = "adjustments are only ever added"
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER adjustment_no_update BEFORE UPDATE ON adjustment "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
        "CREATE TRIGGER adjustment_no_delete BEFORE DELETE ON adjustment "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
        "CREATE TRIGGER adjustment_no_replace BEFORE INSERT ON adjustment "
        "WHEN EXISTS (SELECT 1 FROM adjustment WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_adjustment_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
        "CREATE TRIGGER adjustment_append_only BEFORE UPDATE OR DELETE ON adjustment "
        "FOR EACH ROW EXECUTE FUNCTION refuse_adjustment_change()",
        "CREATE TRIGGER adjustment_no_truncate BEFORE TRUNCATE ON adjustment "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_adjustment_change()",
    ],
}


def upgrade() -> None:
    op.create_table('adjustment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('closing_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.SmallInteger(), nullable=False),
    sa.Column('measure', sa.SmallInteger(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_adjustment_by_id')),
    sa.ForeignKeyConstraint(['closing_id'], ['closed_period.id'], name=op.f('fk_adjustment_closing_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_adjustment_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustment'))
    )
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_closing_id'), ['closing_id'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('adjustment')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_adjustment_change()")
