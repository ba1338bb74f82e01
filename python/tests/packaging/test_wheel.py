"""The wheel: what is in it, and that it works where there is nothing else."""

from __future__ import annotations

import email
import re
from pathlib import Path

import pytest

from support.installed import installed, wheel  # noqa: F401
from support.wheel import PROJECT, EmptyEnvironment, members, read

SOURCES = PROJECT / "vexil"

#: What the package installs, beside its modules.
EXTENSION = r"vexil/_native\.(abi3\.so|pyd)"


def test_one_wheel_serves_all_interpreters(wheel: Path) -> None:
    assert re.fullmatch(r"vexil-\d+\.\d+\.\d+-cp39-abi3-\w+\.whl", wheel.name)


def test_it_holds_the_package_and_nothing_else(wheel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = members(wheel)
    modules = {
        path.relative_to(PROJECT).as_posix() for kind in ("*.py", "*.pyi", "py.typed") for path in SOURCES.rglob(kind)
    }
    package = {name for name in names if name.startswith("vexil/")}
    extensions = {name for name in package if re.fullmatch(EXTENSION, name)}
    assert package - extensions == modules
    assert {"vexil/py.typed", "vexil/_native.pyi", "vexil/configcatclient/__init__.py"} <= modules
    assert len(extensions) == 1
    strays = [name for name in set(names) - package if not re.match(r"vexil-[\d.]+\.dist-info/", name)]
    assert strays == []
    with capsys.disabled():
        sizes = (wheel.stat().st_size / 1e6, sum(names.values()) / 1e6)
        print("\nthe wheel (dev profile): {:.1f} MB, {:.1f} MB installed".format(*sizes))


def test_its_metadata(wheel: Path) -> None:
    (name,) = [name for name in members(wheel) if name.endswith(".dist-info/METADATA")]
    metadata = email.message_from_string(read(wheel, name))
    assert metadata["Name"] == "vexil"
    assert metadata["Requires-Python"] == ">=3.9"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("Requires-Dist") is None
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata.get_payload().startswith("# Vexil for Python\n")
    assert read(wheel, name.replace("METADATA", "licenses/LICENSE")).startswith("MIT License")


def test_no_path_of_the_machine_that_built_it(wheel: Path) -> None:
    for name in members(wheel):
        if name.endswith((".py", ".pyi", "METADATA", "WHEEL")):
            assert str(PROJECT) not in read(wheel, name)


def test_it_is_installed_without_anything_else(installed: EmptyEnvironment, tmp_path: Path) -> None:
    program = """
import importlib.metadata
import importlib.util
print(sorted(each.metadata["Name"] for each in importlib.metadata.distributions()))
print(importlib.util.find_spec("configcatclient"), importlib.util.find_spec("requests"))
from vexil import configcatclient
print(configcatclient.__file__.startswith(__import__("sys").prefix))
"""
    assert installed.run(program, tmp_path) == "['vexil']\nNone None\nTrue\n"
