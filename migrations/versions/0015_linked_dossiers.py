"""linked services and the dossiers of one submission"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('linked_service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_linked_service_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_linked_service')),
    sa.UniqueConstraint('procedure_id', name=op.f('uq_linked_service_procedure_id'))
    )
    op.create_table('linked_dossier',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=True),
    sa.Column('member_key', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('held_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_back_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_linked_dossier_dossier_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['dossier.id'], name=op.f('fk_linked_dossier_parent_id')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_linked_dossier_procedure_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_linked_dossier_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_linked_dossier')),
    sa.UniqueConstraint('dossier_id', name=op.f('uq_linked_dossier_dossier_id')),
    sa.UniqueConstraint('parent_id', 'member_key', name=op.f('uq_linked_dossier_parent_id_member_key'))
    )


def downgrade() -> None:
    op.drop_table('linked_dossier')
    op.drop_table('linked_service')
