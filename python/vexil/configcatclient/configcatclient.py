"""The client of generation 10."""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Optional

from .._native import Core
from . import _messages as messages
from ._all_flags import KeyValue
from ._client_core import ClientCore
from ._fork import notice, on_fork
from ._settings import check_sdk_key
from .configcatoptions import ConfigCatOptions, Hooks
from .evaluationdetails import EvaluationDetails
from .interfaces import ConfigCatClientException
from .refreshresult import RefreshResult
from .user import User

__all__ = ["ConfigCatClient", "KeyValue"]


class ConfigCatClient(ClientCore):
    """Evaluates the flags of one config. To be had from :meth:`get`; there is one client per SDK key.

    All methods may be called from any thread, and from callbacks. Those that evaluate never raise.
    """

    _instances: Dict[Any, ConfigCatClient] = {}
    # The callback of a client that is being made may ask for clients.
    _lock = threading.RLock()

    @classmethod
    def get(cls, sdk_key: str, options: Optional[ConfigCatOptions] = None) -> ConfigCatClient:
        """
        The client of an SDK key: a new one, or the one that there is.

        :param sdk_key: the SDK key of a config, as on the dashboard.
        :param options: how to make a new client. If there is one, they are ignored, with a warning (event 3000).
        :raises ConfigCatClientException: there is no SDK key, or it is none.
        """
        check_sdk_key(sdk_key)
        notice()
        with cls._lock:
            client = cls._instances.get(sdk_key)
            is_new = client is None
            if client is None:
                client = Core.__new__(ConfigCatClient)
                client._prepare(sdk_key, ConfigCatOptions() if options is None else options)
                cls._instances[sdk_key] = client
        if is_new:
            try:
                client._start()
            except BaseException:
                client.close()
                raise
            return client
        client._await_start()
        if options is not None:
            client.log.warning(messages.CLIENT_EXISTS, messages.masked(sdk_key), event_id=3000)
        return client

    @classmethod
    def close_all(cls) -> None:
        """Closes all clients that :meth:`get` made."""
        notice()
        with cls._lock:
            clients = list(cls._instances.values())
            cls._instances.clear()
        for client in clients:
            client._close_resources()

    def __init__(self, sdk_key: str, options: ConfigCatOptions = ConfigCatOptions()) -> None:
        """Raises ``ConfigCatClientException``: use :meth:`get`."""
        raise ConfigCatClientException(messages.CONSTRUCTOR_IS_PRIVATE)

    def get_value_details(self, key: str, default_value: Any, user: Optional[User] = None) -> EvaluationDetails:
        """
        The value of a feature flag or setting, and how it came about.

        :param key: the key of the flag, as on the dashboard.
        :param default_value: what is returned where the flag cannot be evaluated.
        :param user: for whom to evaluate; without one the default user, if there is one.
        """
        try:
            return self._evaluator.evaluate(self._view(), key, default_value, self._user(user))
        except Exception:
            return self._evaluator.unusual_error("get_value_details", key, default_value)

    def get_all_keys(self) -> List[str]:
        """The keys of all flags; empty if there is no config."""
        try:
            return self._all_flags.keys(self._view())
        except Exception:
            return self._failed("get_all_keys", "empty list", [])

    def get_key_and_value(self, variation_id: str) -> Optional[KeyValue]:
        """
        The flag that has a value with a variation id.

        :param variation_id: the variation id, as on the dashboard.
        :return: the key of the flag and that value; ``None`` if there is none.
        """
        try:
            return self._all_flags.key_and_value(self._view(), variation_id)
        except Exception:
            return self._failed("get_key_and_value", "None", None)

    def get_all_values(self, user: Optional[User] = None) -> Dict[str, Any]:
        """
        The values of all flags by key. Flags that cannot be evaluated are left out.

        :param user: for whom to evaluate; without one the default user, if there is one.
        """
        try:
            return self._all_flags.values(self._view(), self._user(user))
        except Exception:
            return self._failed("get_all_values", "empty dictionary", {})

    def get_all_value_details(self, user: Optional[User] = None) -> List[EvaluationDetails]:
        """
        The values of all flags, and how they came about. Those that cannot be evaluated have the value ``None``, and an
        error.

        :param user: for whom to evaluate; without one the default user, if there is one.
        """
        try:
            return self._all_flags.details(self._view(), self._user(user))
        except Exception:
            return self._failed("get_all_value_details", "empty list", [])

    def force_refresh(self) -> RefreshResult:
        """Downloads the config now, and waits for it."""
        if self._service is None:
            return RefreshResult(False, messages.NO_REQUESTS)
        return self._service.refresh()

    def set_default_user(self, user: Optional[User]) -> None:
        """For whom flags are evaluated from now on where no user is given."""
        self._default_user = user

    def clear_default_user(self) -> None:
        """From now on there is no default user."""
        self._default_user = None

    def set_online(self) -> None:
        """Allows downloads again."""
        if self._service is not None:
            self._service.set_online()
        else:
            self.log.warning(messages.NO_EFFECT, "LocalOnly", "set_online", event_id=3202)

    def set_offline(self) -> None:
        """From now on nothing is downloaded."""
        if self._service is not None:
            self._service.set_offline()

    def is_offline(self) -> bool:
        """Whether nothing is downloaded."""
        return self._service.is_offline() if self._service is not None else True

    def get_hooks(self) -> Hooks:
        """The functions that this client calls. More may be added to them."""
        return self._hooks

    def close(self) -> None:
        """Ends what the client does in the background, and forgets its hooks. It goes on to evaluate its config."""
        notice()
        with ConfigCatClient._lock:
            if ConfigCatClient._instances.get(self._sdk_key) is self:
                del ConfigCatClient._instances[self._sdk_key]
        self._close_resources()


def _renew_lock() -> None:
    ConfigCatClient._lock = threading.RLock()


on_fork(_renew_lock)
