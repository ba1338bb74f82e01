"""The timed loops. Each counts the calls that gave ``True``, so that every result is used."""

from __future__ import annotations

from typing import Any

#: What users are made of: e-mail addresses, one of which the hashed rule knows.
PEOPLE = [
    (f"user-{number}", f"jane.doe.{1000 + number}@example.com", "Hungary", {"AppVersion": "2.3.1", "Plan": "pro"})
    for number in range(16)
]


def users_of(user_class: Any) -> list[Any]:
    return [user_class(*person) for person in PEOPLE]


def value(count: int, client: Any, key: str, users: list[Any], _: Any) -> int:
    get_value = client.get_value
    hits = 0
    for index in range(count):
        if get_value(key, False, users[index & 15]) is True:
            hits += 1
    return hits


def value_of_new_user(count: int, client: Any, key: str, _: Any, user_class: Any) -> int:
    get_value = client.get_value
    people = PEOPLE
    hits = 0
    for index in range(count):
        identifier, email, country, custom = people[index & 15]
        if get_value(key, False, user_class(identifier, email, country, custom)) is True:
            hits += 1
    return hits


def details(count: int, client: Any, key: str, users: list[Any], _: Any) -> int:
    get_value_details = client.get_value_details
    hits = 0
    for index in range(count):
        if get_value_details(key, False, users[index & 15]).value is True:
            hits += 1
    return hits


def all_values(count: int, client: Any, key: str, users: list[Any], _: Any) -> int:
    get_all_values = client.get_all_values
    hits = 0
    for index in range(count):
        if get_all_values(users[index & 15])[key] is True:
            hits += 1
    return hits
