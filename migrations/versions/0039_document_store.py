"""papers a person keeps in their store"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kept_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('earlier_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_kept_paper_account_id')),
    sa.ForeignKeyConstraint(['earlier_id'], ['kept_paper.id'], name=op.f('fk_kept_paper_earlier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_paper')),
    sa.UniqueConstraint('earlier_id', name=op.f('uq_kept_paper_earlier_id'))
    )
    op.create_index(op.f('ix_kept_paper_account_id'), 'kept_paper', ['account_id'], unique=False)
    op.create_table('paper_share',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=20), nullable=False),
    sa.Column('paper_name', sa.String(length=300), nullable=False),
    sa.Column('with_number', sa.String(length=12), nullable=False),
    sa.Column('with_name', sa.String(length=120), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_paper_share_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_share'))
    )
    op.create_index(op.f('ix_paper_share_account_id'), 'paper_share', ['account_id'], unique=False)
    op.create_index(op.f('ix_paper_share_with_number'), 'paper_share', ['with_number'], unique=False)
    with op.batch_alter_table('paper_facts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kept_paper_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('share_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_paper_facts_kept_paper_id'), 'kept_paper', ['kept_paper_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_paper_facts_share_id'), 'paper_share', ['share_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('paper_facts', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_paper_facts_share_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_paper_facts_kept_paper_id'), type_='foreignkey')
        batch_op.drop_column('share_id')
        batch_op.drop_column('kept_paper_id')
    op.drop_table('paper_share')
    op.drop_table('kept_paper')
