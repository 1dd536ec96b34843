"""consultations, verifications on site, financial duties, refunds due"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('consolidated_opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_consolidated_opinion_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consolidated_opinion'))
    )
    op.create_index(op.f('ix_consolidated_opinion_dossier_id'), 'consolidated_opinion', ['dossier_id'], unique=False)
    op.create_table('payment_duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('requester_name', sa.String(length=200), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=200), nullable=False),
    sa.Column('proof', sa.String(length=300), nullable=False),
    sa.Column('is_met', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_payment_duty_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_duty'))
    )
    op.create_index(op.f('ix_payment_duty_dossier_id'), 'payment_duty', ['dossier_id'], unique=False)
    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('sections', sa.JSON(), nullable=False),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('needs_leader', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.String(length=200), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opinion', sa.String(length=40), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drafter_name', sa.String(length=200), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('leader_name', sa.String(length=200), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_consultation_dossier_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_consultation_task_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_consultation_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation'))
    )
    op.create_index(op.f('ix_consultation_dossier_id'), 'consultation', ['dossier_id'], unique=False)
    op.create_index(op.f('ix_consultation_task_id'), 'consultation', ['task_id'], unique=False)
    op.create_index(op.f('ix_consultation_unit_id'), 'consultation', ['unit_id'], unique=False)
    op.create_table('refund_due',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_refund_due_dossier_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_refund_due_payment_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_refund_due_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund_due')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_refund_due_payment_id'))
    )
    op.create_index(op.f('ix_refund_due_dossier_id'), 'refund_due', ['dossier_id'], unique=False)
    op.create_index(op.f('ix_refund_due_unit_id'), 'refund_due', ['unit_id'], unique=False)
    op.create_table('verification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('people', sa.Text(), nullable=False),
    sa.Column('meets_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('appointed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('appointed_by', sa.String(length=200), nullable=False),
    sa.Column('present', sa.Text(), nullable=False),
    sa.Column('finding', sa.String(length=40), nullable=True),
    sa.Column('findings', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_verification_document_id')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_verification_dossier_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_verification_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification'))
    )
    op.create_index(op.f('ix_verification_dossier_id'), 'verification', ['dossier_id'], unique=False)
    op.create_index(op.f('ix_verification_task_id'), 'verification', ['task_id'], unique=False)
    op.create_table('consultation_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_consultation_file_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation_file'))
    )
    op.create_index(op.f('ix_consultation_file_consultation_id'), 'consultation_file', ['consultation_id'], unique=False)
    op.create_index(op.f('ix_consultation_file_sha256'), 'consultation_file', ['sha256'], unique=False)
    op.create_table('verification_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('verification_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['verification_id'], ['verification.id'], name=op.f('fk_verification_photo_verification_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification_photo'))
    )
    op.create_index(op.f('ix_verification_photo_sha256'), 'verification_photo', ['sha256'], unique=False)
    op.create_index(op.f('ix_verification_photo_verification_id'), 'verification_photo', ['verification_id'], unique=False)
    op.add_column('task', sa.Column('is_beside', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('task', 'is_beside')
    op.drop_index(op.f('ix_verification_photo_verification_id'), table_name='verification_photo')
    op.drop_index(op.f('ix_verification_photo_sha256'), table_name='verification_photo')
    op.drop_table('verification_photo')
    op.drop_index(op.f('ix_consultation_file_sha256'), table_name='consultation_file')
    op.drop_index(op.f('ix_consultation_file_consultation_id'), table_name='consultation_file')
    op.drop_table('consultation_file')
    op.drop_index(op.f('ix_verification_task_id'), table_name='verification')
    op.drop_index(op.f('ix_verification_dossier_id'), table_name='verification')
    op.drop_table('verification')
    op.drop_index(op.f('ix_refund_due_unit_id'), table_name='refund_due')
    op.drop_index(op.f('ix_refund_due_dossier_id'), table_name='refund_due')
    op.drop_table('refund_due')
    op.drop_index(op.f('ix_consultation_unit_id'), table_name='consultation')
    op.drop_index(op.f('ix_consultation_task_id'), table_name='consultation')
    op.drop_index(op.f('ix_consultation_dossier_id'), table_name='consultation')
    op.drop_table('consultation')
    op.drop_index(op.f('ix_payment_duty_dossier_id'), table_name='payment_duty')
    op.drop_table('payment_duty')
    op.drop_index(op.f('ix_consolidated_opinion_dossier_id'), table_name='consolidated_opinion')
    op.drop_table('consolidated_opinion')
