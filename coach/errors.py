"""All errors of the coach. A few modules have a subclass of their own, for one case of an error.

Every error has a sentence (what happened), a hint (what to type next) and an exit code. Only
`coach.cli.main` prints them. The tree, with exit codes::

    CoachError                    1  failed
    ├── WrongUse                  2  what was typed cannot be done
    │   ├── InvalidSetting           an option, variable or config value
    │   ├── InvalidQuestionSet       a set that cannot be read
    │   ├── UnreadableAudio          a file that is not sound
    │   │   └── DamagedAudio             a part of its sound is missing
    │   ├── UnreadableText           a file that is not text, or has no words
    │   ├── InvalidReply             a listener's file that is not what it should be
    │   └── SessionNotFound          no session, or several, of that name
    ├── NoSpeech                  3  nobody said anything
    ├── PartMissing               4  something this machine lacks
    │   ├── DeviceMissing            microphone or loudspeaker
    │   ├── VoiceMissing             a speech engine or a voice of that language
    │   ├── EngineMissing            Whisper or its weights
    │   │   └── EngineHangs              it gives no sign any more
    │   └── MicrophoneLost           it went away while listening
    └── LibraryError              1  what is kept cannot be read or written
        ├── SessionDamaged           named and left alone
        │   └── WrittenByNewer       by a coach that knows more
        ├── SessionBusy              another coach holds it
        └── CannotWrite              disk full, folder read-only
"""

from __future__ import annotations

from collections.abc import Sequence


class CoachError(Exception):
    """The base of all: `message` is the sentence, `hint` the next thing to type (or "")."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongUse(CoachError):
    """What was typed cannot be done as it stands."""

    exit_code = 2


class InvalidSetting(WrongUse):
    """An option, environment variable or config value is not one of the allowed."""


class InvalidQuestionSet(WrongUse):
    """A question set is missing or does not follow the schema.

    `mistakes` are all that was found, of which the message may tell only the first.
    """

    def __init__(self, message: str, hint: str = "", mistakes: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.mistakes = list(mistakes) or [message]


class UnreadableAudio(WrongUse):
    """A file has no sound that can be read."""


class DamagedAudio(UnreadableAudio):
    """A part of a file's sound is missing; the message says which."""


class UnreadableText(WrongUse):
    """A file has no words that can be read."""


class InvalidReply(WrongUse):
    """A listener's file is damaged, was changed, or belongs to no session that is here."""


class SessionNotFound(WrongUse):
    """No session has that name, or more than one begins with it."""


class NoSpeech(CoachError):
    """No answer of the session had any speech in it."""

    exit_code = 3


class PartMissing(CoachError):
    """Something this machine would need is not there."""

    exit_code = 4


class DeviceMissing(PartMissing):
    """No microphone or loudspeaker fits, or it cannot be opened."""


class VoiceMissing(PartMissing):
    """No speech engine, or none of its voices speaks the language."""


class EngineMissing(PartMissing):
    """Whisper or its weights are not there, or are not what they should be."""


class EngineHangs(EngineMissing):
    """The engine gives no sign any more, and was given up."""


class MicrophoneLost(PartMissing):
    """The microphone stopped giving sound while it was being listened to."""


class LibraryError(CoachError):
    """What is kept cannot be read or written."""


class SessionDamaged(LibraryError):
    """A session's files do not make sense; they are left as they are."""


class WrittenByNewer(SessionDamaged):
    """A file of a newer coach: whole, but writing it again would lose what it knows."""


class SessionBusy(LibraryError):
    """Another running coach holds the session."""


class CannotWrite(LibraryError):
    """The disk is full or the folder may not be written to."""
