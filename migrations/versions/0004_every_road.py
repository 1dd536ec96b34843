"""appointments set anew, further supplements, revoked results, folded search of dossiers"""

from alembic import op
import sqlalchemy as sa

from portal.vietnam import fold


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


SEARCHED = (
    'code', 'reference', 'applicant_name', 'submitter_name', 'applicant_identity',
    'submitter_identity', 'submitter_phone',
)  # fmt: skip


def upgrade() -> None:
    op.add_column('dossier', sa.Column('extended_to', sa.DateTime(timezone=True), nullable=True))
    op.add_column('dossier', sa.Column('search_text', sa.Text(), server_default='', nullable=False))
    op.add_column('supplement_request', sa.Column('ground', sa.Text(), server_default='', nullable=False))
    op.add_column('supplement_request', sa.Column('approver_name', sa.String(length=200), server_default='', nullable=False))
    op.add_column('document', sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('document', sa.Column('revocation_ground', sa.Text(), server_default='', nullable=False))
    op.create_table('supplement_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposer_name', sa.String(length=200), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_supplement_proposal_dossier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplement_proposal'))
    )
    op.create_index(op.f('ix_supplement_proposal_dossier_id'), 'supplement_proposal', ['dossier_id'], unique=False)
    _fill_search_text()


def _fill_search_text() -> None:
    dossier = sa.table('dossier', *(sa.column(name) for name in ('id', 'search_text', *SEARCHED)))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(
        sa.select(dossier.c.id, *(dossier.c[name] for name in SEARCHED))
        .where(dossier.c.id > last)
        .order_by(dossier.c.id)
        .limit(1000)
    ).all():
        connection.execute(
            sa.update(dossier)
            .where(dossier.c.id == sa.bindparam('row_id'))
            .values(search_text=sa.bindparam('text')),
            [{'row_id': row[0], 'text': _searched(row[1:])} for row in rows],
        )
        last = rows[-1][0]


def _searched(values) -> str:
    """As portal.dossiers.models.searched_words stood when this was written."""
    said = [fold(value) for value in values if value]
    said += ['0' + value[3:] for value in said if value.startswith('+84')]
    return ' '.join(dict.fromkeys(said))


def downgrade() -> None:
    op.drop_index(op.f('ix_supplement_proposal_dossier_id'), table_name='supplement_proposal')
    op.drop_table('supplement_proposal')
    for table, columns in (
        ('document', ('revocation_ground', 'revoked_at')),
        ('supplement_request', ('approver_name', 'ground')),
        ('dossier', ('search_text', 'extended_to')),
    ):
        for column in columns:
            op.drop_column(table, column)
