"""A rendered form looked through for what keeps people out: inputs without a name, names used twice,
groups without a legend. Pure: HTML in, sentences out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from portal.i18n import _
from portal.procedures.form_findings import FormFinding

_TYPED = frozenset({"input", "select", "textarea"})
_SILENT = frozenset({"hidden", "submit", "button"})


def accessibility_findings(html: str, keys: Iterable[str] = ()) -> list[FormFinding]:
    """What a person with a screen reader or a keyboard would stumble over. `keys` are those of the
    form's questions: each finding is about the one its input belongs to. A description that is
    missing is a warning, whatever has no name is a fault."""
    page = _Page()
    page.feed(html)
    page.close()
    known = sorted(keys, key=len, reverse=True)
    found = [
        FormFinding(_("Ô nhập “%(name)s” không có nhãn.", name=name), _where(name, known))
        for identifier, name in page.inputs
        if identifier not in page.labelled
    ]
    found += [
        FormFinding(
            _("Mã “%(id)s” dùng cho hai chỗ trên trang.", id=identifier),
            _where(identifier, known),
        )
        for identifier, count in Counter(page.identifiers).items()
        if count > 1
    ]
    found += [
        FormFinding(_("Một nhóm ô nhập không có tên nhóm."), _where(name, known))
        for name in page.bare_groups
    ]
    found += [
        FormFinding(
            _(
                "“%(id)s” được nhắc đến để giải thích một ô nhưng không có trên trang.",
                id=identifier,
            ),
            _where(identifier, known),
            is_fault=False,
        )
        for identifier in sorted(page.described - set(page.identifiers))
    ]
    return found


def _where(name: str, keys: list[str]) -> str:
    """The question an input belongs to: "birth-day" is of "birth", "mother_sex" of the block
    "mother", "child-0-name" of "name" in a group. `keys` the longest first."""
    key = next(
        (
            one
            for one in keys
            if name == one or name.startswith((f"{one}-", f"{one}_")) or f"-{one}-" in f"{name}-"
        ),
        "",
    )
    return f"field:{key}" if key else "form"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inputs: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.identifiers: list[str] = []
        self.described: set[str] = set()
        self.bare_groups: list[str] = []
        self._groups: list[tuple[str, bool]] = []
        self._label: str | None = None
        self._is_legend = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.identifiers.append(given["id"])
        self.described |= set(given.get("aria-describedby", "").split())
        if tag == "label":
            self._label = given.get("for", "")
        elif tag == "fieldset":
            self._groups.append((given.get("id", ""), False))
        elif tag == "legend":
            self._is_legend = True
        elif tag in _TYPED and given.get("type") not in _SILENT:
            name = given.get("name") or given.get("id") or tag
            self.inputs.append((given.get("id", ""), name))
            if given.get("aria-label") or given.get("aria-labelledby") or self._label == "":
                self.labelled.add(given.get("id", ""))

    def handle_data(self, data: str) -> None:
        if self._is_legend and self._groups and data.strip():
            self._groups[-1] = (self._groups[-1][0], True)
        if self._label and data.strip():
            self.labelled.add(self._label)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = None
        elif tag == "legend":
            self._is_legend = False
        elif tag == "fieldset" and self._groups:
            name, has_legend = self._groups.pop()
            if not has_legend:
                self.bare_groups.append(name)
