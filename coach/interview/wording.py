"""The sentences that the coach says aloud besides the questions: short and natural.

They come from the data file of a language, see `coach.interview.language`. Each method returns a
sentence; its docstring says when the coach says it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.interview.clock import Clock
from coach.interview.language import Counted, InterviewLanguage, interview_language
from coach.interview.ports import Choice, Controls
from coach.language_tags import ENGLISH


@dataclass(frozen=True)
class Wording:
    """The sentences in one language. `phrases` are the spoken commands, which some of them name."""

    language: InterviewLanguage
    phrases: dict[str, str]

    def hello(self, now: datetime) -> str:
        """The first words of a session. They are only two, so that they are quickly rendered."""
        sentences = self.language.sentences
        if now.hour < 12:
            return sentences.good_morning
        return sentences.good_afternoon if now.hour < 18 else sentences.good_evening

    def outline(self, question_count: int, clock: Clock | None = None) -> str:
        """After the greeting: how many questions come, and how much time there is."""
        sentences = self.language.sentences
        questions = self._counted(self.language.counted.questions, question_count)
        if clock is None:
            return _said(sentences.outline, questions=questions)
        if clock.session_s is None:
            return _said(sentences.outline_against_the_clock, questions=questions)
        time = self._time(clock.session_s)
        return _said(sentences.outline_timed, time=time, questions=questions)

    def how_to_end(
        self, controls: Controls, *, hands_free: bool, ends_after_silence_s: float
    ) -> str:
        """How to begin and end an answer, for those who do not look at the screen."""
        sentences = self.language.sentences
        if hands_free:
            silence = self._time(ends_after_silence_s)
            how = _said(sentences.say_when_finished, time=silence, **self.phrases)
        else:
            how = _with_key(sentences.press_when_finished, controls.get(Choice.DONE))
        return f"{sentences.start_at_the_tone} {how}".strip()

    def choices_after_answer(self, controls: Controls, options: Collection[Choice]) -> str:
        """The keys that work after an answer; empty if the person has no keys."""
        sentences = self.language.sentences
        after_answer = {
            Choice.NEXT: sentences.key_for_next,
            Choice.AGAIN: sentences.key_for_again,
            Choice.PLAY: sentences.key_for_play,
            Choice.STOP: sentences.key_for_stop,
        }
        keys = [
            template.format(key=controls[choice].capitalize())
            for choice, template in after_answer.items()
            if choice in options and choice in controls
        ]
        return f"{', '.join(keys)}." if keys else ""

    def say_something(self) -> str:
        """Before the first question, to hear whether the microphone works."""
        return self.language.sentences.say_something

    def i_hear_you(self) -> str:
        """After the check, if the microphone works."""
        return self.language.sentences.i_hear_you

    def nothing_heard(self) -> str:
        """If the microphone gives only digital zeros."""
        return self.language.sentences.nothing_heard

    def still_there(self, controls: Controls, *, hands_free: bool) -> str:
        """After minutes without speech."""
        sentences = self.language.sentences
        if hands_free:
            end = sentences.phrase_ends.format(**self.phrases)
        else:
            end = _with_key(sentences.key_ends, controls.get(Choice.DONE))
        return f"{sentences.still_there} {end}".strip()

    def little_room(self, minutes: float) -> str:
        """If the disk is nearly full."""
        return _said(self.language.sentences.little_room, time=self._time(60 * int(minutes)))

    def think(self, think_s: float) -> str:
        """Before the think time."""
        return _said(self.language.sentences.think, time=self._time(think_s))

    def time_left(self, left_s: float, target_s: float) -> str:
        """As a warning of the clock."""
        if left_s == target_s / 2:
            return self.language.sentences.half_time
        return _said(self.language.sentences.time_left, time=self._time(left_s))

    def how_long(self, heard_s: float, target_s: float | None) -> str:
        """In reply to the command "how long have I got"."""
        sentences = self.language.sentences
        if target_s is None:
            return _said(sentences.no_clock, time=self._time(heard_s))
        left_s = target_s - heard_s
        template = sentences.time_over if left_s < 0 else sentences.you_have_left
        return _said(template, time=self._time(abs(left_s)))

    def paused(self) -> str:
        """When the person asked for a pause."""
        return _said(self.language.sentences.paused, **self.phrases)

    def still_paused(self, *, by_voice: bool) -> str:
        """When somebody speaks while the answer is paused."""
        sentences = self.language.sentences
        template = sentences.still_paused_say if by_voice else sentences.still_paused
        return _said(template, **self.phrases)

    def going_on(self) -> str:
        """When the pause is over."""
        return self.language.sentences.going_on

    def heard(self, duration_s: float, target_s: float | None) -> str:
        """After an answer: how long it was."""
        sentences, time = self.language.sentences, self._time(duration_s)
        if target_s is None:
            return _said(sentences.heard, time=time)
        return _said(sentences.heard_of, time=time, target=self._time(target_s))

    def introduction(self, name: str) -> str:
        """After the greeting, by each person on a panel."""
        return _said(self.language.sentences.introduction, name=name)

    def interruption(self) -> str:
        """While an answer is given that is far over its time."""
        return _said(self.language.sentences.interruption)

    def which_question(self, themes: Sequence[str]) -> str:
        """After an answer to a question in another coat."""
        listed = ", ".join(f"{n}: {theme_name(theme)}" for n, theme in enumerate(themes, 1))
        return _said(self.language.sentences.which_question, themes=listed)

    def say_which(self) -> str:
        """After `which_question`, how to answer it by voice."""
        return _said(self.language.sentences.say_which)

    def real_question(self, theme: str, plain: str) -> str:
        """What a question in another coat was about, and how it sounds in an interview."""
        sentences = self.language.sentences
        return _said(sentences.real_question, theme=theme_name(theme), plain=plain)

    def wished(self, text: str) -> str:
        """After an answer: what the person wished they had said in the real interview."""
        return _said(self.language.sentences.wished, text=text)

    def delivered(self, words_per_minute: float | None, fillers: float | None) -> str:
        """After an answer: pace and fillers, as far as they are sure."""
        counted = self.language.counted
        parts = []
        if words_per_minute is not None:
            pace = round(words_per_minute)
            parts.append(counted.words_per_minute.of(pace).format(n=pace))
        if fillers is not None:
            parts.append(self._counted(counted.fillers, round(fillers)))
        return f"{_capital(', '.join(parts))}." if parts else ""

    def no_speech(self) -> str:
        """After an answer without speech."""
        return self.language.sentences.no_speech

    def dropped(self, count: int) -> str:
        """When the session's time is too short for the last `count` questions."""
        return _capital(self._counted(self.language.counted.dropped, count))

    def goodbye(self, answered: int, left: int) -> str:
        """The last words of a session, with the number of questions `left` for later."""
        sentences = self.language.sentences
        kept = sentences.answers_kept if answered else sentences.nothing_answered
        if not left:
            return _said(sentences.that_was_all, kept=kept)
        still_open = _capital(self._counted(self.language.counted.left, left))
        return _said(sentences.some_are_left, kept=kept, left=still_open)

    def _time(self, seconds: float) -> str:
        """A length of time as one says it within a sentence: "one minute fifty"."""
        counted = self.language.counted
        minutes, rest = divmod(round(seconds), 60)
        if not minutes:
            return self._counted(counted.seconds, rest)
        if not rest:
            return self._counted(counted.minutes, minutes)
        number = self.language.number(minutes)
        template = counted.minutes_and_seconds.of(minutes)
        return template.format(n=number, rest=self.language.number(rest))

    def _counted(self, counted: Counted, number: int) -> str:
        return counted.of(number).format(n=self.language.number(number))


def wording_in(spoken: str, understood: str | None = None) -> Wording:
    """The sentences in the language `spoken`, with commands in the language `understood`.

    Both are tags such as "de-AT". Without a file for a language, English takes its place.
    """
    commands = interview_language(understood or spoken).commands
    return Wording(interview_language(spoken), commands.told)


def theme_name(theme: str) -> str:
    """A theme as it is read: "done and why"."""
    return theme.replace("-", " ")


def english() -> Wording:
    """The sentences in English, in which the screen is."""
    return wording_in(ENGLISH)


def _said(template: str, **put_in: str) -> str:
    return _capital(template.format(**put_in))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _with_key(template: str, key: str | None) -> str:
    return template.format(key=key) if key else ""
