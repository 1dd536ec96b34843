"""Nothing of a record is dropped: each word is in a part, in a flag, or was understood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.importing.records import parse_record
from tests.procedures.catalogue_records import ALL_SHAPES, national_page, provincial
from tests.procedures.coverage import uncovered


@pytest.mark.parametrize("make", ALL_SHAPES)
def test_every_word_of_a_record_is_found_again(make: Any) -> None:
    assert uncovered(make(), parse_record(make())) == {}


def test_the_oracle_sees_what_is_missing() -> None:
    parsed = parse_record(national_page())
    guidance = replace(parsed.parts.guidance, channels=())
    poorer = replace(parsed, parts=replace(parsed.parts, guidance=guidance))
    assert list(uncovered(national_page(), poorer)) == ["cach_thuc_thuc_hien"]


# Words no source's grammar knows, glued in where a cell's own words stand.
_ODD = st.text("qwzxj ", min_size=4, max_size=20).map(lambda text: "Qw" + text.strip() + "zj")


@given(
    _ODD, st.sampled_from(["cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly"]), st.data()
)
def test_words_put_anywhere_into_a_glued_cell_are_kept(
    odd: str, field: str, data: st.DataObject
) -> None:
    cell = national_page()[field]
    place = data.draw(st.integers(0, len(cell)))
    spoiled = national_page(**{field: cell[:place] + odd + cell[place:]})
    parsed = parse_record(spoiled)
    kept = "".join(repr(parsed).split())
    assert "".join(odd.split()) in kept


@given(_ODD, st.sampled_from(["thoi_han", "le_phi", "phi", "thanh_phan", "trinh_tu", "can_cu"]))
def test_sentences_added_to_a_province_s_cell_are_kept(odd: str, field: str) -> None:
    record = provincial()
    record[field] = [*record[field], odd]
    assert uncovered(record, parse_record(record)) == {}
