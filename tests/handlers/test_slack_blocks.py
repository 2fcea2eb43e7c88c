"""Cards, forms and homes as Block Kit: within Slack's schema and limits, however much stands in them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions import Action, Verb
from bot.cards import Button, Card, File, Picture
from bot.draft import Draft, Headline, Poster, Stage
from bot.forms import Field, Form
from bot.papers import Source
from bot.people import Conversation, Person
from bot.poster import PosterFacts
from handlers.slack.blocks import card_blocks, cut, escaped, fallback, form_view, home_view
from tests.servers.slack.blocks import check_message, faults_of, schema_checked
from tests.servers.slack.state import elements_of, texts_of

PICTURE = Picture(name="2601.00001-figure-2.png", alt="Three curves that fall.", digest="ab" * 32)
PAGE = Picture(name="2601.00001-page-4.png", alt="x" * 5000, digest="cd" * 32)
FILES = {PICTURE.digest: "F1", PAGE.digest: "F2"}
MARKS = "<!channel> & <@U1> *bold*"
ASTRAL = "\U0001d4b3" * 4000


def _button(verb: Verb) -> Button:
    return Button(label=f"{verb.value} …" * 20, action=Action(draft="a" * 8, verb=verb, piece=12, revision=3))


def _card(**parts: Any) -> Card:
    known: dict[str, Any] = {"key": "a:1", "version": 1, "title": "Tweet 1/13"}
    return Card(**(known | parts))


CARDS = {
    "bare": _card(),
    "a tweet": _card(text="A text.\n\n1/13", small=("137/280 · p. 2",), picture=PICTURE, piece=1, revision=0),
    "with buttons": _card(text="A text.", buttons=tuple(map(_button, Verb)), status="under way"),
    "in doubt": _card(text="A text.", offered=PAGE, small=("No picture of Figure 2 is attached",)),
    "a picture that is gone": _card(picture=PICTURE.model_copy(update={"digest": "ef" * 32})),
    "marks": _card(title=MARKS, status=MARKS, text=MARKS, small=(MARKS,), picture=PICTURE),
    "300 small lines": _card(title="t" * 900, text="x" * 280, small=("a line & more " * 30,) * 300),
    "one very long line": _card(text="x", small=("&" * 9000,)),
    "4000 characters": _card(text="y" * 4000, small=("z" * 3000,) * 5, picture=PICTURE, offered=PAGE),
    "beyond the plane": _card(title=ASTRAL, text=ASTRAL, small=(ASTRAL,)),
    "a thread to take away": _card(text="t\n" * 9000, files=(File(name="thread.md", digest="1" * 64),)),
}
FORMS = {
    "regenerate": Form(
        title="Regenerate tweet 12", fields=(Field(name="note", label="What?", optional=True),)
    ),
    "edit": Form(
        title="Edit tweet 12",
        fields=(Field(name="text", label="Text", text="y" * 4000, hint="280 of 280", most=4000),),
    ),
    "five fields": Form(
        title="A very long title of a form that asks",
        fields=tuple(Field(name=f"f{n}", label=MARKS, text=MARKS, hint=MARKS, long=False) for n in range(5)),
    ),
}


def _draft(number: int, **parts: Any) -> Draft:
    known: dict[str, Any] = {
        "id": f"abcd{number:04}".replace("0", "o").replace("1", "i"),
        "conversation": Conversation(platform="slack", channel="C1"),
        "requested_by": Person(platform="slack", id="A", name=MARKS),
        "source": Source(name="ships.pdf", pdf_sha256="cd" * 32),
        "created": datetime(2026, 11, 23, 12, tzinfo=UTC),
        "stage": Stage.REVIEW,
    }
    return Draft(**(known | parts))


LONG = Headline(paper_id=None, title=f"{MARKS} {'long ' * 200}", authors=(), pages=1)


def _ready(_file: Any) -> str:
    return ""


@pytest.mark.parametrize("name", CARDS)
def test_every_card_is_a_message_that_slack_takes(name: str) -> None:
    """Slack's schema, lengths and counts hold for every kind of card, and for extreme ones."""
    card = CARDS[name]
    blocks = card_blocks(card, FILES)
    check_message(blocks, _ready)
    assert 0 < len(fallback(card)) <= 4000
    assert not any(mark in said for said in texts_of(blocks, plain=False) for mark in ("<!", "<@", "& "))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_a_view_that_slack_takes(name: str) -> None:
    """The same holds for modals, whose blocks and titles have limits of their own."""
    view = form_view(FORMS[name], {"action": "a" * 40, "channel": "C1", "place": "1.1"})
    assert faults_of(view["blocks"], 100) == []
    assert all(len(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    assert len(view["private_metadata"]) <= 3000
    assert len({one["block_id"] for one in view["blocks"]}) == len(view["blocks"])


def test_a_home_of_very_many_drafts() -> None:
    """As many drafts as fit, with endless titles make a home that Slack takes, the person's own marked."""
    drafts = tuple((_draft(n, headline=LONG), "https://lab.slack.com/archives/C1/p1") for n in range(99))
    view = home_view(drafts, person="A")
    assert faults_of(view["blocks"], 100) == []
    assert "yours" in view["blocks"][1]["text"]["text"]
    poster = _draft(1, source=Source(), poster=Poster(facts=PosterFacts(title="Lamps")))
    assert "<https://lab.slack.com|Lamps>" in str(home_view([(poster, "https://lab.slack.com")], person="A"))
    empty = home_view((), person="A")
    assert faults_of(empty["blocks"], 100) == []
    assert "No draft is open" in empty["blocks"][0]["text"]["text"]


def test_a_tweet_stands_as_it_will_be_posted() -> None:
    """The text is neither marked up nor cut nor escaped: what is copied from Slack is what was approved."""
    text = "Try *this* & <that>: https://arxiv.org/abs/2601.00001 :tada: @nobody\n\n1/13"
    blocks = card_blocks(_card(text=text), {})
    assert texts_of(blocks)[1] == text
    assert blocks[1]["elements"][0]["type"] == "rich_text_section"


def test_buttons_carry_what_they_mean() -> None:
    """A button's value names draft, verb, tweet and revision, and survives a restart of everything."""
    blocks = card_blocks(CARDS["with buttons"], {})
    actions = [Action.decode(one["value"]) for one in elements_of(blocks)]
    assert [one.verb for one in actions] == list(Verb)
    assert {(one.draft, one.piece, one.revision) for one in actions} == {("a" * 8, 12, 3)}


def test_what_is_left_out_is_told() -> None:
    """Of more lines than a message holds, the last line says how many are missing."""
    small = texts_of(card_blocks(CARDS["300 small lines"], {}))[-1]
    shown = sum(said.count("a line") for said in texts_of(card_blocks(CARDS["300 small lines"], {}))) // 30
    assert small == f"and {300 - shown} more"


def test_escaping_and_cutting() -> None:
    """Escaped text mentions nobody; what is cut ends with a sign that it was."""
    assert escaped("<!here> a & b") == "&lt;!here&gt; a &amp; b"
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


def test_the_schema_is_there_to_check_against() -> None:
    """Says aloud when shapes were not checked above, because Slack's schema is not beside the repository."""
    if not schema_checked():
        pytest.skip("Slack's schema of blocks is not beside the repository")
    assert faults_of([{"type": "section", "txt": "typo"}], 50) != []
