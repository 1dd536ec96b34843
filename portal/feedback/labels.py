"""Words of the five marks."""

from __future__ import annotations

from portal.i18n import lazy_

SCORES = {
    5: lazy_("Rất hài lòng"),
    4: lazy_("Hài lòng"),
    3: lazy_("Bình thường"),
    2: lazy_("Không hài lòng"),
    1: lazy_("Rất không hài lòng"),
}
