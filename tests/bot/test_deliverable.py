"""What people take away: the thread's files, and its pictures with their alternative texts."""

import io
import zipfile

import pytest

from bot.deliverable import deliverable, posted_pictures
from bot.errors import NotNow
from tests.bot.test_cards import CROP, PAGE, draft, figure, key

OTHER = CROP.model_copy(update={"name": "2601.00001-figure-1.jpg", "digest": "ef" * 32})
CONTENTS = {CROP.digest: b"a crop", OTHER.digest: b"another crop", PAGE.digest: b"a page"}
DRAFT = draft(
    figure(1, OTHER),
    figure(2, CROP),
    figure(3, PAGE),
    shown=(None, key(2), key(1), key(3), key(2)),
    alt="Ships.",
)


def test_the_zip_has_the_pictures_in_order_of_their_tweets() -> None:
    """Each picture is in it once, what is only offered is not, and every use has its alternative text."""
    with zipfile.ZipFile(io.BytesIO(deliverable(DRAFT, CONTENTS)["pictures.zip"])) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [CROP.name, OTHER.name, "alt.txt"]
        assert packed.read(CROP.name) == b"a crop"
        assert packed.read("alt.txt").decode() == (
            f"tweet 2: {CROP.name}\nShips.\n\ntweet 3: {OTHER.name}\nShips.\n\ntweet 5: {CROP.name}\nShips.\n"
        )


def test_the_same_draft_gives_the_same_bytes() -> None:
    """Neither the clock nor the machine leaves a trace in a deliverable."""
    assert deliverable(DRAFT, CONTENTS) == deliverable(DRAFT, dict(reversed(CONTENTS.items())))


def test_a_thread_names_its_figures_whatever_became_of_their_pictures() -> None:
    """The thread's Markdown has the lab's form, with the figure of each tweet."""
    files = deliverable(DRAFT, CONTENTS)
    assert set(files) == {"thread.md", "thread.txt", "pictures.zip"}
    assert b"\n2/5\n[image: Figure 2]\n" in files["thread.md"]
    assert b"[image: Figure 3]" in files["thread.md"]
    beside = [line.strip("\u2500 ") for line in files["thread.txt"].decode().splitlines() if "\u2500" in line]
    assert beside[1] == f"with {CROP.name}"
    assert beside[3] == f"with Figure 3, to be cut out of {PAGE.name}"
    assert [(number, picture.name) for number, picture in posted_pictures(DRAFT)] == [
        (2, CROP.name),
        (3, OTHER.name),
        (5, CROP.name),
    ]


def test_lost_pictures_cost_only_themselves() -> None:
    """A picture that the store has lost is left out; without any there is no zip."""
    some = deliverable(DRAFT, {CROP.digest: b"a crop"})["pictures.zip"]
    with zipfile.ZipFile(io.BytesIO(some)) as packed:
        assert packed.namelist() == [CROP.name, "alt.txt"]
        assert OTHER.name not in packed.read("alt.txt").decode()
    assert set(deliverable(DRAFT, {})) == {"thread.md", "thread.txt"}


def test_without_tweets_there_is_nothing() -> None:
    """A draft that has no tweets yet is told to be so."""
    with pytest.raises(NotNow, match="nothing to export"):
        deliverable(draft(figure(1, CROP)), CONTENTS)
