"""Random configs of the right shape, with everything that can be in one."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

from support.dice import Dice
from support.jsontext import Num, is_utf8, to_json

from .conditions import Scope, user_condition
from .texts import ODD_TEXTS, WORDS, any_text
from .users import UserRecipe, any_user, attribute_names

KEYS = [
    "flag",
    "other",
    "isOn",
    "a b",
    "ключ",
    "😀",
    'x"y',
    "it's",
    "10",
    "2",
    " ",
    "%s",
    "{}",
    "back\\slash",
    "two\nlines",
    "__class__",
    "\ud800",
]
SLOTS = ["b", "s", "i", "d"]
INT_TEXTS = [
    "0",
    "-0",
    "1",
    "2",
    "42",
    "-7",
    "9007199254740991",
    "9007199254740993",
    "-9007199254740993",
    "18446744073709551616",
    "1" + "0" * 40,
]
FLOAT_TEXTS = [
    "0.0",
    "-0.0",
    "0.1",
    "3.14",
    "1e21",
    "1e16",
    "1e15",
    "1e-7",
    "5e-324",
    "2.0",
    "1e3",
    "1E3",
    "-1.5e+3",
    "1.7976931348623157e308",
    "0.30000000000000004",
]


class World:
    """A config, its users and what it consists of."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.attributes = attribute_names(dice)
        self.users: List[UserRecipe] = dice.times(3, lambda: any_user(dice, self.attributes))
        self.salt = dice.pick(["salt", "wp/t/G2kXSBXcxpSHiS0MV9ua/jmPiNQciQl2KiofTE=", "", "ß😀", any_text(dice)])
        self.keys = dice.shuffled(KEYS)[: dice.randint(3, 9)]
        self.types = [dice.randrange(4) for _ in self.keys]
        self._ids = 0
        self.segments = [self._segment(index) for index in range(dice.randrange(4))]
        flags = {key: self._flag(position) for position, key in enumerate(self.keys)}
        if dice.chance(0.2):
            flags = {key: self._add_unknown_members(flag) for key, flag in flags.items()}
        self.config: Dict[str, Any] = {"p": {"u": "https://cdn-global.configcat.com", "r": Num("0"), "s": self.salt}}
        if self.segments:
            self.config["s"] = self.segments
        self.config["f"] = flags
        if dice.chance(0.05):
            del self.config["p"]

    def _add_unknown_members(self, node: Any) -> Any:
        """Adds members that nobody knows, here and there; maps of flags and values are left alone."""
        if isinstance(node, list):
            return [self._add_unknown_members(item) for item in node]
        if not isinstance(node, dict) or not {"t", "c", "v", "u"} & set(node):
            return node
        more = {key: self._add_unknown_members(item) for key, item in node.items()}
        if self.dice.chance(0.1):
            more[self.dice.pick(["zz", "x", "", "__class__"])] = self.dice.pick(
                [None, True, Num("1e999"), Num("-1.5E+3"), "\ud83d", [{"a": []}], {"": {}}]
            )
        return more

    def text(self) -> str:
        """The config as it is served."""
        blank = self.dice.pick(["", "", " ", "\n\t"])
        raw = to_json(self.config, ascii_only=False, blank=blank)
        return raw if is_utf8(raw) and self.dice.chance(0.7) else to_json(self.config, blank=blank)

    def variation_ids(self) -> List[str]:
        return [f"id{number}" for number in range(1, self._ids + 1)]

    def _value(self, kind: int) -> Dict[str, Any]:
        dice = self.dice
        made: Any = [
            lambda: dice.chance(0.5),
            lambda: dice.pick(WORDS if dice.chance(0.7) else ODD_TEXTS),
            lambda: Num(dice.pick(INT_TEXTS if dice.chance(0.9) else FLOAT_TEXTS)),
            lambda: Num(dice.pick(FLOAT_TEXTS if dice.chance(0.7) else INT_TEXTS)),
        ][kind]()
        return {SLOTS[kind]: made}

    def _served(self, kind: int) -> Dict[str, Any]:
        self._ids += 1
        name: Optional[str] = self.dice.choose(
            (8, lambda: f"id{self._ids}"), (1, lambda: None), (1, lambda: self.dice.pick(["", "id1", "ü", "\ud800"]))
        )
        value = {"v": self._value(kind)}
        return {**value, "i": name} if name is not None else value

    def _options(self, kind: int) -> List[Dict[str, Any]]:
        dice = self.dice
        whole = dice.pick(
            [[50, 50], [100], [25, 25, 25, 25], [0, 100], [0, 0, 100, 0], [30, 70], [1, 98, 1], [33, 33, 34]]
        )
        shares = dice.choose((30, lambda: whole), (1, lambda: [10, 20]), (1, lambda: [0]), (1, lambda: [150]))
        return [{"p": Num(str(share)), **self._served(kind)} for share in shares]

    def _prerequisite(self, position: int) -> Dict[str, Any]:
        dice = self.dice
        target = dice.choose(
            (40, lambda: dice.randrange(max(position, 1))),
            (1, lambda: dice.randrange(len(self.keys))),
            (1, lambda: position),
            (0.5, lambda: -1),
        )
        kind = self.types[target] if dice.chance(0.97) else dice.randrange(4)
        key = self.keys[target] if target >= 0 else dice.pick(["missing", ""])
        return {"f": key, "c": Num(str(dice.randrange(2))), "v": self._value(kind)}

    def _condition(self, scope: Scope, position: int) -> Dict[str, Any]:
        dice = self.dice
        return dice.choose(
            (30, lambda: {"u": user_condition(scope)}),
            (
                4 if self.segments else 0,
                lambda: {"s": {"s": Num(str(dice.randrange(len(self.segments)))), "c": Num(str(dice.randrange(2)))}},
            ),
            (5 if position else 0.5, lambda: {"p": self._prerequisite(position)}),
        )

    def _rule(self, scope: Scope, position: int) -> Dict[str, Any]:
        dice, kind = self.dice, self.types[position]
        count = dice.choose((6, lambda: 1), (3, lambda: 2), (1, lambda: 3))
        rule: Dict[str, Any] = {"c": [self._condition(scope, position) for _ in range(count)]}
        if dice.chance(0.7):
            return {**rule, "s": self._served(kind)}
        return {**rule, "p": self._options(kind)}

    def _flag(self, position: int) -> Dict[str, Any]:
        dice = self.dice
        scope = Scope(dice, self.attributes, self.users, self.salt, self.keys[position])
        flag: Dict[str, Any] = {"t": Num(str(self.types[position]))}
        if dice.chance(0.4):
            flag["a"] = dice.pick([*self.attributes, "Missing"])
        count = dice.choose((2, lambda: 0), (4, lambda: 1), (3, lambda: 2), (1, lambda: 4))
        if count or dice.chance(0.5):
            flag["r"] = [self._rule(scope, position) for _ in range(count)]
        if dice.chance(0.35):
            flag["p"] = self._options(self.types[position])
        return {**flag, **self._served(self.types[position])}

    def _segment(self, index: int) -> Dict[str, Any]:
        dice = self.dice
        name = dice.pick([f"segment {index}", "Beta users", "Ünïcode 😀", "it's"]) if dice.chance(0.96) else ""
        scope = Scope(dice, self.attributes, self.users, self.salt, name)
        count = dice.choose((6, lambda: 1), (3, lambda: 2), (1, lambda: 3))
        return {"n": name, "r": [user_condition(scope) for _ in range(count)]}


