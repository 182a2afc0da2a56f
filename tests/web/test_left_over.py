"""What a page still has of an answer is put behind what a dead coach had recorded of it."""

from __future__ import annotations

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.audio.damage import SoundGap, note_gap
from coach.audio.reading import read_clip
from coach.audio.recorder import EndedBy
from coach.audio.wav import GrowingWav
from coach.library.library import Library
from coach.library.records import Kind, Take
from coach.library.recovery import end_open_takes
from coach.paths import config_file, private_folder
from coach.web.practice.left_over import Collected
from coach.web.practice.messages import BadMessage, LeftOver, StreamOpened, frame_of
from coach.web.session_pages import can_go_on
from tests.helpers.kept_sessions import PLAIN, SET, WHY, recordings
from tests.helpers.labels import as_transcript

RATE_HZ = 16_000
BLOCK = 800
SAID = np.random.default_rng(7).integers(-20_000, 20_000, 3 * RATE_HZ, dtype=np.int16)
RECORDED = RATE_HZ + 333  # samples that were on disk when the coach died
KNOWN = RATE_HZ - 467  # samples of which the page was told


def cut_off(ended_by: EndedBy = EndedBy.CRASH, gap: SoundGap | None = None) -> str:
    """A session whose only answer ends with the recording, in which that gap was noted."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [WHY]) as opened:
        _, path = opened.begin_take(1)
        with GrowingWav(path) as wav:
            wav.write(SAID[:RECORDED].astype(np.float32) / 32767)
        if gap:
            note_gap(path, gap)
        end_open_takes(opened, ended_by)
        return opened.session.id


def handed_over(session: str, positions: range | list[int]) -> dict[str, object]:
    """Hand over the blocks that begin at `positions`; what the page is told."""
    left = LeftOver(
        type="left_over", session=session, question=1, take=1, stream=1, position=KNOWN,
        written=KNOWN, blocks=len(positions),
        streams=(StreamOpened(type="stream", stream=1, rate_hz=RATE_HZ),),
    )  # fmt: skip
    collected = Collected(left)
    done = [collected.add(frame_of(1, at, SAID[at : at + BLOCK].tobytes())) for at in positions]
    assert done == [False] * (len(positions) - 1) + [True]
    return collected.hand_to(Library(recordings()))


def kept(session: str) -> tuple[Take, Samples]:
    found = Library(recordings()).session(session)
    take = found.turn(1).take(1)
    return take, read_clip(recordings() / session / take.audio).samples


ALL = range(KNOWN // BLOCK * BLOCK, len(SAID), BLOCK)


def test_the_rest_is_put_behind_the_recording_sample_by_sample_and_once() -> None:
    session = cut_off()
    for _ in range(2):
        assert handed_over(session, ALL)["type"] == "taken_in"
        take, samples = kept(session)
        np.testing.assert_array_equal(np.round(samples * 32768), SAID)
        assert take.duration_s == pytest.approx(len(SAID) / RATE_HZ)
        assert not take.damage


def test_what_the_page_has_not_is_marked_as_a_gap() -> None:
    session = cut_off()
    positions = [at for at in ALL if not RATE_HZ * 2 <= at < RATE_HZ * 2 + 4 * BLOCK]
    assert handed_over(session, positions)["type"] == "taken_in"
    take, samples = kept(session)
    assert take.damage
    (gap,) = take.damage.gaps
    assert gap.at_s == pytest.approx(2.0, abs=0.01)
    assert gap.lost_s == pytest.approx(4 * BLOCK / RATE_HZ)
    assert len(samples) == len(SAID) - 4 * BLOCK


def test_a_gap_before_the_kill_stays_where_it_was_and_no_sound_comes_twice() -> None:
    lost = 4 * BLOCK  # after what the page was told of: it has all that came after the gap
    gap = SoundGap(at_s=RECORDED / RATE_HZ, lost_s=lost / RATE_HZ)
    session = cut_off(gap=gap)
    take, _ = kept(session)
    assert take.damage
    assert take.damage.gaps == (gap,)
    assert handed_over(session, ALL)["type"] == "taken_in"
    take, samples = kept(session)
    assert take.damage
    assert take.damage.gaps == (gap,)
    there = np.concatenate([SAID[:RECORDED], SAID[RECORDED + lost :]])
    np.testing.assert_allclose(samples, there / 32768, atol=1 / 16_384)


def test_what_was_put_behind_waits_where_it_cannot_be_written_down_anew() -> None:
    session = cut_off()
    with Library(recordings()).open_session(session) as opened:
        take = opened.session.turn(1).take(1)
        opened.add_transcript(1, take, as_transcript(PLAIN), chosen=True)
    private_folder(config_file().parent)
    config_file().write_text("model = ")
    assert not Library(recordings()).session(session).unwritten
    assert handed_over(session, ALL)["type"] == "taken_in"
    take, samples = kept(session)
    assert len(samples) == len(SAID)
    assert take.unwritten
    assert take.chosen is None
    assert can_go_on(Library(recordings()).session(session))
    with Library(recordings()).open_session(session) as opened:
        assert opened.take(1, take.number).heard  # until then there are the words of its beginning
        take = opened.add_transcript(1, take, as_transcript(f"{PLAIN} And so on."))
        assert not take.unwritten
        assert not opened.session.unwritten


@pytest.mark.parametrize("session", ["", "2020-01-01_0000_none"])
def test_what_does_not_wait_for_the_rest_is_refused(session: str) -> None:
    told = handed_over(session or cut_off(EndedBy.PERSON), ALL)
    assert (told["type"], told["again"]) == ("refused", False)
    assert told["message"]


def test_while_somebody_else_has_the_session_the_page_is_to_come_again() -> None:
    session = cut_off()
    with Library(recordings()).open_session(session):
        told = handed_over(session, ALL)
    assert (told["type"], told["again"]) == ("refused", True)
    assert handed_over(session, ALL)["type"] == "taken_in"


def test_a_block_that_is_torn_is_not_taken() -> None:
    left = LeftOver(
        type="left_over", session="s", question=1, take=1, stream=1, position=0, blocks=1,
        streams=(),
    )  # fmt: skip
    with pytest.raises(BadMessage):
        Collected(left).add(b"torn")
