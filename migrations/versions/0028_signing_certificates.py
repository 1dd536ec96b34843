"""certificates that sign, and what is asked of a remote signing service"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('signing_certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=500), nullable=False),
    sa.Column('issuer', sa.String(length=500), nullable=False),
    sa.Column('serial', sa.String(length=60), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('pem', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_name', sa.String(length=200), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=500), nullable=False),
    sa.CheckConstraint('(account_id IS NULL) != (unit_id IS NULL)', name=op.f('ck_signing_certificate_one_holder')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_signing_certificate_account_id_account')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_signing_certificate_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_certificate'))
    )
    op.create_index(op.f('ix_signing_certificate_account_id'), 'signing_certificate', ['account_id'])
    op.create_index(op.f('ix_signing_certificate_unit_id'), 'signing_certificate', ['unit_id'])
    op.create_table('signing_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('prepared_sha256', sa.String(length=64), nullable=False),
    sa.Column('document_digest', sa.String(length=64), nullable=False),
    sa.Column('room_start', sa.Integer(), nullable=False),
    sa.Column('room_end', sa.Integer(), nullable=False),
    sa.Column('attributes', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('service_reference', sa.String(length=100), nullable=False),
    sa.Column('sentence', sa.String(length=500), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_signing_request_account_id_account')),
    sa.ForeignKeyConstraint(['certificate_id'], ['signing_certificate.id'], name=op.f('fk_signing_request_certificate_id_signing_certificate')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_signing_request_document_id_document')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_request')),
    sa.UniqueConstraint('key', name=op.f('uq_signing_request_key'))
    )
    for column in ('account_id', 'document_id', 'state'):
        op.create_index(op.f(f'ix_signing_request_{column}'), 'signing_request', [column])


def downgrade() -> None:
    op.drop_table('signing_request')
    op.drop_table('signing_certificate')
