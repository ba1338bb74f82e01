"""Programs in the environment of the wheel: the official quick start with one import changed, in both generations."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cdn import config_of, new_sdk_key
from support.installed import installed, wheel  # noqa: F401
from support.internet import HOST, Internet, internet
from support.wheel import PROJECT, EmptyEnvironment, run_python

#: The line of the official programs that changes.
IMPORT = "import configcatclient\n"
OUR_IMPORT = "from vexil import configcatclient\n"

#: The getting started of the official documents; `print` takes the place of what an application does.
CURRENT = """
import configcatclient

configcat_client = configcatclient.get('#YOUR-SDK-KEY#')

is_my_awesome_feature_enabled = configcat_client.get_value('isMyAwesomeFeatureEnabled', False)
if is_my_awesome_feature_enabled:
    print('the new thing')
else:
    print('the old thing')

configcat_client.close()
"""

LEGACY = """
import configcatclient

configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')

isMyAwesomeFeatureEnabled = configcat_client.get_value('isMyAwesomeFeatureEnabled', False)
if isMyAwesomeFeatureEnabled:
    print('the new thing')
else:
    print('the old thing')

configcat_client.stop()
"""

PROGRAMS = pytest.mark.parametrize("program", [CURRENT, LEGACY], ids=["generation 10", "generation 5"])


def with_key(program: str) -> str:
    return program.replace("#YOUR-SDK-KEY#", new_sdk_key())


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Internet]:
    folder = tmp_path / "certificates"
    folder.mkdir()
    with internet(config_of(isMyAwesomeFeatureEnabled=True, keyOfMySetting=True), folder) as found:
        yield found


@PROGRAMS
def test_the_quick_start_with_one_import_changed(
    program: str, installed: EmptyEnvironment, network: Internet, tmp_path: Path
) -> None:
    changed = with_key(program).replace(IMPORT, OUR_IMPORT)
    assert installed.run(changed, tmp_path, network.env) == "the new thing\n"
    assert set(network.tunnels) == {f"{HOST}:443"}
    assert re.search(r"/configuration-files/configcat-sdk-1/.+/config_v\d\.json$", network.cdn.requests[0].path)


def test_the_official_package_does_the_same(network: Internet, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(with_key(CURRENT), encoding="utf-8")
    assert run_python(Path(sys.executable), [str(file)], tmp_path, network.env) == "the new thing\n"
    assert set(network.tunnels) == {f"{HOST}:443"}


def examples() -> list[str]:
    """The programs of the README: its blocks of Python that make a client."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    return [block for block in re.findall(r"```python\n(.+?)```", text, re.DOTALL) if "#YOUR-SDK-KEY#" in block]


@pytest.mark.parametrize("program", examples(), ids=["generation 10", "generation 5"])
def test_the_examples_of_the_readme(
    program: str, installed: EmptyEnvironment, network: Internet, tmp_path: Path
) -> None:
    head = "def do_the_new_thing() -> None:\n    print('the new thing')\n\n"
    tail = "\nprint(client.get_value('isMyAwesomeFeatureEnabled', False))\n"
    legacy = "client.stop()" in program
    changed = with_key(program).replace("client.stop()", f"{tail}client.stop()") if legacy else with_key(program)
    assert installed.run(head + changed, tmp_path, network.env) == ("True\n" if legacy else "the new thing\n")
