"""The wheel of the package, and virtual environments that have it and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Optional

PROJECT = Path(__file__).resolve().parents[2]

#: Where the interpreter of a virtual environment is.
_PYTHON = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")


def build(folder: Path) -> Path:
    """Builds the wheel in the profile ``dev``, for which everything is compiled where the tests run."""
    arguments = ["--locked", "--quiet", "--manifest-path", str(PROJECT / "Cargo.toml"), "--out", str(folder)]
    _run([sys.executable, "-m", "maturin", "build", *arguments])
    (wheel,) = folder.glob("*.whl")
    return wheel


def members(wheel: Path) -> dict[str, int]:
    """The names of the files in a wheel, and their sizes in bytes."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.file_size for entry in archive.infolist() if not entry.is_dir()}


def read(wheel: Path, name: str) -> str:
    """A text file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode("utf-8")


class EmptyEnvironment:
    """A virtual environment without pip, and what is installed in it."""

    def __init__(self, folder: Path, interpreter: str = sys.executable) -> None:
        self.folder = folder
        self.python = folder / _PYTHON
        # Started apart from this one, which may be a virtual environment itself.
        _run([interpreter, "-m", "venv", "--without-pip", str(folder)])

    def install(self, wheel: Path) -> None:
        """Installs a wheel; whatever else it wanted would be an error."""
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(self.python)]
        _run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)])
        _run([*pip, "check"])

    def run(self, program: str, folder: Path, env: Optional[dict[str, str]] = None) -> str:
        """What a program prints to stdout; it must end well, and print nothing to stderr."""
        file = folder / "program.py"
        file.write_text(program, encoding="utf-8")
        return run_python(self.python, [str(file)], folder, env)


def run_python(python: Path, arguments: list[str], folder: Path, env: Optional[dict[str, str]] = None) -> str:
    """Runs Python in a folder, without the variables that this process has for it."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(python), *arguments],
        cwd=folder,
        env={**plain, **(env or {})},
        timeout=60,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
