"""One change of the tree of units as a value, by codes: written down on a page or a command line, tried
out first, then done."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.errors import Invalid
from portal.i18n import _
from portal.units import reorganising
from portal.units.models import Unit, UnitKind
from portal.units.queries import unit_by_code


class What(enum.StrEnum):
    """As it stands in addresses."""

    RENAME = "doi-ten"
    MOVE = "chuyen"
    MERGE = "sap-nhap"
    SPLIT = "tach"
    FOUND = "thanh-lap"


@dataclass(frozen=True)
class Change:
    """`units` change, `into` is who takes over, or under whom they go; of a new unit `code`, `kind` and
    `place`. `ground` is the resolution it rests on."""

    what: What
    on: date
    units: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: UnitKind = UnitKind.COMMUNE
    place: str = ""
    ground: str = ""

    def ends(self) -> tuple[str, ...]:
        """Codes of the units that are no more afterwards."""
        if self.what in (What.MERGE, What.SPLIT):
            return tuple(code for code in self.units if code not in self.into)
        return ()

    def apply(self, session: Session) -> None:
        """Do it. Raises Invalid, naming the field where one is at fault."""
        if self.on > clock.today():
            sentence = _("Hãy ghi thay đổi từ ngày nó có hiệu lực; ngày %(day)s chưa đến.",
                         day=f"{self.on:%d/%m/%Y}")  # fmt: skip
            raise Invalid(sentence, {"on": sentence})
        units = [_unit(session, code, "units") for code in self.units]
        into = [_unit(session, code, "into") for code in self.into]
        if self.what is What.RENAME:
            reorganising.rename(units[0], name=self.name, short_name=self.short_name, on=self.on)
        elif self.what is What.MOVE:
            reorganising.move(units[0], into[0], on=self.on)
        elif self.what is What.MERGE:
            if not self.ends():
                raise _wrong("units", _("Hãy chọn ít nhất một đơn vị khác đơn vị nhận."))
            reorganising.merge(units, into[0], on=self.on, ground=self.ground)
        elif self.what is What.SPLIT:
            if len(into) < 2 or set(self.into) & set(self.units):
                raise _wrong("into", _("Hãy chọn ít nhất hai đơn vị nhận, khác đơn vị bị tách."))
            reorganising.split(units[0], into, on=self.on, ground=self.ground)
        else:
            reorganising.found(
                code=self.code,
                name=self.name,
                short_name=self.short_name,
                kind=self.kind,
                parent=into[0],
                place=self.place,
                on=self.on,
            )
        session.flush()


def _unit(session: Session, code: str, field: str) -> Unit:
    found = unit_by_code(session, code)
    if found is None or found.valid_to is not None:
        raise _wrong(field, _("Không có đơn vị đang hoạt động mang mã %(code)s.", code=code))
    return found


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
