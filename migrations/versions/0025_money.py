"""lines of what is owed, refunds, cashiers' shifts, statements"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

NO_CHANGE = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'lines of what is owed are only ever added'); END"
        for table in ("invoice_line", "exemption_check")
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'lines of what is owed are only ever added'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_invoice_change()"
            for table in ("invoice_line", "exemption_check")
        ),
    ],
}
CHANGEABLE = {"sqlite": [], "postgresql": ["DROP FUNCTION refuse_invoice_change()"]}


def upgrade() -> None:
    op.create_table('sandbox_transfer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transaction', sa.String(length=60), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sandbox_transfer')),
    sa.UniqueConstraint('transaction', name=op.f('uq_sandbox_transfer_transaction'))
    )
    op.create_table('cashier_shift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('officer_name', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opening_cash', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted', sa.JSON(), nullable=False),
    sa.Column('cash_expected', sa.Integer(), nullable=True),
    sa.Column('cash_counted', sa.Integer(), nullable=True),
    sa.Column('difference_reason', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['account.id'], name=op.f('fk_cashier_shift_officer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_cashier_shift_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cashier_shift')),
    sa.UniqueConstraint('number', name=op.f('uq_cashier_shift_number'))
    )
    op.create_index(op.f('ix_cashier_shift_unit_id'), 'cashier_shift', ['unit_id'], unique=False)
    op.create_index('uq_cashier_shift_open', 'cashier_shift', ['unit_id', 'officer_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('imported_by_name', sa.String(length=200), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_statement_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('source', 'sha256', name=op.f('uq_statement_source_sha256'))
    )
    op.create_index(op.f('ix_statement_unit_id'), 'statement', ['unit_id'], unique=False)
    op.create_table('invoice_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=40), nullable=False),
    sa.Column('fee_key', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('is_stated', sa.Boolean(), nullable=False),
    sa.Column('waived', sa.Integer(), nullable=False),
    sa.Column('waiver', sa.String(length=300), nullable=False),
    sa.Column('how', sa.JSON(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_invoice_line_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_line'))
    )
    op.create_index(op.f('ix_invoice_line_dossier_id'), 'invoice_line', ['dossier_id'], unique=False)
    op.create_table('exemption_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('is_proven', sa.Boolean(), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_exemption_check_by_id')),
    sa.ForeignKeyConstraint(['line_id'], ['invoice_line.id'], name=op.f('fk_exemption_check_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemption_check')),
    sa.UniqueConstraint('line_id', name=op.f('uq_exemption_check_line_id'))
    )
    op.create_table('refund',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('is_aside', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=True),
    sa.Column('account', sa.String(length=300), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=True),
    sa.Column('proposed_by_name', sa.String(length=200), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_name', sa.String(length=200), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('paid_by_name', sa.String(length=200), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('transaction', sa.String(length=100), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_refund_dossier_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_refund_payment_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['account.id'], name=op.f('fk_refund_proposed_by_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['cashier_shift.id'], name=op.f('fk_refund_shift_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_refund_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refund'))
    )
    op.create_index(op.f('ix_refund_dossier_id'), 'refund', ['dossier_id'], unique=False)
    op.create_index(op.f('ix_refund_payment_id'), 'refund', ['payment_id'], unique=False)
    op.create_index('ix_refund_unit_state', 'refund', ['unit_id', 'state'], unique=False)
    op.create_table('statement_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('transaction', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('content', sa.String(length=500), nullable=False),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('match', sa.String(length=40), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_statement_line_payment_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_statement_line_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_line')),
    sa.UniqueConstraint('source', 'transaction', name=op.f('uq_statement_line_source_transaction'))
    )
    op.create_index(op.f('ix_statement_line_payment_id'), 'statement_line', ['payment_id'], unique=False)
    op.create_index(op.f('ix_statement_line_statement_id'), 'statement_line', ['statement_id'], unique=False)
    op.create_table('money_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('credited_id', sa.Integer(), nullable=True),
    sa.Column('refund_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['account.id'], name=op.f('fk_money_decision_by_id')),
    sa.ForeignKeyConstraint(['credited_id'], ['payment.id'], name=op.f('fk_money_decision_credited_id')),
    sa.ForeignKeyConstraint(['line_id'], ['statement_line.id'], name=op.f('fk_money_decision_line_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['gateway_notice.id'], name=op.f('fk_money_decision_notice_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_money_decision_payment_id')),
    sa.ForeignKeyConstraint(['refund_id'], ['refund.id'], name=op.f('fk_money_decision_refund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_money_decision')),
    sa.UniqueConstraint('line_id', name=op.f('uq_money_decision_line_id')),
    sa.UniqueConstraint('notice_id', name=op.f('uq_money_decision_notice_id')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_money_decision_payment_id'))
    )
    op.execute(
        "INSERT INTO refund (dossier_id, payment_id, unit_id, amount, ground, state, is_aside, created_at, "
        "account, proposed_by_name, approved_by_name, remark, paid_by_name, settled_at, \"transaction\") "
        "SELECT dossier_id, payment_id, unit_id, amount, ground, "
        "CASE WHEN settled_at IS NULL THEN 'due' ELSE 'paid' END, false, created_at, "
        "'', '', '', '', '', settled_at, '' FROM refund_due ORDER BY id"
    )
    op.drop_index(op.f('ix_refund_due_dossier_id'), table_name='refund_due')
    op.drop_index(op.f('ix_refund_due_unit_id'), table_name='refund_due')
    op.drop_table('refund_due')
    op.add_column('dossier', sa.Column('fee_paid', sa.Integer(), server_default='0', nullable=False))
    op.execute("UPDATE dossier SET fee_paid = fee_due WHERE payment = 'paid'")
    op.add_column('dossier', sa.Column('fee_call', sa.Integer(), server_default='1', nullable=False))
    op.add_column('fee_receipt', sa.Column('payer_name', sa.String(length=200), server_default='', nullable=False))
    op.add_column('fee_receipt', sa.Column('payer_address', sa.String(length=300), server_default='', nullable=False))
    op.add_column('fee_receipt', sa.Column('purpose', sa.String(length=300), server_default='', nullable=False))
    op.add_column('fee_receipt', sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('fee_receipt', sa.Column('cancelled_by_name', sa.String(length=200), server_default='', nullable=False))
    op.add_column('fee_receipt', sa.Column('cancel_reason', sa.Text(), server_default='', nullable=False))
    op.add_column('payment', sa.Column('call', sa.Integer(), server_default='1', nullable=False))
    op.add_column('payment', sa.Column('shift_id', sa.Integer(), nullable=True))
    op.drop_index(op.f('uq_payment_paid_once'), table_name='payment', sqlite_where=sa.text("state = 'paid'"))
    op.create_index('uq_payment_paid_once', 'payment', ['dossier_id', 'call'], unique=True, sqlite_where=sa.text("state = 'paid'"), postgresql_where=sa.text("state = 'paid'"))
    op.create_index(op.f('ix_payment_shift_id'), 'payment', ['shift_id'], unique=False)
    for statement in NO_CHANGE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f('ix_payment_shift_id'), table_name='payment')
    op.drop_index('uq_payment_paid_once', table_name='payment', sqlite_where=sa.text("state = 'paid'"), postgresql_where=sa.text("state = 'paid'"))
    op.create_index(op.f('uq_payment_paid_once'), 'payment', ['dossier_id'], unique=True, sqlite_where=sa.text("state = 'paid'"), postgresql_where=sa.text("state = 'paid'"))
    op.drop_column('payment', 'shift_id')
    op.drop_column('payment', 'call')
    op.drop_column('fee_receipt', 'cancel_reason')
    op.drop_column('fee_receipt', 'cancelled_by_name')
    op.drop_column('fee_receipt', 'cancelled_at')
    op.drop_column('fee_receipt', 'purpose')
    op.drop_column('fee_receipt', 'payer_address')
    op.drop_column('fee_receipt', 'payer_name')
    op.drop_column('dossier', 'fee_call')
    op.drop_column('dossier', 'fee_paid')
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
    op.create_index(op.f('ix_refund_due_unit_id'), 'refund_due', ['unit_id'], unique=False)
    op.create_index(op.f('ix_refund_due_dossier_id'), 'refund_due', ['dossier_id'], unique=False)
    op.drop_table('money_decision')
    op.drop_index(op.f('ix_statement_line_statement_id'), table_name='statement_line')
    op.drop_index(op.f('ix_statement_line_payment_id'), table_name='statement_line')
    op.drop_table('statement_line')
    op.drop_index('ix_refund_unit_state', table_name='refund')
    op.drop_index(op.f('ix_refund_payment_id'), table_name='refund')
    op.drop_index(op.f('ix_refund_dossier_id'), table_name='refund')
    op.drop_table('refund')
    op.drop_table('exemption_check')
    op.drop_index(op.f('ix_invoice_line_dossier_id'), table_name='invoice_line')
    op.drop_table('invoice_line')
    op.drop_index(op.f('ix_statement_unit_id'), table_name='statement')
    op.drop_table('statement')
    op.drop_index('uq_cashier_shift_open', table_name='cashier_shift', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index(op.f('ix_cashier_shift_unit_id'), table_name='cashier_shift')
    op.drop_table('cashier_shift')
    op.drop_table('sandbox_transfer')
    for statement in CHANGEABLE[op.get_bind().dialect.name]:
        op.execute(statement)
