"""everyday words, audiences and a full-text index of procedures"""

import json

from alembic import op
import sqlalchemy as sa

from portal.procedures.audiences import audiences_of
from portal.procedures.everyday_words import EVERYDAY_WORDS
from portal.vietnam import fold


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


# Full text in SQLite: the trigrams of procedure.search_text, kept by triggers.
FULL_TEXT = (
    "CREATE VIRTUAL TABLE procedure_search USING fts5"
    "(search_text, content='procedure', content_rowid='id', tokenize='trigram')",
    "INSERT INTO procedure_search(procedure_search) VALUES ('rebuild')",
    """CREATE TRIGGER procedure_search_added AFTER INSERT ON procedure BEGIN
        INSERT INTO procedure_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER procedure_search_removed AFTER DELETE ON procedure BEGIN
        INSERT INTO procedure_search(procedure_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER procedure_search_changed AFTER UPDATE OF search_text ON procedure BEGIN
        INSERT INTO procedure_search(procedure_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO procedure_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)


def upgrade() -> None:
    op.add_column('procedure', sa.Column('audiences', sa.String(length=60), server_default='', nullable=False))
    synonym = op.create_table('synonym',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('said', sa.String(length=100), nullable=False),
    sa.Column('said_folded', sa.String(length=100), nullable=False),
    sa.Column('means', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym')),
    sa.UniqueConstraint('said_folded', name=op.f('uq_synonym_said_folded'))
    )
    op.bulk_insert(synonym, [
        {'said': said, 'said_folded': fold(said), 'means': means} for said, means in EVERYDAY_WORDS
    ])
    _fill_audiences()
    if op.get_bind().dialect.name == 'sqlite':
        for statement in FULL_TEXT:
            op.execute(sa.text(statement))
    else:
        op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        op.create_index(
            'ix_procedure_search_text', 'procedure', ['search_text'],
            postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'},
        )


def _fill_audiences() -> None:
    """From the guidance of each procedure's newest published version."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(
        "SELECT v.procedure_id, d.body FROM procedure_version v"
        " JOIN definition d ON d.id = v.guidance_id"
        " WHERE v.state = 'published' ORDER BY v.procedure_id, v.number"
    )).all()
    found = {}
    for procedure_id, body in rows:
        body = json.loads(body) if isinstance(body, str) else body
        found[procedure_id] = ' '.join(audiences_of(body.get('applicants', ())))
    if found:
        connection.execute(
            sa.text('UPDATE procedure SET audiences = :audiences WHERE id = :id'),
            [{'id': key, 'audiences': value} for key, value in found.items()],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('added', 'removed', 'changed'):
            op.execute(f'DROP TRIGGER procedure_search_{name}')
        op.execute('DROP TABLE procedure_search')
    else:
        op.drop_index('ix_procedure_search_text', table_name='procedure')
    op.drop_table('synonym')
    op.drop_column('procedure', 'audiences')
