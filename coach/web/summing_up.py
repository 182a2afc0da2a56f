"""The end of looking back: what was rated of a session, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from coach.debrief.records import Aspect, Rating
from coach.formats import counted
from coach.library.records import Session
from coach.stories.candidates import StoryCandidate, candidates_in
from coach.web.heard_by_listeners import heard_over_all
from coach.web.library_view import LibraryView
from coach.web.rated_answers import AnswerToRate
from coach.web.session_pages import again_path

_WEAK = (Rating.NO, Rating.PARTLY)


@dataclass(frozen=True)
class NextStep:
    """What may be done next: why, where, and what its link is called."""

    why: str
    path: str
    name: str


def summing_up(
    library_view: LibraryView, session: Session, answers: Sequence[AnswerToRate]
) -> Response:
    """The page that sums up the ratings of `answers`."""
    rated = [answer for answer in answers if answer.is_rated]
    stories = candidates_in(library_view.library, session)
    return library_view.page(
        "summary.html",
        title=f"Looked back: {session.question_set.title}",
        session=session,
        path=library_view.session_path(session.id),
        answers=answers,
        left=len(answers) - len(rated),
        counts=list(_counts(rated).items()),
        again=again_path(library_view, session),
        aspects=list(Aspect),
        stories={each.turn.number: _keeping(library_view, each) for each in stories},
        listeners=heard_over_all(library_view.folder(session.id)) if rated else None,
        step=_next_step(library_view, session, answers),
    )


def _keeping(library_view: LibraryView, each: StoryCandidate) -> str:
    """Where that answer is kept as a story."""
    session, question, take = each.key
    asked = urlencode({"session": session, "question": question, "take": take})
    return f"{library_view.root}/stories?{asked}"


def _counts(rated: Sequence[AnswerToRate]) -> dict[Aspect, str]:
    """For each aspect how often it was rated how, such as: 2 yes, 1 partly."""
    counts: dict[Aspect, str] = {}
    for aspect in Aspect:
        found = Counter(each.rated.ratings[aspect] for each in rated if each.rated)
        counts[aspect] = ", ".join(f"{found[each]} {each}" for each in Rating if found[each])
    return {aspect: told for aspect, told in counts.items() if told}


def _next_step(
    library_view: LibraryView, session: Session, answers: Sequence[AnswerToRate]
) -> NextStep:
    path = library_view.session_path(session.id)
    left = [answer for answer in answers if answer.is_left]
    if left:
        why = f"{counted(len(left), 'answer is', 'answers are')} not rated yet."
        return NextStep(why, f"{path}/debrief?{left[0].query}", "Go on looking back")
    weakest = max(answers, key=_weakness, default=None)
    again = again_path(library_view, session)
    if weakest and _weakness(weakest) and again:
        query = f"&question={weakest.number}&from=debrief"
        name = f"Answer question {weakest.number} again"
        return NextStep(_why_again(weakest, answers), again + query, name)
    if answers and session.own_speech and _reflects_all(answers):
        why = "By your ear, all of it reflects you. Keep the sentences that say it best."
        return NextStep(why, f"{library_view.root}/vision/build", "Pick sentences for your vision")
    return NextStep("", f"{library_view.root}/", "Practise")


def _why_again(weakest: AnswerToRate, answers: Sequence[AnswerToRate]) -> str:
    """Why `weakest` may be answered again: others may have been rated lower, or just the same."""
    asked = weakest.turn.follow_up_of(weakest.take)
    question = f"the follow-up “{asked.text}”" if asked else f"“{weakest.turn.question.text}”"
    ratings = weakest.rated.ratings.values() if weakest.rated else ()
    others = [each for each in answers if each is not weakest]
    if others and all(_weakness(each) < _weakness(weakest) for each in others):
        return f"By your ratings, {question} reflected you least."
    if Rating.NO in ratings:
        return f"You rated {question} with a no."
    return f"You rated {question} with a partly."


def _reflects_all(answers: Sequence[AnswerToRate]) -> bool:
    """Whether each answer was rated with a yes, and none with less."""
    return all(
        answer.rated and Rating.YES in answer.rated.ratings.values() and not _weakness(answer)
        for answer in answers
    )


def _weakness(answer: AnswerToRate) -> int:
    """How far it is from having reflected all that it was asked for."""
    ratings = answer.rated.ratings.values() if answer.rated else ()
    return sum(len(_WEAK) - _WEAK.index(rating) for rating in ratings if rating in _WEAK)
