"""Settings on the page, and what `coach doctor` knows."""

from __future__ import annotations

import pytest

from coach.config import load_settings
from coach.library.library import Library
from coach.paths import config_file, private_folder
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.library_view import LibraryView
from coach.web.practice.room import PracticeRoom
from coach.web.settings_pages import examining
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import HERE, PORT, Client, client, leads_to, read, send, text_of


def test_settings_are_shown_changed_and_set_back() -> None:
    browser = client()
    page = read(browser, "/settings")
    assert str(recordings()) in page
    assert '<option value="small.en">488 MB</option>' in page
    sent = send(browser, "/settings", voice="none", rate="150", vocabulary=" Anna,  Müller ")
    assert leads_to(browser, sent) == "/settings?kept=1"
    assert f"Kept in {config_file()}." in text_of(read(browser, "/settings?kept=1"))
    settings = load_settings({})
    assert (settings.voice, settings.rate) == ("none", 150)
    assert settings.vocabulary == "Anna, Müller"
    assert '<option value="none" selected>none</option>' in read(browser, "/settings")
    send(browser, "/settings", voice="", rate="", vocabulary="")
    assert config_file().read_text() == ""


def test_the_model_for_the_words_that_are_kept_is_chosen_too() -> None:
    browser = client()
    page = read(browser, "/settings")
    assert "It writes each answer down once more" in text_of(page)
    send(browser, "/settings", final_model="base", stages="live")
    settings = load_settings({})
    assert (settings.model, settings.final_model, settings.stages) == (None, "base", "live")
    page = read(browser, "/settings")
    assert '<option value="live" selected>no, the first words stay</option>' in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"rate": "fast"}, "“rate” is 'fast': it should be a whole number."),
        ({"rate": "1" * 5000}, "it should be a whole number."),
        ({"rate": "12"}, "it should be at least 80"),
        ({"voice": "loud"}, "“voice” is 'loud'"),
        ({"language": "zz"}, "Whisper knows no language 'zz'."),
        ({"model": "enormous"}, "There is no Whisper model 'enormous'"),
        ({"model": "tiny.en", "language": "de"}, "understands only English"),
        ({"final_model": "bass"}, "There is no Whisper model 'bass'"),
        ({"final_model": "base.en", "language": "de"}, "understands only English"),
    ],
)
def test_what_cannot_be_is_not_kept_and_stays_typed(fields: dict[str, str], told: str) -> None:
    sent = send(client(), "/settings", **fields)
    assert sent.status_code == 400
    assert told in text_of(sent.text)
    assert f'value="{next(iter(fields.values()))}"' in sent.text
    assert not config_file().exists()


def test_a_device_and_a_variable_that_are_not_here_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    private_folder(config_file().parent)
    config_file().write_text('device = "Jabra"\n')
    monkeypatch.setenv("COACH_VOICE", "piper")
    page = read(client(), "/settings")
    assert '<option value="Jabra" selected>Jabra</option>' in page
    assert "The variable COACH_VOICE says so" in page
    browser = client()
    kept = send(browser, "/settings", voice="piper", device="Jabra", vocabulary="Leeds")
    assert kept.status_code == 303
    assert config_file().read_text() == 'device = "Jabra"\nvocabulary = "Leeds"\n'


def examining_client(room: PracticeRoom) -> Client:
    door, library = Door(PORT), Library(recordings())
    view = LibraryView(library, door.root)
    made = Client(create_app(library, door, [examining(view, room)]), door)
    made.hold(door.root + "/", door.cookie_name, door.cookie)
    return made


class _Busy(PracticeRoom):
    @property
    def is_running(self) -> bool:
        return True


def test_every_part_is_tried() -> None:
    private_folder(config_file().parent)
    config_file().write_text('voice = "none"\nengine = "openai-whisper"\nmodel = "/no/model.pt"\n')
    with PracticeRoom(Library(recordings())) as room:
        browser = examining_client(room)
        sent = browser.post("/settings/try", headers={"Origin": HERE})
    found = text_of(sent.text)
    assert "recordings folderworks" in found
    assert "Whisperdoes not work There is no model at /no/model.pt." in found
    assert "Try again" in found
    with _Busy(Library(recordings())) as room:
        sent = examining_client(room).post("/settings/try", headers={"Origin": HERE})
        assert sent.status_code == 409
