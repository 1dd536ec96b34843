"""how well a sign-in was proven, and letters by which officers add their first second factor"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('level', sa.Integer(), server_default='0', nullable=False))
    op.create_table('enrolment_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_enrolment_letter_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment_letter'))
    )
    with op.batch_alter_table('enrolment_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_letter_account_id'), ['account_id'], unique=False)


def downgrade() -> None:
    op.drop_table('enrolment_letter')
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_column('level')
