"""The importer's remarks, told apart by what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def flag_digest(flag: Mapping[str, str]) -> str:
    """The sha256, in hex, of a remark: its field, reason and text."""
    said = "\n".join(flag.get(name, "") for name in ("field", "reason", "text"))
    return hashlib.sha256(said.encode()).hexdigest()
