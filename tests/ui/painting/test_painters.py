"""Every painter is opened by `with`: an error while painting would leave it on its device, which may go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KINDS = {"QPainter", "QStylePainter", "SvgPainter", "OutliningPainter"}
UI = Path(__file__).parents[3] / "src" / "tauscope" / "ui"
FILES = {
    str(path.relative_to(UI)): text
    for path in sorted(UI.rglob("*.py"))
    if "Painter(" in (text := path.read_text("utf-8"))
}


def painters(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield each call that makes a painter of a device."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in KINDS
            and node.args
        ):
            yield node


def left_open(tree: ast.AST) -> list[int]:
    """Return the lines with painters that no `with` ends, itself or by their name."""
    nodes = list(ast.walk(tree))
    opened = [item.context_expr for node in nodes if isinstance(node, ast.With) for item in node.items]
    names = {one.id for one in opened if isinstance(one, ast.Name)}
    named = [node for node in nodes if isinstance(node, ast.Assign) and _name_of(node) in names]
    ended = {id(call) for one in (*opened, *(node.value for node in named)) for call in painters(one)}
    return [call.lineno for call in painters(tree) if id(call) not in ended]


def _name_of(node: ast.Assign) -> str:
    target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def test_painters_that_are_left_open_are_found() -> None:
    source = "painter = QPainter(self)\npainter.end()\nwith QPainter(one) as other:\n    pass\n"
    assert left_open(ast.parse(source)) == [1]


@pytest.mark.parametrize("file", FILES)
def test_every_painter_is_opened_by_with(file: str) -> None:
    assert left_open(ast.parse(FILES[file])) == []
