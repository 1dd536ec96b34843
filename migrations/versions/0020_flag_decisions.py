"""remarks of the importer that publishers have decided"""

from alembic import op
import sqlalchemy as sa


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('flag_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_name', sa.String(length=200), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_flag_decision_decided_by')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_flag_decision_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag_decision')),
    sa.UniqueConstraint('procedure_id', 'digest', name=op.f('uq_flag_decision_procedure_id_digest'))
    )


def downgrade() -> None:
    op.drop_table('flag_decision')
