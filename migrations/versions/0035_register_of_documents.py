"""the register of issued documents is read by unit and day"""

from alembic import op


revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_document_issued', 'document', ['unit_id', 'issued_at'])


def downgrade() -> None:
    op.drop_index('ix_document_issued', table_name='document')
