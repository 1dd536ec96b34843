"""What a person fills in about the papers of their store."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length, Optional

from portal.dossiers.document_store.keeping import Said
from portal.i18n import lazy_
from portal.web_forms import (
    DateField,
    MultipleUpload,
    PersonalNumberField,
    PortalForm,
    Required,
)


class DescribeForm(PortalForm):
    """What a paper says of itself."""

    name = StringField(
        lazy_("Tên giấy tờ"),
        [Required(), Length(max=200)],
        description=lazy_("Ví dụ: Giấy chứng sinh, Thẻ căn cước, Giấy chứng nhận kết hôn"),
    )
    number = StringField(lazy_("Số của giấy tờ"), [Optional(), Length(max=60)])
    issuer = StringField(
        lazy_("Cơ quan cấp"),
        [Optional(), Length(max=200)],
        description=lazy_("Ví dụ: Ủy ban nhân dân xã, Bệnh viện đa khoa tỉnh"),
    )
    issued_on = DateField(lazy_("Ngày cấp"), [Optional()], not_after_today=True)
    valid_until = DateField(
        lazy_("Có giá trị đến"),
        [Optional()],
        description=lazy_("Để trống nếu giấy tờ không ghi thời hạn."),
    )

    def said(self) -> Said:
        return Said(
            " ".join((self.name.data or "").split()),
            self.number.data or "",
            self.issuer.data or "",
            self.issued_on.data,
            self.valid_until.data,
        )


class PaperForm(DescribeForm):
    """A paper with its file."""

    file = MultipleUpload(lazy_("Chọn tệp hoặc chụp ảnh"), [Required()], most_files=1)


class ShareForm(PortalForm):
    name = StringField(
        lazy_("Họ và tên người nhận"),
        [Required(), Length(max=120)],
        description=lazy_("Ghi đúng như trên thẻ căn cước"),
    )
    number = PersonalNumberField(
        lazy_("Số định danh cá nhân của người đó"), [Required()], description=lazy_("12 chữ số")
    )
    until = DateField(lazy_("Ngày cuối được dùng"), [Required()])
