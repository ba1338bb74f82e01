"""SDK keys, cache keys and payloads, buckets, hashes, versions and numbers: the vectors, through the API."""

from __future__ import annotations

import logging
import math
import time
from typing import Any, Dict, List, Optional, Tuple

from support.cdn import Cdn, new_sdk_key
from support.conformance import needs_data, vectors
from support.jsontext import Num, to_json
from support.records import masked
from support.sides import OFFICIAL, OURS, Pair, PayloadCache, Side, load

CONFIG = '{"f":{"testKey":{"t":1,"v":{"s":"testValue"}}}}'


class KeyedCache:
    """A cache that remembers the keys that it was asked for."""

    def __init__(self) -> None:
        self.stored: Dict[str, str] = {}
        self.asked: List[str] = []

    def get(self, key: str) -> Optional[str]:
        self.asked.append(key)
        return self.stored.get(key)

    def set(self, key: str, value: str) -> None:
        self.stored[key] = value


def _options(package: Any, **more: Any) -> Any:
    return package.ConfigCatOptions(polling_mode=package.PollingMode.manual_poll(), **more)


def _open(name: str, sdk_key: Any, base_url: Optional[str]) -> Tuple[bool, str]:
    """Whether a client can be had with the key, and what is said if not."""
    package: Any = load(name)
    try:
        package.get(sdk_key, _options(package, base_url=base_url, offline=True)).close()
        return True, ""
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


@needs_data
def test_sdk_key_formats() -> None:
    rows = vectors()["sdkKeyValidation_key_customBaseUrl_valid"]
    for sdk_key, has_base_url, valid in rows:
        base_url = "http://127.0.0.1:9" if has_base_url else None
        ours = _open(OURS, sdk_key, base_url)
        theirs = _open(OFFICIAL, sdk_key, base_url)
        # The official package shows all of the key.
        assert ours == (theirs[0], theirs[1].replace(f"`{sdk_key}`", f"`{masked(sdk_key)}`")), sdk_key
        assert ours[0] == valid, sdk_key
    assert len(rows) == 17


@needs_data
def test_the_key_and_the_payload_that_a_cache_gets() -> None:
    package: Any = load(OURS)
    given = vectors()
    for sdk_key, cache_key in given["cacheKeys"]:
        cache = KeyedCache()
        with Cdn() as cdn:
            cdn.serve(CONFIG, given["cachePayload"]["etag"])
            client = package.get(sdk_key, _options(package, base_url=cdn.url, config_cache=cache))
            before = int(time.time() * 1000)
            client.force_refresh()
            client.close()
        assert list(cache.stored) == [cache_key] and set(cache.asked) == {cache_key}
        moment, etag, config = cache.stored[cache_key].split("\n")
        assert before - 1 <= int(moment) <= time.time() * 1000 + 1
        assert (etag, config) == (given["cachePayload"]["etag"], CONFIG)
    assert len(given["cacheKeys"]) == 3


@needs_data
def test_the_payload_that_a_cache_gives() -> None:
    given = vectors()["cachePayload"]
    package: Any = load(OURS)
    cache = PayloadCache()
    cache.payload = given["serialized"].replace(given["config"], CONFIG)
    client = package.get(new_sdk_key(), _options(package, config_cache=cache, offline=True))
    try:
        details = client.get_value_details("testKey", None)
        assert details.value == "testValue"
        assert round(details.fetch_time.timestamp() * 1000) == given["timestampMs"]
    finally:
        client.close()


def _flag(comparator: int, **comparison: Any) -> Dict[str, Any]:
    condition = {"u": {"a": "Custom1", "c": Num(str(comparator)), **comparison}}
    return {"t": Num("0"), "r": [{"c": [condition], "s": {"v": {"b": True}}}], "v": {"b": False}}


def _user(side: Side, attribute: Any) -> Any:
    return side.package.user.User("id", custom={"Custom1": attribute})


def _compare_all(config: Dict[str, Any], attributes: List[Any]) -> int:
    """How many evaluations gave and warned the same: all of them."""
    compared = 0
    with Pair("cache") as pair:
        pair.serve(to_json(config))
        for attribute in attributes:
            seen = pair.observe(lambda side: side.client.get_all_values(_user(side, attribute)), logging.WARNING)
            theirs, ours = ([each.result, [str(record) for record in each.records]] for each in seen)
            assert ours == theirs, repr(attribute)
            compared += len(ours[0])
    return compared


@needs_data
def test_numbers_are_read_as_python_reads_them() -> None:
    texts = [text for text, _ in vectors()["number_attribute_parse"]]
    flags = {"one": _flag(10, d=Num("1")), "less": _flag(12, d=Num("0.5")), "after": _flag(19, d=Num("100"))}
    compared = _compare_all({"f": flags}, texts)
    print(f"\n{compared} comparisons of numbers")
    assert (len(texts), compared) == (805, 2415)


@needs_data
def test_texts_of_numbers_are_those_of_python() -> None:
    numbers: List[Any] = [float(number) for number, _ in vectors()["number_to_string"]]
    numbers += [int(number) for number in numbers if math.isfinite(number) and abs(number) < 1e300]
    flags = {"one": _flag(28, s="1"), "contains": _flag(2, l=["5", "e", "Inf"]), "list": _flag(0, l=["0", "-1"])}
    assert _compare_all({"f": flags}, numbers) > 1500


@needs_data
def test_versions_are_read_and_ordered_as_python_does() -> None:
    given = vectors()
    texts = [text for text, _ in given["semver_parse"]]
    flags = {
        "is": _flag(4, l=["1.0.0", "0.1.2"]),
        "not": _flag(5, l=["1.0.0-a"]),
        "less": _flag(6, s="1.0.0"),
        "more": _flag(9, s="1.0.0-0"),
    }
    compared = _compare_all({"f": flags}, texts)
    pairs = given["semver_compare"]
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        flags = {f"{index} {kind}": _flag(kind, s=right) for index, (_, right, _) in enumerate(part) for kind in (6, 9)}
        compared += _compare_all({"f": flags}, [left for left, _, _ in part[:12]])
    print(f"\n{compared} comparisons of versions")
    assert (len(texts), len(pairs)) == (179, 1200)
    assert compared == 179 * 4 + 12 * 12 * 200


@needs_data
def test_percentage_buckets() -> None:
    package: Any = load(OURS)
    rows = vectors()["percentage_buckets"]
    with Pair("cache", names=[OURS]) as pair:
        for key, identifier, bucket in rows:
            options = [{"p": Num("1"), "v": {"i": Num(str(number))}} for number in range(100)]
            pair.serve(to_json({"f": {key: {"t": Num("2"), "p": options, "v": {"i": Num("-1")}}}}))
            assert pair.sides[0].client.get_value(key, None, package.user.User(identifier)) == bucket
    assert len(rows) == 24
