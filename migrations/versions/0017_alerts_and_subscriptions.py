"""alerts at a chosen pace, reports sent after each period, quarterly reports on targets"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alert_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('pace', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_alert_choice_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert_choice')),
    sa.UniqueConstraint('account_id', 'topic', name=op.f('uq_alert_choice_account_id_topic'))
    )
    op.create_table('pending_alert',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_pending_alert_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_alert')),
    sa.UniqueConstraint('key', name=op.f('uq_pending_alert_key'))
    )
    op.create_index('ix_pending_alert_account', 'pending_alert', ['account_id', 'told_at'])
    op.create_table('report_subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('report', sa.String(length=60), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('every', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_until', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_report_subscription_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_subscription'))
    )
    op.create_index(op.f('ix_report_subscription_account_id'), 'report_subscription', ['account_id'])
    op.create_table('target_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.SmallInteger(), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('figures_sha256', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('verify_code', sa.String(length=20), nullable=False),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.Column('signer_name', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_target_report_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_report')),
    sa.UniqueConstraint('unit_id', 'year', 'quarter', name=op.f('uq_target_report_unit_id_year_quarter')),
    sa.UniqueConstraint('verify_code', name=op.f('uq_target_report_verify_code'))
    )
    op.create_index(op.f('ix_target_report_sha256'), 'target_report', ['sha256'])


def downgrade() -> None:
    for table in ('target_report', 'report_subscription', 'pending_alert', 'alert_choice'):
        op.drop_table(table)
