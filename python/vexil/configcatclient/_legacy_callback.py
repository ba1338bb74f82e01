"""Calling ``on_configuration_changed_callback``, which may take the client or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

if TYPE_CHECKING:
    import inspect

ConfigurationChangedCallback = Callable[..., Any]


class Callback:
    """A callback of the application. Called with the client, it passes that on only where it has to."""

    def __init__(self, callback: ConfigurationChangedCallback) -> None:
        self._callback = callback
        self._needs_client = _needs_argument(callback)

    def __call__(self, client: object) -> None:
        """What the callback raises is raised."""
        if self._needs_client is None:
            self._call_unknown(client)
        elif self._needs_client:
            self._callback(client)
        else:
            self._callback()

    def _call_unknown(self, client: object) -> None:
        """If it never began because of its arguments, it may want one."""
        try:
            self._callback()
        except TypeError as error:
            began = error.__traceback__ is not None and error.__traceback__.tb_next is not None
            if began:
                raise
            self._callback(client)


def _needs_argument(callback: ConfigurationChangedCallback) -> Optional[bool]:
    """Whether there is one argument that must be given; ``None``: it does not say, as some native functions."""
    # A large module, which only this needs.
    import inspect

    try:
        signature = inspect.signature(callback)
    except Exception:
        return None
    return not _accepts(signature) and _accepts(signature, None)


def _accepts(signature: inspect.Signature, *arguments: object) -> bool:
    try:
        signature.bind(*arguments)
    except TypeError:
        return False
    return True
