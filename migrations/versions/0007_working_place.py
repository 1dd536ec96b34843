"""officers' working place: search index, saved lists, labels, instructions, batches, substitution"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


# Full text in SQLite: the trigrams of dossier.search_text, kept by triggers.
FULL_TEXT = (
    "CREATE VIRTUAL TABLE dossier_search USING fts5"
    "(search_text, content='dossier', content_rowid='id', tokenize='trigram')",
    "INSERT INTO dossier_search(dossier_search) VALUES ('rebuild')",
    """CREATE TRIGGER dossier_search_added AFTER INSERT ON dossier BEGIN
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER dossier_search_removed AFTER DELETE ON dossier BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER dossier_search_changed AFTER UPDATE OF search_text ON dossier BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_batch_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('key', name=op.f('uq_batch_key'))
    )
    op.create_index(op.f('ix_batch_account_id'), 'batch', ['account_id'], unique=False)
    op.create_table('label',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=40), nullable=False),
    sa.Column('colour', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_label_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label')),
    sa.UniqueConstraint('unit_id', 'text', name=op.f('uq_label_unit_id_text'))
    )
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('worklist', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_view_account_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_saved_view_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    op.create_index(op.f('ix_saved_view_account_id'), 'saved_view', ['account_id'], unique=False)
    op.create_index(op.f('ix_saved_view_unit_id'), 'saved_view', ['unit_id'], unique=False)
    op.create_table('substitution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('absent_id', sa.Integer(), nullable=False),
    sa.Column('substitute_id', sa.Integer(), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['absent_id'], ['account.id'], name=op.f('fk_substitution_absent_id')),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_substitution_created_by')),
    sa.ForeignKeyConstraint(['substitute_id'], ['account.id'], name=op.f('fk_substitution_substitute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitution'))
    )
    op.create_index(op.f('ix_substitution_absent_id'), 'substitution', ['absent_id'], unique=False)
    op.create_index(op.f('ix_substitution_substitute_id'), 'substitution', ['substitute_id'], unique=False)
    op.create_table('batch_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_done', sa.Boolean(), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_batch_item_batch_id')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_batch_item_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_item')),
    sa.UniqueConstraint('batch_id', 'dossier_id', name=op.f('uq_batch_item_batch_id_dossier_id'))
    )
    op.create_table('dossier_label',
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('label_id', sa.Integer(), nullable=False),
    sa.Column('put_by', sa.String(length=200), nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_dossier_label_dossier_id')),
    sa.ForeignKeyConstraint(['label_id'], ['label.id'], name=op.f('fk_dossier_label_label_id')),
    sa.PrimaryKeyConstraint('dossier_id', 'label_id', name=op.f('pk_dossier_label'))
    )
    op.create_index(op.f('ix_dossier_label_label_id'), 'dossier_label', ['label_id'], unique=False)
    op.create_table('instruction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('leader_id', sa.Integer(), nullable=False),
    sa.Column('leader_name', sa.String(length=200), nullable=False),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answerer_name', sa.String(length=200), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assignee_id'], ['account.id'], name=op.f('fk_instruction_assignee_id')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_instruction_dossier_id')),
    sa.ForeignKeyConstraint(['leader_id'], ['account.id'], name=op.f('fk_instruction_leader_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instruction'))
    )
    op.create_index(op.f('ix_instruction_dossier_id'), 'instruction', ['dossier_id'], unique=False)
    op.create_index('ix_dossier_desk_received', 'dossier', ['desk_id', 'received_at'], unique=False)
    op.create_index('ix_dossier_unit_received', 'dossier', ['unit_id', 'received_at'], unique=False)
    if op.get_bind().dialect.name == 'sqlite':
        for statement in FULL_TEXT:
            op.execute(sa.text(statement))
    else:
        op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        op.create_index(
            'ix_dossier_search_text', 'dossier', ['search_text'],
            postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'},
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('added', 'removed', 'changed'):
            op.execute(f'DROP TRIGGER dossier_search_{name}')
        op.execute('DROP TABLE dossier_search')
    else:
        op.drop_index('ix_dossier_search_text', table_name='dossier')
    op.drop_index('ix_dossier_unit_received', table_name='dossier')
    op.drop_index('ix_dossier_desk_received', table_name='dossier')
    op.drop_index(op.f('ix_instruction_dossier_id'), table_name='instruction')
    op.drop_table('instruction')
    op.drop_index(op.f('ix_dossier_label_label_id'), table_name='dossier_label')
    op.drop_table('dossier_label')
    op.drop_table('batch_item')
    op.drop_index(op.f('ix_substitution_substitute_id'), table_name='substitution')
    op.drop_index(op.f('ix_substitution_absent_id'), table_name='substitution')
    op.drop_table('substitution')
    op.drop_index(op.f('ix_saved_view_unit_id'), table_name='saved_view')
    op.drop_index(op.f('ix_saved_view_account_id'), table_name='saved_view')
    op.drop_table('saved_view')
    op.drop_table('label')
    op.drop_index(op.f('ix_batch_account_id'), table_name='batch')
    op.drop_table('batch')
