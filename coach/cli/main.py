"""The `coach` command: a group that loads a command only when it is used, and the one place that
turns errors into sentences and exit codes.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click

from coach import __version__
from coach.errors import CoachError

_INTERRUPTED = 130
_CANNOT_TAKE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be too large",
    errno.EIO: "its reader or its disk is gone",
    errno.EBADF: "it is closed",
}

# name → (module, what `coach --help` says); the modules are loaded when their command is used.
COMMANDS = {
    "practice": ("practice", "Ask, listen, write down, keep."),
    "mock": ("mock", "The same against the clock."),
    "demo": ("demo", "A whole session with a made-up candidate; needs no microphone."),
    "resume": ("resume", "Go on with an interrupted session."),
    "retake": ("retake", "Answer a question of a session once more."),
    "sessions": ("sessions", "List what is kept."),
    "show": ("show", "Read a session."),
    "replay": ("replay", "Hear a session."),
    "search": ("search", "Find what you said, and hear it."),
    "debrief": ("debrief", "Listen back, and ask what each answer truly reflected."),
    "vision": ("vision", "Your career vision, in your own spoken sentences."),
    "drill": ("drill", "Wishy-washy, then stated: a hedge heard, and said without."),
    "delivery": ("delivery", "Figures of how it was said, and where."),
    "progress": ("progress", "How your answers change over time."),
    "compare": ("compare", "Then and now: a question's first and newest take."),
    "reel": ("reel", "Your best takes, one audio file."),
    "review": ("review", "Hear and read what is kept on a page in your browser."),
    "transcribe": ("transcribe", "Write a session down again, better."),
    "import": ("import_", "Take in recordings made elsewhere."),
    "questions": ("questions", "List, read and check question sets."),
    "export": ("export", "Take a session with you: text, subtitles, or all of it."),
    "erase": ("erase", "Delete sessions for good."),
    "devices": ("devices", "List microphones and loudspeakers."),
    "doctor": ("doctor", "Try every part for real and say what to mend."),
    "config": ("config", "Show the settings in force and where they come from."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use, so that `--help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All commands, in the order a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # loading makes much and leaves nothing behind: to look costs a tenth of it
        try:
            module = importlib.import_module(f"coach.cli.commands.{COMMANDS[cmd_name][0]}")
        finally:
            gc.enable()
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coach")
@click.option(
    "--recordings", type=click.Path(), help="Where sessions are kept, for any of the commands."
)
@click.pass_context
def group(ctx: click.Context, recordings: str | None) -> None:
    """Practise interviews aloud: the coach asks, listens, writes down and keeps. All on this
    machine.

    Begin with `coach demo`, then `coach practice career-vision`.
    """
    ctx.obj = {"recordings": recordings}


SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
interruptions: list[float] = []  # when signals came, time.monotonic
_SAVING_S = 5.0  # to bring takes to an end takes a hundredth of that


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the system asked the program to end (SIGTERM, SIGHUP)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        _prepare_process()
        code = run(arguments)
    except KeyboardInterrupt as error:  # between two lines of ours
        code = _explain_interruption(error)
    _leave(code)


def run(arguments: Sequence[str] | None) -> int:
    """The exit code of these arguments, everything that is to be said about it said."""
    try:
        # Click gives back the code of `Context.exit`, else what the command returns: nothing.
        code: int = group.main(args=arguments, prog_name="coach", standalone_mode=False) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except CoachError as error:
        code = _explain(error)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        code = _explain_interruption(error)
    except (BrokenPipeError, SystemExit) as error:  # our reader went away, as `| head` does
        notes = notes_of(error)  # of a session that it breaks off; else it wanted no more
        _say(*notes)
        code = _INTERRUPTED if notes else 0
    except Exception as error:  # noqa: BLE001  the last frame: a sentence, never a traceback
        # Ctrl-C while a library in C is imported comes out of it as some other error.
        code = _explain_interruption(error) if interruptions else _explain_unexpected(error)
    return code


def _prepare_process() -> None:
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some costs 0.03 s
    _occupy_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a transcript may hold what a terminal cannot
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # what is typed may be in another encoding
    for number in SIGNALS:
        if signal.getsignal(number) not in (signal.SIG_IGN, None):  # as nohup has it
            signal.signal(number, _interrupt)


def _occupy_closed_streams() -> None:
    """Where a standard stream is closed, put nothing in its place, lest a file of ours is."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """Break off what is being done. A closed window sends several signals, and people press Ctrl-C
    twice: the ones that follow must not break off the saving. Only if that hangs do they.
    """
    is_saving = bool(interruptions) and time.monotonic() - interruptions[0] < _SAVING_S
    interruptions.append(time.monotonic())
    if not is_saving:
        raise Interrupted


def _ignore_interruptions() -> None:
    """All is kept, and the program is about to end."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _explain(error: CoachError) -> int:
    _say(error.message, error.hint, *notes_of(error))
    return error.exit_code


def _explain_interruption(error: BaseException) -> int:
    _ignore_interruptions()
    _say("Stopped.", *notes_of(error))
    return _INTERRUPTED


def notes_of(error: BaseException | None) -> list[str]:
    """What those on the way up added: which session is kept, and how to go on with it."""
    notes: list[str] = []
    while error is not None:
        notes += getattr(error, "__notes__", [])
        error = error.__cause__ if isinstance(error, click.Abort) else None
    return notes


def _explain_unexpected(error: Exception) -> int:
    if os.environ.get("COACH_TRACEBACK"):
        raise error
    if isinstance(error, OSError) and error.filename is None and error.errno in _CANNOT_TAKE:
        _say(
            f"The output cannot be written: {_CANNOT_TAKE[error.errno]}.",
            "Make room there, or send it elsewhere.",
        )
        return 1
    _say(
        f"Something broke that should not: {type(error).__name__}: {error}",
        "What was recorded is kept. To see where: COACH_TRACEBACK=1 coach …",
        *notes_of(error),
    )
    return 1


def _say(*lines: str) -> None:
    with contextlib.suppress(OSError):  # nobody can hear it
        for line in lines:
            if line:
                click.echo(line, err=True)


def _leave(code: int) -> None:
    """Exit with `code`; a reader that went away must not cause noise while the streams close."""
    for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    if code == _INTERRUPTED:
        os._exit(code)  # all is kept, and Whisper's thread may still be in the middle of a piece
    sys.exit(code)


if __name__ == "__main__":
    main()
