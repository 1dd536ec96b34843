"""what stands beside a removed dossier goes too: who rated it, what gateways told of its payer"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

COLUMNS = (
    "id", "gateway", "arrival", "is_verified", "verdict", "reference", "gateway_transaction", "amount",
    "payment_id", "at",
)
SAME = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in COLUMNS)
IS_REMOVED = (
    "EXISTS (SELECT 1 FROM removal JOIN payment ON payment.dossier_id = removal.dossier_id "
    "WHERE payment.id = OLD.payment_id)"
)
SAID = "gateway notices are only ever added"

# The one change a notice allows: what the gateway told beside the money is emptied once the removal of
# the dossier's personal data is written down. Sum, order, transaction and verdict stay for ever.
NOTICES = {
    "sqlite": [
        "DROP TRIGGER gateway_notice_no_update",
        "CREATE TRIGGER gateway_notice_no_update BEFORE UPDATE ON gateway_notice WHEN NOT ("
        f"{IS_REMOVED} AND (NEW.fields = '{{}}' OR NEW.fields IS OLD.fields) AND {SAME}) "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_gateway_notice_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF TG_OP = 'UPDATE' THEN "
        f"IF {IS_REMOVED} AND (NEW.fields::text = '{{}}' OR NEW.fields::text = OLD.fields::text) "
        "AND to_jsonb(NEW) - 'fields' = to_jsonb(OLD) - 'fields' THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{SAID}'; END $$",
    ],
}
NOTICES_BEFORE = {
    "sqlite": [
        "DROP TRIGGER gateway_notice_no_update",
        "CREATE TRIGGER gateway_notice_no_update BEFORE UPDATE ON gateway_notice "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_gateway_notice_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
    ],
}


def upgrade() -> None:
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.alter_column('account_id', existing_type=sa.Integer(), nullable=True)
    for statement in NOTICES[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in NOTICES_BEFORE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.alter_column('account_id', existing_type=sa.Integer(), nullable=False)
