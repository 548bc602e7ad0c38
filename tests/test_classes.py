"""The package's own values do what those of `dataclasses` do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import ClassVar

import pytest

from openai_sql_shell.classes import asdict, astuple, define, field, fields, frozen, replace


@frozen
class Mine:
    a: int
    b: str = "x"
    c: tuple[int, ...] = field(default_factory=tuple)
    d: object = field(default=None, hash=False)
    e: str = field(default="secret", repr=False)
    f: int = field(default=0, compare=False)
    kind: ClassVar[str] = "value"

    def doubled(self):
        return self.a * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    a: int
    b: str = "x"
    c: tuple[int, ...] = dataclasses.field(default_factory=tuple)
    d: object = dataclasses.field(default=None, hash=False)
    e: str = dataclasses.field(default="secret", repr=False)
    f: int = dataclasses.field(default=0, compare=False)
    kind: ClassVar[str] = "value"


@define
class Counter:
    n: int = 0
    seen: list[int] = field(default_factory=list)


@define(eq=False)
class Flight:
    n: int = 0


@frozen
class More(Mine):
    b: str = "y"
    g: int = 7


@frozen(slots=False)
class Remembers:
    n: int

    @cached_property
    def squared(self):
        return self.n**2


GIVEN = [
    ((1,), {}),
    ((1, "y"), {"d": []}),
    ((1,), {"f": 5}),
    ((1,), {"e": "other", "c": (1, 2)}),
    ((2,), {"d": {}}),
]


@pytest.mark.parametrize(("args", "values"), GIVEN)
def test_what_is_shown_told_apart_and_copied_is_what_dataclasses_do(args, values):
    mine, theirs = Mine(*args, **values), Theirs(*args, **values)
    assert repr(mine) == repr(theirs).replace("Theirs", "Mine")
    assert astuple(mine) == dataclasses.astuple(theirs)
    assert asdict(mine) == dataclasses.asdict(theirs)
    assert [mine == Mine(*a, **v) for a, v in GIVEN] == [theirs == Theirs(*a, **v) for a, v in GIVEN]
    assert hash(mine) == hash(theirs)
    assert pickle.loads(pickle.dumps(mine)) == copy.copy(mine) == copy.deepcopy(mine) == mine
    assert Mine.__match_args__ == Theirs.__match_args__ == tuple(fields(Mine))
    assert Mine.kind == "value"


@pytest.mark.parametrize(
    ("args", "values"), [((), {}), ((1, "x", (), None, "", 0, 1), {}), ((1,), {"a": 2}), ((1,), {"z": 2})]
)
def test_wrong_arguments_are_refused_by_name(args, values):
    errors = []
    for cls in (Mine, Theirs):
        with pytest.raises(TypeError) as refused:
            cls(*args, **values)
        errors.append(str(refused.value))
    assert errors[0] == errors[1].replace("Theirs", "Mine")


def test_a_frozen_value_neither_changes_nor_grows():
    value = Mine(1)
    for change in (
        lambda: setattr(value, "a", 2),
        lambda: setattr(value, "z", 2),
        lambda: delattr(value, "a"),
    ):
        with pytest.raises(AttributeError, match="frozen"):
            change()
    assert not hasattr(value, "__dict__")
    assert value.doubled() == 2


def test_replacing_makes_another_value_and_knows_the_fields():
    value = Mine(1, d=[1])
    assert replace(value, a=2, b="z") == Mine(2, "z", d=[1])
    assert value.a == 1
    with pytest.raises(TypeError, match="'z'"):
        replace(value, z=1)


def test_defaults_are_made_anew_and_objects_of_define_change():
    first, second = Counter(), Counter()
    first.seen.append(1)
    first.n += 1
    assert (first, second) == (Counter(1, [1]), Counter(0, []))
    with pytest.raises(TypeError, match="unhashable"):
        hash(first)
    with pytest.raises(AttributeError):
        first.other = 1
    assert Flight() != Flight()
    assert len({Flight(), Flight()}) == 2


def test_a_class_takes_over_the_fields_of_its_base():
    assert astuple(More(1)) == (1, "y", (), None, "secret", 0, 7)
    assert More(1) != Mine(1, "y")
    assert "b" not in More.__slots__
    assert More(3).doubled() == 6


def test_without_slots_something_can_be_remembered():
    value = Remembers(3)
    assert (value.squared, vars(value)["squared"]) == (9, 9)
    assert value == Remembers(3)


def test_a_class_s_own_methods_stay():
    @frozen
    class Quiet:
        key: str

        def __repr__(self):
            return "Quiet()"

        def __eq__(self, other):
            return True

        __hash__ = None

    assert (repr(Quiet("a")), Quiet("a") == Quiet("b")) == ("Quiet()", True)
    with pytest.raises(TypeError):
        hash(Quiet("a"))
