"""The form of a rating."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from portal.feedback.labels import SCORES
from portal.i18n import lazy_
from portal.web_forms import PortalForm, Required, choices

LONGEST = 2000


class RatingForm(PortalForm):
    score = RadioField(
        lazy_("Mức độ hài lòng"),
        choices=choices((str(score), words) for score, words in SCORES.items()),
        validators=[Required()],
    )
    comment = TextAreaField(
        lazy_("Điều Ông/Bà muốn góp ý"),
        description=lazy_("Cơ quan đọc được ý kiến này cùng với mã hồ sơ."),
        validators=[Optional(), Length(max=LONGEST)],
        render_kw={"rows": 4},
    )
