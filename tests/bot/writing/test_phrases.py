"""Prompt files are checked before anything is written."""

import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.writing.phrases import PHRASES, Phrases, load_phrases
from bot.writing.prompts import FOLDER

SHIPPED = (FOLDER / "phrases.toml").read_text(encoding="utf-8")


def test_shipped_phrases_load() -> None:
    """Every phrase the writer knows is there, and says something."""
    phrases = load_phrases()
    assert all(phrases.versions(key) >= 1 for key in PHRASES)
    assert phrases.say("figure.label", caption="Waves") == "In the figure: Waves."
    assert (
        phrases.say("figure.label", phrases.versions("figure.label"), caption="Waves")
        == "In the figure: Waves."
    )
    assert re.fullmatch(r"[0-9a-f]{12}", phrases.digest)
    assert "In the figure: " in phrases.lead_ins
    assert not any(lead.startswith("Limitation") for lead in phrases.lead_ins)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("$caption.", "$capton.", "uses $capton"),
        ("In numbers: $caption.", "In numbers.", "does not use $caption"),
        ("Shown here: $caption.", "Shown here: $caption. $", "dollar sign"),
        ("table_label", "tabel_label", "figure.table_label is missing"),
        ("[thanks]", "[thank]", "thank.names is not a phrase"),
        ("alone = [", 'alone = "x" #', "not a list"),
        ("paper = [", "paper = [] #", "has no version"),
        ("[announcement]", "[announcement", "cannot be read as TOML"),
        ("[announcement]", 'stray = "x"\n[announcement]', "stray is not a phrase"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, words: str) -> None:
    """A misspelt, missing or unknown phrase or variable is an error that says which."""
    with pytest.raises(SettingsError, match=re.escape(words)):
        Phrases(SHIPPED.replace(old, new, 1).encode())


def test_a_missing_file_is_said_in_words(tmp_path: Path) -> None:
    """Without its prompt file the writer does not start."""
    with pytest.raises(SettingsError, match=r"phrases\.toml is missing"):
        load_phrases(tmp_path / "phrases.toml")


def test_another_wording_has_another_digest() -> None:
    """The digest names the wording."""
    assert Phrases(SHIPPED.encode()).digest != Phrases((SHIPPED + "\n").encode()).digest
