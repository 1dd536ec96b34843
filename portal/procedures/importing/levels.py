"""Who performs a procedure and how far it can be done online."""

from __future__ import annotations

import re

from portal.procedures.definitions import AuthorityLevel, Channel, ServiceLevel

CHANNELS = {
    "trực tiếp": Channel.DESK,
    "trực tuyến": Channel.ONLINE,
    "dịch vụ bưu chính": Channel.POST,
    "dịch vụ bưu chính công ích": Channel.POST,
    "qua bưu chính": Channel.POST,
}

# From the one nearest to the citizen up: the first that is stated is the one that receives.
_NEAREST_FIRST = (
    AuthorityLevel.COMMUNE,
    AuthorityLevel.DISTRICT,
    AuthorityLevel.PROVINCE,
    AuthorityLevel.MINISTRY,
    AuthorityLevel.OTHER,
)

_STATED = (
    (AuthorityLevel.MINISTRY, re.compile(r"\bcấp bộ\b", re.IGNORECASE)),
    (AuthorityLevel.PROVINCE, re.compile(r"\b(?:cấp )?tỉnh\b", re.IGNORECASE)),
    (AuthorityLevel.DISTRICT, re.compile(r"\bcấp huyện\b", re.IGNORECASE)),
    (AuthorityLevel.COMMUNE, re.compile(r"\bcấp xã\b", re.IGNORECASE)),
    (AuthorityLevel.OTHER, re.compile(r"\bcơ quan khác\b", re.IGNORECASE)),
)

_BY_NAME = (
    (AuthorityLevel.MINISTRY, re.compile(r"\bBộ (?!phận)[A-ZĐ]")),
    (
        AuthorityLevel.PROVINCE,
        re.compile(
            r"\bSở [A-ZĐ]|cấp tỉnh|UBND (?:tỉnh|thành phố)|nhân dân (?:tỉnh|thành phố)"
            r"|Văn phòng đăng ký đất đai|\bChi cục\b|\bBan (?:Quản lý|Thi đua)|\bTrung tâm\b",
            re.IGNORECASE,
        ),
    ),
    (AuthorityLevel.DISTRICT, re.compile(r"\b(?:quận|huyện)\b", re.IGNORECASE)),
    (AuthorityLevel.COMMUNE, re.compile(r"\b(?:phường|xã)\b", re.IGNORECASE)),
)


def authority_levels(text: str) -> tuple[AuthorityLevel, ...]:
    """The levels of a "Cấp thực hiện" cell, the nearest to the citizen first."""
    stated = {level for level, pattern in _STATED if pattern.search(text)}
    return tuple(level for level in _NEAREST_FIRST if level in stated)


def authority_levels_by_name(text: str) -> tuple[AuthorityLevel, ...]:
    """The levels told by the names of authorities: a Sở is a province's, UBND phường a commune's."""
    stated = {level for level, pattern in _BY_NAME if pattern.search(text)}
    return tuple(level for level in _NEAREST_FIRST if level in stated)


def service_level(text: str) -> ServiceLevel | None:
    """Mức độ dịch vụ công trực tuyến as stated; None where it is not stated plainly."""
    folded = text.casefold().lstrip("•-o ").strip()
    if folded.startswith("toàn trình"):
        return ServiceLevel.FULL
    if folded.startswith("một phần"):
        return ServiceLevel.PARTIAL
    if folded.startswith("cung cấp thông tin"):
        return ServiceLevel.INFORMATION
    return None


def channel(text: str) -> Channel | None:
    return CHANNELS.get(text.strip().rstrip(":").casefold())
