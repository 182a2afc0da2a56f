"""Turns a question reported in German into one that can be asked.

"…, warum ich gewechselt habe" becomes "Warum haben Sie gewechselt?": the verb moves from the end to
the second place. Where it is not plain which word the verb is, or how it parts, the result begins
with "Sagen Sie mir, …", which leaves the order as it was.
"""

from __future__ import annotations

import re

from coach.debrief.small_letters import small

_WH = (
    r"(?:(?:in|mit|an|auf|bei|für|von|zu|nach|aus|um|über) )?(?:was|wie|warum|wieso|weshalb|wann|wo"
    r"|wohin|woher|wer|wen|wem|wessen|welche[rsnm]?|womit|wofür|wobei|woran|worin|worauf|wodurch|wozu"
    r"|worum|worüber|inwiefern)"
)
_TELL = r"(?:beschreiben|erklären|erzählen|sagen|begründen|schildern|nennen|zusammenfassen)"
_OPENING = re.compile(r"^(?:(?:und|also|dann|ja|ähm|äh|aber|so|danach)[, ]+)+(?=\w)", re.I)
# Who asked, said after the question.
_SAID_AFTER = re.compile(
    r", (?:(?:hat|haben) (?!ich\b)[^,]*?(?:gefragt|wissen wollen|gesagt|gemeint)"
    r"|(?:fragte|fragten|wollte|wollten|meinte|sagte|interessierte|interessierten) (?!ich\b).*"
    r"|war (?:die|seine|ihre) .*frage|(?:das kam|so ging|ging's|ging es|so fing|damit fing)\b.*)$",
    re.I,
)
_SAID_BEFORE = re.compile(
    r"^.{0,80}?\b(?:gesagt|gemeint|gefragt|sagten?|meinten?|fragten?|Frage war|Frage lautete"
    r"|woll(?:te|ten|en) (?:\w+ )?wissen|wissen woll(?:te|ten|en))(?: (?!ich\b)\w+){0,3}[,:] "
    r"(?=\S)",
    re.I,
)
_ADDRESSED = re.compile(
    r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b|\b(?:du|dich|dir|dein\w*|haste|biste|kannste|willste|machste)\b"
)
_OWN = re.compile(r"\b(?:ich|mich|mir|mein\w*)\b", re.I)
_DIRECT = re.compile(rf"(?:{_WH}\b|[\wäöüß]+ (?:Sie|du|dir|mal|uns|mir)\b)", re.I)
_STRAIGHT_OUT = re.compile(r"(?:[\wäöüß]+ (?:Sie|du)|[Ss]tell dir|[\wäöüß]+e? (?:mal|uns))\b")
# "warum wollen Sie gehen?", which a clause such as "warum Sie gehen wollen" is not.
_VERB_SECOND = re.compile(
    rf"{_WH} (?:[\wäöüß]+ ){{0,3}}?(?:[a-zäöüß]+n|sind|[a-zäöüß]+st) (?:Sie|du)\b.*\?$", re.I
)
_REQUEST = re.compile(r"(?:[\wäöüß]+en Sie|[\wäöüß]+ (?:mal|uns|mir|dir))\b")
_CLAUSE = re.compile(rf"(?<!\w)(?:ob|{_WH})\b.*", re.I)
_TO_DO = re.compile(r"\b(?:gebeten|aufgefordert|bat(?:en)? mich)\b[^,]*?,? (.*)$", re.I)
_I_HAD_TO = r"\b(?:ich (?:sollte|musste|durfte)|(?:sollte|musste|durfte) ich)\b"
_INFINITIVE = r"\w+(?:en|ern|eln)"
_TO_TELL = re.compile(rf"{_I_HAD_TO}.*?\b({_TELL}),? (.*)$", re.I)
_WAS_TO = re.compile(rf"{_I_HAD_TO} (.*?) ?\b({_INFINITIVE})$", re.I)
_TO = re.compile(rf"^(.*?) ?\b(?:zu ({_INFINITIVE})|(\w{{2,}})zu({_INFINITIVE}))\b(.*)$", re.I)
_TOPIC = re.compile(
    r"\b(nach|zu|über|um|auf|mit|für) (mein\w*(?: [\wäöüß-]+)*?)"
    r"(?: gefragt| erkundigt| zu sprechen.*)?(?:,.*)?$",
    re.I,
)
_ON_TOPIC = {
    "nach": "von",
    "zu": "etwas zu",
    "über": "etwas über",
    "um": "etwas über",
    "für": "etwas über",
    "auf": "etwas über",
    "mit": "etwas zu",
}
# The verb's forms for "ich" and for "Sie"; others take an n, or end in a strong form below.
_OF_YOU = {
    "bin": "sind", "bist": "sind", "sei": "sind", "war": "waren", "hab": "haben", "kann": "können",
    "muss": "müssen", "darf": "dürfen", "will": "wollen", "soll": "sollen", "mag": "mögen",
    "weiß": "wissen",
    "tue": "tun",
}  # fmt: skip
_STRONG = re.compile(
    r"(?:fing|ging|kam|sah|nahm|ließ|fand|schrieb|sprach|gab|hielt|blieb|fuhr|lief|bekam)$"
)
_NO_VERB = (
    *("alleine", "beide", "bitte", "diese", "eine", "gerade", "gerne", "gute", "heute", "jede"),
    *("keine", "lange", "meine", "ohne", "viele", "weiche"),
)
# The first of two verbs: "ob ich rauche oder trinke", but not "ob ich neue oder alte Autos fahre".
_BESIDE = re.compile(r"\b([a-zäöüß]+)(?= (?:und|oder)\b(?! [a-zäöüß]+e[nr]? [A-ZÄÖÜ]))")
_MAY_THEY = re.compile(
    r"ob sie (.*\b(?:mich|mir|mein\w*)\b.*) (dürfen|dürften|können|könnten)$", re.I
)
_PARTED = (
    *("heraus", "herein", "herum", "hervor", "hinaus", "hinein", "vorbei", "voraus", "weiter"),
    *("zurück", "zusammen", "nach", "fest", "frei", "vor", "auf", "aus", "bei", "ein", "her"),
    *("hin", "los", "mit", "weg", "ab", "an", "zu"),
)
_NOT_PARTED = re.compile(
    r"antwort|anal|einig|zuck|zünd|abon|angel|herrsch|festig|beicht|beiß", re.I
)
# These part in one sense and not in the other: "umgehen".
_PERHAPS_PARTED = re.compile(r"^(?:um|über|unter|durch|wieder|wider)\w{3,}")
_IS = ("ist", "sind", "war", "waren", "wäre", "wären")


