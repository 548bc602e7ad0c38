"""Classes of named values: ``@frozen``, ``@define`` and ``field``, by the names that attrs gave them.

They do what ``dataclasses`` does, as far as this package needs it, at a thirtieth of its cost: a short command starts with a hundred and
fifty such classes, and ``dataclasses`` compiles six methods for each (0.6 ms; attrs as much), behind an import of ``inspect``;
``msgspec.Struct`` is made fast, but the modules it loads take longer than a short command may. Here one method is compiled,
``__init__``, and only once the first object is made; all others are the same functions for all classes.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> replace(Point(1), y=2)
    Point(x=1, y=2)
    >>> Point(1) == Point(1, 0)
    True
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Generic, NoReturn, TypeVar, dataclass_transform
else:  # stand-ins for what only the type checker needs; `typing` takes half as long to load as Python itself

    def dataclass_transform(**_options: object) -> Callable[[object], object]:
        """Leave a decorator as it is."""
        return lambda decorator: decorator

    def TypeVar(name: str) -> str:  # noqa: N802 - typing's name
        """Return the name, which nobody looks at."""
        return name

    class Generic:
        """A base that adds nothing, whatever stands in brackets behind it."""

        __slots__ = ()

        def __class_getitem__(cls, _kinds: object) -> type:
            """Return the base itself."""
            return cls


__all__ = [
    "NOTHING",
    "FieldOptions",
    "Generic",
    "TypeVar",
    "asdict",
    "astuple",
    "define",
    "field",
    "fields",
    "frozen",
    "replace",
]

T = TypeVar("T")


NOTHING: Any = type("Nothing", (), {"__repr__": lambda _self: "NOTHING"})()
"""No default: the value has to be given."""


class FieldOptions:
    """What is said of a field beside its name and type."""

    __slots__ = ("compare", "default", "factory", "hash", "metadata", "repr")

    def __init__(
        self, default: Any, factory: Any, metadata: Any, *, in_repr: bool, compared: bool, hashed: bool
    ) -> None:
        self.default = default
        self.factory = factory
        """Makes the default of each object; `NOTHING` where it is a value or missing."""
        self.metadata = metadata
        self.repr = in_repr
        self.compare = compared
        self.hash = hashed


def field(
    *,
    default: Any = NOTHING,
    default_factory: Any = NOTHING,
    repr: bool = True,  # noqa: A002 - the same
    compare: bool = True,
    hash: bool = True,  # noqa: A002 - the same
    metadata: Any = None,
) -> Any:
    """Say more of a field than its default: whether it is seen, compared and hashed, what makes its default, what else is to be known."""
    return FieldOptions(
        default, default_factory, metadata, in_repr=repr, compared=compare, hashed=hash and compare
    )


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T] | None = None, /, *, slots: bool = True) -> Any:
    """A class whose objects never change, are equal where their fields are, and can be hashed.

    ``slots=False`` leaves room for a ``cached_property``.
    """
    return _made(cls, _FROZEN, slots) if cls else lambda found: _made(found, _FROZEN, slots)


@dataclass_transform(field_specifiers=(field,))
def define(cls: type[T] | None = None, /, *, slots: bool = True, eq: bool = True) -> Any:
    """A class whose objects may change; they are equal where their fields are, and cannot be hashed.

    With ``eq=False`` each object is equal to itself alone, and can be hashed.
    """
    methods = _DEFINED if eq else _IDENTICAL
    return _made(cls, methods, slots) if cls else lambda found: _made(found, methods, slots)


def fields(cls: type | object) -> Mapping[str, FieldOptions]:
    """The fields of a class, or of an object's, in order.

    Raises:
        AttributeError: it is none of these classes.
    """
    found: Mapping[str, FieldOptions] = cls.__fields__  # type: ignore[union-attr]
    return found


def replace(value: T, /, **changes: Any) -> T:
    """The same object with other values in some fields.

    Raises:
        TypeError: no such field.
    """
    kept = {name: getattr(value, name) for name in fields(value) if name not in changes}
    return type(value)(**kept, **changes)


def asdict(value: object) -> dict[str, Any]:
    """The values by their fields' names; what is within them stays as it is."""
    return {name: getattr(value, name) for name in fields(value)}


def astuple(value: object) -> tuple[Any, ...]:
    """The values in the order of the fields; what is within them stays as it is."""
    return tuple([getattr(value, name) for name in fields(value)])


def _made(cls: Any, methods: Mapping[str, Any], slots: bool) -> Any:
    """The class again, with its fields taken out of its body, and the methods that the body has not."""
    body = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    inherited = {
        name: one for base in reversed(cls.__mro__) for name, one in getattr(base, "__fields__", {}).items()
    }
    own = {
        name: _field(body.pop(name, NOTHING))
        for name, kind in cls.__annotations__.items()
        if not kind.startswith("ClassVar")
    }
    found = inherited | own
    body |= {
        "__fields__": found,
        "__match_args__": tuple(found),
        "__compared__": _getter([name for name, one in found.items() if one.compare]),
        "__hashed__": _getter([name for name, one in found.items() if one.hash]),
        "__qualname__": cls.__qualname__,
    }
    if slots:
        body["__slots__"] = tuple(name for name in own if name not in inherited)
    return type(cls)(cls.__name__, cls.__bases__, {**methods, **body})


def _field(given: Any) -> FieldOptions:
    return given if isinstance(given, FieldOptions) else field(default=given)


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _value: ()


def _init(self: Any, *args: Any, **values: Any) -> None:
    """Compile the ``__init__`` of the object's class, and go on there."""
    cls = type(self)
    cls.__init__ = made = _compiled(cls)
    made(self, *args, **values)


def _compiled(cls: Any) -> Callable[..., None]:
    """An ``__init__`` as one would write it by hand."""
    parameters, lines = ["self"], []
    known: dict[str, Any] = {"NOTHING": NOTHING, "put": object.__setattr__}
    for name, one in fields(cls).items():
        known[f"_{name}"] = one.factory if one.default is NOTHING else one.default
        if one.factory is not NOTHING:
            parameters.append(f"{name}=NOTHING")
            lines.append(f"if {name} is NOTHING: {name} = _{name}()")
        else:
            parameters.append(name if one.default is NOTHING else f"{name}=_{name}")
        lines.append(f"put(self, {name!r}, {name})")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), known)  # noqa: S102 - of names that Python itself has read
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _repr(self: Any) -> str:
    shown = [f"{name}={getattr(self, name)!r}" for name, one in fields(self).items() if one.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: Any) -> Any:
    cls: Any = type(self)
    return cls.__compared__(self) == cls.__compared__(other) if type(other) is cls else NotImplemented


def _hash(self: Any) -> int:
    return hash(type(self).__hashed__(self))


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    return type(self), astuple(self)


def _refuse(self: Any, name: str, *_value: object) -> NoReturn:
    message = f"{type(self).__qualname__}.{name} is frozen"
    raise AttributeError(message)


_IDENTICAL = {"__init__": _init, "__repr__": _repr, "__reduce__": _reduce}
_DEFINED = {**_IDENTICAL, "__eq__": _eq, "__hash__": None}
_FROZEN = {**_DEFINED, "__hash__": _hash, "__setattr__": _refuse, "__delattr__": _refuse}
"""The methods of a class, where its body has none of the name."""
