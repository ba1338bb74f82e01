"""The configs that are measured with."""

from __future__ import annotations

import hashlib
from typing import Any

Config = dict[str, Any]

SALT = "qUyx4cH/8a0vHYhpGbKkLGJ9DMv1d4Vw2PbHkRZKc6s="

_ONE_OF, _CONTAINS, _NEWER, _HASHED_ONE_OF = 0, 2, 9, 16

COUNTRIES = ["United Kingdom", "Hungary", "Netherlands", "Portugal"]
STAFF = "@configcat.com"
KNOWN = ["jane.doe.1000@example.com", "john.roe@example.com"]

#: The flag with the text that tells one version of a large config from the other.
VERSION_KEY = "version"


def few_flags() -> Config:
    """One flag of each kind."""
    hashed = [hashlib.sha256((text + SALT + "hashed").encode()).hexdigest() for text in KNOWN]
    return _config(
        {
            "static": _flag(True),
            # The first rule matches nobody, the second everybody: both are evaluated.
            "text": _flag(
                False,
                _rule(_if("Email", _CONTAINS, [STAFF]), False, "v-staff"),
                _rule(_if("Country", _ONE_OF, COUNTRIES), True, "v-country"),
            ),
            "percentage": {**_flag(False), "p": [_option(50, True), _option(50, False)]},
            "hashed": _flag(False, _rule(_if("Email", _HASHED_ONE_OF, hashed), True, "v-known")),
        }
    )


def few_flags_v5() -> Config:
    """The same as `config_v5.json`, which generation 5 of the official package reads; it knows no salt."""
    rules = [
        {"o": 0, "a": "Email", "t": 2, "c": STAFF, "v": False, "i": "v-staff"},
        {"o": 1, "a": "Country", "t": 0, "c": ", ".join(COUNTRIES), "v": True, "i": "v-country"},
    ]
    options = [{"o": number, "v": number == 0, "p": 50, "i": f"v-{number}"} for number in (0, 1)]
    kinds: dict[str, Config] = {
        "static": {"v": True},
        "text": {"v": False, "r": rules},
        "percentage": {"v": False, "p": options},
    }
    return {"f": {key: {"t": 0, "i": "v-default", "p": [], "r": [], **kind} for key, kind in kinds.items()}}


def many_flags(count: int, version: str = "0", rules: int = 1) -> Config:
    """So many flags with up to three rules that match nobody; 10,000 of them with three rules have 7 MB."""
    flags = {f"feature_{index:06}": _flag(index % 2 == 1, *_rules(index)[:rules]) for index in range(count)}
    text = {"t": 1, "v": {"s": version}, "i": f"v-{version}"}
    return _config({**flags, VERSION_KEY: text})


def _rules(index: int) -> list[Config]:
    companies = [f"@company-{index:06}.example", f"@partner-{index:06}.example"]
    testers = [f"tester-{index:06}-{item}@example.com" for item in range(10)]
    return [
        _rule(_if("Email", _CONTAINS, companies), False, f"v-company-{index:06}"),
        _rule(_if("Identifier", _ONE_OF, testers), False, f"v-tester-{index:06}"),
        _rule(_if("AppVersion", _NEWER, f"9.{index % 100}.0"), True, f"v-version-{index:06}"),
    ]


def _config(flags: Config) -> Config:
    return {"p": {"u": "https://cdn-global.configcat.com", "r": 0, "s": SALT}, "f": flags}


def _flag(value: bool, *rules: Config) -> Config:
    return {"t": 0, "v": {"b": value}, "i": "v-default", **({"r": list(rules)} if rules else {})}


def _rule(condition: Config, value: bool, variation: str) -> Config:
    return {"c": [condition], "s": {"v": {"b": value}, "i": variation}}


def _if(attribute: str, comparator: int, against: Any) -> Config:
    return {"u": {"a": attribute, "c": comparator, "l" if isinstance(against, list) else "s": against}}


def _option(percentage: int, value: bool) -> Config:
    return {"p": percentage, "v": {"b": value}, "i": f"v-{value}"}
