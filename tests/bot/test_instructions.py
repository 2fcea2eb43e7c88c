"""What people say to Herald in words."""

import pytest

from bot.actions import Verb
from bot.errors import AskedError
from bot.instructions import HELP, Instruction, plain_links

LINK = "https://lab.slack.example/archives/C1/p1700000000000100"


@pytest.mark.parametrize(
    ("text", "verb", "number", "note"),
    [
        ("shorten 3", Verb.SHORTEN, 3, ""),
        ("  SHORTEN   Tweet 3.  ", Verb.SHORTEN, 3, ""),
        ("shorten #3", Verb.SHORTEN, 3, ""),
        ("shorten tweet #3", Verb.SHORTEN, 3, ""),
        ("shorten no. 3", Verb.SHORTEN, 3, ""),
        ("shorten number 12", Verb.SHORTEN, 12, ""),
        ("regenerate 3 graceful and calm", Verb.REGENERATE, 3, "graceful and calm"),
        ("regenerate 3 abcdefgh shorten 2", Verb.REGENERATE, 3, "abcdefgh shorten 2"),
        ("regenerate 3, less formal", Verb.REGENERATE, 3, "less formal"),
        ("regenerate 3,less formal", Verb.REGENERATE, 3, "less formal"),
        ("regenerate 3: 2 numbers less", Verb.REGENERATE, 3, "2 numbers less"),
        ("edit 3", Verb.EDIT, 3, ""),
        ("edit 3 One line.\n\nAnd another.", Verb.EDIT, 3, "One line.\n\nAnd another."),
        ("edit 3:\nOne line.", Verb.EDIT, 3, "One line."),
        ("edit 3 :) It works", Verb.EDIT, 3, ":) It works"),
        ("edit 3 See <https://github.com/a/b|github.com/a/b>", Verb.EDIT, 3, "See https://github.com/a/b"),
        ("approve all", Verb.APPROVE, None, ""),
        ("approve ALL!", Verb.APPROVE, None, "!"),
        ("approve 3 thanks", Verb.APPROVE, 3, "thanks"),
        ("retry all", Verb.RETRY, None, ""),
        ("withdraw 3", Verb.WITHDRAW, 3, ""),
        ("undo 3", Verb.UNDO, 3, ""),
    ],
)
def test_verb_number_and_note(text: str, verb: Verb, number: int | None, note: str) -> None:
    """What is said is understood however it is written, and words behind the number are kept as they are."""
    assert Instruction.parse(text) == Instruction(verb=verb, number=number, note=note)
    assert Instruction.parse(f"k3fxa2bc {text}") == Instruction(
        verb=verb, number=number, note=note, draft="k3fxa2bc"
    )


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("k3fxa2bc", "k3fxa2bc"),
        ("K3FXA2BC:", "K3FXA2BC"),
        ("draft k3fxa2bc", "k3fxa2bc"),
        ("abcdefgh", "abcdefgh"),
        (LINK, LINK),
        (f"<{LINK}>", LINK),
        (f"<{LINK}|the third tweet>", LINK),
        (f"{LINK}?thread_ts=1700000000.000100&cid=C1", f"{LINK}?thread_ts=1700000000.000100&cid=C1"),
        ("https://discord.example/channels/1/2/3", "https://discord.example/channels/1/2/3"),
    ],
)
def test_which_draft(name: str, draft: str) -> None:
    """A draft is named before the verb, by its name or by the link of a message, as chats hand links on."""
    said = Instruction.parse(f"{name} regenerate 3 less formal")
    assert said == Instruction(verb=Verb.REGENERATE, number=3, draft=draft, note="less formal")


@pytest.mark.parametrize(
    "text",
    ["nicer, please", "shorten", "3", "shorten three", "shorten 3.5", "shorten 3,4", "shorten 1234", LINK],
)
def test_not_understood(text: str) -> None:
    """What means nothing, or not one thing, is answered with what can be said."""
    with pytest.raises(AskedError) as told:
        Instruction.parse(text)
    assert str(told.value) == f"Herald did not understand that. {HELP}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shorten all", "say which tweet to shorten"),
        ("approve 3 and 4", "as in “approve 3”"),
        ("approve all but 4", "as in “approve all”"),
        ("undo 2 #3", "as in “undo 2”"),
    ],
)
def test_more_than_one_at_a_time(text: str, words: str) -> None:
    """Nothing is done by halves: who names several tweets is told to name one."""
    with pytest.raises(AskedError, match=words):
        Instruction.parse(text)


def test_the_help_is_true() -> None:
    """Every example of the help is understood."""
    examples = [part.partition("”")[0] for part in HELP.split("“")[1:]]
    said = [Instruction.parse(example) for example in examples]
    assert {one.verb for one in said} == {verb for verb in Verb if not verb.takes_facts}
    assert [one.verb for one in said if one.ad] == [Verb.SHORTEN, Verb.LONGER]


@pytest.mark.parametrize("verb", [verb.value for verb in Verb if verb.takes_facts])
def test_facts_are_given_in_a_form(verb: str) -> None:
    """There is nothing that a form's verb could mean in words."""
    with pytest.raises(AskedError, match="did not understand"):
        Instruction.parse(f"{verb} ad")


@pytest.mark.parametrize("which", ["ad", "the ad", "Ad", "the  AD:"])
def test_the_ad(which: str) -> None:
    """The poster's ad is named by its name, not by a number."""
    said = Instruction.parse(f"regenerate {which} less formal")
    assert said == Instruction(verb=Verb.REGENERATE, ad=True, note="less formal")


def test_links_of_a_chat() -> None:
    """A link is written as people read it; a label that says something of its own is kept."""
    said = "<https://a.example/b|a.example/b>, <https://a.example> and <https://a.example|the code> <3"
    assert plain_links(said) == "https://a.example/b, https://a.example and the code https://a.example <3"
