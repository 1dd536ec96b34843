"""The text of a result, from the template a publisher wrote into a procedure.

The author of a template is trusted to word a result, not to run code: the language is cut down to
placeholders, conditions, loops and a few filters, and everything that could grow without end is
counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from portal import clock
from portal.errors import Refusal
from portal.i18n import _

MAX_SOURCE = 60_000  # characters
MAX_OUTPUT = 200_000  # characters, about sixty pages
MAX_TURNS = 10_000  # turns of all loops of one rendering together

_TAGS = frozenset(
    [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "div",
        "span",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "table",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "blockquote",
        "hr",
        "img",
        "wbr",
    ]
)
_ATTRIBUTES = frozenset(
    ["class", "style", "colspan", "rowspan", "scope", "alt", "src", "start", "type"]
)
_FILE_NAME = "<template>"


def render_template_text(
    source: str, variables: Mapping[str, Any], filters: Mapping[str, Any] | None = None
) -> str:
    """Fill a template with plain values and return HTML; values are escaped. `filters` are more
    than, or instead of, those every text has.

    Placeholders `{{ a.b }}`, `{% if %}`, `{% for %}`, the filters of `FILTERS`, and the tags of a
    plain text. Raises `TemplateFault` with a sentence and the line for a wrong or unsafe template,
    an unknown placeholder, or a text that grows too long.
    """
    if len(source) > MAX_SOURCE:
        raise TemplateFault(_("Mẫu văn bản quá dài."), None)
    environment = _Environment()
    environment.filters.update(filters or {})
    try:
        template = environment.from_string(source)
        text = _limited(template.generate(dict(variables)))
    except TemplateFault:
        raise
    except TemplateSyntaxError as wrong:
        raise TemplateFault(_("Mẫu văn bản viết sai cú pháp."), wrong.lineno) from wrong
    except UndefinedError as unknown:
        raise TemplateFault(_unknown_sentence(unknown), _line(unknown)) from unknown
    except SecurityError as unsafe:
        raise TemplateFault(_("Mẫu văn bản dùng phép không được phép."), _line(unsafe)) from unsafe
    except (RecursionError, MemoryError, SyntaxError) as deep:
        raise TemplateFault(_("Mẫu văn bản lồng nhau quá sâu."), _line(deep)) from deep
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as wrong:
        raise TemplateFault(_("Mẫu văn bản dùng giá trị không phù hợp."), _line(wrong)) from wrong
    check_markup(text)
    return text


class TemplateFault(Refusal):
    """A template cannot be used: a sentence for its author, and the line (from 1) if known."""

    status = 422

    def __init__(self, sentence: str, line: int | None) -> None:
        if line is not None:
            sentence = _("Dòng %(line)d: %(sentence)s", line=line, sentence=sentence)
        super().__init__(sentence)
        self.line = line


def _long_date(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = clock.local(value).date()
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def _short_date(value: date | datetime) -> str:
    return (clock.local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


def _join(values: Iterable[Any], separator: str = ", ") -> Markup:
    text = escape(separator).join(values)
    if len(text) > MAX_OUTPUT:
        raise TemplateFault(_("Văn bản tạo ra quá dài."), None)
    return text


FILTERS: dict[str, Any] = {
    "join": _join,
    "long_date": _long_date,
    "short_date": _short_date,
    "money": _money,
    **{
        name: ImmutableSandboxedEnvironment().filters[name]
        for name in ["upper", "lower", "capitalize", "title", "trim", "default", "d", "length"]
        + ["count", "first", "last", "int", "round", "e", "escape"]
    },
}

# What a template may be made of. Left out: calls other than range(), set, macros, blocks, include
# and import (the ways to unbounded work), and `~` (the only joining that cannot be measured).
_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Name,
    nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos,
    nodes.Keyword,
)  # fmt: skip


def _is_allowed(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Name) and node.node.name == "range"
    if isinstance(node, nodes.For):
        return not node.recursive
    if isinstance(node, nodes.List | nodes.Tuple):
        # Of constants, or names to unpack into: lists of lists of values grow without end.
        return all(_is_constant(item) or getattr(item, "ctx", "") == "store" for item in node.items)
    return isinstance(node, _ALLOWED_NODES)


def _is_constant(node: nodes.Expr) -> bool:
    if isinstance(node, nodes.List | nodes.Tuple):
        return all(_is_constant(item) for item in node.items)
    return isinstance(node, nodes.Const)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["+", "*", "%"])

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals = {"range": range}
        self.filters = {**FILTERS, "_counted": self._counted}
        self.turns = 0

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Refuse what is not allowed and count every loop, before anything is compiled."""
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not _is_allowed(node):
                raise TemplateFault(
                    _("Mẫu văn bản dùng phép không được phép."), getattr(node, "lineno", None)
                )
            if isinstance(node, nodes.For):
                node.iter = nodes.Filter(
                    node.iter, "_counted", [], [], None, None, lineno=node.lineno
                )
        return tree

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.turns += 1
            if self.turns > MAX_TURNS:
                raise TemplateFault(_("Mẫu văn bản lặp quá nhiều lần."), None)
            yield value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"{operator} is for numbers")
        return super().call_binop(context, operator, left, right)


def _limited(pieces: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_OUTPUT:
            raise TemplateFault(_("Văn bản tạo ra quá dài."), None)
        kept.append(piece)
    return "".join(kept)


def _unknown_sentence(unknown: UndefinedError) -> str:
    found = re.search(r"'([^']+)' is undefined|no attribute '([^']+)'", str(unknown))
    name = (found.group(1) or found.group(2)) if found else ""
    return _("Mẫu văn bản dùng mục không có trong hồ sơ: %(name)s.", name=name)


def _line(error: BaseException) -> int | None:
    """The template's line an error came from: Jinja puts it in the traceback."""
    line = None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == _FILE_NAME:
            line = step.tb_lineno
        step = step.tb_next
    return line


def check_markup(text: str) -> None:
    """Raises TemplateFault for a tag or attribute no text may use."""
    checker = _MarkupChecker()
    checker.feed(text)
    checker.close()


class _MarkupChecker(HTMLParser):
    """Plain text markup only: no scripts, forms, style sheets, or pictures from elsewhere."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in _TAGS:
            raise TemplateFault(_("Văn bản không được dùng thẻ <%(tag)s>.", tag=tag), line)
        for name, value in attributes:
            if name not in _ATTRIBUTES:
                raise TemplateFault(
                    _("Văn bản không được dùng thuộc tính %(name)s.", name=name), line
                )
            if name == "src" and not (value or "").startswith("data:image/"):
                raise TemplateFault(
                    _("Hình trong văn bản phải nằm ngay trong văn bản (data:image/…)."), line
                )
            if name == "style" and re.search(r"url\s*\(|@|\\|position", value or "", re.I):
                raise TemplateFault(_("Văn bản không được dùng kiểu trình bày này."), line)

    def handle_decl(self, decl: str) -> None:
        self._refuse_declaration()

    def unknown_decl(self, data: str) -> None:
        self._refuse_declaration()

    def handle_pi(self, data: str) -> None:
        self._refuse_declaration()

    def _refuse_declaration(self) -> None:
        raise TemplateFault(_("Văn bản không được chứa khai báo."), self.getpos()[0])
