"""The types of the package, as a program sees them that has it installed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.installed import installed, wheel  # noqa: F401
from support.wheel import EmptyEnvironment

RIGHT = """
import logging
from datetime import datetime
from typing import Optional

from vexil import configcatclient
from vexil.configcatclient import ConfigCatClient, ConfigCatOptions, DataGovernance, PollingMode
from vexil.configcatclient.configcatoptions import Hooks
from vexil.configcatclient.evaluationdetails import EvaluationDetails
from vexil.configcatclient.interfaces import ConfigCache
from vexil.configcatclient.localdictionarydatasource import LocalDictionaryFlagOverrides
from vexil.configcatclient.localfiledatasource import LocalFileFlagOverrides
from vexil.configcatclient.overridedatasource import OverrideBehaviour
from vexil.configcatclient.user import User


class Cache(ConfigCache):
    def __init__(self) -> None:
        self.value: Optional[str] = None

    def get(self, key: str) -> Optional[str]:
        return self.value

    def set(self, key: str, value: str) -> None:
        self.value = value


def on_evaluated(details: EvaluationDetails) -> None:
    logging.info("%s %s", details.key, details.value)


def current() -> bool:
    hooks = Hooks(on_client_ready=lambda: None, on_flag_evaluated=on_evaluated, on_error=logging.error)
    overrides = LocalDictionaryFlagOverrides({"a": True, "b": 1.5}, OverrideBehaviour.LocalOverRemote)
    client: ConfigCatClient = configcatclient.get(
        "key",
        ConfigCatOptions(
            polling_mode=PollingMode.auto_poll(poll_interval_seconds=60, max_init_wait_time_seconds=5),
            config_cache=Cache(),
            data_governance=DataGovernance.EuOnly,
            flag_overrides=overrides,
            default_user=User("1", email="a@b.c", custom={"age": 5, "since": datetime.now(), "tags": ["x"]}),
            hooks=hooks,
            offline=True,
        ),
    )
    LocalFileFlagOverrides("flags.json", OverrideBehaviour.LocalOnly)
    details = client.get_value_details("flag", False, User("2"))
    keys: list[str] = client.get_all_keys()
    when: Optional[datetime] = details.fetch_time
    refreshed: bool = client.force_refresh().is_success
    values = client.get_all_values(User("3"))
    client.get_hooks().add_on_flag_evaluated(on_evaluated)
    client.set_default_user(User("4"))
    client.clear_default_user()
    client.set_online()
    client.close()
    configcatclient.close_all()
    value: bool = client.get_value("flag", False)
    return value and refreshed and bool(keys) and bool(values) and when is not None


def legacy() -> int:
    client = configcatclient.create_client_with_auto_poll(
        "key", poll_interval_seconds=60, on_configuration_changed_callback=lambda: None, config_cache_class=Cache()
    )
    configcatclient.create_client_with_lazy_load("key", cache_time_to_live_seconds=60)
    configcatclient.create_client_with_manual_poll("key", base_url="http://localhost")
    configcatclient.create_client("key", DataGovernance.Global)
    client.force_refresh()
    count: int = client.get_value("count", 0, User("1", "a@b.c", "Country", {"a": "b"}))
    client.get_variation_id("flag", None)
    client.get_all_variation_ids(User("1"))
    client.get_key_and_value("id")
    client.stop()
    return count
"""

#: Each line is wrong; its comment has mypy's code of the error.
WRONG = """
from vexil import configcatclient
from vexil.configcatclient import ConfigCatOptions, PollingMode
from vexil.configcatclient.user import User

client = configcatclient.get("key")
legacy = configcatclient.create_client("key")

client.get_value("flag")  # call-arg
client.get_value(1, False)  # arg-type
client.get_valu("flag", False)  # attr-defined
client.get_value("flag", False, "user")  # arg-type
client.force_refresh().is_sucess  # attr-defined
client.get_value_details("flag", False).valu  # attr-defined
keys: int = client.get_all_keys()  # assignment
ConfigCatOptions(poll_interval_seconds=60)  # call-arg
ConfigCatOptions(polling_mode=60)  # arg-type
PollingMode.auto_poll(poll_interval_seconds="60")  # arg-type
User("1", emial="a@b.c")  # call-arg
configcatclient.create_client_with_auto_poll("key", poll_interval=60)  # call-arg
configcatclient.create_client_with_lazy_load()  # call-arg
configcatclient.create_clients("key")  # attr-defined
legacy.get_value("flag")  # call-arg
legacy.get_variation_id(1, None)  # arg-type
legacy.stops()  # attr-defined
"""


def mypy(program: str, environment: EmptyEnvironment, folder: Path) -> tuple[int, str]:
    """What mypy says of a program, in its strict mode, in a folder that has nothing of this project."""
    (folder / "program.py").write_text(program, encoding="utf-8")
    options = ["--strict", "--config-file=", "--no-pretty", f"--python-executable={environment.python}"]
    command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={folder / 'cache'}", "program.py"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def test_a_program_that_is_right(installed: EmptyEnvironment, tmp_path: Path) -> None:
    code, output = mypy(RIGHT, installed, tmp_path)
    assert code == 0, output


def test_mistakes_are_told(installed: EmptyEnvironment, tmp_path: Path) -> None:
    _, output = mypy(WRONG, installed, tmp_path)
    told = {
        (int(line), code) for line, code in re.findall(r"^program\.py:(\d+): error: .*\[([a-z-]+)\]$", output, re.M)
    }
    lines = enumerate(WRONG.split("\n"), start=1)
    expected = {(number, line.rsplit("# ", 1)[1]) for number, line in lines if "# " in line}
    assert told == expected, output


@pytest.mark.parametrize("name", ["RIGHT", "WRONG"])
def test_programs_are_free_of_other_mistakes(name: str) -> None:
    """mypy stops at syntax errors, so these are no errors of types."""
    compile(globals()[name], name, "exec")
