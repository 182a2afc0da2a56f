"""The same in German: labelled tellings, and how what is picked is asked again."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coach.debrief.asking
from coach.debrief.asked_set import AskedOnce, write_asked_set
from coach.debrief.asking import AskedAgain, QuestionRules, asked_again, rules_for
from coach.debrief.picking import questions_in
from coach.debrief.wordings import as_question
from coach.questions.reading import read_set
from coach.questions.short_form import DEFAULT_FOLLOW_UPS, DEFAULT_LISTEN_FOR
from tests.helpers import tellings
from tests.helpers.tellings import Score

FOLDER = Path(__file__).parent
FILES = sorted(Path(coach.debrief.asking.__file__).parent.glob("asked_*.toml"))
# How much of each file is found, and how much of what is picked is right. The last two were never
# tuned on: one written before the rules, and one after them, to be unlike the others.
REACHED = {
    "tellings_de": (1.0, 1.0),
    "more_tellings_de": (0.86, 1.0),
    "held_out_tellings_de": (1.0, 1.0),
    "fresh_tellings_de": (0.88, 1.0),
}


@pytest.mark.parametrize("name", REACHED)
def test_picks_what_a_reader_labelled(name: str) -> None:
    read = tellings.read(FOLDER / f"{name}.txt")
    together = sum((tellings.score(t, questions_in(t.text, "de")) for t in read), Score())
    recall, precision = REACHED[name]
    assert together.labelled >= 15
    assert together.recall >= recall, together.told()
    assert together.precision >= precision, together.told()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_only_what_is_read(path: Path) -> None:
    document = tomllib.loads(path.read_text("utf-8"))
    known = {each.name for each in fields(QuestionRules)}
    assert document["rules"].keys() | document["limits"].keys() <= known
    assert document["again"].keys() == AskedAgain.model_fields.keys()
    assert rules_for(path.stem.removeprefix("asked_")) is not None


@pytest.mark.parametrize(
    ("telling", "question"),
    [
        ("Sie haben gefragt, warum ich gewechselt habe.", "Warum haben Sie gewechselt?"),
        ("Er fragte, ob ich Auto fahre.", "Fahren Sie Auto?"),
        ("Er fragte, ob ich rauche oder trinke.", "Sagen Sie mir, ob Sie rauchen oder trinken."),
        ("Er fragte, ob ich das kann oder will.", "Sagen Sie mir, ob Sie das können oder wollen."),
        ("Er fragte, ob ich neue oder alte Autos fahre.", "Fahren Sie neue oder alte Autos?"),
        ("Er fragte, ob ich eine oder zwei Wochen brauche.", "Brauchen Sie eine oder zwei Wochen?"),
        (
            "Sie wollten wissen, ob sie meinen alten Chef anrufen dürfen.",
            "Dürfen wir Ihren alten Chef anrufen?",
        ),
        ("Sie wollte wissen, wie alt ich bin.", "Wie alt sind Sie?"),
        ("Sie fragte, wann ich dort anfing.", "Wann fingen Sie dort an?"),
        ("Er fragte, wie ich das herausgefunden hätte.", "Wie hätten Sie das herausgefunden?"),
        ("Er hat gefragt, was ich mitbringe.", "Was bringen Sie mit?"),
        ("Sie fragte, wie ich damit umgehe.", "Sagen Sie mir, wie Sie damit umgehen."),
        ("Er wollte wissen, was mich antreibt.", "Sagen Sie mir, was Sie antreibt."),
        ("Sie fragten, was meine Ziele sind.", "Was sind Ihre Ziele?"),
        ("Sie fragten, ob mein Schein noch gilt.", "Sagen Sie mir, ob Ihr Schein noch gilt."),
        (
            "Er fragte, was ich tue, wenn ich nicht weiterweiß.",
            "Was tun Sie, wenn Sie nicht weiterwissen?",
        ),
        ("Der Leiter bat mich, meinen Weg zu schildern.", "Schildern Sie Ihren Weg."),
        ("Sie haben mich gebeten, mich kurz vorzustellen.", "Stellen Sie sich kurz vor."),
        ("Dann musste ich mich selbst einschätzen.", "Schätzen Sie sich selbst ein."),
        ("Danach ging es um meine Noten.", "Erzählen Sie mir etwas über Ihre Noten."),
        ("Sie fragte nach meinem Gehalt.", "Erzählen Sie mir von Ihrem Gehalt."),
        ("Dann hat er gesagt, erzählen Sie mal von sich.", "Erzählen Sie mal von sich."),
        ("Was können Sie gut? Das war leicht.", "Was können Sie gut?"),
        ("Was machst du gern, hat sie gefragt.", "Was machst du gern?"),
        ("Sie fragten mich, warum wollen Sie gehen?", "Warum wollen Sie gehen?"),
        ("Die letzte Frage war, was würden Sie ändern?", "Was würden Sie ändern?"),
        ("Dann hat er mich gefragt, wie gehen Sie damit um?", "Wie gehen Sie damit um?"),
        ("Er fragte, welche Ziele Sie haben.", "Sagen Sie mir, welche Ziele Sie haben."),
    ],
)
def test_asks_again_as_it_was_asked(telling: str, question: str) -> None:
    assert [each.question for each in questions_in(telling, "de-AT")] == [question]


@pytest.mark.parametrize(
    "telling",
    [
        "Am Ende habe ich gefragt, wie der Urlaub geregelt ist.",
        "Ich wollte noch wissen, wann ich Bescheid kriege.",
        "Ein Kunde hat mich mal gefragt, ob er sein Geld zurückbekommt.",
        "Meine Mutter hat gefragt, wie es gelaufen ist.",
        "Er hat mir erklärt, wie die Schichten laufen.",
        "Können Sie mich hören? Ja, sagte ich.",
        "Möchten Sie einen Kaffee? Ich nahm ein Wasser.",
        "Warum habe ich das bloß gesagt?",
        "Was soll ich dazu sagen?",
        "Der Dritte hat mich nichts gefragt.",
        "Das Gespräch war gestern, und es lief ganz gut, glaube ich.",
    ],
)
def test_what_nobody_asked_the_teller_is_left_out(telling: str) -> None:
    assert questions_in(telling, "de") == []


def test_without_a_rewording_the_quote_is_asked() -> None:
    assert as_question("pourquoi  tu es partie", "fr") == "Pourquoi tu es partie"


def test_in_a_language_without_rules_nothing_is_picked() -> None:
    assert questions_in("She asked why I left.", "fr") == []
    assert asked_again("fr") == asked_again("en")


def test_the_set_of_a_german_interview_is_german(tmp_path: Path) -> None:
    asked = [AskedOnce(question="Warum haben Sie gewechselt?")]
    write_asked_set(asked, date(2026, 11, 23), "asked", tmp_path, language="de")
    kept = read_set(tmp_path / "asked.yaml")
    assert (kept.title, kept.language) == ("Gefragt am 23.11.2026", "de")
    assert kept.questions[0].follow_ups == asked_again("de").follow_ups


def test_the_set_of_an_english_interview_has_what_any_short_set_has() -> None:
    again = asked_again("en")
    assert (again.listen_for, again.follow_ups) == (DEFAULT_LISTEN_FOR, DEFAULT_FOLLOW_UPS)


def test_what_a_turkish_keyboard_writes_for_an_i_is_one() -> None:
    for sign in ("\N{LATIN SMALL LETTER DOTLESS I}", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"):
        telling = f"Sie haben gefragt, was m{sign}r wichtig ist, m{sign}t meinem Team."
        assert [each.question for each in questions_in(telling, "de")]


@given(st.text(max_size=300))
def test_whatever_the_text_quotes_are_parts_of_it(text: str) -> None:
    mixed = f"Sie fragten {text}, ob ich gehe, {text} und warum ich {text}"
    for telling in (text, mixed):
        picked = questions_in(telling, "de")
        assert all(each.quote in telling and each.question for each in picked)
