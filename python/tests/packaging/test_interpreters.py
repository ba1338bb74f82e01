"""A larger program, on this interpreter and on the others of the machine: one wheel serves all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.installed import installed, wheel  # noqa: F401
from support.wheel import EmptyEnvironment, run_python

#: Users, rules that need one, details, hooks, a custom cache.
PROGRAM = """
import json
import sys
from vexil import configcatclient
from vexil.configcatclient.configcatoptions import ConfigCatOptions, Hooks
from vexil.configcatclient.interfaces import ConfigCache
from vexil.configcatclient.pollingmode import PollingMode
from vexil.configcatclient.user import User

seen = []
options = ConfigCatOptions(base_url=sys.argv[1], polling_mode=PollingMode.manual_poll(),
                           hooks=Hooks(on_flag_evaluated=lambda details: seen.append(details.key)))
client = configcatclient.get(sys.argv[2], options)
print(client.force_refresh().is_success)
print(client.get_value('flag', None, User('1', email='a@b.c')), client.get_all_keys())
details = client.get_value_details('text', 'none')
print(details.value, details.variation_id, details.is_default_value, seen)
client.close()

class Cache(ConfigCache):
    def __init__(self):
        self.values = {}
    def get(self, key):
        return self.values.get(key)
    def set(self, key, value):
        self.values[key] = value

cache = Cache()
client = configcatclient.create_client_with_manual_poll(sys.argv[2], config_cache_class=cache, base_url=sys.argv[1])
client.force_refresh()
print(client.get_value('number', 0), len(cache.values))
client.stop()
"""


EXPECTED = """\
True
True ['flag', 'text', 'number']
hello v_hello False ['flag', 'text']
1 1
"""


def outputs(environment: EmptyEnvironment, folder: Path) -> str:
    file = folder / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    with Cdn(config_of(flag=True, text="hello", number=1)) as cdn:
        return run_python(environment.python, [str(file), cdn.url, new_sdk_key()], folder)


def test_this_interpreter(installed: EmptyEnvironment, tmp_path: Path) -> None:
    assert outputs(installed, tmp_path) == EXPECTED


def others() -> list[str]:
    """The interpreters on the path, beside the one that runs the tests."""
    names = [f"python3.{minor}" for minor in range(9, 15) if minor != sys.version_info[1]]
    return [path for path in map(shutil.which, names) if path is not None and answers(path)]


def answers(interpreter: str) -> bool:
    """Whether it is more than a placeholder, and can make virtual environments."""
    return subprocess.run([interpreter, "-c", "import venv"], capture_output=True).returncode == 0


def test_the_others_that_are_there(wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = others()
    for number, interpreter in enumerate(found):
        environment = EmptyEnvironment(tmp_path / str(number), interpreter)
        environment.install(wheel)
        assert outputs(environment, tmp_path) == EXPECTED, interpreter
    with capsys.disabled():
        print(f"\nthe wheel in other interpreters: {', '.join(Path(path).name for path in found) or 'there are none'}")
