"""One of a long list, found by typing: an input with suggestions, which works without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal.i18n import _
from portal.vietnam import fold
from portal.web_forms import clean_text

SUGGESTED = 4  # names in the sentence that says which are alike


class TypedChoiceField(Field):
    """`choices` are (value, label); `data` is a value or None, `typed` what stands in the input.
    Labels are recognised without marks and capitals, or by their beginning if only one has it."""

    widget = TextInput()
    errors: Any

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        choices: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = list(choices)
        self.typed = ""

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """(value, label) for the list beside the input."""
        return self.choices

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = dict(self.choices).get(value, "") if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = clean_text(str(valuelist[0])) or "" if valuelist else ""
        self.data = self._read(self.typed) if self.typed else None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation

    def _read(self, text: str) -> str:
        exact = [value for value, label in self.choices if label == text]
        wanted = fold(text)
        alike = [(v, label) for v, label in self.choices if fold(label) == wanted]
        begun = [(v, label) for v, label in self.choices if fold(label).startswith(wanted)]
        found = alike or begun
        if exact or len(found) == 1:
            return exact[0] if exact else found[0][0]
        self.data = None  # a refused text must not leave the old value behind
        near = found or [(v, label) for v, label in self.choices if wanted in fold(label)]
        if not near:
            raise ValueError(_("Không có “%(text)s” trong danh sách. Hãy gõ lại.", text=text))
        raise ValueError(
            _(
                "Hãy ghi đủ tên có trong danh sách, ví dụ: %(names)s",
                names="; ".join(label for _value, label in near[:SUGGESTED]),
            )
        )

    def _value(self) -> str:
        return self.typed