def is_well_formed(config: Any) -> bool:
    """Whether nothing is missing in a config that was made smaller."""
    flags, segments = config.get("f"), config.get("s", [])
    if not isinstance(flags, dict) or not all(isinstance(each, dict) and {"n", "r"} <= set(each) for each in segments):
        return False
    if not all(_is_user_condition(condition) for each in segments for condition in each["r"]):
        return False
    return all(
        _is_whole(flag, "t", "v") and all(_is_rule(rule) for rule in flag.get("r", [])) for flag in flags.values()
    )


def _is_whole(node: Any, *names: str) -> bool:
    if not isinstance(node, dict) or not all(name in node for name in names) or len(node.get("v", {1})) != 1:
        return False
    return all(_is_whole(option, "p", "v") for option in node["p"]) if isinstance(node.get("p"), list) else True


def _is_rule(rule: Any) -> bool:
    if not isinstance(rule, dict) or not rule.get("c") or not ("s" in rule or "p" in rule):
        return False
    served = _is_whole(rule["s"], "v") if "s" in rule else all(_is_whole(option, "p", "v") for option in rule["p"])
    return served and all(_is_condition(condition) for condition in rule["c"])


def _is_condition(condition: Any) -> bool:
    ((kind, body),) = condition.items() if len(condition) == 1 else (("", {}),)
    if kind == "u":
        return _is_user_condition(body)
    return bool({"s": {"s", "c"}, "p": {"f", "c", "v"}}.get(kind, {""}) <= set(body) and len(body.get("v", {1})) == 1)


def _is_user_condition(body: Any) -> bool:
    if len(body) != 3 or not {"a", "c"} <= set(body):
        return False
    return body["c"].value() not in range(22, 26) or all(re.match(r"\d+_[0-9a-f]{64}$", item) for item in body["l"])
