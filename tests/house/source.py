"""The portal's own source, read as syntax trees: what the laws are checked on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal.config import ROOT

PACKAGE = ROOT / "portal"


@cache
def modules() -> dict[str, Path]:
    """Every module of the portal by its dotted name below `portal`: "accounts.models"; a package
    by its own: "accounts"; the portal itself: ""."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text("utf-8"))


def imports(module: str, of: ast.Module | None = None) -> set[str]:
    """What `module` imports anywhere: the portal's as ".accounts.models", others as "flask"."""
    found: set[str] = set()
    for node in ast.walk(of or tree(module)):
        if isinstance(node, ast.Import):
            found.update(_named(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(_named(name) for name in inside)
    return found


def imports_of_the_portal(module: str) -> set[str]:
    return {name[1:] for name in imports(module) if name.startswith(".")}


def imports_of_others(module: str) -> set[str]:
    """The top names of the libraries that `module` imports."""
    return {name.split(".")[0] for name in imports(module) if not name.startswith(".")}


def places(module: str, kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of `kind` with where it stands: ("portal/db.py:12", node)."""
    path = modules()[module].relative_to(ROOT)
    for node in ast.walk(tree(module)):
        if isinstance(node, kind):
            yield f"{path}:{node.lineno}", node  # type: ignore[attr-defined]


def _named(name: str) -> str:
    """`name` cut to the module it stands in, when it is the portal's."""
    if name.split(".")[0] != "portal":
        return name
    inner = name.partition(".")[2]
    while inner not in modules():
        inner = inner.rpartition(".")[0]
    return f".{inner}"
