"""refunds asked of the gateway"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refund_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('refund_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said', sa.String(length=200), nullable=False),
    sa.Column('transaction', sa.String(length=100), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['refund_id'], ['refund.id'], name=op.f('fk_refund_call_refund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_call')),
    sa.UniqueConstraint('key', name=op.f('uq_refund_call_key')),
    sa.UniqueConstraint('refund_id', name=op.f('uq_refund_call_refund_id'))
    )
    with op.batch_alter_table('refund_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refund_call_state'), ['state'], unique=False)
    op.create_table('sandbox_refund',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('reference', sa.String(length=30), nullable=False),
    sa.Column('kind', sa.String(length=2), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sandbox_refund')),
    sa.UniqueConstraint('key', name=op.f('uq_sandbox_refund_key'))
    )
    with op.batch_alter_table('sandbox_refund', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sandbox_refund_reference'), ['reference'], unique=False)


def downgrade() -> None:
    op.drop_table('sandbox_refund')
    op.drop_table('refund_call')
