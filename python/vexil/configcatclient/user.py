"""The user that flags are evaluated for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Optional

_PREDEFINED = ("Identifier", "Email", "Country")


class User:
    """The attributes of a user (or a session, a device, a tenant) that targeting rules and percentage options look at.

    A user is read when a flag is evaluated, and only as far as the evaluation gets: nothing is copied, and changes of
    ``custom`` are seen by the next evaluation. Nothing of it is ever sent anywhere.

    **What attributes may be.** Every comparator takes a ``str``. What else it takes depends on the comparator:

    * Comparators of texts (EQUALS, IS ONE OF, CONTAINS, STARTS WITH, ..., plain and hashed) turn every other value
      into a text, and warn about it (event 3005): ``True`` into ``True``, ``5.0`` into ``5``, ``float("inf")`` into
      ``Infinity``, a ``datetime`` into its Unix time, a list of ``str`` into JSON, and whatever is left into
      ``str(value)``.
    * Comparators of semantic versions take a ``str`` with a valid version. Spaces around it do not matter.
    * Comparators of numbers take whatever ``float()`` takes: ``int``, ``float``, ``bool``, ``Decimal`` and the like,
      and a ``str`` with a number, whose decimal separator may be a comma.
    * Comparators of times (BEFORE, AFTER) take a ``datetime`` (in UTC, where it has no time zone) and seconds since
      the Unix epoch, as a number or as a ``str``.
    * Comparators of arrays take a ``list`` of ``str``, or a ``str`` with a JSON array of texts.

    A value that reads wrong is warned about (event 3004), and the rule does not match. A value of a type that cannot be
    converted at all, as a ``dict`` to a number, fails the evaluation: the default value is returned, and event 2001
    says why. Percentage options take a value of any type, and turn it into a text as comparators of texts do.
    """

    def __init__(
        self,
        identifier: Optional[object],
        email: Optional[object] = None,
        country: Optional[object] = None,
        custom: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """
        :param identifier: what tells this user from all others, as a primary key, an email address or a session id.
            Percentage options go by it unless the flag names another attribute. ``None`` is an empty identifier.
        :param email: the attribute ``Email``.
        :param country: the attribute ``Country``.
        :param custom: all other attributes by name; names are case-sensitive. An attribute that is ``None`` is missing.
        """
        self.__identifier = identifier if identifier is not None else ""
        self.__data = {"Identifier": identifier, "Email": email, "Country": country}
        self.__custom = custom

    def get_identifier(self) -> Any:
        """The identifier; ``''`` where it was ``None``."""
        return self.__identifier

    def get_attribute(self, attribute: object) -> Any:
        """The value of an attribute, as it was given.

        :param attribute: ``Identifier``, ``Email``, ``Country`` or the name of a custom attribute.
        :return: the value, or ``None`` where there is no such attribute.
        """
        name = str(attribute)
        if name in _PREDEFINED:
            return self.__data[name]
        return self.__custom.get(name) if self.__custom else None

    def __str__(self) -> str:
        """Compact JSON of all attributes that are there. What is no JSON is written as its ``str``; it never fails."""
        attributes: dict[Any, Any] = {"Identifier": self.__identifier}
        attributes["Email"] = self.__data.get("Email")
        attributes["Country"] = self.__data.get("Country")
        try:
            if self.__custom:
                attributes.update(self.__custom)
            attributes = {name: value for name, value in attributes.items() if value is not None}
            return _to_json(attributes)
        except Exception:
            return _to_json({_plain(name): _plain(value) for name, value in attributes.items() if value is not None})


def _to_json(attributes: dict[Any, Any]) -> str:
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    """A text for what JSON has no form of."""
    try:
        return value.isoformat() if isinstance(value, datetime) else str(value)
    except Exception:
        return f"<{type(value).__name__}>"
