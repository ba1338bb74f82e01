"""The client of generation 5, which the functions ``create_client...`` make."""

from __future__ import annotations

import logging
from typing import Any, List, Optional, Set, Tuple

from .. import _native
from . import _legacy_messages as messages
from ._legacy_callback import ConfigurationChangedCallback
from ._legacy_evaluation import evaluate
from ._legacy_host import LegacyHost
from ._legacy_messages import CLIENT_LOGGER, EVALUATION_LOGGER, log
from ._legacy_overrides import Overrides, data_source
from ._overrides import OverrideLayer
from ._service import ConfigService, ServiceOptions
from .configcatclient import KeyValue
from .overridedatasource import OverrideBehaviour
from .pollingmode import PollingMode
from .user import User

_called_back: Set[LegacyConfigCatClient] = set()
"""Polling clients with a callback, until they are stopped. Often the callback is all that a program keeps."""


class LegacyConfigCatClient(_native.Core):
    """Evaluates feature flags. Made by ``create_client`` and the like; one per SDK key will do.

    All methods may be called from any thread, and none of them raises: what goes wrong is logged, and the default is
    returned. A client that the program lets go of ends, except one that polls and has a callback: that one goes on
    until :meth:`stop`.
    """

    def __init__(
        self,
        sdk_key: str,
        mode: PollingMode,
        options: ServiceOptions,
        callback: Optional[ConfigurationChangedCallback],
        overrides: Optional[Overrides],
    ) -> None:
        self._overrides: Optional[OverrideLayer] = None
        self._service: Optional[ConfigService] = None
        if overrides is not None:
            source = data_source(overrides)
            self._overrides = OverrideLayer(source, lambda _: None)
            if source.get_behaviour() == OverrideBehaviour.LocalOnly:
                return
        host = LegacyHost(self, mode.identifier(), options, callback)
        service = self._service = ConfigService(sdk_key=sdk_key, mode=mode, options=options, host=host)
        service.start(self)
        if callback is not None:
            _called_back.add(self)
        # The service may have been ready before it knew of its own thread.
        self._rearm()

    def get_all_keys(self) -> List[str]:
        """The keys of all flags and settings; an empty list where there is no config."""
        try:
            snapshot = self._snapshot()
            return [] if snapshot is None else snapshot.keys()
        except Exception as error:
            self._failed("get_all_keys", error)
            return []

    def get_variation_id(self, key: str, default_variation_id: Any, user: Optional[User] = None) -> Any:
        """
        The variation id of a flag's value for a user.

        :param key: the key of the flag.
        :param default_variation_id: what is returned where the flag cannot be evaluated, or its value has no
            variation id.
        :param user: the user to evaluate for.
        """
        try:
            snapshot = self._snapshot()
            if snapshot is None:
                text = messages.config_missing("get_variation_id", "default_variation_id", key, default_variation_id)
                log(CLIENT_LOGGER, logging.WARNING, text)
                return default_variation_id
            return _variation_id(snapshot, key, default_variation_id, user)
        except Exception as error:
            self._failed("get_variation_id", error)
            return default_variation_id

    def get_all_variation_ids(self, user: Optional[User] = None) -> List[str]:
        """
        The variation ids of all flags' values for a user, in the order of the keys. Values without one are left out.

        :param user: the user to evaluate for.
        """
        try:
            snapshot = self._snapshot()
            if snapshot is None:
                return []
            ids = [_variation_id(snapshot, key, None, user) for key in snapshot.keys()]
            return [variation_id for variation_id in ids if variation_id is not None]
        except Exception as error:
            self._failed("get_all_variation_ids", error)
            return []

    def get_key_and_value(self, variation_id: str) -> Optional[KeyValue]:
        """
        Which flag a variation id belongs to, and which value.

        :param variation_id: the variation id.
        :return: ``KeyValue(key, value)``, or ``None`` if no flag has this variation id.
        """
        try:
            snapshot = self._snapshot()
            if snapshot is None:
                log(CLIENT_LOGGER, logging.WARNING, messages.config_missing_for_variation(variation_id))
                return None
            found = snapshot.find_variation(variation_id) if isinstance(variation_id, str) else None
            if found is not None:
                return KeyValue(*found)
            log(CLIENT_LOGGER, logging.ERROR, messages.variation_missing(variation_id))
        except Exception as error:
            self._failed("get_key_and_value", error)
        return None

    def force_refresh(self) -> None:
        """Downloads the config, and waits for it. What goes wrong is logged. A stopped client downloads no more."""
        try:
            if self._service is not None:
                self._service.refresh()
        except Exception as error:
            self._failed("force_refresh", error)

    def stop(self) -> None:
        """Ends downloads and callbacks. Flags are evaluated as before, by the last config. Stopping twice is fine."""
        try:
            _called_back.discard(self)
            if self._service is not None:
                self._service.close()
        except Exception as error:
            self._failed("stop", error)

    def _get_value(self, key: str, default_value: Any, user: Optional[Any] = None) -> Any:
        """Asked by ``get_value`` where there is something to wait for, or something to tell."""
        try:
            snapshot = self._snapshot()
            if snapshot is None:
                text = messages.config_missing("get_value", "default_value", key, default_value)
                log(CLIENT_LOGGER, logging.WARNING, text)
                return default_value
            outcome = evaluate(snapshot, key, default_value, user)
            return default_value if outcome is None else outcome.value
        except Exception as error:
            self._failed("get_value", error)
            return default_value

    def _snapshot(self) -> Optional[_native.Snapshot]:
        """The config to evaluate by, after waiting for it as the polling mode says."""
        if self._overrides is None:
            return self._current()[0]
        view = self._overrides.view(self._current)
        return None if view is None else view.snapshot

    def _current(self) -> Tuple[Optional[_native.Snapshot], float]:
        return (None, 0.0) if self._service is None else self._service.current()

    def _rearm(self) -> None:
        """Lets native code answer ``get_value`` where nothing has to be waited for. Overrides are always looked at."""
        service = self._service
        if service is None or self._overrides is not None:
            return
        # Several threads may be here. What counts in the end is how things are then.
        wanted = service.can_arm()
        while True:
            if wanted is None:
                self._disarm()
            else:
                source, time_to_live = wanted
                self._arm(source, EVALUATION_LOGGER, time_to_live, checks_type=False)
            now = service.can_arm()
            if now == wanted:
                return
            wanted = now

    def _failed(self, method: str, error: Exception) -> None:
        log(CLIENT_LOGGER, logging.ERROR, messages.method_failed(method, error), error)


def _variation_id(snapshot: _native.Snapshot, key: str, default_variation_id: Any, user: Optional[Any]) -> Any:
    outcome = evaluate(snapshot, key, None, user)
    return default_variation_id if outcome is None or outcome.variation_id is None else outcome.variation_id
