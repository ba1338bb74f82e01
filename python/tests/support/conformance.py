"""The published data of ConfigCat: where it is, and how to read it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("VEXIL_CONFORMANCE") or ROOT / ".." / "shared" / "conformance") / "configcat"

#: Marks a test that needs the data.
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the conformance data is not here")


def read_text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def read_json(name: str) -> Any:
    return json.loads(read_text(name))


def names(folder: str) -> List[str]:
    return sorted(entry.name for entry in (FOLDER / folder).iterdir())


def vectors() -> Dict[str, Any]:
    return read_json("derived/unit_vectors.json")
