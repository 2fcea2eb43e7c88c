"""`herald poster-ad`, as its users meet it: the real command, a loopback arXiv, the embedded store."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from icalendar.cal import Component

from bot.poster import PosterFacts
from tests.bot.writing.posters import LEAN_DOJO, LEAN_DOJO_AD
from tests.handlers.test_terminal import LIGHTHOUSE, SEEN_AS, Terminal, terminal

__all__ = ["terminal"]

FACTS = {name: getattr(LEAN_DOJO, name) for name in ("title", "event", "date", "time", "place", "about")}
DATED = {
    "title": "LeanDojo",
    "event": "ICML 2028",
    "date": "Friday, 28 July 2028",
    "time": "11:45 AM – 12:15 PM HST",  # noqa: RUF001  a dash as people type it
    "place": "room 301",
}
OWN = "Come and see how lamps prove theorems on 7/28 at 11:45 AM! Thanks to @ada_l."


def asked(facts: dict[str, str]) -> list[str]:
    """The options that give these facts."""
    return [word for name, text in facts.items() for word in (f"--{name}", text)]


def named(err: str) -> str:
    """The draft that a command tells of."""
    found = re.search(r"--draft ([a-z0-9]{8})", err)
    assert found
    return found[1]


def piped(terminal: Terminal, words: str, *arguments: str) -> tuple[str, str]:
    """What the command prints when words are piped into it."""
    with terminal.start(*arguments, stdin=subprocess.PIPE) as process:
        out, err = process.communicate(words, timeout=60)
    assert process.returncode == 0, err
    return out, err


def entry(path: Path) -> Component:
    """The one entry of a calendar file."""
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return event


def test_the_example_of_the_lab(terminal: Terminal) -> None:
    """Its facts on the command line give, on stdout, the ad that the lab calls good, to the byte."""
    out, err = terminal.herald("poster-ad", *asked(FACTS))
    assert out == f"{LEAN_DOJO_AD}\n"
    assert "Missing: A link" in err
    assert "The calendar entry has no time zone" in err
    assert f"herald tweet edit ad --draft {named(err)}" in err


def test_from_a_paper(terminal: Terminal) -> None:
    """Title, authors and link are the paper's, and what is not known is a blank that is named."""
    out, err = terminal.herald("poster-ad", SEEN_AS, "--place", "Hall 3", "--date", "Friday, 28 July 2028")
    assert LIGHTHOUSE.truth.title in out
    assert f"https://arxiv.org/abs/{SEEN_AS}" in out
    assert "Friday, 28 July 2028, [time], Hall 3" in out
    assert "✗ Fill in the time: the ad still says “[time]”." in err
    assert "[date]" not in out
    of_a_file, _ = terminal.herald("poster-ad", str(LIGHTHOUSE.pdf))
    assert LIGHTHOUSE.truth.title in of_a_file
    assert "[date], [time], [place]" in of_a_file


def test_a_persons_own_draft(terminal: Terminal) -> None:
    """From a file or from standard input: its words stand, with feedback on stderr alone."""
    (terminal.home / "draft.txt").write_text(OWN, encoding="utf-8")
    out, err = terminal.herald("poster-ad", "--draft-file", "draft.txt", "--place", "room 301")
    assert out == f"{OWN}\nroom 301\n"
    assert "Good: It opens with an invitation" in err
    assert "Missing: The place: the form has it, “room 301”." in err
    assert "Changed: Added from the form: “room 301”." in err
    assert piped(terminal, OWN, "poster-ad", "--draft-file", "-", "--place", "room 301")[0] == out


