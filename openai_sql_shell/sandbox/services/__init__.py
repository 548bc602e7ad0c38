"""Operations with ways of their own: the table ``OPERATIONS`` of a module names them by ``service.resource.method``.

What no table names, the general engine does.
"""

from __future__ import annotations

MODULES: dict[str, tuple[str, ...]] = {
    **{
        name: (f"services.{name}",)
        for name in ("assistants", "audio", "certificates", "chat", "containers", "conversations")
    },
    **{name: (f"services.{name}",) for name in ("evals", "fine_tuning", "responses", "skills", "videos")},
    **dict.fromkeys(("admin_api_keys", "invites"), ("services.organization",)),
    **dict.fromkeys(("chatkit", "content_provenance", "realtime"), ("services.clients",)),
    **dict.fromkeys(("completions", "embeddings", "images", "moderations"), ("generation",)),
    **dict.fromkeys(("groups", "users"), ("memberships",)),
    "projects": ("memberships", "services.organization"),
}
"""The modules with the operations of each service."""
