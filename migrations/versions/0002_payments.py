"""payments, what gateways said, and fee receipts"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


# What a gateway said is evidence: the database itself refuses to change it.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER gateway_notice_no_update BEFORE UPDATE ON gateway_notice "
        "BEGIN SELECT RAISE(ABORT, 'gateway notices are only ever added'); END",
        "CREATE TRIGGER gateway_notice_no_delete BEFORE DELETE ON gateway_notice "
        "BEGIN SELECT RAISE(ABORT, 'gateway notices are only ever added'); END",
        "CREATE TRIGGER gateway_notice_no_replace BEFORE INSERT ON gateway_notice "
        "WHEN EXISTS (SELECT 1 FROM gateway_notice WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'gateway notices are only ever added'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_gateway_notice_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'gateway notices are only ever added'; END $$",
        "CREATE TRIGGER gateway_notice_append_only BEFORE UPDATE OR DELETE ON gateway_notice "
        "FOR EACH ROW EXECUTE FUNCTION refuse_gateway_notice_change()",
        "CREATE TRIGGER gateway_notice_no_truncate BEFORE TRUNCATE ON gateway_notice "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_gateway_notice_change()",
    ],
}


def upgrade() -> None:
    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(40), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('reference', sa.String(length=30), nullable=False),
    sa.Column('gateway_transaction', sa.String(length=60), nullable=True),
    sa.Column('dossier_code', sa.String(length=60), nullable=False),
    sa.Column('payer_name', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_payment_dossier_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['account.id'], name=op.f('fk_payment_officer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_payment_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('gateway_transaction', name=op.f('uq_payment_gateway_transaction')),
    sa.UniqueConstraint('reference', name=op.f('uq_payment_reference'))
    )
    op.create_index(op.f('ix_payment_dossier_id'), 'payment', ['dossier_id'], unique=False)
    op.create_index('ix_payment_unit_paid', 'payment', ['unit_id', 'paid_at'], unique=False)
    op.create_index('uq_payment_paid_once', 'payment', ['dossier_id'], unique=True,
        sqlite_where=sa.text("state = 'paid'"), postgresql_where=sa.text("state = 'paid'"))

    op.create_table('gateway_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('arrival', sa.String(length=20), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('is_verified', sa.Boolean(), nullable=False),
    sa.Column('verdict', sa.String(40), nullable=False),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('gateway_transaction', sa.String(length=100), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_gateway_notice_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gateway_notice'))
    )
    op.create_index(op.f('ix_gateway_notice_payment_id'), 'gateway_notice', ['payment_id'], unique=False)
    op.create_index('ix_gateway_notice_verdict_at', 'gateway_notice', ['verdict', 'at'], unique=False)

    op.create_table('fee_receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_fee_receipt_payment_id')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['fee_receipt.id'], name=op.f('fk_fee_receipt_replaced_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fee_receipt')),
    sa.UniqueConstraint('series', 'number', name=op.f('uq_fee_receipt_series_number'))
    )
    op.create_index(op.f('ix_fee_receipt_payment_id'), 'fee_receipt', ['payment_id'], unique=False)

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('fee_receipt')
    op.drop_table('gateway_notice')
    op.drop_table('payment')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_gateway_notice_change()")
