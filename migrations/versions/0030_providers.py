"""accounts at other providers of identity"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('external_identity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_external_identity_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_identity')),
    sa.UniqueConstraint('provider', 'subject', name=op.f('uq_external_identity_provider_subject'))
    )
    with op.batch_alter_table('external_identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_external_identity_account_id'), ['account_id'], unique=False)
    op.create_table('provider_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identity_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('sid', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['external_identity.id'], name=op.f('fk_provider_session_identity_id')),
    sa.ForeignKeyConstraint(['session_id'], ['sign_in_session.id'], name=op.f('fk_provider_session_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_session'))
    )
    with op.batch_alter_table('provider_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_provider_session_identity_id'), ['identity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_provider_session_session_id'), ['session_id'], unique=False)


def downgrade() -> None:
    op.drop_table('provider_session')
    op.drop_table('external_identity')
