"""Cards and forms as Discord's components: what people read and press, within Discord's limits."""

from typing import Any

import pytest

from bot.actions import Action, Verb
from bot.cards import Button, Card, File, Picture
from bot.forms import Field, Form
from bot.lab import Lab
from handlers.discord import components
from handlers.discord.components import card_view, exact, filled_in, form_modal, mark, plain
from handlers.discord.emoji_names import named
from tests.servers.discord import components as limits
from tests.servers.discord import schema

EDIT = Action(draft="abcd2345", verb=Verb.EDIT, piece=12, revision=345)


def card(**parts: Any) -> Card:
    """A card with these parts."""
    return Card(**{"key": "abcd2345:1", "version": 1, "title": "Tweet 1/8", **parts})


def sent(told: Card, names: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The components of a card, which Discord would take."""
    view: Any = card_view(told, names or {})
    parts: list[dict[str, Any]] = view.to_components()
    limits.check_message(parts, list((names or {}).values()), v2=True)
    known = schema.found()
    if known:
        body = {"components": parts, "flags": 1 << 15}
        assert known.fault("POST", "/channels/{channel_id}/messages", body) == ""
    return parts


def texts(told: Card, names: dict[str, str] | None = None) -> str:
    """What can be read in it."""
    return "\n".join(limits.texts(sent(told, names)))


async def test_a_whole_card() -> None:
    """Title and status, the exact text, the picture, small lines, the page instead, files, and buttons."""
    verbs = (Verb.APPROVE, Verb.REGENERATE, Verb.SHORTEN, Verb.EDIT, Verb.RETRY, Verb.UNDO)
    told = card(
        status="shorten is under way",
        text="Our *new* paper: <@1> 1/8",
        small=("42/280 · p. 1: “a_b”", "two\nlines"),
        picture=Picture(name="f.png", alt="A lamp.", digest="one"),
        offered=Picture(name="p.png", alt="A page.", digest="two"),
        files=(File(name="thread.md", digest="three"), File(name="huge.zip", digest="four")),
        buttons=tuple(
            Button(label=verb.value, action=EDIT.model_copy(update={"verb": verb})) for verb in verbs
        ),
    )
    (box,) = sent(told, {"one": "f.png", "two": "p.png", "three": "thread.md"})
    kinds = [part["type"] for part in box["components"]]
    assert kinds == [10, 10, 12, 10, 10, 12, 13, 10, 1, 1]
    assert box["id"] == mark("abcd2345:1")
    read = [part["content"] for part in box["components"] if part["type"] == 10]
    assert read[0] == "### Tweet 1/8\nshorten is under way"
    assert read[1] == "```\nOur *new* paper: <@1> 1/8\n```"
    assert read[2] == "-# 42/280 · p. 1: “a\\_b”\n-# two lines"
    assert "huge.zip" in read[4]
    ids = [one["custom_id"] for row in box["components"][-2:] for one in row["components"]]
    assert [Action.decode(one).verb for one in ids] == list(verbs)
    styles = [one["style"] for row in box["components"][-2:] for one in row["components"]]
    assert styles == [3, 2, 2, 2, 2, 2]


async def test_what_does_not_fit_is_told() -> None:
    """Long texts and many lines are cut with a word that there is more; nothing passes Discord's limits."""
    many = card(
        title="T" * 1000, text="word " * 1500, small=tuple(f"line {n} " + "x" * 2000 for n in range(60))
    )
    read = texts(many)
    assert "and more, for which a message has no room" in read
    assert "…and 6" in read or "…and 5" in read
    emoji = card(text="😀" * 3000, small=("😀" * 500,) * 20)
    assert len(texts(emoji).encode("utf-16-le")) // 2 <= components.TEXT
    thread = card(
        text="\n\n".join(f"tweet {n}: " + "y" * 200 for n in range(15)), small=("Nothing is posted.",)
    )
    assert "tweet 14" in texts(thread)
    assert "Nothing is posted" in texts(thread)


@pytest.mark.parametrize("text", ["```", "a ``` b ````` c", "`", "```py\nx\n```", "ends with `"])
def test_backticks_do_not_end_the_block(text: str) -> None:
    """Whatever stands in a tweet, its block has one beginning and one end, and no letter is lost."""
    shown = exact(text)
    inner = shown.removeprefix("```\n").removesuffix("\n```")
    assert "```" not in inner
    assert inner.replace("\u200b", "") == text


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "<@123456789012345678>",
        "<#12>",
        "<t:1>",
        "*a* _b_ ~~c~~",
        "# big",
        "> said",
        "[x](http://y)",
    ],
)
def test_other_texts_mean_nothing_to_discord(text: str) -> None:
    """Titles and lines from a paper mention nobody and mark nothing up."""
    shown = plain(text)
    assert shown != text
    assert shown.replace("\u200b", "").replace("\\", "") == text


async def test_a_form_and_what_comes_back() -> None:
    """A form has its fields with labels, hints and texts; what was typed is found by the fields' names."""
    fields = (
        Field(name="text", label="Text, without its number", text="Old", hint="h" * 200, most=4000),
        Field(name="note", label="What should change?", optional=True, long=False),
    )
    told: dict[str, Any] = form_modal(Form(title="Edit tweet 12", fields=fields), EDIT.encode()).to_dict()
    limits.check_modal(told)
    assert Action.decode(told["custom_id"]) == EDIT
    first, second = told["components"]
    assert (first["label"], len(first["description"])) == ("Text, without its number", 100)
    assert (first["component"]["value"], first["component"]["max_length"]) == ("Old", 4000)
    assert (second["component"]["required"], second["component"]["style"]) == (False, 1)
    typed = [{"type": 18, "component": {"type": 4, "custom_id": "text", "value": "New"}}]
    typed.append({"type": 1, "components": [{"type": 4, "custom_id": "note", "value": None}]})
    assert filled_in(typed) == {"text": "New", "note": ""}


async def test_marks_are_far_from_discords_own_ids() -> None:
    """A mark is a number that Discord takes, and different cards have different ones."""
    marks = {mark(f"abcd2345:{n}") for n in range(1000)}
    assert len(marks) == 1000
    assert min(marks) >= 1 << 30
    assert max(marks) < 1 << 31


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("✅", "white_check_mark"),
        ("✂", "scissors"),
        ("✂️", "scissors"),
        ("👍🏿", "+1"),
        ("🔁", "repeat"),
        ("☑️", "ballot_box_with_check"),
    ],
)
def test_emoji_have_the_names_of_the_lab_file(sign: str, name: str) -> None:
    """Whatever skin tone or variation they come in."""
    assert named(sign, Lab()) == name
