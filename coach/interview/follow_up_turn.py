"""The turn of a question while a follow-up is asked in its place."""

from __future__ import annotations

from coach.library.records import QuestionRef, Turn


class FollowUpTurn(Turn):
    """A turn as it is while follow-up number `follow_up` is asked in place of the question."""

    follow_up: int

    @property
    def question_ref(self) -> QuestionRef:
        """The follow-up in short."""
        return super().question_ref.model_copy(update={"follow_up": self.follow_up})
