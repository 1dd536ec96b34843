"""authority to act for another person or an organisation"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tax_code', sa.String(length=14), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('tax_code', name=op.f('uq_organisation_tax_code'))
    )
    op.create_table('mandate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('agent_number', sa.String(length=12), nullable=False),
    sa.Column('agent_name', sa.String(length=120), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('is_head', sa.Boolean(), nullable=False),
    sa.Column('procedure_ids', sa.JSON(), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_name', sa.String(length=200), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_name', sa.String(length=200), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) != (organisation_id IS NULL)', name=op.f('ck_mandate_one_giver')),
    sa.ForeignKeyConstraint(['agent_id'], ['account.id'], name=op.f('fk_mandate_agent_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_mandate_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['account.id'], name=op.f('fk_mandate_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mandate'))
    )
    with op.batch_alter_table('mandate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mandate_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mandate_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mandate_agent_number'), ['agent_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_mandate_agent_id'), ['agent_id'], unique=False)
    op.create_table('mandate_use',
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('mandate_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_mandate_use_dossier_id')),
    sa.ForeignKeyConstraint(['mandate_id'], ['mandate.id'], name=op.f('fk_mandate_use_mandate_id')),
    sa.PrimaryKeyConstraint('dossier_id', name=op.f('pk_mandate_use'))
    )
    with op.batch_alter_table('mandate_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mandate_use_mandate_id'), ['mandate_id'], unique=False)
    with op.batch_alter_table('external_identity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('external_identity', schema=None) as batch_op:
        batch_op.drop_column('organisation_id')
    op.drop_table('mandate_use')
    op.drop_table('mandate')
    op.drop_table('organisation')
