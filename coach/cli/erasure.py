"""What `coach erase` does, and what it tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coach.cli.output import talk
from coach.errors import CoachError
from coach.formats import clock, counted, to_type
from coach.library.disk import writing
from coach.library.incoming import delete_left
from coach.library.library import Library
from coach.library.sound_erasing import ErasedSound, erase_sound
from coach.paths import speech_cache, state_file, template_cache
from coach.plan.keeping import PlanFile
from coach.session.erasing import OF_STORIES, OF_VISION, WithLeftovers, erase_session
from coach.state import forget_all_but
from coach.stories.keeping import StoriesFolder
from coach.temporary import delete_left as delete_temporary
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_cache
from coach.web.browser_storage import STAYS, have_browsers_forget
from coach.web.page_key import forget_key
from coach.web.places import forget_list
from coach.web.running import delete_notes
from coach.web.templating import erase_compiled


@dataclass
class Erasure(WithLeftovers):
    """What was erased, and what could not be."""

    library: Library
    with_stories: bool = False
    by_age: bool = False  # only what is older than some age was to go
    erased: list[str] = field(default_factory=list)
    sound: dict[str, ErasedSound] = field(default_factory=dict)  # by session
    vision_erased: bool = False
    plan_erased: bool = False
    stories_erased: bool = False
    speech: int = 0  # files
    audio: bool = False  # the sound alone was to go

    @property
    def _vision(self) -> VisionFolder:
        return VisionFolder(self.library.folder)

    def erase_all(self, ids: list[str], *, audio: bool, and_the_rest: bool) -> None:
        """Erase these sessions, or their `audio` alone; `and_the_rest` that belongs to none."""
        for session_id in ids:
            (self.erase_sound if audio else self.erase)(session_id)
        if and_the_rest:
            self.erase_the_rest()
        forget_list()
        self.audio = audio

    def erase(self, session_id: str) -> None:
        """Erase one session and everything kept elsewhere because of it."""
        with self.noting(session_id):
            gone = erase_session(self.library, session_id, stories=self.with_stories)
            self.erased.append(session_id)
            self.speech += gone.speech
            self.left |= gone.left

    def erase_sound(self, session_id: str) -> None:
        """Erase the sound of one session, as far as it is written down."""
        with self.noting(f"the sound of {session_id}"):
            with self.library.open_session(session_id) as opened:
                self.sound[session_id] = erase_sound(opened)
            if unwritten := self.sound[session_id].unwritten:
                raise CoachError(
                    f"{counted(unwritten, 'recording is', 'recordings are')} not written down yet.",
                    to_type("transcribe", session_id),
                )

    def erase_the_rest(self) -> None:
        """Erase what is no part of a session: what was made of them, caches, what is remembered."""
        self._erase_what_was_made()
        with self.noting("the rendered speech"), writing(speech_cache()):
            self.speech += erase_cache(speech_cache())
        with self.noting("the search index"):
            self.library.forget_index()
        delete_left(self.library.folder)
        delete_temporary()
        with self.noting("compiled templates of the page"), writing(template_cache()):
            erase_compiled()
        with self.noting("what the coach remembered"), writing(state_file().parent):
            forget_all_but(*STAYS)
            forget_key()
            delete_notes()
        have_browsers_forget(self.library.folder)

    def _erase_what_was_made(self) -> None:
        """Erase the career vision, the plan and the stories."""
        was_there = self._vision.folder.is_dir()
        with self.noting("the career vision"):
            self._vision.erase()
            self.vision_erased = was_there
            self.left.pop(OF_VISION, None)
        with self.noting("the plan"):
            self.plan_erased = PlanFile(self.library.folder).forget()
        stories = StoriesFolder(self.library.folder)
        had_stories = stories.folder.is_dir()
        with self.noting("your stories"):
            stories.erase()
            self.stories_erased = had_stories
            self.left.pop(OF_STORIES, None)

    def as_json(self) -> dict[str, Any]:
        """The document that --json prints."""
        return {
            "erased": self.erased,
            "sound_erased": [
                {"session": name, "recordings": sound.takes, "length_s": round(sound.length_s, 3)}
                for name, sound in self.sound.items()
                if sound.takes
            ],
            "rendered_speech_files": self.speech,
            "vision_erased": self.vision_erased,
            "plan_erased": self.plan_erased,
            "stories_erased": self.stories_erased,
            "left": [{"what": what, "message": error.message} for what, error in self.left.items()],
        }

    def sentence(self) -> str:
        """A sentence that says what was erased."""
        gone = [counted(len(self.erased), "session", "sessions")] if self.erased else []
        if takes := sum(sound.takes for sound in self.sound.values()):
            length = clock(sum(sound.length_s for sound in self.sound.values()))
            gone += [f"{counted(takes, 'recording', 'recordings')} ({length})"]
        gone += ["the career vision"] if self.vision_erased else []
        gone += ["the plan"] if self.plan_erased else []
        gone += ["your stories"] if self.stories_erased else []
        gone += [f"{counted(self.speech, 'file', 'files')} of rendered speech"] * bool(self.speech)
        *most, last = gone or ["nothing"]
        erased = f"Erased {', '.join(most)} and {last}." if most else f"Erased {last}."
        if self.erased or self.left:
            return erased
        if self.audio and gone:
            return erased
        nothing = f"No {'sound' if self.audio else 'session'}"
        why = "is that old" if self.by_age else "was kept"
        return f"{nothing} {why}." + (f" {erased}" if gone else "")

    def check(self) -> None:
        """Raise CoachError if something is left, after naming everything that is left."""
        if not self.left:
            return
        error, *_ = self.left.values()
        if len(self.left) == 1:
            (what,) = self.left
            raise CoachError(f"Not erased: {what}. {error.message}", error.hint)
        for what, each in self.left.items():
            talk(f"Not erased: {what}. {each.message}")
        raise CoachError(f"{len(self.left)} things are left.", error.hint)
