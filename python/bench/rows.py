"""Rows of the result, and how they are printed."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

from timing import Figure

AT_LEAST, AT_MOST = "at least", "at most"


@dataclass
class Row:
    """One line: ours, the official package's, and what was to be reached."""

    name: str
    unit: str
    ours: Figure
    official: Optional[Figure]
    #: A ratio (``AT_LEAST``) or a figure of ours (``AT_MOST``).
    goal: Optional[tuple[str, float]] = None
    #: The same without what is measured.
    noise: Optional[Figure] = None
    note: str = ""

    @property
    def ratio(self) -> Optional[float]:
        """How many times as fast, or as small, ours is."""
        if self.official is None or self.ours.median <= 0:
            return None
        return self.official.median / self.ours.median

    @property
    def met(self) -> Optional[bool]:
        if self.goal is None:
            return None
        kind, value = self.goal
        if kind == AT_MOST:
            return self.ours.median <= value
        return self.ratio is not None and self.ratio >= value


def show(title: str, rows: list[Row]) -> None:
    """Prints a table in Markdown; figures are medians, ± is the distance between the quartiles."""
    print(f"\n### {title}\n\n| | Vexil | official | ratio | goal | |\n|---|---:|---:|---:|---:|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}x"
        verdict = {None: "", True: "met", False: "missed"}[row.met]
        notes = ", ".join(text for text in (verdict, _noise(row), row.note) if text)
        print(
            f"| {row.name} | {_text(row.ours, row)} | {_text(row.official, row)} | {ratio} | {_goal(row)} | {notes} |"
        )


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    kind, value = row.goal
    return f"≥ {value:g}x" if kind == AT_LEAST else f"≤ {value:g} {row.unit}"


def _noise(row: Row) -> str:
    return "" if row.noise is None else f"without it {_text(row.noise, row)}"


def _text(figure: Optional[Figure], row: Row) -> str:
    if figure is None:
        return "–"
    digits = 0 if figure.median >= 100 else 1 if figure.median >= 10 else 2
    return f"{figure.median:,.{digits}f} ±{figure.spread:,.{digits}f} {row.unit}"


def describe_machine(versions: dict[str, str]) -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        **versions,
    }


def write(path: Path, machine: dict[str, Any], groups: dict[str, list[Row]]) -> None:
    """Writes everything as JSON."""
    rows = {
        title: [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in found] for title, found in groups.items()
    }
    path.write_text(json.dumps({"machine": machine, "groups": rows}, indent=2) + "\n", encoding="utf-8")
