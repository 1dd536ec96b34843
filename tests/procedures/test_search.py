"""What a person types finds what they mean."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.procedures import finding, keeping_synonyms
from portal.procedures.audiences import Audience, audiences_of
from portal.procedures.definitions import AuthorityLevel, Guidance, Parts, ServiceLevel
from portal.procedures.models import Offering, Procedure
from portal.procedures.search import Query, Vocabulary, Wanted, corrected, meant_by
from tests.factories import PARTS, make_procedure, make_unit


@pytest.fixture
def catalogue(session: Session) -> Session:
    """Titles as the national catalogue writes them, imported without a form."""
    for code, title, sector in (
        ("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch"),
        ("1.001193.H17", "Đăng ký khai sinh", "Hộ tịch"),
        ("2.000528", "Đăng ký khai sinh có yếu tố nước ngoài", "Hộ tịch"),
        ("1.000894", "Đăng ký kết hôn", "Hộ tịch"),
        ("1.000656", "Đăng ký khai tử", "Hộ tịch"),
        ("1.004222", "Đăng ký thường trú", "Cư trú"),
        ("DNG-288122", "Cấp giấy phép xây dựng (nhà ở riêng lẻ)", "Xây dựng"),
        ("1.003003", "Xét miễn học phí không quá 50% và hoàn trả", "Giáo dục"),
    ):
        make_procedure(
            code=code, title=title, sector=sector, parts=Parts(), level=ServiceLevel.INFORMATION
        )
    return session


def titles(session: Session, text: str, **filters: object) -> list[str]:
    found = finding.search(session, Wanted(text=text, **filters))  # type: ignore[arg-type]
    return [procedure.title for procedure in found.procedures]


@pytest.mark.parametrize(
    "text", ["khai sinh", "KHAI SINH", "Khai Sinh", "sinh khai", "“khai sinh”"]
)
def test_words_are_found_without_marks_in_any_case_and_order(catalogue: Session, text: str) -> None:
    assert set(titles(catalogue, text)) == {
        "Thủ tục đăng ký khai sinh",
        "Đăng ký khai sinh",
        "Đăng ký khai sinh có yếu tố nước ngoài",
    }


@pytest.mark.parametrize("text", ["đăng ký kết hôn", "dang ky ket hon", "Đăng ký kết hôn"])
def test_a_title_written_whole_comes_first(catalogue: Session, text: str) -> None:
    assert titles(catalogue, text)[0] == "Đăng ký kết hôn"


def test_decomposed_letters_find_the_same_as_composed_ones(catalogue: Session) -> None:
    assert titles(catalogue, "kê\u0301t hôn") == ["Đăng ký kết hôn"]


def test_a_syllable_inside_another_is_not_found(catalogue: Session) -> None:
    assert titles(catalogue, "hon") == ["Đăng ký kết hôn"]  # not "không" nor "hoàn"


def test_words_in_brackets_are_words(catalogue: Session) -> None:
    assert titles(catalogue, "nha o") == ["Cấp giấy phép xây dựng (nhà ở riêng lẻ)"]


def test_the_last_word_may_be_half_typed(catalogue: Session) -> None:
    assert titles(catalogue, "thuong tr") == ["Đăng ký thường trú"]


def test_the_code_itself_comes_first_then_its_provincial_copy(catalogue: Session) -> None:
    assert titles(catalogue, "1.001193") == ["Thủ tục đăng ký khai sinh", "Đăng ký khai sinh"]


@pytest.mark.parametrize("text", ["288122", "dng-288", "DNG-288122"])
def test_part_of_a_code_is_found_in_any_case(catalogue: Session, text: str) -> None:
    assert titles(catalogue, text) == ["Cấp giấy phép xây dựng (nhà ở riêng lẻ)"]


def test_marks_that_were_typed_tell_equal_letters_apart(session: Session) -> None:
    for title in ("Kê khai từ xa", "Đăng ký khai tử tại xã"):
        make_procedure(title=title, sector="Khác", parts=Parts())
    assert titles(session, "khai tử") == ["Đăng ký khai tử tại xã", "Kê khai từ xa"]
    assert titles(session, "khai từ") == ["Kê khai từ xa", "Đăng ký khai tử tại xã"]


def test_what_can_be_handed_in_here_comes_before_equal_titles(catalogue: Session) -> None:
    make_procedure(make_unit(), code="9.000001", title="Đăng ký khai sinh")
    found = finding.search(catalogue, Wanted(text="đăng ký khai sinh"))
    assert [p.code for p in found.procedures][:2] == ["9.000001", "1.001193.H17"]


def test_words_people_use_are_found_through_the_keywords(session: Session) -> None:
    parts = Parts(guidance=Guidance(keywords="sao y bản chính"))
    make_procedure(title="Chứng thực bản sao từ bản chính", sector="Chứng thực", parts=parts)
    assert titles(session, "sao y") == ["Chứng thực bản sao từ bản chính"]


@pytest.mark.parametrize("text", ["%", "_", "50%25", "' OR 1=1 --", "\\", "/"])
def test_signs_of_the_database_are_only_signs(catalogue: Session, text: str) -> None:
    assert finding.search(catalogue, Wanted(text=text)).total == 0


def test_a_per_cent_sign_in_a_title_is_found_as_such(catalogue: Session) -> None:
    assert titles(catalogue, "50%") == ["Xét miễn học phí không quá 50% và hoàn trả"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khai sih", "khai sinh"),
        ("khia sinh", "khai sinh"),
        ("khaisinh", "khai sinh"),
        ("dang ky ket hnn", "đăng ký kết hôn"),
        ("thung tru", "thường trú"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_one_that_was_meant(
    catalogue: Session, typed: str, meant: str
) -> None:
    found = finding.search(catalogue, Wanted(text=typed))
    assert found.total == 0
    assert found.corrected == meant
    assert found.likest


def test_everyday_words_are_understood_though_one_is_mistyped(catalogue: Session) -> None:
    make_procedure(title="Cấp bản sao Giấy khai sinh", sector="Hộ tịch", parts=Parts())
    keeping_synonyms.keep("làm giấy khai sinh", "đăng ký khai sinh")
    found = finding.search(catalogue, Wanted(text="toi muon lam giay khai sihn"))
    assert found.corrected == "đăng ký khai sinh"
    for best in (found.likest[0], finding.suggestions(catalogue, "lam giay khai sihn")[0]):
        assert best.title == "Đăng ký khai sinh"


def test_what_resembles_nothing_gets_no_suggestion(catalogue: Session) -> None:
    found = finding.search(catalogue, Wanted(text="qwxzj"))
    assert (found.total, found.corrected, list(found.likest)) == (0, None, [])


def test_a_text_that_only_the_filters_exclude_is_not_called_mistyped(catalogue: Session) -> None:
    found = finding.search(catalogue, Wanted(text="khai sinh", level=ServiceLevel.FULL))
    assert (found.total, found.corrected, list(found.likest)) == (0, None, [])


def test_an_abolished_procedure_is_not_listed(session: Session) -> None:
    make_procedure(title="Đăng ký tạm vắng", is_in_force=False)
    assert finding.search(session, Wanted()).total == 0
    assert finding.search(session, Wanted(text="tạm vắng")).total == 0


def test_filters_hold_together_and_their_counts_foretell_the_result(session: Session) -> None:
    here, there = make_unit("H99.81"), make_unit("H99.82", "Xã Mây Sơn")
    make_procedure(here, there, title="Đăng ký khai sinh", sector="Hộ tịch")
    make_procedure(here, title="Đăng ký kết hôn", sector="Hộ tịch", level=ServiceLevel.PARTIAL)
    make_procedure(
        there,
        title="Đăng ký kinh doanh",
        sector="Kinh doanh",
        authority_level=AuthorityLevel.PROVINCE,
    )
    make_procedure(title="Đăng ký xe", sector="Xe cộ", parts=Parts())
    everything = finding.search(session, Wanted(text="đăng ký"))
    assert everything.total == 4
    wants = {
        "sector": lambda value: Wanted(text="đăng ký", sector=value),
        "level": lambda value: Wanted(text="đăng ký", level=ServiceLevel(int(value))),
        "authority": lambda value: Wanted(text="đăng ký", authority=AuthorityLevel(value)),
        "unit": lambda value: Wanted(text="đăng ký", unit=value),
    }
    for name, options in everything.options.items():
        for option in options:
            assert finding.search(session, wants[name](option.value)).total == option.count
    assert finding.search(session, Wanted(online=True)).total == everything.online_count == 3
    both = finding.search(session, Wanted(sector="ho-tich", unit="H99.82"))
    assert [p.title for p in both.procedures] == ["Đăng ký khai sinh"]
    # A filter's own options are counted without it, so that one can change one's mind.
    assert {o.value: o.count for o in both.options["unit"]} == {"H99.81": 2, "H99.82": 1}


@pytest.mark.parametrize("level", [ServiceLevel.INFORMATION, ServiceLevel.FULL])
def test_online_needs_the_level_a_form_and_a_unit(session: Session, level: ServiceLevel) -> None:
    unit = make_unit()
    make_procedure(unit, title="Đủ cả", level=level)
    make_procedure(unit, title="Không có tờ khai", level=level, parts=Parts(fees=PARTS.fees))
    make_procedure(title="Không nơi nào nhận", level=level)
    expected = ["Đủ cả"] if level is ServiceLevel.FULL else []
    assert titles(session, "", online=True) == expected


def test_a_sector_or_unit_nobody_has_is_left_out_and_named(catalogue: Session) -> None:
    found = finding.search(catalogue, Wanted(text="kết hôn", sector="khong-co", unit="H00"))
    assert found.total == 1
    assert set(found.wanted.ignored) == {"sector", "unit"}


def test_pages_together_hold_every_procedure_once(session: Session) -> None:
    for number in range(45):
        make_procedure(title=f"Đăng ký việc số {number}", parts=Parts())
    pages = [finding.search(session, Wanted(page=page)) for page in (1, 2, 3)]
    codes = [p.code for found in pages for p in found.procedures]
    assert [len(found.procedures) for found in pages] == [20, 20, 5]
    assert len(set(codes)) == 45
    assert finding.search(session, Wanted(page=99)).wanted.page == 3


def test_a_known_word_is_not_corrected() -> None:
    assert (
        corrected(Query("khai sinh"), Vocabulary([(1, "Đăng ký khai sinh", "dang ky khai sinh")]))
        is None
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tôi muốn làm khai tử ở đâu", "Đăng ký khai tử"),
        ("làm giấy khai sinh", "Đăng ký khai sinh"),
        ("khai sinh cho con", "Đăng ký khai sinh"),
        ("lam giay khai sinh cho con", "Đăng ký khai sinh"),
        ("LÀM GIẤY KHAI SINH", "Đăng ký khai sinh"),
        ("lấy vợ", "Đăng ký kết hôn"),
        ("tôi muốn lấy chồng", "Đăng ký kết hôn"),
        ("sổ hộ khẩu", "Đăng ký thường trú"),
        ("xây nhà", "Cấp giấy phép xây dựng (nhà ở riêng lẻ)"),
    ],
)
def test_everyday_words_find_what_they_mean(catalogue: Session, typed: str, meant: str) -> None:
    make_unit_offer(catalogue)
    assert titles(catalogue, typed)[0] == meant


def make_unit_offer(session: Session) -> None:
    """Somebody takes the plain birth registration, which puts it before the national one."""
    procedure = session.scalars(sa.select(Procedure).where(Procedure.code == "1.001193.H17")).one()
    session.add(Offering(procedure=procedure, unit=make_unit()))
    session.flush()


@pytest.mark.parametrize(("said", "also"), [("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ")])
def test_the_place_of_the_tone_does_not_matter(session: Session, said: str, also: str) -> None:
    make_procedure(code="1.1", title=f"Việc {said}")
    assert titles(session, also) == [f"Việc {said}"]


def test_a_publishers_word_counts_at_once(catalogue: Session) -> None:
    assert titles(catalogue, "giấy ông táo") == []
    entry = keeping_synonyms.keep("Giấy ông Táo", "đăng ký kết hôn")
    assert titles(catalogue, "giay ong tao") == ["Đăng ký kết hôn"]
    keeping_synonyms.keep("giấy ông táo", "khai tử")  # said before: means this from now on
    assert titles(catalogue, "giấy ông táo") == ["Đăng ký khai tử"]
    keeping_synonyms.remove(entry)
    assert titles(catalogue, "giấy ông táo") == []


def test_the_longest_everyday_word_counts_and_no_word_is_read_twice() -> None:
    known = [("giay khai sinh", "A"), ("lam giay khai sinh", "B"), ("b", "C"), ("cho con", "")]
    assert meant_by("Làm giấy khai sinh cho con", known) == "B"
    assert meant_by("xin giấy khai sinh, b", known) == "xin A C"
    assert meant_by("Xây nhà", known) == "Xây nhà"


def test_suggestions_come_while_a_word_is_typed(catalogue: Session) -> None:
    assert finding.suggestions(catalogue, "khai t")[0].title == "Đăng ký khai tử"
    assert finding.suggestions(catalogue, "thuowng trus")[0].title == "Đăng ký thường trú"
    assert finding.suggestions(catalogue, "dang ky ket hnn")[0].title == "Đăng ký kết hôn"
    assert finding.suggestions(catalogue, "k") == []
    assert len(finding.suggestions(catalogue, "đăng ký", most=3)) == 3


def test_the_filter_by_audience_counts_and_keeps(session: Session) -> None:
    for code, who in (("1.1", "Công dân Việt Nam"), ("1.2", "Doanh nghiệp"), ("1.3", "")):
        parts = Parts(guidance=Guidance(applicants=(who,) if who else ()))
        make_procedure(code=code, title=f"Việc {code}", parts=parts)
    found = finding.search(session, Wanted(audience=Audience.BUSINESS))
    assert [procedure.code for procedure in found.procedures] == ["1.2"]
    assert {x.value: x.count for x in found.options["audience"]} == {"citizen": 1, "business": 1}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["• Công dân Việt Nam", "Người nước ngoài"], ["citizen"]),
        (["• Tổ chức (không bao gồm doanh nghiệp, HTX)"], ["organisation"]),
        (["Hộ kinh doanh", "Hợp tác xã"], ["business"]),
        (["Tổ chức, cá nhân"], ["citizen", "organisation"]),
        ([], []),
    ],
)
def test_the_audience_is_read_from_the_words(said: list[str], meant: list[str]) -> None:
    assert audiences_of(said) == meant
