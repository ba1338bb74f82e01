"""What concerns all flags of a config: their keys, values and details, and finding one by a variation id."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, TypeVar

from . import _messages as messages
from ._evaluation import Evaluator
from ._logger import Logger
from ._view import View
from .evaluationdetails import EvaluationDetails

_T = TypeVar("_T")


class KeyValue(NamedTuple):
    """A flag, and one of its values."""

    key: str
    value: Any


class AllFlags:
    """Answers questions about all flags for one client."""

    def __init__(self, log: Logger, evaluator: Evaluator) -> None:
        self._log = log
        self._evaluator = evaluator

    def keys(self, view: Optional[View]) -> List[str]:
        return self._config_missing("empty list", []) if view is None else view.keys()

    def values(self, view: Optional[View], user: Any) -> Dict[str, Any]:
        if view is None:
            return self._config_missing("empty dictionary", {})
        if self._evaluator.is_quiet():
            known, unusual = view.snapshot.evaluate_all(user)
            if not unusual:
                return known
        else:
            known = {}
        values = {}
        for key in view.keys():
            value = known.get(key)
            if value is None:
                value = self._evaluator.evaluate(view, key, None, user).value
            if value is not None:
                values[key] = value
        return values

    def details(self, view: Optional[View], user: Any) -> List[EvaluationDetails]:
        if view is None:
            return self._config_missing("empty list", [])
        return [self._evaluator.evaluate(view, key, None, user) for key in view.keys()]

    def key_and_value(self, view: Optional[View], variation_id: Any) -> Optional[KeyValue]:
        if view is None:
            return self._config_missing("None", None)
        try:
            found = view.snapshot.find_variation(variation_id)
        except ValueError:
            self._log.exception(messages.METHOD_FAILED % (messages.FINDING_METHOD, "None"), event_id=1002)
            return None
        if found is None:
            self._log.error(messages.VARIATION_MISSING, messages.loggable(variation_id), event_id=2011)
            return None
        return KeyValue(*found)

    def _config_missing(self, returned: str, result: _T) -> _T:
        self._log.error(messages.CONFIG_MISSING, returned, event_id=1000)
        return result
