"""The `coach` command: loads a subcommand only when it is used, and turns every error into a
sentence and an exit code. No other module does that.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from coach import __version__
from coach.cli.groups import CommandGroup, pass_on
from coach.cli.interruption import break_off_on_signals, ignore_signals, interruptions
from coach.errors import CoachError, WrongUse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_INTERRUPTED = 130  # exit code: 128 + SIGINT (2), as shells have it
# Why the output cannot be written, by error number.
_CANNOT_TAKE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be too large",
    errno.EIO: "the terminal, the reader or the disk is gone",
    errno.EBADF: "the output is closed",
}
_MAY_NOT = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "that is not allowed",
    errno.EPERM: "that is not allowed",
}

# Command name → (module, its line in `coach --help`). A module is loaded when its command is used.
COMMANDS = {
    "open": ("open_", "Practise and look back on a page in your browser."),
    "practice": ("practice", "Answer questions aloud, without a clock."),
    "mock": ("mock", "Answer questions aloud, against the clock."),
    "plan": ("plan", "Plan what to practise each day until an interview."),
    "demo": ("demo", "Run a session with a made-up candidate, without a microphone."),
    "resume": ("resume", "Go on with an interrupted session."),
    "retake": ("retake", "Answer a question of a session once more."),
    "sessions": ("sessions", "List the sessions that are kept."),
    "show": ("show", "Read a session."),
    "replay": ("replay", "Hear a session."),
    "correct": ("correct", "Correct words of an answer that were misheard."),
    "search": ("search", "Find sentences you said, and how to hear them."),
    "debrief": ("debrief", "Listen back, and ask what each answer truly reflected."),
    "vision": ("vision", "Build your career vision out of your own spoken sentences."),
    "stories": ("stories", "Keep the stories you tell by name, and tell them again."),
    "drill": ("drill", "Say a hedged sentence once more, without the hedge."),
    "delivery": ("delivery", "See how you said your answers: pace, pauses, fillers, hedges."),
    "progress": ("progress", "See how your answers change over time."),
    "compare": ("compare", "Compare the first and the newest take of a question."),
    "reel": ("reel", "Join your best takes in one audio file."),
    "review": ("review", "Hear and read your sessions on a page in your browser."),
    "transcribe": ("transcribe", "Write a session down again, such as with a larger model."),
    "models": ("models", "See the Whisper models on this machine, get others, compare them."),
    "import": ("import_", "Take in recordings made elsewhere."),
    "questions": ("questions", "List, read and check question sets."),
    "export": ("export", "Take a session with you as text, page, subtitles or zip file."),
    "erase": ("erase", "Delete sessions for good."),
    "privacy": ("privacy", "Prove that nothing leaves this machine, and see what is kept."),
    "devices": ("devices", "List microphones and loudspeakers."),
    "doctor": ("doctor", "Try every part for real, and show what to type where one fails."),
    "config": ("config", "Show every setting and where its value comes from."),
}


class LazyGroup(CommandGroup):
    """A group whose commands are imported on use, so that `--help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, in the order in which a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command named `cmd_name`; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # importing leaves no garbage; looking for some would take a tenth of the time
        try:
            module = importlib.import_module(f"coach.cli.commands.{COMMANDS[cmd_name][0]}")
        finally:
            gc.enable()
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin with `incomplete`, without importing any; or the options."""
        from click.shell_completion import CompletionItem

        named = [item for item in COMMANDS.items() if item[0].startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(name, help=text) for name, (_, text) in named] + options

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands into the help text, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coach")
@click.option(
    "--recordings", type=click.Path(), help="The folder of all sessions, for any command."
)
@click.pass_context
def group(ctx: click.Context, recordings: str | None) -> None:
    """Practise interviews aloud. The coach reads questions aloud, records your answers, writes them
    down, and keeps both. Everything happens on this machine.

    Begin with `coach demo`, then `coach practice career-vision`.
    """
    pass_on(ctx, {"recordings": recordings})


# Daemons, which may be at work in a C library.
_NATIVE_THREADS = {"transcription", "session", "engine"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        _prepare_process()
        code = run(arguments)
    except KeyboardInterrupt as error:  # it came outside of the `try` in `run`
        code = _explain_interruption(error)
    _leave(code)


def run(arguments: Sequence[str] | None, command: click.Command = group) -> int:
    """Run `command` with `arguments` and return the exit code. The error, if any, is printed."""
    try:
        # Click returns the code given to `Context.exit`, else what the command returned: None.
        code: int = command.main(args=arguments, prog_name="coach", standalone_mode=False) or 0
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
    except (BrokenPipeError, SystemExit) as error:  # the reader of stdout went away, as `head` does
        notes = notes_of(error)  # there are some if that broke off a session; else all is well
        _say(*notes)
        code = _INTERRUPTED if notes else 0
    except Exception as error:  # noqa: BLE001  the outermost frame: a sentence, never a traceback
        # A C library turns a Ctrl-C during its import into some other error.
        code = _explain_interruption(error) if interruptions else _explain_unexpected(error)
    return code


def _prepare_process() -> None:
    _occupy_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal may lack letters of a transcript
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # typed text may be in another encoding
    break_off_on_signals()


def _occupy_closed_streams() -> None:
    """Open /dev/null in place of closed standard streams. Otherwise the next file that is opened
    would get the number of stdout or stderr, and messages would be written into it.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # as Python has it if the stream was closed
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, nowhere)


def _explain(error: CoachError) -> int:
    _say(error.message, error.hint, *notes_of(error))
    return error.exit_code


def _explain_interruption(error: BaseException) -> int:
    ignore_signals()
    _say("Stopped.", *notes_of(error))
    return _INTERRUPTED


def notes_of(error: BaseException | None) -> list[str]:
    """The notes added to `error` on its way up: which session is kept, and how to go on with it."""
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
            "Make room there, or send the output elsewhere.",
        )
        return 1
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        _say("A name is too long for this system.", "Give a shorter one.", *notes_of(error))
        return WrongUse.exit_code
    if isinstance(error, OSError) and error.errno in _MAY_NOT:
        _say(
            f"{error.filename or 'A file'} cannot be changed: {_MAY_NOT[error.errno]}.",
            "See that there is room, and that you may write there. Your recordings are kept.",
            *notes_of(error),
        )
        return 1
    _say(
        f"Something broke that should not: {type(error).__name__}: {error}",
        "Your recordings are kept. To see where the program broke: COACH_TRACEBACK=1 coach …",
        *notes_of(error),
    )
    return 1


def _say(*lines: str) -> None:
    from coach.cli.fitting import fitted_to

    with contextlib.suppress(OSError):  # stderr is gone: nobody can read the lines
        for line in lines:
            if line:
                click.echo(fitted_to(sys.stderr, line), err=True)


def _leave(code: int) -> None:
    """Exit with `code`. If the reader of a stream went away, no error is printed about that."""
    for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    if code == _INTERRUPTED or _NATIVE_THREADS & {each.name for each in threading.enumerate()}:
        os._exit(code)  # everything is kept, and Python's end would pull the rug from under Whisper
    sys.exit(code)


if __name__ == "__main__":
    main()
