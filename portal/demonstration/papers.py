"""Papers and ways of submitting that many demonstration procedures describe alike."""

from __future__ import annotations

from portal.procedures.definitions import Channel, ChannelNote, RequiredDocument

AUTHORISATION = RequiredDocument(
    "authorisation",
    "Văn bản ủy quyền nộp hồ sơ",
    originals=1,
    required=False,
    condition="Khi Ông/Bà nhờ người khác nộp thay",
)

AT_COMMUNE_DESK = ChannelNote(Channel.DESK, "Tại Trung tâm Phục vụ hành chính công của xã, phường.")
AT_COMMUNE_POLICE = ChannelNote(Channel.DESK, "Tại nơi tiếp công dân của Công an xã, phường.")
AT_PROVINCE_DESK = ChannelNote(Channel.DESK, "Tại Trung tâm Phục vụ hành chính công tỉnh Sông Lam.")
BY_POST = ChannelNote(Channel.POST, "Qua dịch vụ bưu chính công ích.")
FULLY_ONLINE = ChannelNote(
    Channel.ONLINE, "Nộp hồ sơ, trả phí, lệ phí nếu có và nhận kết quả ngay trên Cổng."
)
PARTLY_ONLINE = ChannelNote(
    Channel.ONLINE, "Nộp hồ sơ trên Cổng; việc còn lại làm tại quầy theo giấy hẹn."
)
