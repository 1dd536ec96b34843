"""what was typed and is no answer yet; files on their way in"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft_page',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('typed', sa.JSON(), nullable=False),
    sa.Column('writer', sa.String(length=40), nullable=False),
    sa.Column('device', sa.String(length=20), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_draft_page_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_page')),
    sa.UniqueConstraint('dossier_id', 'name', name=op.f('uq_draft_page_dossier_id_name'))
    )
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('document_key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_upload_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('key', name=op.f('uq_upload_key'))
    )
    op.create_index(op.f('ix_upload_dossier_id'), 'upload', ['dossier_id'], unique=False)
    op.create_table('upload_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_upload_part_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload_part'))
    )
    op.create_index(op.f('ix_upload_part_upload_id'), 'upload_part', ['upload_id'], unique=False)


def downgrade() -> None:
    op.drop_table('upload_part')
    op.drop_table('upload')
    op.drop_table('draft_page')
