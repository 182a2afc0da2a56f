"""How a conversation goes in tests that hurry: nobody is waited for, no captions."""

from __future__ import annotations

from coach.interview.session_options import SessionOptions

ALONE = SessionOptions(
    goes_on_by_itself=True,
    asks_for_a_sign_s=None,
    gives_up_s=None,
    live=False,
    waits_for_transcript_s=None,
)
ASKED = SessionOptions(asks_for_a_sign_s=None, gives_up_s=None, live=False)