def as_question(quote: str) -> str:
    """`quote`, from a telling in German, as a question or request to the one who told it."""
    text = _OPENING.sub("", " ".join(quote.split()).strip(" ,"))
    text = _SAID_AFTER.sub("", text)
    ways = (_direct, _to_tell, _to_do, _asked, _on_topic, _sentence)
    return next(question for way in ways if (question := way(text)))


def _direct(text: str) -> str | None:
    """What was said straight out, as it was said; None where it is reported."""
    said = _SAID_BEFORE.sub("", text)
    text = said if _STRAIGHT_OUT.match(said) or _VERB_SECOND.match(said) else text
    if not _ADDRESSED.search(text) or _OWN.search(text) or not _DIRECT.match(text):
        return None
    end = "." if _REQUEST.match(text) and "?" not in text else "?"
    return _sentence(text if text.endswith("?") else text + end)


def _to_tell(text: str) -> str | None:
    """ "ich sollte beschreiben, wie …": Beschreiben Sie, wie …"""
    match = _TO_TELL.search(text)
    return _sentence(f"{match[1]} Sie, {_kept(match[2])}.") if match else None


def _to_do(text: str) -> str | None:
    """What the teller was asked to do."""
    if (to_do := _TO_DO.search(text)) and (request := _request(to_do[1])):
        return request
    was_to = _WAS_TO.search(text)
    if was_to is None:
        return None
    verb, apart = _parted(was_to[2])
    return _sentence(f"{verb} Sie {_turned(was_to[1], own=True)}{apart}.")


def _asked(text: str) -> str | None:
    """What somebody asked, as a clause."""
    clause = _CLAUSE.search(text)
    return _reported(clause[0]) if clause else None


def _on_topic(text: str) -> str | None:
    """ "nach meinem Gehalt": Erzählen Sie mir von Ihrem Gehalt."""
    topic = _TOPIC.search(text)
    if topic is None:
        return None
    return _sentence(f"erzählen Sie mir {_ON_TOPIC[small(topic[1])]} {_turned(topic[2])}.")


