"""Evaluating a flag with everything that belongs to it: warnings, errors, the evaluation log, details and hooks."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any, Optional

from .._native import Explanation, Outcome
from . import _messages as messages
from ._hooks import Hooks, tell, wants_evaluations
from ._logger import Logger
from ._messages import DEFAULT_PARAMETER, loggable, safe_text
from ._view import View
from .evaluationdetails import EvaluationDetails
from .user import User

_NUMBERS = (int, float)


class Evaluator:
    """Evaluates flags for one client, and tells its logger and its hooks."""

    def __init__(self, log: Logger, hooks: Hooks) -> None:
        self._log = log
        self._hooks = hooks

    def evaluate(self, view: Optional[View], key: Any, default_value: Any, user: Any) -> EvaluationDetails:
        """
        Evaluates a flag.

        :param view: what to evaluate; ``None`` if there is no config.
        :param user: for whom, the default user where there is one.
        """
        if view is None:
            return self._config_missing(key, default_value)
        logs_evaluation = self._log.isEnabledFor(logging.INFO)
        is_user = _is_user(user)
        user_text = safe_text(user) if logs_evaluation and is_user else None
        try:
            explanation = view.snapshot.explain(key, user, int(logs_evaluation), user_text)
        except KeyError:
            if not view.has_flags():
                return self._config_missing(key, default_value)
            return self._told(self._setting_missing(view, key, default_value, user))
        if user is not None and not is_user:
            self._log.warning(messages.USER_INVALID, loggable(key), event_id=4001)
        details = self._details(view, key, default_value, user, explanation)
        self._check_type(details.value, default_value)
        if explanation.log is not None:
            self._log.info(explanation.log, event_id=5000)
        return self._told(details)

    def is_quiet(self) -> bool:
        """Whether nobody wants to hear of evaluations that nothing is wrong with."""
        return not self._log.isEnabledFor(logging.INFO) and not wants_evaluations(self._hooks)

    def quick_outcome(self, view: View, key: Any, default_value: Any, user: Any) -> Optional[Outcome]:
        """What the flag evaluates to, if that is all there is to it and nobody wants to hear of it."""
        if not self.is_quiet():
            return None
        outcome = view.snapshot.evaluate(key, user)
        return None if outcome is None or is_type_mismatch(outcome.value, default_value) else outcome

    def unusual_error(self, method: str, key: Any, default_value: Any) -> EvaluationDetails:
        """Something that nobody thought of was raised and is being handled."""
        arguments = (method, loggable(key), DEFAULT_PARAMETER, safe_text(default_value))
        self._log.exception(messages.METHOD_FAILED_FOR_SETTING, *arguments, event_id=1002)
        error = Logger.format(messages.METHOD_FAILED_FOR_SETTING, arguments)
        return EvaluationDetails.from_error(key, default_value, error)

    def _details(
        self, view: View, key: Any, default_value: Any, user: Any, explanation: Explanation
    ) -> EvaluationDetails:
        for event_id, message in explanation.warnings:
            self._log.warning(message, event_id=event_id)
        outcome = explanation.outcome
        if outcome is not None:
            return details_of(view, key, user, outcome)
        arguments = (loggable(key), explanation.error, DEFAULT_PARAMETER, safe_text(default_value))
        self._log.error(messages.EVALUATION_FAILED, *arguments, event_id=2001)
        return _failure(view, key, default_value, user, Logger.format(messages.EVALUATION_FAILED, arguments))

    def _config_missing(self, key: Any, default_value: Any) -> EvaluationDetails:
        arguments = (loggable(key), DEFAULT_PARAMETER, safe_text(default_value))
        self._log.error(messages.CONFIG_MISSING_FOR_SETTING, *arguments, event_id=1000)
        error = Logger.format(messages.CONFIG_MISSING_FOR_SETTING, arguments)
        return self._told(EvaluationDetails.from_error(key, default_value, error))

    def _setting_missing(self, view: View, key: Any, default_value: Any, user: Any) -> EvaluationDetails:
        keys = messages.key_list(view.keys())
        arguments = (loggable(key), DEFAULT_PARAMETER, safe_text(default_value), keys)
        self._log.error(messages.SETTING_MISSING, *arguments, event_id=1001)
        return _failure(view, key, default_value, user, Logger.format(messages.SETTING_MISSING, arguments))

    def _check_type(self, value: Any, default_value: Any) -> None:
        if not is_type_mismatch(value, default_value):
            return
        text = messages.TYPE_MISMATCH % (safe_text(default_value), type(value), type(default_value))
        self._log.warning(text, event_id=4002)

    def _told(self, details: EvaluationDetails) -> EvaluationDetails:
        tell(self._hooks, "invoke_on_flag_evaluated", details)
        return details


def _is_user(user: object) -> bool:
    try:
        return isinstance(user, User)
    except Exception:
        # An object that does not tell its class.
        return False


def is_type_mismatch(value: Any, default_value: Any) -> bool:
    """Whether users have to be told that the types differ. ``int`` and ``float`` are the same to them."""
    if default_value is None or type(value) is type(default_value):
        return False
    return not (type(value) in _NUMBERS and type(default_value) in _NUMBERS)


def details_of(view: View, key: Any, user: Any, outcome: Outcome) -> EvaluationDetails:
    """The details of an evaluation that gave an outcome."""
    rule, option = view.matched(key, outcome.rule, outcome.option)
    return EvaluationDetails(
        key=key,
        value=outcome.value,
        variation_id=outcome.variation_id,
        fetch_time=_date_time(view.fetch_time),
        user=user,
        matched_targeting_rule=rule,
        matched_percentage_option=option,
    )


def _failure(view: View, key: Any, default_value: Any, user: Any, error: str) -> EvaluationDetails:
    return EvaluationDetails(
        key=key,
        value=default_value,
        fetch_time=_date_time(view.fetch_time),
        user=user,
        is_default_value=True,
        error=error,
    )


def _date_time(seconds: float) -> Optional[datetime]:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        # A time of a cache entry that is beyond all years.
        return None
