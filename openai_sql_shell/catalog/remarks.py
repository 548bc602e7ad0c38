"""What is to be said beside a description: that something is deprecated, needs another key, or is billed."""

from __future__ import annotations

from openai_sql_shell.catalog.model import KeyClass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from openai_sql_shell.catalog.model import Method, Resource

    class Described(Protocol):
        """A resource, or what an index knows of it."""

        @property
        def description(self) -> str: ...  # noqa: D102
        @property
        def deprecated(self) -> str | None: ...  # noqa: D102


ADMIN_KEY = "Takes an admin key."
BILLED = "Billed."


def deprecation(instead: str | None) -> str:
    """The sentence about what to use instead; empty where nothing is deprecated.

    >>> deprecation("Use responses.")
    'Deprecated: use responses.'
    """
    return f"Deprecated: {instead[:1].lower()}{instead[1:]}" if instead else ""


def resource_text(resource: Described) -> str:
    """What a resource holds, and what to use instead of it."""
    return " ".join(filter(None, (resource.description, deprecation(resource.deprecated))))


def method_remarks(method: Method, resource: Resource) -> list[str]:
    """What a caller must know of a method beside its description."""
    found = (
        deprecation(method.deprecated or resource.deprecated),
        ADMIN_KEY if method.key is KeyClass.ADMIN else "",
        BILLED if method.billable and "billed" not in method.description.lower() else "",
    )
    return [sentence for sentence in found if sentence]


def method_text(method: Method, resource: Resource) -> str:
    """What a method does, and what a caller must know."""
    return " ".join((method.description, *method_remarks(method, resource)))


def menu_text(description: str, instead: str | None) -> str:
    """A description for a menu, which cuts long ones: what is deprecated says so first."""
    return f"deprecated · {description}" if instead else description
