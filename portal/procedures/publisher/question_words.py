"""The words of the form designer for kinds of questions, parts of blocks and data of a profile."""

from __future__ import annotations

from portal.i18n import lazy_
from portal.procedures.definitions import FieldKind

# Kind → name, and what it is for.
KINDS = {
    FieldKind.TEXT: (lazy_("Một dòng chữ"), lazy_("Tên, địa điểm, số giấy tờ")),
    FieldKind.LONG_TEXT: (lazy_("Đoạn văn"), lazy_("Trình bày nhiều dòng")),
    FieldKind.NUMBER: (lazy_("Số"), lazy_("Số lượng, số bản, số người")),
    FieldKind.MONEY: (lazy_("Số tiền"), lazy_("Đồng Việt Nam")),
    FieldKind.DATE: (lazy_("Ngày"), lazy_("Ngày, tháng, năm trong ba ô")),
    FieldKind.YES_NO: (lazy_("Có hoặc không"), lazy_("Câu hỏi chỉ có hai câu trả lời")),
    FieldKind.ONE_OF: (lazy_("Chọn một"), lazy_("Vài lựa chọn, chọn đúng một")),
    FieldKind.MANY_OF: (lazy_("Chọn nhiều"), lazy_("Vài lựa chọn, chọn mấy cũng được")),
    FieldKind.LONG_LIST: (lazy_("Chọn trong danh sách dài"), lazy_("Gõ vài chữ để tìm")),
    FieldKind.PERSONAL_NUMBER: (lazy_("Số định danh cá nhân"), lazy_("12 chữ số, tự kiểm tra")),
    FieldKind.TAX_CODE: (lazy_("Mã số thuế"), lazy_("10 hoặc 13 chữ số, tự kiểm tra")),
    FieldKind.PHONE: (lazy_("Số điện thoại"), lazy_("Tự kiểm tra và viết lại cho đúng")),
    FieldKind.EMAIL: (lazy_("Thư điện tử"), lazy_("Tự kiểm tra dạng địa chỉ")),
    FieldKind.ADDRESS: (lazy_("Địa chỉ"), lazy_("Tỉnh, xã theo địa giới 2025, số nhà")),
    FieldKind.PERSON: (lazy_("Một người"), lazy_("Họ tên, ngày sinh, giới tính, giấy tờ…")),
    FieldKind.ORGANISATION: (lazy_("Một tổ chức"), lazy_("Tên, mã số thuế, trụ sở, đại diện…")),
    FieldKind.GROUP: (
        lazy_("Nhóm lặp lại"),
        lazy_("Con, người làm chứng, tài sản: mỗi mục một lần"),
    ),
    FieldKind.FILE: (lazy_("Tệp"), lazy_("Người nộp đính kèm ở bước giấy tờ")),
    FieldKind.EXPLANATION: (lazy_("Lời giải thích"), lazy_("Chỉ để đọc, không phải trả lời")),
}
PARTS = {
    "full_name": lazy_("Họ, chữ đệm và tên"),
    "birth_date": lazy_("Ngày sinh"),
    "sex": lazy_("Giới tính"),
    "ethnicity": lazy_("Dân tộc"),
    "nationality": lazy_("Quốc tịch"),
    "personal_number": lazy_("Số định danh cá nhân"),
    "document": lazy_("Giấy tờ tùy thân khác"),
    "address": lazy_("Nơi cư trú hoặc trụ sở"),
    "phone": lazy_("Số điện thoại"),
    "email": lazy_("Thư điện tử"),
    "name": lazy_("Tên tổ chức"),
    "tax_code": lazy_("Mã số thuế"),
    "registration": lazy_("Số giấy đăng ký hoặc quyết định thành lập"),
    "representative": lazy_("Người đại diện theo pháp luật"),
    "position": lazy_("Chức vụ người đại diện"),
}
# Which datum of the submitter's account can be filled in first.
PROFILES = {
    FieldKind.TEXT: {"full_name": lazy_("Họ và tên của người nộp")},
    FieldKind.DATE: {"birth_date": lazy_("Ngày sinh của người nộp")},
    FieldKind.PERSONAL_NUMBER: {"personal_number": lazy_("Số định danh của người nộp")},
    FieldKind.PHONE: {"phone": lazy_("Số điện thoại của người nộp")},
    FieldKind.EMAIL: {"email": lazy_("Thư điện tử của người nộp")},
    FieldKind.ADDRESS: {"address": lazy_("Nơi cư trú của người nộp")},
    FieldKind.PERSON: {"person": lazy_("Chính người nộp")},
}
