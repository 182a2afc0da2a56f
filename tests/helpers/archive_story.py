"""A question that asks for a story, told without an own part and with one."""

from __future__ import annotations

from coach.library.records import AskedQuestion

STORY = AskedQuestion(id="move", text="Tell me about a time you met a deadline.", seconds=60)
ALL_OURS = (
    "We had three weeks to move the whole archive to the new building. We made a list of every "
    "shelf, we hired two vans, and we worked on both Saturdays. The office opened on the Monday."
)
MINE = (
    "I moved the whole archive to the new building. I made a list of every shelf, I hired two "
    "vans, and I worked on both Saturdays. In the end the office opened 3 days early."
)
