"""Imports go down only: between packages, between the floors inside one, and to third parties."""

from __future__ import annotations

import re
import sys

import pytest

from tests.house.source import imports_of_others, imports_of_the_portal, modules

# A package may import itself and those of a lower number.
STOREY = {
    "accounts": 1,
    "units": 2,
    "procedures": 3,
    "demonstration": 4,  # an invented province as data
    "documents": 5,
    "payments": 5,
    "notifications": 5,
    "integrations": 5,
    "audit": 6,
    "dossiers": 7,
    "identity": 7,
    "feedback": 8,
    "privacy": 9,  # what is kept of people, in all rooms below
    "statistics": 9,
    "seeding": 10,
}
# What puts the portal together: may import anything, is imported by nothing below it.
ROOF = {"", "all_models", "cli", "files_cli", "kit_examples", "navigation", "public", "serve"}
# Third parties wrapped once: they know no domain. Of these only EDGE know flask.
EDGE = {
    "web", "web_address", "web_forms", "web_lists", "downloads", "previews", "interface", "i18n",
    "static_files",
}  # fmt: skip
BASE = EDGE | {
    "clock", "config", "counters", "db", "divisions", "drawn_codes", "errors", "files", "files_s3",
    "migrate", "capped_process", "paper_engine", "paper_process", "paper_worker", "pdf", "pdf_engine", "pdf_worker", "quarantine", "rate_limits", "scan_quality", "sealed_text", "template_text", "trail", "uploads", "vietnam",
    "virus_scan", "working_time",
}  # fmt: skip
# Floor 0, plain values in and out: they import the standard library, each other and LIBRARIES.
PURE = re.compile(
    r"(accounts\.roles|trail|audit\.chain|drawn_codes|working_time|vietnam|divisions|dossiers\.(workflow|counting|deadlines|routing|numbering|answers)"
    r"|procedures\.(definitions|usual_route|local_rules|differences|route_rules|route_drawing|conditions|patterns|blocks|asked|form_outline|fees|importing\.(?!run$).*)|statistics\.(shares|progress|spans|periods))"
)
LIBRARIES = {"cattrs", "holidays", "openpyxl", "phonenumbers", "re2", "stdnum"}
WEB_LIBRARIES = {
    "flask",
    "flask_compress",
    "flask_login",
    "flask_wtf",
    "flask_limiter",
    "wtforms",
    "werkzeug",
}

# Good reasons to break a rule, each for one import. Keep this short.
ALLOWED = {
    # The names of the demonstration accounts, shown beside the sign-in form in development.
    ("accounts.views.signing_in", "seeding.accounts"),
}


def package(module: str) -> str:
    return module.partition(".")[0]


def floor(module: str) -> int:
    """0 rules, 1 models, 2 acts and queries, 3 views and forms, 4 commands, by the file's name."""
    name = module.partition(".")[2]
    if PURE.fullmatch(module):
        return 0
    if re.search(r"(^|_)cli$", name):
        return 4
    if name in ("access", "session") or re.search(r"(^|\.)views(\.|$)|(^|_)forms$", name):
        return 3
    return 1 if re.search(r"(^|_)models$", name) else 2


ROOMS = [m for m in modules() if package(m) in STOREY]
PAIRS = sorted(
    (module, other)
    for module in modules()
    for other in imports_of_the_portal(module)
    if (module, other) not in ALLOWED
)


def test_every_module_has_a_place_in_the_house() -> None:
    placed = set(STOREY) | ROOF | BASE
    assert {package(m) for m in modules()} <= placed


def test_packages_import_only_packages_below_them() -> None:
    wrong = [
        pair
        for pair in PAIRS
        if {package(pair[0]), package(pair[1])} <= set(STOREY)
        and package(pair[0]) != package(pair[1])
        and STOREY[package(pair[0])] <= STOREY[package(pair[1])]
    ]
    assert wrong == []


def test_the_base_knows_no_domain_and_nobody_leans_on_the_roof() -> None:
    in_base = [(m, o) for m, o in PAIRS if m in BASE and package(o) not in BASE]
    on_roof = [(m, o) for m, o in PAIRS if o in ROOF and m not in ROOF]
    assert in_base == []
    assert on_roof == []


def test_inside_a_package_imports_go_down_the_floors() -> None:
    wrong = [
        (m, o)
        for m, o in PAIRS
        if package(m) in STOREY and package(m) == package(o) and floor(m) < floor(o)
    ]
    assert wrong == []


def test_no_package_imports_the_views_or_forms_of_another() -> None:
    wrong = [
        (m, o)
        for m, o in PAIRS
        if package(m) in STOREY
        and package(o) in STOREY
        and package(m) != package(o)
        # Access and session are how every room's views ask who is there.
        and floor(o) >= 3
        and not (o in ("accounts.access", "accounts.session") and floor(m) == 3)
    ]
    assert wrong == []


def test_only_the_floor_of_views_knows_the_web() -> None:
    below = [m for m in ROOMS if floor(m) < 3]
    known = {m: imports_of_others(m) & WEB_LIBRARIES for m in [*below, *(BASE - EDGE)]}
    wrapped = {m: imports_of_the_portal(m) & (EDGE - {"i18n"}) for m in below}
    assert {m: names for m, names in known.items() if names} == {}
    assert {m: names for m, names in wrapped.items() if names} == {}


def test_views_and_forms_know_no_sql() -> None:
    pages = [m for m in ROOMS if floor(m) == 3 and m != "accounts.session"]
    assert [m for m in pages if "sqlalchemy" in imports_of_others(m)] == []


@pytest.mark.parametrize("module", [m for m in modules() if PURE.fullmatch(m)])
def test_pure_rules_know_neither_database_nor_web(module: str) -> None:
    assert imports_of_others(module) <= set(sys.stdlib_module_names) | LIBRARIES
    assert {m for m in imports_of_the_portal(module) if not PURE.fullmatch(m)} == set()


def test_every_allowance_is_still_needed() -> None:
    assert {(m, o) for m, o in ALLOWED if o not in imports_of_the_portal(m)} == set()