def test_json_has_the_promised_shape(terminal: Terminal) -> None:
    """`--json` prints one object and nothing else, with facts, feedback, findings and the files written."""
    out, _ = terminal.herald(
        "poster-ad", *asked(DATED), "--link", "https://a.example/b_(c)", "--json", "--out", "x"
    )
    said = json.loads(out)
    assert list(said) == ["draft", "ad", "files", "usage"]
    ad = said["ad"]
    assert list(ad) == [
        "text", "weighted_length", "longer", "feedback", "findings", "remark", "approved", "tweet", "facts",
        "own_draft",
    ]  # fmt: skip
    assert ad["facts"] == PosterFacts(**DATED, links=("https://a.example/b_(c)",)).model_dump(mode="json")
    assert all(text in ad["text"] and text in ad["longer"] for text in DATED.values())
    assert (ad["findings"], ad["remark"], ad["approved"], ad["tweet"], said["usage"]) == (
        [],
        None,
        False,
        None,
        None,
    )
    assert list(ad["feedback"]) == ["strong", "missing", "changed"]
    assert ad["weighted_length"] <= 280
    assert set(said["files"]) == {"poster-ad.txt", "poster-ad-longer.txt", "poster.ics"}
    assert (terminal.home / said["files"]["poster-ad.txt"]).read_text(encoding="utf-8") == ad["text"]


def test_the_longer_variant(terminal: Terminal) -> None:
    """`--longer` prints the variant for LinkedIn and e-mail, a fact a line."""
    out, _ = terminal.herald("poster-ad", *asked(DATED), "--longer")
    assert "\nDate: Friday, 28 July 2028\n" in out
    assert len(out.splitlines()) > 5


def test_facts_corrected(terminal: Terminal) -> None:
    """With `--draft` the facts given are changed and no others; the calendar entry is the same, but newer."""
    _, err = terminal.herald("poster-ad", *asked(DATED), "--out", "there")
    draft, first = named(err), entry(terminal.home / "there" / "poster.ics")
    assert first.decoded("DTSTART").astimezone(UTC) == datetime(2028, 7, 28, 21, 45, tzinfo=UTC)
    assert first.decoded("DTEND").astimezone(UTC) == datetime(2028, 7, 28, 22, 15, tzinfo=UTC)
    out, _ = terminal.herald("poster-ad", "--draft", draft, "--place", "room 17", "--out", "there")
    assert "room 17" in out
    assert "room 301" not in out
    assert all(text in out for name, text in DATED.items() if name != "place")
    second = entry(terminal.home / "there" / "poster.ics")
    assert (first["UID"], first["SEQUENCE"], second["UID"], second["SEQUENCE"]) == (
        f"{draft}@herald", 0, f"{draft}@herald", 1,
    )  # fmt: skip
    assert second["LOCATION"] == "room 17, ICML 2028"
    assert terminal.herald("poster-ad", "--draft", draft)[0] == out, "without facts it is shown as it stands"
    assert entry(terminal.home / "there" / "poster.ics")["SEQUENCE"] == 1


def test_from_an_edit_to_the_calendar(terminal: Terminal) -> None:
    """An edit that breaks a fact is refused, the fact named; one that does not is approved and exported."""
    _, err = terminal.herald("poster-ad", *asked(DATED))
    draft = named(err)
    good = (
        "Lamps prove theorems! LeanDojo, Friday, 28 July 2028, 11:45 AM – 12:15 PM HST, room 301 @ ICML 2028"  # noqa: RUF001
    )
    refused = terminal.refused("tweet", "edit", "ad", "--note", good.replace("301", "302"))
    assert "“room 301”" in refused
    assert "fill in the poster details" in refused
    terminal.herald("tweet", "edit", "ad", "--note", good)
    terminal.herald("export", draft, "--out", "early")
    terminal.herald("tweet", "approve", "ad")
    out, err = terminal.herald("export", draft, "--out", "there")
    assert (out, err) == ("there\n", "")
    there = terminal.home / "there"
    assert (there / "poster-ad.txt").read_text(encoding="utf-8") == good
    assert entry(there / "poster.ics")["SUMMARY"] == "Poster: LeanDojo"
    listed, _ = terminal.herald("drafts")
    assert re.search(rf"{draft} .* approved +1/1 +LeanDojo", listed)
    shown, _ = terminal.herald("show", draft)
    assert f"# - poster ad\n{good}\n" in shown
    assert "approved by" in shown
    assert json.loads(terminal.herald("show", draft, "--json")[0])["ad"]["approved"]


