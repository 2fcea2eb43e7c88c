"""The phrases of the writer without a model, read strictly: what is misspelt is an error at once."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Template

from bot.errors import SettingsError
from bot.writing.prompts import FOLDER, template_fault

PHRASES: Mapping[str, frozenset[str]] = {
    "announcement.paper_at_venue": frozenset({"venue"}),
    "announcement.workshop_paper_at_venue": frozenset({"venue"}),
    "announcement.paper": frozenset(),
    "announcement.title": frozenset({"title"}),
    "announcement.authors": frozenset({"names"}),
    "announcement.and_others": frozenset({"names", "count"}),
    "announcement.and_last": frozenset({"names", "last"}),
    "code.with_sentence": frozenset({"sentence", "link"}),
    "code.alone": frozenset({"link"}),
    "figure.label": frozenset({"caption"}),
    "figure.diagram_label": frozenset({"caption"}),
    "figure.table_label": frozenset({"caption"}),
    "figure.label_and_sentence": frozenset({"caption", "sentence"}),
    "sentence.contribution": frozenset({"sentence"}),
    "sentence.named_contribution": frozenset({"sentence"}),
    "sentence.method": frozenset({"sentence"}),
    "sentence.result": frozenset({"sentence"}),
    "sentence.impact": frozenset({"sentence"}),
    "sentence.future_work": frozenset({"sentence"}),
    "sentence.limitation": frozenset({"sentence"}),
    "limitation.none_stated": frozenset(),
    "limitation.in_the_paper": frozenset(),
    "limitation.still_open": frozenset({"sentence"}),
    "thanks.names": frozenset({"names"}),
    "ad.named_about": frozenset({"title", "about"}),
    "ad.named": frozenset({"title"}),
    "ad.titled_about": frozenset({"title", "about"}),
    "ad.titled": frozenset({"title"}),
    "ad.short_about": frozenset({"title", "about"}),
    "ad.short": frozenset({"title"}),
    "ad.where": frozenset({"when", "event"}),
    "ad.authors": frozenset({"authors"}),
    "ad.invitation": frozenset(),
    "ad.about": frozenset({"about"}),
    "ad.closing": frozenset(),
}
"""Every phrase of `phrases.toml` and the variables it must use."""


_LED_IN = frozenset(
    {
        "figure.label",
        "figure.diagram_label",
        "figure.table_label",
        "sentence.contribution",
        "sentence.method",
        "sentence.result",
        "sentence.impact",
        "code.with_sentence",
    }
)


class Phrases:
    """The phrases set round a paper's sentences, each in one or more versions.

    `digest` names their wording: 12 hex digits of the file's SHA-256.
    """

    def __init__(self, source: bytes, name: str = "phrases.toml") -> None:
        """Read the file's bytes; raises `SettingsError` that names all that is wrong with it."""
        self.digest = hashlib.sha256(source).hexdigest()[:12]
        self._versions = _checked(_tables(source, name), name)

    @property
    def lead_ins(self) -> tuple[str, ...]:
        """What stands before a sentence or caption and says nothing ("In the figure: "), longest first."""
        heads = {
            template.template.partition("$")[0]
            for key, templates in self._versions.items()
            if key in _LED_IN
            for template in templates
        }
        return tuple(sorted((head for head in heads if head), key=lambda head: (-len(head), head)))

    def versions(self, key: str) -> int:
        """How many versions of the phrase there are."""
        return len(self._versions[key])

    def say(self, key: str, version: int = 0, **values: str) -> str:
        """The phrase, filled in; versions go round. Raises `KeyError` for a phrase or variable not known."""
        versions = self._versions[key]
        return versions[version % len(versions)].substitute(values)


def load_phrases(path: Path = FOLDER / "phrases.toml") -> Phrases:
    """The phrases of the file; raises `SettingsError` when it is missing or wrong."""
    try:
        source = path.read_bytes()
    except OSError:
        raise SettingsError(
            f"The prompt file {path.name} is missing; install Herald again, or restore the file in prompts/."
        ) from None
    return Phrases(source, path.name)


def _tables(source: bytes, name: str) -> dict[str, object]:
    """The file's phrases by dotted name."""
    try:
        tables = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SettingsError(f"The prompt file {name} cannot be read as TOML: {fault}.") from None
    found: dict[str, object] = {}
    for table, phrases in tables.items():
        if isinstance(phrases, dict):
            found |= {f"{table}.{phrase}": versions for phrase, versions in phrases.items()}
        else:
            found[table] = phrases
    return found


def _checked(found: Mapping[str, object], name: str) -> dict[str, tuple[Template, ...]]:
    """The templates, once all of them are known to be what the writer needs."""
    faults = [f"{key} is missing" for key in PHRASES if key not in found]
    faults += [f"{key} is not a phrase the writer knows" for key in found if key not in PHRASES]
    checked: dict[str, tuple[Template, ...]] = {}
    for key, variables in PHRASES.items():
        versions = found.get(key, [])
        if not isinstance(versions, list) or not all(isinstance(text, str) for text in versions):
            faults.append(f"{key} is not a list of texts")
            continue
        if key in found and not versions:
            faults.append(f"{key} has no version")
        checked[key] = tuple(Template(text) for text in versions)
        faults += [
            f"{key} {fault}" for template in checked[key] if (fault := template_fault(template, variables))
        ]
    if faults:
        raise SettingsError(f"The prompt file {name} is wrong: {'; '.join(faults)}.")
    return checked
