"""Malformed configs and flags."""

from __future__ import annotations

from typing import Dict, List, Tuple

#: Texts that are no configs.
NO_CONFIGS: List[str] = [
    "", " ", "{", '{"f":{}', "null", "1", '"f"', "[]", "{}x", '{"f":[]}', '{"f":1}', '{"f":"x"}', '{"f":true}',
    '{"s":{}}', '{"s":"x"}', '{"p":[]}',
    '{"p":1}', '{"f":{"sound":{"t":0,"v":{"b":true}}},}', "{'f':{}}", '\ufeff{"f":{}}', '{"f":{}}\x00',
    '{"f":{"a\n":{"t":0,"v":{"b":true}}}}',
    '{"f":01}', '{"f":{}}//', '{"\\x":1}', '{"\\ud8":1}', '{"f":{}}{"f":{}}', "undefined", "<html></html>", "{" * 3000,
    '{"f":' * 3000,
]  # fmt: skip

_TRUE = '{"t":0,"v":{"b":true},"i":"sound"}'

#: Texts that are oddly written configs.
ODD_CONFIGS: List[str] = [
    "{}", '{"f":null}', '{"f":{}}', ' {"p":{},"s":[],"f":{}} ', f'{{"f":{{"sound":{_TRUE}}},"zz":[[[{{}}]]]}}',
    f'{{"f":{{"":{_TRUE},"sound":{_TRUE}}}}}',
    f'{{"f":{{"b":{_TRUE},"2":{_TRUE},"a":{_TRUE},"10":{_TRUE},"sound":{_TRUE}}}}}',
    f'{{"f":{{"sound":{_TRUE},"a":{_TRUE},"sound":{{"t":0,"v":{{"b":false}}}}}}}}',
    f'{{"f":{{"\\u0073ound":{_TRUE}}}}}', f'{{"f":1,"f":{{"sound":{_TRUE}}}}}',
    f'{{"f":{{"\\ud83d\\ude00":{_TRUE},"\\ud83d":{_TRUE},"\\ude00":{_TRUE}}}}}',
    f'{{"f":{{"__class__":{_TRUE},"__dict__":{_TRUE},"None":{_TRUE}}}}}',
    '{"f":{"sound":{"t":0,"t":1,"v":{"b":true},"v":{"s":"last"}}}}',
    f'{{"p":{{"s":"x","u":null,"r":null}},"f":{{"sound":{_TRUE}}}}}',
    f'{{"f":{{"sound":{_TRUE}}},"p":{{"r":"1","u":5}}}}', f'{{"f":{{"%s":{_TRUE},"{{0}}":{_TRUE}}}}}',
    f'{{"f":{{"sound":{_TRUE},"huge":{{"t":3,"v":{{"d":1e999}}}},"long":{{"t":2,"v":{{"i":{"9" * 300}}}}}}}}}',
]  # fmt: skip


def _rule(condition: str, then: str = '"s":{"v":{"b":true}}') -> str:
    return f'{{"t":0,"r":[{{"c":[{condition}],{then}}}],"v":{{"b":false}}}}'


_TRUE_THEN = '"s":{"v":{"b":true}}'


def _user(comparator: str, operand: str = '"s":"id"', attribute: str = '"Identifier"', then: str = _TRUE_THEN) -> str:
    return _rule(f'{{"u":{{"a":{attribute},"c":{comparator},{operand}}}}}', then)


def _prerequisite(body: str) -> str:
    return _rule(f'{{"p":{body}}}')


def _options(options: str, more: str = "") -> str:
    return f'{{"t":0,{more}"p":{options},"v":{{"b":false}}}}'


