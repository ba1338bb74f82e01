"""Processes that measure something, and the conversation with them: lines of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Optional

_CHILDREN = Path(__file__).resolve().parent / "children"


class Child:
    """A script of `children/` that runs, with its parameters in ``sys.argv[1]``."""

    def __init__(self, script: str, parameters: dict[str, Any], python: str = sys.executable) -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [python, str(_CHILDREN / script), json.dumps(parameters)],
            env=plain,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: Any) -> Any:
        """Sends a line, and gives the one that comes back."""
        self._send(question)
        return self._receive()

    def result(self, answer: Optional[Callable[[Any], None]] = None) -> Any:
        """What the script is there to find out; until it knows, its questions are answered."""
        while True:
            message = self._receive()
            if "result" in message:
                self.close()
                return message["result"]
            if answer is not None:
                answer(message["question"])
            self._send(True)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def _send(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} ended with {self._process.wait(timeout=30)}")
        return json.loads(line)
