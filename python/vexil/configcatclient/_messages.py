"""The texts of events, as ConfigCat documents them, and texts of values that may misbehave."""

from __future__ import annotations

from typing import Iterable

CONFIG_MISSING_FOR_SETTING = (
    "Config JSON is not present when evaluating setting '%s'. "
    "Returning the `%s` parameter that you specified in your application: '%s'."
)
CONFIG_MISSING = "Config JSON is not present. Returning %s."
SETTING_MISSING = (
    "Failed to evaluate setting '%s' (the key was not found in config JSON). "
    "Returning the `%s` parameter that you specified in your application: '%s'. Available keys: [%s]."
)
EVALUATION_FAILED = (
    "Failed to evaluate setting '%s'. (%s). Returning the `%s` parameter that you specified in your application: '%s'. "
)
METHOD_FAILED_FOR_SETTING = (
    "Error occurred in the `%s` method while evaluating setting '%s'. "
    "Returning the `%s` parameter that you specified in your application: '%s'."
)
METHOD_FAILED = "Error occurred in the `%s` method. Returning %s."
VARIATION_MISSING = "Could not find the setting for the specified variation ID: '%s'."
CLIENT_EXISTS = (
    "There is an existing client instance for the specified SDK Key. "
    "No new client instance will be created and the specified options are ignored. "
    "Returning the existing client instance. SDK Key: '%s'."
)
NO_EFFECT = "Client is configured to use the `%s` override behavior, thus `%s()` has no effect."
NO_REQUESTS = "The SDK uses the LocalOnly flag override behavior which prevents making HTTP requests."
USER_INVALID = (
    "Cannot evaluate targeting rules and %% options for setting '%s' (User Object is not an instance of User type). "
    "You should pass a User Object to the evaluation methods like `get_value()` "
    "in order to make targeting work properly. "
    "Read more: https://configcat.com/docs/advanced/user-object/"
)
TYPE_MISMATCH = (
    "The type of a setting does not match the type of the specified default value (%s). "
    "Setting's type was %s but the default value's type was %s. "
    "Please make sure that using a default value not matching the setting's type was intended."
)
FILE_MISSING = (
    "Cannot find the local config file '%s'. "
    "This is a path that your application provided to the ConfigCat SDK "
    "by passing it to the constructor of the `LocalFileFlagOverrides` class. "
    "Read more: https://configcat.com/docs/sdk-reference/python/#json-file"
)
FILE_UNREADABLE = "Failed to read the local config file '%s'."
FILE_INVALID = "Failed to decode JSON from the local config file '%s'."
CACHE_ERRORS = {2200: "Error occurred while reading the cache.", 2201: "Error occurred while writing the cache."}

CONSTRUCTOR_IS_PRIVATE = (
    "ConfigCatClient.__init__() is private. Create the ConfigCat Client as a Singleton object with "
    "`ConfigCatClient.get()` instead."
)
SDK_KEY_MISSING = "SDK Key is required."
SDK_KEY_INVALID = "SDK Key `%s` is invalid."

DEFAULT_PARAMETER = "default_value"
FINDING_METHOD = "configcatclient.configcatclient"
"""What the official package calls `get_key_and_value` in event 1002."""

_UNPRINTABLE = "<unprintable %s>"


def safe_text(value: object) -> str:
    """``str(value)``, whatever that does."""
    try:
        return str(value)
    except Exception:
        return _UNPRINTABLE % type(value).__name__


# Of a shorter text, the characters that a mask leaves would be too large a part.
_LENGTH_TO_SHOW = 12
_SHOWN = 6


def masked(sdk_key: object) -> str:
    """An SDK key, or what was meant to be one, fit for texts: only its slashes and last characters are left."""
    text = safe_text(sdk_key)
    cut = len(text) - (_SHOWN if len(text) >= _LENGTH_TO_SHOW else 0)
    return "".join(each if each == "/" else "*" for each in text[:cut]) + text[cut:]


def loggable(key: object) -> str:
    """A key as argument of a log record: handlers may take its text later, and must not fail then."""
    return key if type(key) is str else safe_text(key)


def key_list(keys: Iterable[str]) -> str:
    """Keys as event 1001 lists them."""
    return ", ".join(f"'{key}'" for key in keys)