FLAGS: Dict[str, str] = {
    "null": "null", "a list": "[]", "a number": "5", "a text": '"x"', "nothing": "{}", "no type": '{"v":{"b":true}}',
    "no value": '{"t":0}',
    "type null": '{"t":null,"v":{"b":true}}', "type 4": '{"t":4,"v":{"b":true}}', "type -1": '{"t":-1,"v":{"b":true}}',
    "type text": '{"t":"0","v":{"b":true}}',
    "type 0.0": '{"t":0.0,"v":{"b":true}}', "type true": '{"t":true,"v":{"s":"x"}}',
    "type 1.5": '{"t":1.5,"v":{"s":"x"}}', "type a list": '{"t":[],"v":{"b":true}}',
    "value null": '{"t":0,"v":null}', "value plain": '{"t":0,"v":true}', "value a list": '{"t":0,"v":[]}',
    "value empty": '{"t":0,"v":{}}',
    "value in another slot": '{"t":0,"v":{"s":"x"}}', "values in two slots": '{"t":0,"v":{"s":"x","b":true}}',
    "value of another type": '{"t":0,"v":{"b":"x"}}',
    "bool 1": '{"t":0,"v":{"b":1}}', "text 1": '{"t":1,"v":{"s":1}}', "int true": '{"t":2,"v":{"i":true}}',
    "int 1.5": '{"t":2,"v":{"i":1.5}}',
    "int text": '{"t":2,"v":{"i":"1"}}', "double int": '{"t":3,"v":{"d":1}}', "double text": '{"t":3,"v":{"d":"1"}}',
    "double null": '{"t":3,"v":{"d":null}}',
    "rules null": '{"t":0,"r":null,"v":{"b":true}}', "rules a dict": '{"t":0,"r":{},"v":{"b":true}}',
    "rules a text": '{"t":0,"r":"x","v":{"b":true}}',
    "rule null": '{"t":0,"r":[null],"v":{"b":true}}', "rule a number": '{"t":0,"r":[1],"v":{"b":true}}',
    "rule empty": '{"t":0,"r":[{}],"v":{"b":true}}',
    "options null": _options("null"), "options a dict": _options("{}"), "options a number": _options("5"),
    "option null": _options("[null]"),
    "option empty": _options("[{}]"), "option without value": _options('[{"p":100}]'),
    "option with text": _options('[{"p":"100","v":{"b":true}}]'),
    "option null share": _options('[{"p":null,"v":{"b":true}}]'),
    "option 50.0": _options('[{"p":50.0,"v":{"b":true}},{"p":5e1,"v":{"b":false}}]'),
    "option 0.5": _options('[{"p":99.5,"v":{"b":true}},{"p":0.5,"v":{"b":true}}]'),
    "options too small": _options('[{"p":0,"v":{"b":true}}]'),
    "options negative": _options('[{"p":-1,"v":{"b":true}},{"p":101,"v":{"b":true}}]'),
    "option true": _options('[{"p":true,"v":{"b":true}},{"p":99,"v":{"b":true}}]'),
    "option NaN": _options('[{"p":NaN,"v":{"b":true}}]'),
    "option 1e999": _options('[{"p":1e999,"v":{"b":true}}]'),
    "options by null": _options('[{"p":100,"v":{"b":true}}]', '"a":null,'),
    "options by number": _options('[{"p":100,"v":{"b":true}}]', '"a":5,'),
    "options by nothing": _options('[{"p":100,"v":{"b":true}}]', '"a":"",'),
    "variation 5": '{"t":0,"v":{"b":true},"i":5}', "variation null": '{"t":0,"v":{"b":true},"i":null}',
    "variation a list": '{"t":0,"v":{"b":true},"i":[]}',
    "conditions null": '{"t":0,"r":[{"c":null,"s":{"v":{"b":true}}}],"v":{"b":false}}',
    "conditions a dict": '{"t":0,"r":[{"c":{},"s":{"v":{"b":true}}}],"v":{"b":false}}',
    "no conditions": '{"t":0,"r":[{"s":{"v":{"b":true}}}],"v":{"b":false}}',
    "empty conditions": '{"t":0,"r":[{"c":[],"s":{"v":{"b":true}}}],"v":{"b":false}}',
    "condition null": _rule("null"), "condition empty": _rule("{}"), "condition a list": _rule("[]"),
    "condition of nulls": _rule('{"u":null,"s":null,"p":null}'),
    "no THEN": '{"t":0,"r":[{"c":[{"u":{"a":"Identifier","c":28,"s":"id"}}]}],"v":{"b":false}}',
    "THEN null": '{"t":0,"r":[{"c":[{"u":{"a":"Identifier","c":28,"s":"id"}}],"s":null}],"v":{"b":false}}',
    "THEN empty": '{"t":0,"r":[{"c":[{"u":{"a":"Identifier","c":28,"s":"id"}}],"s":{}}],"v":{"b":false}}',
    "THEN of a rule that does not match": _user("29", then='"s":{}'),
    "THEN of another type": _user("28", then='"s":{"v":{"s":"x"}}'),
    "THEN both": _user("28", then='"s":{"v":{"b":true}},"p":[{"p":100,"v":{"b":false}}]'),
    "comparator null": _user("null"), "comparator 36": _user("36"), "comparator -1": _user("-1"),
    "comparator 99": _user("99"), "comparator text": _user('"28"'),
    "comparator 28.0": _user("28.0"), "comparator 1e15": _user("1000000000000000"),
    "comparator true": _user("true", '"l":["id"]'), "no comparator": _rule('{"u":{"a":"Identifier","s":"id"}}'),
    "no operand": _user("28", '"x":1'), "operand null": _user("28", '"s":null'), "operand 5": _user("28", '"s":5'),
    "operand in another slot": _user("28", '"l":["id"]'),
    "list null": _user("0", '"l":null'), "list a text": _user("0", '"l":"xidx"'),
    "list of numbers": _user("0", '"l":[1,2]'), "list with null": _user("0", '"l":[null,"id"]'),
    "contains numbers": _user("2", '"l":[1]'), "starts with null": _user("30", '"l":[null]'),
    "list missing": _user("0", '"s":"id"'),
    "number as text": _user("10", '"d":"5"'), "number null": _user("10", '"d":null'),
    "number a list": _user("10", '"d":[]'), "time as text": _user("18", '"d":"5"'),
    "version null": _user("6", '"s":null'), "version a number": _user("6", '"s":1'),
    "versions null": _user("4", '"l":null'), "versions with null": _user("4", '"l":[null]'),
    "attribute null": _user("28", '"s":"id"', "null"), "attribute missing": _rule('{"u":{"c":28,"s":"id"}}'),
    "attribute 5": _user("28", '"s":"id"', "5"),
    "slice without length": _user("22", '"l":["abc"]'), "slice of a text": _user("22", '"l":["x_abc"]'),
    "slice -1": _user("24", '"l":["-1_abc"]'), "slice 0": _user("24", '"l":["0_abc"]'),
    "slice odd": _user("22", '"l":[" 1_abc"]'), "slice 1_0": _user("22", '"l":["1_0_abc"]'),
    "slice huge": _user("22", '"l":["99999999999999999999_abc"]'), "slice of null": _user("22", '"l":[null]'),
    "segment null": _rule('{"s":null}'), "segment empty": _rule('{"s":{}}'),
    "segment 99": _rule('{"s":{"s":99,"c":0}}'), "segment -1": _rule('{"s":{"s":-1,"c":0}}'),
    "segment text": _rule('{"s":{"s":"0","c":0}}'), "segment comparator 2": _rule('{"s":{"s":0,"c":2}}'),
    "segment comparator null": _rule('{"s":{"s":0,"c":null}}'),
    "prerequisite null": _rule('{"p":null}'), "prerequisite empty": _prerequisite("{}"),
    "prerequisite missing": _prerequisite('{"f":"none","c":0,"v":{"b":true}}'),
    "prerequisite null key": _prerequisite('{"f":null,"c":0,"v":{"b":true}}'),
    "prerequisite comparator 2": _prerequisite('{"f":"sound","c":2,"v":{"b":true}}'),
    "prerequisite comparator null": _prerequisite('{"f":"sound","c":null,"v":{"b":true}}'),
    "prerequisite comparator -1": _prerequisite('{"f":"sound","c":-1,"v":{"b":true}}'),
    "prerequisite of another type": _prerequisite('{"f":"sound","c":0,"v":{"s":"x"}}'),
    "prerequisite without value": _prerequisite('{"f":"sound","c":0}'),
    "prerequisite value empty": _prerequisite('{"f":"sound","c":0,"v":{}}'),
    "prerequisite of itself": _prerequisite('{"f":"odd","c":0,"v":{"b":true}}'),
    "prerequisite two values": _prerequisite('{"f":"sound","c":0,"v":{"b":true,"s":"x"}}'),
}  # fmt: skip

