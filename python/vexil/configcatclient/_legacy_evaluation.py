"""Evaluating a flag as generation 5 did: the same values as ever, told in its words."""

from __future__ import annotations

import logging
from typing import Any, Optional

from .. import _native
from . import _legacy_messages as messages
from ._legacy_messages import EVALUATION_LOGGER, log
from .user import User


def evaluate(
    snapshot: _native.Snapshot, key: str, default_value: Any, user: Optional[Any]
) -> Optional[_native.Outcome]:
    """
    :param default_value: what the caller is going to return where there is no outcome; for the log.
    :return: the outcome; ``None`` where the flag cannot be evaluated, which is logged.
    """
    logger = EVALUATION_LOGGER
    is_told = logger.isEnabledFor(logging.INFO)
    if not is_told:
        outcome = snapshot.evaluate(key, user)
        if outcome is not None:
            return outcome
    else:
        log(logger, logging.INFO, messages.evaluating(key))

    if key not in snapshot:
        log(logger, logging.ERROR, messages.flag_missing(key, default_value, snapshot.keys()))
        return None
    if user is not None and not isinstance(user, User):
        log(logger, logging.WARNING, messages.user_invalid(key))
        user = None
    # Warnings of generation 10 come along; generation 5 has lines for those that it knew.
    explanation = snapshot.explain(key, user, log=2, user_text=messages.user_text(user) if is_told else "")
    for level, line in explanation.lines:
        log(logger, level, line)
    if explanation.outcome is None:
        log(logger, logging.ERROR, messages.evaluation_failed(key, default_value, explanation.error or ""))
    return explanation.outcome