def _request(text: str) -> str | None:
    """ "meinen Code zu erklären": Erklären Sie Ihren Code."""
    match = _TO.match(text)
    if match is None:
        return None
    what, rest = _turned(match[1], own=True), _kept(match[5])
    verb, apart = (match[2], "") if match[2] else (match[4], f" {match[3]}")
    return _sentence(f"{verb} Sie {what}{apart}{rest}.")


def _reported(clause: str) -> str:
    """A clause that somebody reports, as a question where it is plain where its verb is."""
    clause = clause[:1].lower() + clause[1:].rstrip("?. ")
    main, comma, rest = clause.partition(",")
    rest = f",{_kept(rest)}" if comma else ""
    asked = _of_asker(main) or _of_teller(main) or _of_others(main)
    if asked:
        return _sentence(f"{asked}{rest}?")
    return _sentence(f"sagen Sie mir, {_kept(main)}{rest}.")


def _of_asker(main: str) -> str | None:
    """ "ob sie meinen Chef anrufen dürfen": dürfen wir Ihren Chef anrufen."""
    match = _MAY_THEY.match(main)
    return f"{match[2]} wir {_turned(match[1])}" if match else None


def _of_teller(main: str) -> str | None:
    """ "warum ich gewechselt habe": warum haben Sie gewechselt."""
    match = re.match(r"^(.*?)\s?\bich\b\s?(.*?)\s?(\S+)$", main, re.I)
    if match is None or not match[3][:1].islower() or _PERHAPS_PARTED.match(match[3]):
        return None
    if any(_of_you(each[1]) for each in _BESIDE.finditer(main, match.start(2))):
        return None
    verb, apart = _parted(match[3])
    verb_of_you = _of_you(verb)
    if verb_of_you is None:
        return None
    asks = "" if small(match[1]) == "ob" else f"{_turned(match[1])} "
    middle = f" {_turned(match[2], own=True)}" if match[2] else ""
    return f"{asks}{verb_of_you} Sie{middle}{apart}"


def _of_others(main: str) -> str | None:
    """ "was meine Stärken sind": was sind Ihre Stärken."""
    words = main.split()
    if len(words) < 3 or words[-1] not in _IS or small(words[0]) == "ob":
        return None
    if not re.fullmatch(_WH, words[0], re.I):
        return None
    return f"{words[0]} {words[-1]} {_turned(' '.join(words[1:-1]))}"


def _parted(verb: str) -> tuple[str, str]:
    """A verb without the prefix that stands at the end of a question: "mitbringe" → bringe, mit."""
    prefix = next((each for each in _PARTED if verb.startswith(each)), "")
    whole = len(verb) < len(prefix) + 3 or bool(_NOT_PARTED.match(verb))
    return (verb, "") if whole or not prefix else (verb[len(prefix) :], f" {prefix}")


def _of_you(verb: str) -> str | None:
    """The form of a verb for "Sie"; None where it is no form for "ich" that is known."""
    if verb in _NO_VERB:
        return None
    if verb in _OF_YOU:
        return _OF_YOU[verb]
    if verb.endswith("e"):
        return f"{verb}n"
    return f"{verb}en" if _STRONG.search(verb) else None


def _kept(clauses: str) -> str:
    """`clauses` said to the one who told them, each in its order: "…, was Sie getan haben"."""
    return ",".join(_kept_clause(each) for each in clauses.split(","))


def _kept_clause(clause: str) -> str:
    of_teller = re.search(r"\bich\b", clause, re.I)
    if not of_teller:
        return _turned(clause)
    before, space, last = clause.rstrip().rpartition(" ")
    verb, apart = _parted(last)
    verb_of_you = _of_you(verb)
    before = _BESIDE.sub(lambda each: _of_you(each[1]) or each[1], before)
    turned = _turned(before, own=True)
    return f"{turned}{space}{apart.strip() + verb_of_you if verb_of_you else _turned(last)}"


def _turned(text: str, *, own: bool = False) -> str:
    """`text` said to the one who told it; `own`: "mich" stands beside an "ich"."""

    def of_you(match: re.Match[str]) -> str:
        word = small(match[0])
        if word.startswith("mein"):
            return f"Ihr{word[4:]}"
        if word == "ich":
            return "Sie"
        return "sich" if own else {"mich": "Sie", "mir": "Ihnen"}[word]

    return re.sub(r"\b(?:ich|mich|mir|mein(?:e[mnrs]?)?)\b", of_you, text, flags=re.I)


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ,")
    return text[:1].upper() + text[1:]
