"""Telling the application what happens in a client."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from ._messages import safe_text

if TYPE_CHECKING:
    from .evaluationdetails import EvaluationDetails

OnClientReady = Callable[[], Any]
OnConfigChanged = Callable[[Dict[str, Any]], Any]
OnFlagEvaluated = Callable[["EvaluationDetails"], Any]
OnError = Callable[[str], Any]


class Hooks:
    """Functions of the application that clients call. What they raise is logged, and given to ``on_error``.

    Functions for the same occasion are called in the order in which they were added, on the thread on which it arises.
    They may call the client.
    """

    def __init__(
        self,
        on_client_ready: Optional[OnClientReady] = None,
        on_config_changed: Optional[OnConfigChanged] = None,
        on_flag_evaluated: Optional[OnFlagEvaluated] = None,
        on_error: Optional[OnError] = None,
    ) -> None:
        """
        :param on_client_ready: see :meth:`add_on_client_ready`.
        :param on_config_changed: see :meth:`add_on_config_changed`.
        :param on_flag_evaluated: see :meth:`add_on_flag_evaluated`.
        :param on_error: see :meth:`add_on_error`.
        """
        self._observers: weakref.WeakSet[Any] = weakref.WeakSet()
        self._on_client_ready_callbacks: List[OnClientReady] = [on_client_ready] if on_client_ready else []
        self._on_config_changed_callbacks: List[OnConfigChanged] = [on_config_changed] if on_config_changed else []
        self._on_flag_evaluated_callbacks: List[OnFlagEvaluated] = [on_flag_evaluated] if on_flag_evaluated else []
        self._on_error_callbacks: List[OnError] = [on_error] if on_error else []

    def __setattr__(self, name: str, value: object) -> None:
        # A list or a method that is replaced may want to hear of evaluations.
        super().__setattr__(name, value)
        self._tell_observers()

    def __getstate__(self) -> Dict[str, Any]:
        # A copy has the same functions, and clients of its own.
        return {name: value for name, value in self.__dict__.items() if name != "_observers"}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state, _observers=weakref.WeakSet())

    def add_on_client_ready(self, callback: OnClientReady) -> None:
        """Adds a function to call when the client can evaluate flags, or has waited for its config long enough."""
        self._on_client_ready_callbacks.append(callback)

    def add_on_config_changed(self, callback: OnConfigChanged) -> None:
        """Adds a function to call with the flags (the member ``f``) of each new config."""
        self._on_config_changed_callbacks.append(callback)

    def add_on_flag_evaluated(self, callback: OnFlagEvaluated) -> None:
        """Adds a function to call with the ``EvaluationDetails`` of each evaluation."""
        self._on_flag_evaluated_callbacks.append(callback)
        self._tell_observers()

    def add_on_error(self, callback: OnError) -> None:
        """Adds a function to call with the message of each error that is logged."""
        self._on_error_callbacks.append(callback)

    def invoke_on_client_ready(self) -> None:
        for callback in self._on_client_ready_callbacks:
            try:
                callback()
            except Exception as error:
                self._callback_failed("invoke_on_client_ready", error)

    def invoke_on_config_changed(self, config: Any) -> None:
        for callback in self._on_config_changed_callbacks:
            try:
                callback(config)
            except Exception as error:
                self._callback_failed("invoke_on_config_changed", error)

    def invoke_on_flag_evaluated(self, evaluation_details: EvaluationDetails) -> None:
        for callback in self._on_flag_evaluated_callbacks:
            try:
                callback(evaluation_details)
            except Exception as error:
                self._callback_failed("invoke_on_flag_evaluated", error)

    def invoke_on_error(self, error: str) -> None:
        for callback in self._on_error_callbacks:
            try:
                callback(error)
            except Exception as failure:
                _log_callback_error("Exception occurred during invoke_on_error callback: " + safe_text(failure))

    def clear(self) -> None:
        """Removes all functions."""
        self._on_client_ready_callbacks.clear()
        self._on_config_changed_callbacks.clear()
        self._on_flag_evaluated_callbacks.clear()
        self._on_error_callbacks.clear()
        self._tell_observers()

    def _callback_failed(self, method: str, error: Exception) -> None:
        message = f"Exception occurred during {method} callback: {safe_text(error)}"
        self.invoke_on_error(message)
        _log_callback_error(message)

    def _observe(self, client: Any) -> None:
        """From now on the client is told (``_hooks_changed``) when somebody may want to hear of evaluations."""
        self._observers.add(client)

    def _tell_observers(self) -> None:
        for client in list(self.__dict__.get("_observers", ())):
            client._hooks_changed()


def wants_evaluations(hooks: Hooks) -> bool:
    """Whether evaluations have to be told to these hooks."""
    return _is_unknown(hooks, "invoke_on_flag_evaluated") or bool(hooks._on_flag_evaluated_callbacks)


def wants_config_changes(hooks: Hooks) -> bool:
    """Whether new configs have to be told to these hooks."""
    return _is_unknown(hooks, "invoke_on_config_changed") or bool(hooks._on_config_changed_callbacks)


def _is_unknown(hooks: Hooks, method: str) -> bool:
    """Whether the application has replaced what hooks do, so that it cannot be seen what they want."""
    return type(hooks) is not Hooks or method in hooks.__dict__


def tell(hooks: Hooks, method: str, *arguments: object) -> None:
    """Calls a method of hooks, whose class may be the application's own: what it raises is logged."""
    try:
        getattr(hooks, method)(*arguments)
    except Exception as error:
        _log_callback_error(f"Exception occurred during {method} callback: {safe_text(error)}")


def _log_callback_error(message: str) -> None:
    try:
        # Not `logging.error`, which adds a handler where there is none.
        logging.getLogger().error(message)
    except Exception:
        # A handler that raises. There is nobody left to tell.
        pass
