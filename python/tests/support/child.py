"""Runs code in a Python process of its own: for tests about forks, threads and the end of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional

_TESTS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Result:
    """What became of a process."""

    code: int
    out: str
    err: str
    #: How long it took, in seconds.
    seconds: float


def run(code: str, timeout: float = 30.0, env: Optional[Dict[str, str]] = None, **names: Any) -> Result:
    """Runs the code with these names defined (their ``repr`` must be Python). ``subprocess.TimeoutExpired`` if it hangs."""
    head = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    environment = {**os.environ, "PYTHONPATH": str(_TESTS), "PYTHONFAULTHANDLER": "1", **(env or {})}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(code)],
        env=environment,
        timeout=timeout,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    return Result(done.returncode, done.stdout, done.stderr, time.monotonic() - start)


def check(code: str, timeout: float = 30.0, env: Optional[Dict[str, str]] = None, **names: Any) -> Result:
    """Like :func:`run`; the process has to end well, and to write nothing to stderr."""
    result = run(code, timeout, env, **names)
    assert result.code == 0 and result.err == "", f"{result.code}\n{result.out}\n{result.err}"
    return result
