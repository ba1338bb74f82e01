"""Random users: recipes, from which each package makes a user of its own class."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Dict, Iterator, List, Optional

from support.dice import Dice

from .values import attribute_value

PREDEFINED = ["Identifier", "Email", "Country"]
CUSTOM_NAMES = [
    "Number",
    "Version",
    "Date",
    "Tags",
    "Custom1",
    "Role",
    "identifier",
    "email",
    "Äß✓",
    "",
    " ",
    "1",
    "%s",
    "it's",
    "a\nb",
    "😀",
    "\ud800",
]


class View(Mapping):  # type: ignore[type-arg]
    """A mapping that is no ``dict``."""

    def __init__(self, data: Dict[str, Any]) -> None:
        self._data = data

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"View({self._data!r})"


class Defaulting(dict):  # type: ignore[type-arg]
    """A ``dict`` whose ``get`` finds more than is in it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, "made up")


class UserRecipe:
    """What a user is made of. ``kind``: plain, or a subclass."""

    def __init__(self, fields: Dict[str, Any], custom: Any, kind: str = "plain") -> None:
        self.fields = fields
        self.custom = custom
        self.kind = kind
        self._made: Dict[int, Any] = {}

    def make(self, package: Any) -> Any:
        """The same user for the same package every time."""
        if id(package) not in self._made:
            user_class = _CLASSES[self.kind](package.user.User)
            self._made[id(package)] = user_class(
                self.fields.get("Identifier"), self.fields.get("Email"), self.fields.get("Country"), self.custom
            )
        return self._made[id(package)]

    def peek(self, name: str) -> Any:
        """The value of an attribute, for making conditions that it fulfils."""
        if name in PREDEFINED:
            return self.fields.get(name)
        return self.custom.get(name) if isinstance(self.custom, Mapping) else None

    def __repr__(self) -> str:
        extra = "" if self.kind == "plain" else f", kind={self.kind!r}"
        return f"User({self.fields!r}, custom={self.custom!r}{extra})"


class OddUser:
    """What is given as a user but is none: the same object for both packages."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def make(self, package: Any) -> Any:
        return self.value

    def peek(self, name: str) -> Any:
        return None

    def __repr__(self) -> str:
        return f"{self.value!r}"


def _same(user_class: type) -> type:
    return user_class


def _plain_subclass(user_class: type) -> type:
    return type("PlainUser", (user_class,), {})


def _computing_subclass(user_class: Any) -> type:
    def get_attribute(self: Any, attribute: object) -> Any:
        return "computed" if attribute == "Role" else user_class.get_attribute(self, attribute)

    return type(
        "ComputingUser", (user_class,), {"get_attribute": get_attribute, "get_identifier": lambda self: "computed"}
    )


def _failing_subclass(user_class: Any) -> type:
    def get_attribute(self: Any, attribute: object) -> Any:
        if attribute in ("Role", "Email"):
            raise LookupError(f"no {attribute}")
        return user_class.get_attribute(self, attribute)

    return type("FailingUser", (user_class,), {"get_attribute": get_attribute})


def _named_subclass(user_class: Any) -> type:
    return type("NamedUser", (user_class,), {"__str__": lambda self: "a user"})


_CLASSES = {
    "plain": _same,
    "subclass": _plain_subclass,
    "computing": _computing_subclass,
    "failing": _failing_subclass,
    "named": _named_subclass,
}


def attribute_names(dice: Dice) -> List[str]:
    """The attribute names that a config and its users share."""
    more = [dice.pick(CUSTOM_NAMES)] if dice.chance(0.4) else []
    return [*PREDEFINED, *dice.sample(CUSTOM_NAMES[:6], 4), *more]


def _custom(dice: Dice, names: List[str]) -> Any:
    custom = {name: attribute_value(dice, name) for name in dice.shuffled(names) if dice.chance(0.85)}
    if dice.chance(0.05):
        custom[dice.pick(PREDEFINED)] = "not looked at"
    return dice.choose(
        (20, lambda: custom),
        (1, lambda: OrderedDict(custom)),
        (1, lambda: View(custom)),
        (0.5, lambda: Defaulting(custom)),
        (0.5, lambda: {**custom, 1: "a number as name"}),
        (0.3, lambda: dice.pick(["ab", ["x"], 5, True, ("Role", "a")])),
        (1, lambda: dice.pick([None, {}, "", 0])),
    )


def any_user(dice: Dice, names: List[str]) -> UserRecipe:
    fields = {name: attribute_value(dice, name) for name in PREDEFINED if dice.chance(0.9)}
    kind = dice.choose((20, lambda: "plain"), (2, lambda: dice.pick(list(_CLASSES))))
    return UserRecipe(fields, _custom(dice, names[3:]), kind)


def odd_user(dice: Dice) -> Optional[OddUser]:
    return OddUser(dice.pick([None, None, None, "user", "", 5, 0, [], {}, {"Identifier": "a"}, object, False]))
