"""Fixtures: the wheel, and an environment that has it and nothing else. Both are made once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from support.wheel import EmptyEnvironment, build

_build_once = lru_cache(build)


@lru_cache
def _install_once(folder: Path, wheel: Path) -> EmptyEnvironment:
    environment = EmptyEnvironment(folder)
    environment.install(wheel)
    return environment


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return _build_once(tmp_path_factory.getbasetemp() / "wheel")


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> EmptyEnvironment:
    """A virtual environment with the wheel and nothing else."""
    return _install_once(tmp_path_factory.getbasetemp() / "installed", wheel)
