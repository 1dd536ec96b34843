"""Is a form's text sound? Said before it is kept, with the line, not when a paper is due."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from jinja2 import Environment, meta, nodes
from jinja2.exceptions import TemplateSyntaxError

from portal.documents import papers, samples
from portal.documents.papers import SIGNED_KINDS, Paper, PaperKind, PaperText, body, variables
from portal.i18n import _
from portal.template_text import FILTERS, TemplateFault, check_markup

_BUILT_IN_NAMES = {"range"}


def check(kind: PaperKind, text: PaperText) -> None:
    """Raises TemplateFault: wrong syntax, a name that is not declared, markup that is not
    allowed, a letter without a place to sign, or a text that fails on sparse or full values."""
    paper = samples.sample_papers()[kind]
    _check_tags(text.source)
    _check_names(kind, paper, text.source)
    if kind in SIGNED_KINDS and not re.search(r"\{\{-?\s*signature\s*-?\}\}", text.source):
        raise TemplateFault(
            _("Mẫu này phải có chỗ ký số và đóng dấu: viết {{ signature }} trên tên người ký."),
            None,
        )
    for values in (paper, _sparse(paper)):
        body(text.source, values, **_extra(kind))


def declared(kind: PaperKind) -> list[tuple[str, str]]:
    """The names a text of this kind may use, "applicant.name", each with the sample's value."""
    paper = samples.sample_papers()[kind]
    found: list[tuple[str, str]] = []
    for name, value in variables(paper, **_extra(kind)).items():
        found += _described(name, value)
    return found


def _extra(kind: PaperKind) -> dict[str, Any]:
    return {"copy": "Liên 1: Lưu tại đơn vị"} if kind is PaperKind.FEE_RECEIPT else {}


def _described(name: str, value: Any) -> list[tuple[str, str]]:
    if name == "signature":
        return [(name, _("chỗ ký số và đóng dấu"))]
    if isinstance(value, dict):
        return [
            pair for inner, part in value.items() for pair in _described(f"{name}.{inner}", part)
        ]
    if isinstance(value, list | tuple):
        return _described(f"{name}[…]", value[0]) if value else []
    return [(name, str(value))]


def _check_tags(source: str) -> None:
    """With the template's own marks blanked out, so that a line is the author's."""
    blanked = re.sub(
        r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
        lambda found: "\n" * found.group().count("\n"),
        source,
        flags=re.S,
    )
    check_markup(blanked)


def _check_names(kind: PaperKind, paper: Paper, source: str) -> None:
    """Also in branches that the samples do not take."""
    environment = Environment(autoescape=True)
    environment.filters = {**FILTERS, **papers.FILTERS}
    try:
        tree = environment.parse(source)
        undeclared = meta.find_undeclared_variables(tree)
    except TemplateSyntaxError as wrong:
        raise TemplateFault(_("Mẫu văn bản viết sai cú pháp."), wrong.lineno) from wrong
    known = variables(paper, **_extra(kind))
    undeclared |= {node.name for node in tree.find_all(nodes.Name) if node.name == "self"}
    for name in sorted(undeclared - set(known) - _BUILT_IN_NAMES):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == name), None)
        raise _unknown(name, line)
    for node in tree.find_all(nodes.Getattr):
        chain = _chain(node)
        value: Any = known
        for depth, part in enumerate(chain):
            if not isinstance(value, dict):
                break
            if part not in value:
                if depth == 0:
                    break  # a name of a loop
                raise _unknown(".".join(chain), node.lineno)
            value = value[part]


def _chain(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Getattr):
        before = _chain(node.node)
        return [*before, node.attr] if before else []
    return [node.name] if isinstance(node, nodes.Name) else []


def _unknown(name: str, line: int | None) -> TemplateFault:
    return TemplateFault(
        _("Không có mục nào tên {{ %(name)s }} trong biểu mẫu này.", name=name), line
    )


def _sparse(paper: Paper) -> Any:
    """The same paper with every text empty and every list with one entry less than any: what a
    dossier with little in it looks like."""
    changed: dict[str, Any] = {}
    for one in fields(paper):
        value = getattr(paper, one.name)
        if isinstance(value, str):
            changed[one.name] = ""
        elif isinstance(value, list | tuple):
            changed[one.name] = ()
        elif isinstance(value, bool):
            changed[one.name] = not value
        elif is_dataclass(value) and not isinstance(value, type):
            changed[one.name] = _sparse(value)  # type: ignore[arg-type]
        elif "None" in str(one.type):
            changed[one.name] = None
    return replace(paper, **changed)
