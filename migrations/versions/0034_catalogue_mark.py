"""a mark that every change of the catalogue renews; the full-text index it makes superfluous goes"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

# What search reads, and which rows of it: a draft concerns nobody yet.
CONCERNS = {
    'procedure': '{row}is_in_force',
    'procedure_version': "{row}state = 'published'",
    'offering': '1 = 1',
    'unit': '1 = 1',
    'sector': '1 = 1',
    'synonym': '1 = 1',
}
ROWS = {'INSERT': ('new',), 'UPDATE': ('old', 'new'), 'DELETE': ('old',)}

# In PostgreSQL once for a statement, however many rows it has.
FUNCTION = """CREATE FUNCTION renew_catalogue_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE concerns boolean := false;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM new_rows WHERE %s)', TG_ARGV[0]) INTO concerns;
  END IF;
  IF NOT concerns AND TG_OP <> 'INSERT' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM old_rows WHERE %s)', TG_ARGV[0]) INTO concerns;
  END IF;
  IF concerns THEN
    UPDATE catalogue_mark SET token = gen_random_uuid()::text;
  END IF;
  RETURN NULL;
END $$"""

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
    mark = op.create_table('catalogue_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_mark'))
    )
    op.bulk_insert(mark, [{'id': 1, 'token': secrets.token_hex(16)}])
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('added', 'removed', 'changed'):
            op.execute(f'DROP TRIGGER procedure_search_{name}')
        op.execute('DROP TABLE procedure_search')
        for table, rows, event, name in _triggers():
            when = ' OR '.join(rows_concern(table, f'{row}.') for row in rows)
            op.execute(sa.text(
                f'CREATE TRIGGER {name} AFTER {event} ON "{table}" WHEN {when} BEGIN'
                ' UPDATE catalogue_mark SET token = lower(hex(randomblob(16))); END'
            ))
        return
    op.drop_index('ix_procedure_search_text', table_name='procedure')
    op.execute(sa.text(FUNCTION.replace(':=', r'\:=').replace('::', r'\:\:')))
    for table, rows, event, name in _triggers():
        seen = ' '.join(f'{row.upper()} TABLE AS {row}_rows' for row in rows)
        condition = rows_concern(table, '').replace("'", "''")
        op.execute(sa.text(
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}" REFERENCING {seen}'
            f" FOR EACH STATEMENT EXECUTE FUNCTION renew_catalogue_mark('{condition}')"
        ))


def rows_concern(table: str, row: str) -> str:
    return CONCERNS[table].format(row=row)


def _triggers():
    return [
        (table, rows, event, f'{table}_marks_{event.lower()}')
        for table in CONCERNS for event, rows in ROWS.items()
    ]


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    for table, _rows, _event, name in _triggers():
        op.execute(f'DROP TRIGGER {name}' if is_sqlite else f'DROP TRIGGER {name} ON "{table}"')
    if is_sqlite:
        for statement in FULL_TEXT:
            op.execute(sa.text(statement))
    else:
        op.execute('DROP FUNCTION renew_catalogue_mark()')
        op.create_index(
            'ix_procedure_search_text', 'procedure', ['search_text'],
            postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'},
        )
    op.drop_table('catalogue_mark')
