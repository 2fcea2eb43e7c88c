"""The command line: `herald …`, or `python -m handlers …`."""

import argparse
import asyncio
import io
import logging
import os
import signal
import sys
from collections.abc import Sequence

from bot import __version__
from bot.errors import HeraldError
from bot.settings import Settings
from handlers import commands, poster, serving
from handlers.console import legible

FAILED, WRONG_CALL, INTERRUPTED, TERMINATED = 1, 2, 130, 143


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 for a failure, 2 for a wrong call.

    The one error boundary of the terminal: whatever happens is a sentence on stderr, never a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no Unicode gets question marks
    options = _parser().parse_args(arguments)
    level = logging.INFO if options.verbose else logging.ERROR
    logging.basicConfig(level=level, format="%(asctime)s %(message)s")
    logging.getLogger("docket").setLevel(logging.WARNING)  # each job is told of by what it does
    try:
        code = asyncio.run(_run(options))
        sys.stdout.flush()
    except commands.WrongCall as error:
        return _refused(error, WRONG_CALL)
    except HeraldError as error:
        return _refused(error, FAILED)
    except KeyboardInterrupt:
        return _refused("stopped; the same command goes on where this one was.", INTERRUPTED)
    except asyncio.CancelledError:
        return _refused("ended from outside; the same command goes on where this one was.", TERMINATED)
    except OSError as error:
        # Standard output is gone or full; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED if isinstance(error, BrokenPipeError) else _refused(f"{error.strerror}.", FAILED)
    return code


async def _run(options: argparse.Namespace) -> int:
    """The command, ended in peace by SIGTERM as by Ctrl-C."""
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    code: int = await options.command(options, Settings.load())
    return code


def _refused(words: object, code: int) -> int:
    print(f"herald: {legible(str(words))}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="herald", description="Drafts the tweet thread of a paper, for people to edit and approve."
    )
    parser.add_argument("--version", action="version", version=f"herald {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log each step to stderr")
    parser.set_defaults(command=None)
    several = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: commands.Command, words: str) -> argparse.ArgumentParser:
        one = several.add_parser(name, help=words, description=words)
        one.set_defaults(command=run)
        return one

    source = "an arXiv link or id, or the path of a PDF"
    read = command("read", commands.read, "Read a paper and show what was found in it.")
    read.add_argument("source", metavar="SOURCE", help=source)
    thread = command("thread", commands.thread, "Draft the tweet thread of a paper, or go on with it.")
    thread.add_argument("source", metavar="SOURCE", help=source)
    thread.add_argument("--note", default="", help="for the writer: venue, whom to thank, code link, tone")
    show = command("show", commands.show, "Show a draft with all that a reviewer is told.")
    export = command("export", commands.export, "Write a draft's deliverable into a folder.")
    command("drafts", commands.drafts, "List the drafts.")
    tweet = command("tweet", commands.tweet, "Change, approve, undo or retry one tweet.")
    tweet.add_argument("verb", choices=commands.VERBS, help="what to do; retry goes on with what failed")
    tweet.add_argument(
        "number",
        metavar="N",
        help="number of the tweet; ad: the poster's; all: approve the thread, or retry a draft that stopped",
    )
    tweet.add_argument("--draft", default="", help="which draft (the newest open one)")
    tweet.add_argument("--note", default="", help="what should change; for edit: the new text")
    for one in (show, export):
        one.add_argument(
            "draft", metavar="DRAFT", nargs="?", default="", help="which draft (the newest open one)"
        )
    for one in (thread, export):
        one.add_argument(
            "--out", metavar="DIR", help="where the deliverable goes (a folder of its own under out/)"
        )
    read.add_argument("--out", metavar="DIR", help="write the pictures of all figures into this folder")
    for one in (show, tweet):
        one.add_argument("--out", metavar="DIR", help="write the deliverable into this folder too")
    for one in (read, thread, show, tweet):
        one.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    _poster_ad(command("poster-ad", poster.poster_ad, "Write the advertisement of a poster."), source)
    run = command("run", serving.run, "Serve every chat that has a token, until stopped.")
    run.add_argument("--sample", metavar="PDF", help="without a token, draft its thread instead")
    run.set_defaults(platform="", verbose=True)
    for name in ("slack", "discord"):
        one = command(name, serving.run, f"Serve {name.capitalize()}, until stopped.")
        one.set_defaults(platform=name, sample="", verbose=True)
    worker = command("worker", commands.worker, "Do the heavy work in the background, until stopped.")
    worker.set_defaults(verbose=True)  # a service's log says what it does
    command("doctor", commands.doctor, "Check everything Herald needs, and say what to do.")
    return parser


def _poster_ad(ad: argparse.ArgumentParser, source: str) -> None:
    """Every fact may be given, and each stands in the ad as it is."""
    ad.add_argument("source", metavar="SOURCE", nargs="?", default="", help=f"the paper: {source}")
    for name, words in (
        ("title", "what the poster is called"),
        ("authors", "as they are to be named"),
        ("event", "the conference or workshop"),
        ("date", "day"),
        ("time", "beginning and end, with the time zone"),
        ("place", "room or hall"),
        ("number", "number of the poster"),
        ("about", "what you would like to talk about"),
    ):
        ad.add_argument(f"--{name}", help=words)
    ad.add_argument("--link", action="append", help="an address; may be given several times")
    ad.add_argument("--draft-file", metavar="FILE", help="your own draft of the ad; - for standard input")
    ad.add_argument("--draft", default="", metavar="ID", help="change the facts of this draft's ad")
    ad.add_argument("--longer", action="store_true", help="print the variant for LinkedIn and e-mail")
    ad.add_argument("--out", metavar="DIR", help="write the ad and its calendar file into this folder")
    ad.add_argument("--json", action="store_true", help="print one JSON object on stdout")


if __name__ == "__main__":
    sys.exit(main())
