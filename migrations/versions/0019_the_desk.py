"""the desk: visits, what is known of papers, hand-over lists, patterns of codes"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handover_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('from_unit_id', sa.Integer(), nullable=False),
    sa.Column('to_unit_id', sa.Integer(), nullable=False),
    sa.Column('desk_id', sa.Integer(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('given_by_name', sa.String(length=200), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_by_name', sa.String(length=200), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('taken_sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['desk_id'], ['desk.id'], name=op.f('fk_handover_list_desk_id')),
    sa.ForeignKeyConstraint(['from_unit_id'], ['unit.id'], name=op.f('fk_handover_list_from_unit_id')),
    sa.ForeignKeyConstraint(['given_by_id'], ['account.id'], name=op.f('fk_handover_list_given_by_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_handover_list_taken_by_id')),
    sa.ForeignKeyConstraint(['to_unit_id'], ['unit.id'], name=op.f('fk_handover_list_to_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_list')),
    sa.UniqueConstraint('from_unit_id', 'number', name='uq_handover_number')
    )
    op.create_index('ix_handover_list_from_unit_id', 'handover_list', ['from_unit_id'])
    op.create_index('ix_handover_list_to_unit_id', 'handover_list', ['to_unit_id'])
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('desk_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.SmallInteger(), nullable=False),
    sa.Column('submitter_name', sa.String(length=200), nullable=False),
    sa.Column('submitter_identity', sa.String(length=20), nullable=False),
    sa.Column('submitter_address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('identity_check', sa.String(length=40), nullable=False),
    sa.Column('postmark_on', sa.Date(), nullable=True),
    sa.Column('arrived_on', sa.Date(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['desk_id'], ['desk.id'], name=op.f('fk_visit_desk_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['account.id'], name=op.f('fk_visit_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('key', name=op.f('uq_visit_key')),
    sa.UniqueConstraint('reference', name=op.f('uq_visit_reference'))
    )
    op.create_index('ix_visit_desk_id', 'visit', ['desk_id'])
    op.create_table('handover_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('is_taken', sa.Boolean(), nullable=True),
    sa.Column('missing', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_handover_line_dossier_id')),
    sa.ForeignKeyConstraint(['list_id'], ['handover_list.id'], name=op.f('fk_handover_line_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_line'))
    )
    op.create_index('ix_handover_line_dossier_id', 'handover_line', ['dossier_id'])
    op.create_index('ix_handover_line_list_id', 'handover_line', ['list_id'])
    op.create_table('visit_entry',
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_visit_entry_dossier_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_entry_visit_id')),
    sa.PrimaryKeyConstraint('dossier_id', name=op.f('pk_visit_entry'))
    )
    op.create_index('ix_visit_entry_visit_id', 'visit_entry', ['visit_id'])
    op.create_table('paper_facts',
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('dpi', sa.Integer(), nullable=True),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('scanned_by_id', sa.Integer(), nullable=True),
    sa.Column('reused_attachment_id', sa.Integer(), nullable=True),
    sa.Column('reused_document_id', sa.Integer(), nullable=True),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_paper_facts_attachment_id')),
    sa.ForeignKeyConstraint(['reused_attachment_id'], ['attachment.id'], name=op.f('fk_paper_facts_reused_attachment_id')),
    sa.ForeignKeyConstraint(['reused_document_id'], ['document.id'], name=op.f('fk_paper_facts_reused_document_id')),
    sa.ForeignKeyConstraint(['scanned_by_id'], ['account.id'], name=op.f('fk_paper_facts_scanned_by_id')),
    sa.PrimaryKeyConstraint('attachment_id', name=op.f('pk_paper_facts'))
    )
    op.create_table('code_pattern',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('pattern', sa.String(length=80), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_by_name', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_code_pattern_created_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_code_pattern_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_pattern'))
    )
    op.create_index('ix_code_pattern_unit_id', 'code_pattern', ['unit_id'])


def downgrade() -> None:
    for table in ('code_pattern', 'paper_facts', 'visit_entry', 'handover_line', 'visit', 'handover_list'):
        op.drop_table(table)
