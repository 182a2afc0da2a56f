"""What spoken_commands.py says aloud: commands, and what only sounds like them.

Every third variant and every third near-miss, and every third voice of the commands themselves, is
held out: nothing was ever tuned on them.
"""

from __future__ import annotations

from coach.interview.spoken_commands import Command

# The commands as the person is told them.
COMMANDS: dict[str, Command] = {
    "Next question.": Command.NEXT_QUESTION,
    "That's my answer.": Command.DONE,
    "I'm done.": Command.DONE,
    "Repeat the question.": Command.REPEAT,
    "Say it another way.": Command.ANOTHER_WAY,
    "Start over.": Command.START_OVER,
    "Skip.": Command.SKIP,
    "Pause.": Command.PAUSE,
    "Go on.": Command.GO_ON,
    "How long have I got?": Command.HOW_LONG,
    "Play that back.": Command.PLAY_BACK,
    "Stop the session.": Command.STOP,
    "I'm thinking.": Command.THINKING,
}

# As people say them who have forgotten the exact words.
VARIANTS: dict[str, Command] = {
    "The next question, please.": Command.NEXT_QUESTION,
    "Could you repeat the question?": Command.REPEAT,
    "I am done.": Command.DONE,
    "Okay, next question.": Command.NEXT_QUESTION,
    "That is my answer.": Command.DONE,
    "Let me think.": Command.THINKING,
    "Stop the session, please.": Command.STOP,
    "How much time do I have?": Command.HOW_LONG,
    "Let me start over.": Command.START_OVER,
    "Skip this question.": Command.SKIP,
    "Can you say it another way?": Command.ANOTHER_WAY,
    "Please repeat the question.": Command.REPEAT,
}

NEAR_MISSES: dict[str, tuple[str, ...]] = {
    "ends in a command": (
        "So I asked for the next question.",
        "Then he told me to start over.",
        "It was too hard, and I had to skip.",
        "My manager said that I could go on.",
        "There was nobody left, and I knew that I'm done.",
        "In the end we had to stop the session.",
        "They asked me to repeat the question.",
        "I looked at the clock: how long have I got?",
        "She wanted us to say it another way.",
        "Sometimes I need a little pause.",
        "I recorded the call so that we could play that back.",
        "You may not like it, but that's my answer.",
    ),
    "begins with a command": (
        "Next question was about money.",
        "I'm done with that kind of work.",
        "Pause and rewind were the only buttons.",
        "Skip is the name of my manager.",
        "Start over is what I told my team.",
        "Go on holiday, they told me.",
        "That's my answer to everything.",
        "I'm thinking about the people I led.",
        "Repeat the question in your head first.",
        "Stop the session if it gets too loud.",
        "How long have I got to know him?",
        "Play that back to the customer.",
    ),
    "a clause of similar words": (
        "I skipped it.",
        "We paused the project.",
        "I want to go on.",
        "He repeated the question.",
        "I was done by March.",
        "The next question is hard.",
        "That was my answer.",
        "Let me think about that project.",
        "I started over in Leeds.",
        "Stop the press.",
        "He is done.",
        "I'm not done.",
        "I was thinking.",
        "It went on.",
        "The session stopped.",
        "That was a good question.",
        "I answered the question.",
        "How long did it take?",
        "We played it back.",
        "My next position.",
        "I'm down in London.",
        "We skipped lunch.",
        "It was a long pause.",
        "The first question.",
        "They go on and on.",
        "I said it the other way.",
        "It is done.",
        "I moved over.",
        "No question.",
        "That's my manager.",
        "I'm from Dundee.",
        "A different way.",
    ),
    "a few words": (
        "Yes.",
        "So.",
        "Well.",
        "No.",
        "Okay.",
        "Right.",
        "Um.",
        "Uh.",
        "You know.",
        "I mean.",
        "Ship.",
        "Because.",
        "Boss.",
        "Money.",
        "Good morning.",
        "Thank you.",
        "In sales.",
        "And then.",
    ),
    "an answer": (
        "I worked there for two years.",
        "We had eleven people and one oven.",
        "My team was small.",
        "It was a good place to learn.",
        "I called every customer.",
        "Nobody had asked before.",
    ),
}

# Alone between pauses, a sound or an ending apart from a command: counted, but not against it.
TWINS = (
    "Come on.",
    "Skipped.",
    "Paused.",
    "It's gone.",
    "Sketch.",
    "Posts.",
    "I'm sinking.",
    "Stop.",
    "Next.",
    "A pause.",
    "It's empty.",
)

ANSWER = "I called every customer myself and explained what had happened to the order."
