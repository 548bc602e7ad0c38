"""How sources reach another machine: by a function that travels with its code, so that an interpreter without this package can say so."""

from __future__ import annotations

from typing import Any


def arrived(written: bytes) -> Any:
    """The object that was written, a class and what it is made of. Uses nothing but Python's own library.

    Raises:
        ImportError: something is not installed for the interpreter of this machine; says which and where.
    """
    import pickle  # noqa: PLC0415 - the function travels alone
    import platform  # noqa: PLC0415
    import sys  # noqa: PLC0415

    try:
        kind, values = pickle.loads(written)  # noqa: S301 - Spark's own, and never from elsewhere
    except ImportError as error:
        lacking = (error.name or "a library").partition(".")[0]
        message = f"on {platform.node()}: {lacking} is not installed for {sys.executable}\nhint: install openai-sql[spark] there; PYSPARK_PYTHON chooses another interpreter"
        raise ImportError(message, name=error.name) from None
    return kind(*values)
