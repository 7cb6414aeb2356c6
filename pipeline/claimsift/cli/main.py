"""Runs a command and turns every error into one line on stderr and an exit code."""

from __future__ import annotations

import os
import sys

import typer

from claimsift.cli.app import app
from claimsift.errors import ClaimsiftError

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
# typer carries its own copy of click, older versions import it: the usage error is reached through a public subclass.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 ok, 1 the command failed, 2 wrong usage, 130 interrupted."""
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def run_command(arguments: list[str]) -> int:
    """The exit code of a command line."""
    try:
        # Not `command.main`: it has its own mind about a closed pipe and Ctrl-C.
        command = typer.main.get_command(app)
        with command.make_context("claimsift", arguments or ["--help"]) as context:
            command.invoke(context)
        sys.stdout.flush()
        return OK
    except typer.Exit as wish:
        return wish.exit_code
    except _UsageError as error:
        return _fail(f"{_message(error)} (see: claimsift --help)", USAGE)
    except ClaimsiftError as error:
        return _fail(str(error), FAILED)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader (`head`) has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return _fail(f"{error.filename or 'system'}: {error.strerror or error}", FAILED)


def _message(error: Exception) -> str:
    format_message = getattr(error, "format_message", None)
    return str(format_message() if format_message else error).rstrip(".")


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"claimsift: {' '.join(message.split())}\n")
    return code