#: Flags that a malformed part spoils as a whole: the default value, and event 2001. The official package looks at
#: that part too late or not at all, or makes something of it.
SPOILED: List[str] = [
    "null", "type true", "rules a dict", "options a dict", "option null", "option empty", "option without value",
    "option with text", "option null share",
    "option 0.5", "option true", "option NaN", "option 1e999", "options by number", "variation 5", "variation a list",
    "conditions a dict",
    "condition empty", "condition of nulls", "comparator -1", "comparator true", "operand 5", "list a text",
    "list of numbers", "list with null",
    "contains numbers", "starts with null", "number as text", "number a list", "version a number", "versions with null",
    "attribute 5", "slice of null",
    "segment null", "segment comparator null", "prerequisite null",
]  # fmt: skip

#: Flags for which the official package loses the whole config, or raises: they are spoiled here, and nothing else is.
FATAL: List[str] = [
    "a list",
    "a number",
    "a text",
    "rules a text",
    "rule null",
    "rule a number",
    "condition null",
    "condition a list",
    "segment text",
]

#: Values of flags with parts that are read in another way here: null stands for nothing, numbers that are whole are
#: whole, and a comparison that cannot be made fails the evaluation instead of being false. For the user, and for none.
READ_OTHERWISE: Dict[str, Tuple[object, object]] = {
    "rules null": (True, True), "options null": (False, False), "conditions null": (False, False),
    "comparator 28.0": (True, False),
    "THEN both": ("default", False), "no operand": ("default", False), "operand null": ("default", False),
    "operand in another slot": ("default", False),
    "version null": ("default", False), "slice -1": ("default", False), "slice huge": ("default", False),
    "segment 99": ("default", False), "segment -1": ("default", False),
}  # fmt: skip
