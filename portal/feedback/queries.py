"""Reads of ratings."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.dossiers.models import Dossier
from portal.feedback.models import Rating


def rating_of(dossier: Dossier) -> Rating | None:
    return db.session.scalar(sa.select(Rating).where(Rating.dossier_id == dossier.id))
