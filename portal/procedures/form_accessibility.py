"""A rendered form looked through for what keeps people out: inputs without a name, names used twice,
groups without a legend. Pure: HTML in, sentences out."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from portal.i18n import _
from portal.procedures.form_findings import FormFinding

_TYPED = frozenset({"input", "select", "textarea"})
_SILENT = frozenset({"hidden", "submit", "button"})


def accessibility_findings(html: str) -> list[FormFinding]:
    """What a person with a screen reader or a keyboard would stumble over."""
    page = _Page()
    page.feed(html)
    page.close()
    found = [
        _("Ô nhập “%(name)s” không có nhãn.", name=name)
        for identifier, name in page.inputs
        if identifier not in page.labelled
    ]
    found += [
        _("Mã “%(id)s” dùng cho hai chỗ trên trang.", id=identifier)
        for identifier, count in Counter(page.identifiers).items()
        if count > 1
    ]
    found += [_("Một nhóm ô nhập không có tên nhóm.")] * page.bare_groups
    found += [
        _("“%(id)s” được nhắc đến để giải thích một ô nhưng không có trên trang.", id=identifier)
        for identifier in sorted(page.described - set(page.identifiers))
    ]
    return [FormFinding(sentence, "form") for sentence in found]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inputs: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.identifiers: list[str] = []
        self.described: set[str] = set()
        self.bare_groups = 0
        self._groups: list[bool] = []
        self._label: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.identifiers.append(given["id"])
        self.described |= set(given.get("aria-describedby", "").split())
        if tag == "label":
            self._label = given.get("for", "")
        elif tag == "fieldset":
            self._groups.append(False)
        elif tag == "legend" and self._groups:
            self._groups[-1] = True
        elif tag in _TYPED and given.get("type") not in _SILENT:
            name = given.get("name") or given.get("id") or tag
            self.inputs.append((given.get("id", ""), name))
            if given.get("aria-label") or given.get("aria-labelledby") or self._label == "":
                self.labelled.add(given.get("id", ""))

    def handle_data(self, data: str) -> None:
        if self._label and data.strip():
            self.labelled.add(self._label)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = None
        elif tag == "fieldset" and self._groups and not self._groups.pop():
            self.bare_groups += 1