def test_the_ad_of_a_thread(terminal: Terminal) -> None:
    """It is drafted with the thread, filled in by `--draft`, and exported once it is approved."""
    out, _ = terminal.herald("thread", SEEN_AS, "--json", "--out", "t")
    thread = json.loads(out)
    assert "[date], [time], [place]" in thread["ad"]["text"]
    assert not (terminal.home / "t" / "poster-ad.txt").exists()
    draft = thread["draft"]
    where = asked({name: DATED[name] for name in ("date", "time", "place")})
    out, _ = terminal.herald("poster-ad", "--draft", draft, *where)
    assert all(DATED[name] in out for name in ("date", "time", "place"))
    terminal.herald("tweet", "approve", "ad", "--draft", draft)
    terminal.herald("export", draft, "--out", "t")
    assert (terminal.home / "t" / "poster-ad.txt").read_text(encoding="utf-8") == out.strip()
    assert (terminal.home / "t" / "thread.md").exists()


def test_no_ad_of_these_facts(terminal: Terminal) -> None:
    """Too many of them: the command fails with what to leave out; what is hidden never reaches the screen."""
    out, err = terminal.herald(
        "poster-ad", *asked(FACTS), "--authors", "Ada Lovelace, " * 20, "--out", "x", code=1
    )
    assert out == ""
    assert "shorten or leave out: authors" in err
    out, err = terminal.herald("poster-ad", "--title", "Lean\x1b[31mDojo\u202e", code=1)
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err
    assert "Take out what nobody sees in the title" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give what is known of the poster"),
        (("nonsense",), "no arXiv"),
        (("missing.pdf",), "There is no file missing.pdf"),
        (("--draft-file", "missing.txt"), "The file missing.txt cannot be read"),
        ((SEEN_AS, "--draft", "abcd2345"), "Draft abcd2345 has its paper"),
    ],
)
def test_wrong_calls(terminal: Terminal, arguments: tuple[str, ...], words: str) -> None:
    """One sentence says what was wrong, and nothing is begun."""
    assert words in terminal.refused("poster-ad", *arguments, code=2)
    assert "No drafts yet" in terminal.herald("drafts")[1]


def test_a_file_of_another_editor(terminal: Terminal) -> None:
    """A mark that some editors set before a text is no part of it, nor is it the draft's fault."""
    (terminal.home / "draft.txt").write_bytes(b"\xef\xbb\xbfCome to room 5 at 3pm UTC!\r\nSee you!\r\n")
    out, _ = terminal.herald("poster-ad", "--title", "Lean", "--date", "July 1", "--draft-file", "draft.txt")
    assert out.startswith("Come to room 5 at 3pm UTC!\nSee you!\nLean\n")
    piped_out, _ = piped(terminal, "\ufeffCome to room 5!\r\nBye!", "poster-ad", "--draft-file", "-")
    assert "Come to room 5!\nBye!\n" in piped_out
    (terminal.home / "latin.txt").write_bytes("Grüße aus Köln".encode("latin-1"))
    assert "cannot be read" in terminal.refused("poster-ad", "--draft-file", "latin.txt", code=2)


def test_what_is_not_there(terminal: Terminal) -> None:
    """A draft that nobody knows, a number where the ad has none, and too long a fact are told."""
    assert "no draft called abcd2345" in terminal.refused("poster-ad", "--draft", "abcd2345", "--place", "B")
    terminal.herald("poster-ad", *asked(FACTS))
    assert "called “ad”" in terminal.refused("tweet", "shorten", "1")
    assert "no number of a tweet" in terminal.refused("tweet", "shorten", "0", code=2)
    assert "place has signs that are no text" in terminal.refused("poster-ad", "--place", "room \udcff1")
    assert "“Zoom” is no link; give an address" in terminal.refused("poster-ad", "--link", "Zoom")
    assert "place is longer than 1000" in terminal.refused("poster-ad", "--place", "x" * 1001)
