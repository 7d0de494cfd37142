"""The scope grammar, what is granted, and which interaction each letter reaches."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from auth.scopes import LAUNCH_WORDS, LETTER, WORKS, InvalidScope, allows, grant, grant_to_backend, parse
from domain.caller import Caller, Scope
from domain.privacy.decide import LETTERS, reaches

ORDERED = ["".join(letters) for size in range(1, 6) for letters in combinations("cruds", size)]


@pytest.mark.parametrize("context", ["system", "user", "patient"])
@pytest.mark.parametrize("letters", ORDERED)
def test_v2(context: str, letters: str) -> None:
    """Each of the 31 in-order subsets of cruds is read as itself."""
    assert Scope(context, "Patient", letters) == parse(f"{context}/Patient.{letters}")
    assert Scope(context, "*", letters) == parse(f"{context}/*.{letters}")


def test_v2_out_of_order() -> None:
    """Of all arrangements of distinct letters only the 31 in order are read."""
    read = []
    for size in range(1, 6):
        for letters in permutations("cruds", size):
            try:
                parse(f"system/Patient.{''.join(letters)}")
            except InvalidScope:
                continue
            read.append("".join(letters))

    assert sorted(ORDERED) == sorted(read)
    assert 31 == len(read)


@pytest.mark.parametrize(("access", "letters"), [("read", "rs"), ("write", "cud"), ("*", "cruds")])
def test_v1(access: str, letters: str) -> None:
    """A v1 word means its v2 letters; read is never r and d."""
    assert Scope("user", "Observation", letters) == parse(f"user/Observation.{access}")


@pytest.mark.parametrize(
    "word",
    [
        "system/Patient.dus",
        "system/Patient.sr",
        "system/Patient.",
        "system/Patient",
        "system/Patient.rd.",
        "system/Patient.rr",
        "system/Patient.CRUDS",
        "system/Patient.rs?",
        "system/Patient.Read",
        "system/Patient.READ",
        "system/Patient.reads",
        "system/Patient.readwrite",
        "system/Patient.**",
        "system/Patient.*s",
        "system/.rs",
        "system/**.rs",
        "system/patient.rs",
        "system/Pat*.rs",
        "system/Patient/1.rs",
        "system/Patient.rs#x",
        "System/Patient.rs",
        "systém/Patient.rs",
        "systems/Patient.rs",
        "/Patient.rs",
        "Patient.rs",
        "system//Patient.rs",
        "system/Patient .rs",
        "system/Patient.rs\n",
        "system/Patient.rs\x00",
        "system/P\u0430tient.rs",
        "practitioner/Patient.rs",
        "agent/Patient.rs",
        "*/Patient.rs",
        "*.rs",
        "*",
        "",
        "system/Patient.x",
        "system/Patient.cruds ",
        "release.everything",
        "release",
        "RELEASE.REQUEST",
        "release.*",
        "admin.",
        "super",
        "launch/",
        "launch/Patient",
        "patient/Observation.rs?category=laboratory",
        "system/Observation.rs?_filter=x",
        "system/Observation.rs?code:in=x",
        "system/" + "A" * 65 + ".rs",
    ],
)
def test_not_a_scope(word: str) -> None:
    """What is not in the grammar, or not granted yet, is refused for what it is."""
    with pytest.raises(InvalidScope):
        parse(word)
    with pytest.raises(InvalidScope):
        grant(word, ["system/*.cruds", "user/*.cruds", "patient/*.cruds", *WORKS, *LAUNCH_WORDS])


GRANTED = [
    ("system/Patient.rs", ["system/*.cruds"]),
    ("system/Patient.rs", ["system/Patient.r", "system/*.s"]),
    ("system/Patient.read", ["system/*.rs"]),
    ("system/Patient.rs", ["system/*.read"]),
    ("system/*.cud", ["system/*.write"]),
    ("system/Patient.r system/Patient.s", ["system/Patient.rs"]),
    ("release.pull", ["release.pull", "release.request"]),
    ("system/Patient.rs release.pull", ["system/*.rs", "release.pull"]),
    ("patient/*.rs openid fhirUser", ["patient/*.rs", "openid", "fhirUser"]),
]


@pytest.mark.parametrize(("asked", "registered"), GRANTED)
def test_grant(asked: str, registered: list[str]) -> None:
    """What lies within the registration is granted, in the words that were asked."""
    assert tuple(asked.split()) == grant(asked, registered).words


REFUSED = [
    ("system/Patient.rs", ["system/Patient.r"]),
    ("system/*.rs", ["system/Patient.rs", "system/Observation.rs"]),
    ("system/*.read", ["system/*.r"]),
    ("system/Patient.cruds", ["system/Patient.rs"]),
    ("system/Patient.rs", ["user/*.rs"]),
    ("user/Patient.rs", ["system/*.cruds"]),
    ("patient/Patient.rs", ["user/*.cruds"]),
    ("system/Patient.rs system/Observation.rs", ["system/Patient.rs"]),
    ("release.pull", ["system/*.cruds"]),
    ("admin", ["system/*.cruds", "release.pull"]),
    ("openid", ["patient/*.rs"]),
    ("system/Patient.rs", []),
    ("", ["system/*.cruds"]),
    (" ", ["system/*.cruds"]),
    ("system/Patient.rs ", ["system/*.cruds"]),
    ("system/Patient.rs  system/Task.rs", ["system/*.cruds"]),
    ("system/Patient.rs,system/Task.rs", ["system/*.cruds"]),
    ("patient/*.rs system/*.rs", ["patient/*.rs", "system/*.rs"]),
    ("user/*.rs system/*.rs", ["user/*.rs", "system/*.rs"]),
    (" ".join(f"system/A{chr(65 + n // 26)}{chr(65 + n % 26)}.rs" for n in range(101)), ["system/*.cruds"]),
    ("x" * 5_000, ["system/*.cruds"]),
]


@pytest.mark.parametrize(("asked", "registered"), REFUSED)
def test_no_part_is_granted(asked: str, registered: list[str]) -> None:
    """When anything that is asked lies outside the registration, nothing is granted."""
    with pytest.raises(InvalidScope):
        grant(asked, registered)


def test_grant_is_exactly_the_union() -> None:
    """One letter of one type is granted when, and only when, some registered scope holds it."""
    for registered in ORDERED:
        for asked in "cruds":
            expected = asked in registered
            try:
                grant(f"system/Patient.{asked}", [f"system/Patient.{registered}"])
            except InvalidScope:
                assert not expected
            else:
                assert expected


@pytest.mark.parametrize("asked", ["user/*.rs", "patient/*.rs", "openid", "launch/patient", "offline_access"])
def test_backend_gets_no_persons_scope(asked: str) -> None:
    """With nobody present no person's scope is granted, whatever was registered."""
    with pytest.raises(InvalidScope):
        grant_to_backend(asked, ["user/*.rs", "patient/*.rs", *LAUNCH_WORDS])


