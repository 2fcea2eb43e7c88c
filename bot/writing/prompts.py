"""Loads the prompt files of `prompts/`, strictly: what is misspelt is an error before money is spent.

A file is prose below a head of TOML between two lines `+++`. The head names the variables that the prose
uses as `$name`, and may hold further pieces of prose, its `parts`, that are only said when they apply.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import NamedTuple

from bot.errors import SettingsError

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
"""Beside `bot/`, in the checkout as in an installation."""

LARGEST = 100_000
"""Bytes of one prompt file."""

_EXAMPLE = ("paper", "facts")
_HEAD = re.compile(r"\+\+\+[ \t]*\n(?P<head>.*?)^\+\+\+[ \t]*\n(?P<prose>.*)", re.DOTALL | re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


class Shape(NamedTuple):
    """What a prompt must use: its variables, and those of each of its parts."""

    variables: frozenset[str]
    parts: Mapping[str, frozenset[str]] = {}


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


SHAPES: Mapping[str, Shape] = {
    "house": Shape(_of("fields", "examples", "own_threads"), {"own_threads": _of("threads")}),
    "thread": Shape(
        _of("fewest", "most", "facts", "figures", "note", "so_far"),
        {"note": _of("note"), "figures": _of("most", "keys"), "so_far": _of("written", "next", "count")},
    ),
    "tweet": Shape(
        _of("facts", "thread", "place", "of", "role", "earlier", "note", "figure"),
        {"note": _of("note"), "figure": _of("key")},
    ),
    "mend": Shape(_of("facts", "thread", "of", "faults", "places"), {"fault": _of("place", "words")}),
    "shorten": Shape(
        _of("tweet", "weight", "aim", "keep", "lost", "fields"),
        {"keep": _of("bits"), "lost": _of("why", "tried")},
    ),
    "poster_ad": Shape(
        _of("facts", "blanks", "draft", "paper", "most", "longest", "note", "earlier", "again", "fields"),
        {
            "draft": _of("draft"),
            "no_draft": _of(),
            "blanks": _of("blanks"),
            "paper": _of("paper"),
            "note": _of("note"),
            "earlier": _of("earlier"),
            "again": _of("tried", "faults"),
        },
    ),
}
"""Every prompt file of `prompts/`, by its name without `.md`, and what it must use."""


class Prompt:
    """One prompt file: its prose and its parts."""

    def __init__(self, prose: Template, parts: Mapping[str, Template]) -> None:
        self._prose = prose
        self._parts = parts

    def say(self, **values: object) -> str:
        """The prose, filled in. Raises `KeyError` for a variable that was not given."""
        return _BLANK_LINES.sub("\n\n", self._prose.substitute(values)).strip()

    def part(self, name: str, **values: object) -> str:
        """A part, filled in. Raises `KeyError` for a part or variable that is not known."""
        return self._parts[name].substitute(values)


class Prompts(NamedTuple):
    """All prompts, and the worked examples; `digest` names their wording: 12 hex digits."""

    house: Prompt
    thread: Prompt
    tweet: Prompt
    mend: Prompt
    shorten: Prompt
    poster_ad: Prompt
    examples: tuple[str, ...]
    digest: str


def load_prompts(folder: Path = FOLDER) -> Prompts:
    """The prompts of a folder; raises `SettingsError` naming all that is missing or wrong in any of them."""
    faults: list[str] = []
    wording = hashlib.sha256()
    prompts: dict[str, Prompt] = {}
    for name, shape in SHAPES.items():
        try:
            text = _read(folder / f"{name}.md")
            wording.update(f"{name}\0{text}\0".encode())
            prompts[name] = _prompt(text, shape)
        except _FaultyError as fault:
            faults.append(f"{name}.md {fault}")
    examples: list[str] = []
    for path in sorted((folder / "examples").glob("*.md")):
        try:
            text = _read(path)
            wording.update(text.encode())
            examples.append(_example(text))
        except _FaultyError as fault:
            faults.append(f"examples/{path.name} {fault}")
    if not examples:
        faults.append("examples/ holds no example")
    if faults:
        raise SettingsError(f"The prompt files need mending: {'; '.join(faults)}.")
    return Prompts(**prompts, examples=tuple(examples), digest=wording.hexdigest()[:12])


class _FaultyError(Exception):
    """What is wrong with one file, as the rest of a sentence that begins with its name."""


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            source = file.read(LARGEST + 1)
    except OSError:
        raise _FaultyError("is missing; restore it, or install Herald again") from None
    if len(source) > LARGEST:
        raise _FaultyError(f"is larger than {LARGEST} bytes")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _FaultyError("is no UTF-8 text") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"  # as editors may have saved it


def _parted(text: str) -> tuple[Mapping[str, object], str]:
    """Head and prose of a file."""
    found = _HEAD.fullmatch(text)
    if not found:
        raise _FaultyError("does not begin with a head between two lines +++")
    try:
        return tomllib.loads(found["head"]), found["prose"]
    except tomllib.TOMLDecodeError as fault:
        raise _FaultyError(f"has a head that is no TOML: {fault}") from None


def _example(text: str) -> str:
    """The facts that a worked example began from, and its thread."""
    head, prose = _parted(text)
    facts = head.get("facts")
    if not isinstance(facts, str) or not isinstance(head.get("paper"), str) or len(head) != len(_EXAMPLE):
        raise _FaultyError(f"must name these in its head: {', '.join(_EXAMPLE)}")
    return f"<facts>\n{facts.strip()}\n</facts>\n\n{prose.strip()}"


def _prompt(text: str, shape: Shape) -> Prompt:
    head, prose = _parted(text)
    parts = head.get("parts", {})
    if not isinstance(parts, dict):
        raise _FaultyError("has parts that are no table")
    if unknown := sorted(set(head) - {"variables", "parts"}):
        raise _FaultyError(f"has “{unknown[0]}” in its head, which means nothing")
    variables = head.get("variables")
    if not isinstance(variables, list) or set(map(str, variables)) != shape.variables:
        raise _FaultyError(f"must name these variables in its head: {', '.join(sorted(shape.variables))}")
    if faults := list(_faults(parts, shape)):
        raise _FaultyError(" and ".join(faults))
    templates = {name: Template(said) for name, said in parts.items()}
    for what, template, wanted in (
        ("its prose", Template(prose), shape.variables),
        *((f"its part {name}", template, shape.parts[name]) for name, template in templates.items()),
    ):
        if fault := template_fault(template, wanted):
            raise _FaultyError(f"is wrong: {what} {fault}")
    return Prompt(Template(prose), templates)


def _faults(parts: Mapping[str, object], shape: Shape) -> Iterator[str]:
    for name in sorted(shape.parts.keys() - parts.keys()):
        yield f"lacks the part {name}"
    for name in sorted(parts.keys() - shape.parts.keys()):
        yield f"has a part {name}, which nobody says"
    for name, said in parts.items():
        if not isinstance(said, str):
            yield f"has a part {name} that is no text"


def template_fault(template: Template, variables: frozenset[str]) -> str:
    """What is wrong with a template that must use exactly those variables; "" if nothing is."""
    if not template.is_valid():
        return "has a dollar sign that names nothing (write $$ for a dollar sign)"
    used = frozenset(template.get_identifiers())
    if unknown := sorted(used - variables):
        return f"uses ${unknown[0]}, which it is not given"
    if missing := sorted(variables - used):
        return f"does not use ${missing[0]}"
    return ""
