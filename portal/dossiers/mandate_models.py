"""Under whose authority a dossier was filed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.mandate_models import Mandate
from portal.db import Base


class MandateUse(Base):
    """The dossier is filed, followed and answered for under this authority."""

    __tablename__ = "mandate_use"

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)

    mandate: Mapped[Mandate] = relationship()