TABLE = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "update": "u",
    "patch": "u",
    "delete": "d",
    "search-type": "s",
    "history-type": "s",
    "search-system": "s",
    "history-system": "s",
}


@pytest.mark.parametrize("interaction", LETTER)
@pytest.mark.parametrize("letter", "cruds")
def test_interactions(interaction: str, letter: str) -> None:
    """Each of 13 interactions is reached by exactly its letter; a bundle by any: its entries are judged."""
    caller = Caller("river-app", scopes=(Scope("system", "Patient", letter),))

    assert allows(caller, interaction, "Patient") is (
        interaction in ("batch", "transaction") or TABLE[interaction] == letter
    )
    assert allows(caller, interaction, "Observation") is (interaction in ("batch", "transaction"))


@pytest.mark.parametrize("interaction", ["search-system", "history-system"])
def test_whole_system(interaction: str) -> None:
    """The whole system is reached by a scope for all types only."""
    assert not allows(Caller("a", scopes=(Scope("system", "Patient", "cruds"),)), interaction, "*")
    assert allows(Caller("a", scopes=(Scope("system", "*", "s"),)), interaction, "*")


def test_nobody_reaches_nothing() -> None:
    """Without a scope no interaction is reached, release work or not."""
    caller = Caller("river-app", works=frozenset(WORKS))

    assert not any(allows(caller, interaction, "Patient") for interaction in LETTER)


INTERACTIONS = {"history": "history-instance", "search": "search-type"}


@pytest.mark.parametrize("letters", ORDERED)
def test_the_door_agrees(letters: str) -> None:
    """What the door lets through by scope is what the table of interactions says."""
    caller = Caller("a", scopes=(Scope("system", "Observation", letters),))

    for type_ in ("Observation", "Patient"):
        for interaction in LETTERS:
            expected = allows(caller, INTERACTIONS.get(interaction, interaction), type_)
            assert expected is reaches(caller, interaction, type_)


def test_unknown_interaction() -> None:
    """An interaction that is not in the table is an error, not a permission."""
    with pytest.raises(KeyError):
        allows(Caller("a", scopes=(Scope("system", "*", "cruds"),)), "graphql", "Patient")
