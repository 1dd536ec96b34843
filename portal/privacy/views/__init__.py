"""One's own data; and, for administrators, corrections and retention."""

from portal.privacy.views import own, rectifying, retention

blueprints = (own.blueprint, rectifying.blueprint, retention.blueprint)

__all__ = ["blueprints"]
