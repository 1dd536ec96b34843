"""drafts of versions with their history, offerings from a day to a day, differences of units"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('version_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('part', sa.String(length=40), nullable=False),
    sa.Column('before_id', sa.Integer(), nullable=True),
    sa.Column('after_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['procedure_version.id'], name=op.f('fk_version_event_version_id')),
    sa.ForeignKeyConstraint(['before_id'], ['definition.id'], name=op.f('fk_version_event_before_id')),
    sa.ForeignKeyConstraint(['after_id'], ['definition.id'], name=op.f('fk_version_event_after_id')),
    sa.ForeignKeyConstraint(['actor_id'], ['account.id'], name=op.f('fk_version_event_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version_event'))
    )
    op.create_index(op.f('ix_version_event_version_id'), 'version_event', ['version_id'])
    op.create_table('offering_desk',
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('desk_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['offering_id'], ['offering.id'], name=op.f('fk_offering_desk_offering_id')),
    sa.ForeignKeyConstraint(['desk_id'], ['desk.id'], name=op.f('fk_offering_desk_desk_id')),
    sa.PrimaryKeyConstraint('offering_id', 'desk_id', name=op.f('pk_offering_desk'))
    )
    op.create_table('local_difference',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('decision', sa.String(length=300), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_local_difference_procedure_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_local_difference_unit_id')),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_local_difference_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_difference'))
    )
    op.create_index(op.f('ix_local_difference_procedure_id'), 'local_difference', ['procedure_id'])
    op.add_column('offering', sa.Column('valid_from', sa.Date(), nullable=True))
    op.add_column('offering', sa.Column('valid_to', sa.Date(), nullable=True))
    op.add_column('procedure_version', sa.Column('revision', sa.Integer(), server_default='1', nullable=False))
    op.add_column('procedure_version', sa.Column('based_on', sa.Integer(), nullable=True))
    op.add_column('procedure_version', sa.Column('submitted_by', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Versions nobody published go: the schema before knew none."""
    unpublished = "('draft', 'in_review', 'discarded')"
    op.drop_table('version_event')
    op.execute(f"DELETE FROM procedure_version WHERE state IN {unpublished}")
    no_version = "NOT IN (SELECT procedure_id FROM procedure_version)"
    op.execute(f"DELETE FROM offering_desk WHERE offering_id IN (SELECT id FROM offering WHERE procedure_id {no_version})")
    for table, column in (("offering", "procedure_id"), ("local_difference", "procedure_id"), ("procedure", "id")):
        op.execute(f"DELETE FROM {table} WHERE {column} {no_version}")
    for name in ('submitted_by', 'based_on', 'revision'):
        op.drop_column('procedure_version', name)
    op.drop_column('offering', 'valid_to')
    op.drop_column('offering', 'valid_from')
    op.drop_index(op.f('ix_local_difference_procedure_id'), table_name='local_difference')
    op.drop_table('local_difference')
    op.drop_table('offering_desk')
