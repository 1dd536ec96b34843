"""files that wait for the virus scanner"""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('held_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('virus', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_held_file'))
    )


def downgrade() -> None:
    op.drop_table('held_file')
