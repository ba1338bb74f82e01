"""What clients of generation 5 log, and by which loggers.

That generation wrote finished messages, without event ids, by one logger per module of its package.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, Iterable, Optional

from ._messages import safe_text

CLIENT_LOGGER = logging.getLogger("configcatclient.configcatclient")
EVALUATION_LOGGER = logging.getLogger("configcatclient.rolloutevaluator")
FETCH_LOGGER = logging.getLogger("configcatclient.configfetcher")
POLICY_LOGGERS: Dict[str, logging.Logger] = {
    "a": logging.getLogger("configcatclient.autopollingcachepolicy"),
    "l": logging.getLogger("configcatclient.lazyloadingcachepolicy"),
    "m": logging.getLogger("configcatclient.manualpollingcachepolicy"),
}
"""Who tells about downloads and caches, by the letter of the polling mode."""

GOVERNANCE_MISMATCH = (
    "Your data_governance parameter at ConfigCatClient initialization is not in sync with your preferences on the "
    "ConfigCat Dashboard: https://app.configcat.com/organization/data-governance. "
    "Only Organization Admins can access this preference."
)
REDIRECT_LOOP = "Redirect loop during config.json fetch. Please contact support@configcat.com."


def log(logger: logging.Logger, level: int, message: str, error: Optional[BaseException] = None) -> None:
    """Writes a record. Whatever handlers and filters raise, evaluation goes on without it."""
    try:
        logger.log(level, message, exc_info=error, stacklevel=2)
    except Exception:
        pass


def evaluating(key: object) -> str:
    return f"Evaluating get_value('{safe_text(key)}')."


def user_invalid(key: object) -> str:
    return f"{evaluating(key)} User Object is not an instance of User type."


def flag_missing(key: object, default_value: object, keys: Iterable[str]) -> str:
    text = safe_text(key)
    return (
        f"Evaluating get_value('{text}') failed. Value not found for key '{text}' "
        f"Returning default_value: [{safe_text(default_value)}]. Here are the available keys: {', '.join(keys)}"
    )


def evaluation_failed(key: object, default_value: object, reason: str) -> str:
    shown = safe_text(default_value)
    return f"Evaluating get_value('{safe_text(key)}') failed. {reason} Returning default_value: [{shown}]."


def config_missing(method: str, parameter: str, key: object, default: object) -> str:
    return (
        f"Evaluating {method}('{safe_text(key)}') failed. Cache is empty. "
        f"Returning {parameter} in your {method} call: [{safe_text(default)}]."
    )


def config_missing_for_variation(variation_id: object) -> str:
    return f"Evaluating get_key_and_value('{safe_text(variation_id)}') failed. Cache is empty. Returning None."


def variation_missing(variation_id: object) -> str:
    return f"Could not find the setting for the given variation_id: {safe_text(variation_id)}"


def method_failed(method: str, error: BaseException) -> str:
    return f"{method}() failed: {safe_text(error)}"


def callback_failed(error: BaseException) -> str:
    return f"on_configuration_changed_callback failed: {safe_text(error)}"


def cache_class_failed(error: BaseException) -> str:
    return f"config_cache_class cannot be used, the client goes on without it: {safe_text(error)}"


def cache_failed(error: BaseException, *, is_read: bool) -> str:
    return f"The config could not be {'read from' if is_read else 'written to'} the cache: {safe_text(error)}"


def unexpected_response(mode: str, status: int) -> str:
    """An HTTP error. Clients of manual mode put the response in brackets."""
    response = f"<Response [{status}]>"
    shown = f"[{response}]" if mode == "m" else response
    return f"Double-check your SDK Key at https://app.configcat.com/sdkkey. Received unexpected response: {shown}"


def user_text(user: object) -> str:
    """A user as generation 5 wrote it: almost JSON, on several lines."""
    try:
        return _user_lines(vars(user))
    except Exception:
        # A class derived from `User` that has no such fields.
        return safe_text(user)


def _user_lines(fields: Dict[str, Any]) -> str:
    data, custom = fields["_User__data"], fields["_User__custom"]
    lines = [f'    "Identifier": "{safe_text(fields["_User__identifier"])}"']
    for name in ("Email", "Country"):
        if data[name] is not None:
            lines.append(f'    "{name}": "{safe_text(data[name])}"')
    if custom is not None:
        attributes = "".join(f'\n        "{safe_text(name)}": "{safe_text(custom[name])}",' for name in custom)
        lines.append(f'    "Custom": {{{attributes}\n    }}')
    return "{\n" + ",\n".join(lines) + "\n}"
