"""the same person's dossiers are found by index"""

from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_dossier_applicant', 'dossier', ['applicant_identity', 'procedure_id'])
    op.create_index('ix_dossier_submitter_phone', 'dossier', ['submitter_phone', 'procedure_id'])


def downgrade() -> None:
    op.drop_index('ix_dossier_submitter_phone', table_name='dossier')
    op.drop_index('ix_dossier_applicant', table_name='dossier')
