"""An address in three inputs: province, commune, the rest. The commune is typed, with suggestions
of the province chosen; a script fetches them when another province is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Field, Form
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal import config, divisions
from portal.i18n import _
from portal.web_forms import clean_text

LONGEST_DETAIL = 200
SUGGESTED = 4


class AddressField(Field):
    """`data` is {"province": code, "commune": code, "detail": text} or None when nothing was
    filled in; the inputs are `<name>-province`, `-commune`, `-detail`. An address kept as one text
    is taken apart where its end names a commune; otherwise it stands in the last input.

    `wrong_parts` names the inputs at fault.
    """

    widget = TextInput()
    is_address = True
    data: dict[str, str] | None
    parts: ClassVar[tuple[str, ...]] = ("province", "commune", "detail")
    errors: Any

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.typed = dict.fromkeys(self.parts, "")
        self.wrong_parts: list[str] = []

    @property
    def provinces(self) -> list[divisions.Province]:
        return divisions.provinces(config.current().province)

    @property
    def communes(self) -> tuple[divisions.Commune, ...]:
        """Those of the province chosen, to suggest; none while there is none."""
        chosen = divisions.province(self.typed["province"])
        return chosen.communes if chosen else ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.wrong_parts = []
        self.typed = self._written(self.data)
        if formdata is None:
            return
        self.typed = {
            part: clean_text(str(formdata.get(f"{self.name}-{part}") or "")) or ""
            for part in self.parts
        }
        self.raw_data = [text for text in self.typed.values() if text]
        self.data = None
        if self.raw_data:
            try:
                self.data = self._read()
            except ValueError as fault:
                self.process_errors.append(str(fault))

    def pre_validate(self, form: Form) -> None:
        if self.process_errors:  # else "required" would put its own sentence in place of ours
            raise StopValidation

    def _run_validation_chain(self, form: Form, validators: Any) -> bool:
        stopped: bool = super()._run_validation_chain(form, validators)
        if self.errors and not self.wrong_parts:
            self.wrong_parts = list(self.parts)
        return stopped

    def _read(self) -> dict[str, str]:
        province = divisions.province(self.typed["province"])
        if province is None or province not in self.provinces:
            self.wrong_parts = ["province"]
            raise ValueError(_("%(label)s: hãy chọn tỉnh, thành phố", label=self.label.text))
        commune = self._commune(province)
        detail = self.typed["detail"]
        if not detail:
            self.wrong_parts = ["detail"]
            raise ValueError(
                _("%(label)s: hãy ghi số nhà, đường hoặc thôn, xóm", label=self.label.text)
            )
        if len(detail) > LONGEST_DETAIL:
            self.wrong_parts = ["detail"]
            raise ValueError(_("Hãy viết ngắn hơn, nhiều nhất %(high)d ký tự", high=LONGEST_DETAIL))
        return {"province": province.code, "commune": commune.code, "detail": detail}

    def _commune(self, province: divisions.Province) -> divisions.Commune:
        text = self.typed["commune"]
        found = divisions.find(text, province.communes)
        if len(found) == 1:
            return found[0]
        self.wrong_parts = ["commune"]
        if not text:
            raise ValueError(_("%(label)s: hãy ghi xã, phường", label=self.label.text))
        if found:
            raise ValueError(
                _(
                    "%(label)s: có nhiều nơi tên như vậy. Hãy ghi đủ dấu: %(names)s",
                    label=self.label.text,
                    names="; ".join(one.name for one in found[:SUGGESTED]),
                )
            )
        raise ValueError(
            _(
                "%(label)s: %(province)s không có xã, phường “%(text)s”. Tên theo địa giới từ "
                "ngày 1/7/2025; hãy chọn trong danh sách gợi ý",
                label=self.label.text,
                province=province.name,
                text=text,
            )
        )

    def _written(self, value: Any) -> dict[str, str]:
        if isinstance(value, str):
            value = divisions.parse(value) or {"detail": value}
        if not isinstance(value, Mapping):
            return dict.fromkeys(self.parts, "")
        province = divisions.province(str(value.get("province", "")))
        commune = province.commune(str(value.get("commune", ""))) if province else None
        return {
            "province": province.code if province else "",
            "commune": commune.name if commune else "",
            "detail": str(value.get("detail", "")),
        }

    def _value(self) -> str:
        """What stands in the inputs, in one line."""
        province = divisions.province(self.typed["province"])
        parts = (self.typed["detail"], self.typed["commune"], province.name if province else "")
        return ", ".join(part for part in parts if part)
