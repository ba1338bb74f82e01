"""What is known about one evaluation."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, Optional

from .user import User


class EvaluationDetails:
    """The value of a flag, and how it came about."""

    def __init__(
        self,
        key: str,
        value: Any,
        variation_id: Optional[str] = None,
        fetch_time: Optional[datetime] = None,
        user: Optional[User] = None,
        is_default_value: bool = False,
        error: Optional[str] = None,
        matched_targeting_rule: Optional[Dict[str, Any]] = None,
        matched_percentage_option: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.key = key
        """The key of the flag."""
        self.value = value
        """The value of the flag, or the default value."""
        self.variation_id = variation_id
        """The id of the value, if it has one."""
        self.fetch_time = fetch_time
        """When the config was downloaded, or last found to be current, in UTC; the year 1970 where there is none."""
        self.user = user
        """For whom the flag was evaluated, if for anybody."""
        self.is_default_value = is_default_value
        """Whether the evaluation failed, so that ``value`` is the default value of the call."""
        self.error = error
        """Why it failed."""
        self.matched_targeting_rule = matched_targeting_rule
        """The targeting rule that gives the value, as it stands in the config."""
        self.matched_percentage_option = matched_percentage_option
        """The percentage option that gives the value, as it stands in the config."""

    @staticmethod
    def from_error(key: str, value: Any, error: Optional[str], variation_id: Optional[str] = None) -> EvaluationDetails:
        """
        The details of an evaluation that failed.

        :param key: the key of the flag.
        :param value: the default value.
        :param error: why it failed.
        :param variation_id: the id of the default value, if it has one.
        """
        return EvaluationDetails(key=key, value=value, variation_id=variation_id, is_default_value=True, error=error)
