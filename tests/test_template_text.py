"""A result's template words a result; it runs nothing, reaches nothing and ends."""

import time
from datetime import date

import pytest

from portal.template_text import TemplateFault, render_template_text

VALUES = {
    "ten": "Lan",
    "ngay": date(2026, 1, 5),
    "le_phi": 75000,
    "con": [{"ten": "An"}, {"ten": "Bình"}],
    "so": 5,
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Bà {{ ten|upper }}</p>", "<p>Bà LAN</p>"),
        ("{{ ngay|long_date }} {{ ngay|short_date }}", "ngày 05 tháng 01 năm 2026 05/01/2026"),
        ("{{ le_phi|money }}", "75.000 đồng"),
        ("{% for c in con %}{{ loop.index }}. {{ c.ten }}; {% endfor %}", "1. An; 2. Bình; "),
        ("{% if so > 3 and ten in ('Lan', 'Hoa') %}có{% else %}không{% endif %}", "có"),
        ("{{ khong_co|default('…') }}", "…"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
    ],
)
def test_what_a_template_may_say(source: str, text: str) -> None:
    assert render_template_text(source, VALUES) == text


def test_values_are_escaped_also_through_filters() -> None:
    values = {"a": "<script>x</script>", "b": ["<b>", "c"]}

    assert render_template_text("{{ a }}{{ a|lower }}{{ b|join('<') }}", values) == (
        "&lt;script&gt;x&lt;/script&gt;" * 2 + "&lt;b&gt;&lt;c"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__ }}",
        "{{ ten.__class__.__mro__ }}",
        "{{ ten|attr('__class__') }}",
        "{{ ten.format(1) }}",
        "{{ con.append(1) }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% for a in range(1000000000) %}x{% endfor %}",
        "{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}",
        "{% for a in ten recursive %}{{ loop(ten) }}{% endfor %}",
        "{% for a in [[ten, ten]] %}{% for b in [[a, a]] %}{{ b }}{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ ten ~ ten }}",
        "{% set a = 1 %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'print/base.html' as b %}",
        "{% autoescape false %}{{ ten }}{% endautoescape %}",
        "{{ ten|safe }}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "x" * 60_001,
        "<script>alert(1)</script>",
        "<img src='https://example.com/a.png'>",
        "<img src='file:///etc/passwd'>",
        "<svg><image href='file:///etc/passwd'/></svg>",
        "<style>p { color: red }</style>",
        "<input type='checkbox' name='signature:SEAL'>",
        "<p onclick='x()'>a</p>",
        "<p style='background: url(http://example.com)'>a</p>",
        "<p style='position: fixed'>a</p>",
        "<!DOCTYPE html [<!ENTITY a 'b'>]>",
        "<?xml version='1.0'?>",
    ],
)
def test_a_hostile_template_is_refused_at_once(hostile: str) -> None:
    started = time.process_time()
    with pytest.raises(TemplateFault) as refused:
        render_template_text(hostile, VALUES)
    assert refused.value.sentence
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("một\n\n{{ ho_ten }}", 3, "ho_ten"),
        ("một\n{{ con.so_luong }}", 2, "so_luong"),
        ("một\n{% if ten %}hai", 2, "cú pháp"),
        ("{{ so / 0 }}", 1, "không phù hợp"),
        ("một\n{{ ten|money }}", 2, "không phù hợp"),
        ("<p>\n<marquee>", 2, "<marquee>"),
    ],
)
def test_the_author_is_told_what_is_wrong_and_in_which_line(
    source: str, line: int, words: str
) -> None:
    with pytest.raises(TemplateFault) as refused:
        render_template_text(source, VALUES)
    assert refused.value.line == line
    assert refused.value.sentence.startswith(f"Dòng {line}: ")
    assert words in refused.value.sentence
