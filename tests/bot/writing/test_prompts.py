"""The prompt files are read strictly: what is misspelt is told before money is spent."""

import shutil
from collections.abc import Callable
from pathlib import Path
from string import Template

import pytest

from bot.errors import SettingsError
from bot.writing.prompts import FOLDER, LARGEST, SHAPES, Prompts, load_prompts, template_fault

FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md"))

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the prompts that may be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "prompts"))


def replaced(name: str, old: str, new: str) -> Change:
    """Other words at one place of a file."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def written(name: str, content: bytes) -> Change:
    """Another file in its place."""
    return lambda folder: (folder / name).write_bytes(content)


def refused(folder: Path) -> str:
    """Why the prompts of a folder are not taken."""
    with pytest.raises(SettingsError) as refusal:
        load_prompts(folder)
    return str(refusal.value)


def test_the_shipped_prompts_load() -> None:
    """Every file of the folder is read, and `say` fills in exactly what each shape names."""
    prompts = load_prompts()
    assert {path.removesuffix(".md") for path in FILES if "/" not in path} == set(SHAPES)
    assert len(prompts.examples) == len([path for path in FILES if path.startswith("examples/")])
    for example in prompts.examples:
        assert example.startswith("<facts>\nlink to the paper: https://")
        assert "\n</facts>\n\n# - tweet 1\n" in example
    for name, shape in SHAPES.items():
        prompt = getattr(prompts, name)
        said = prompt.say(**{variable: f"«{variable}»" for variable in shape.variables})
        assert all(f"«{variable}»" in said for variable in shape.variables)
        assert "$" not in said
        assert "variables" not in said.split("\n", 1)[0], "the head is not said"
        for part, variables in shape.parts.items():
            said = prompt.part(part, **{variable: f"«{variable}»" for variable in variables})
            assert all(f"«{variable}»" in said for variable in variables)


def test_what_is_not_given_is_an_error() -> None:
    """A variable or part that the code forgets or invents is never silently left out."""
    prompts = load_prompts()
    with pytest.raises(KeyError):
        prompts.shorten.say(tweet="x")
    with pytest.raises(KeyError):
        prompts.shorten.part("nobody")
    with pytest.raises(KeyError):
        prompts.shorten.part("keep")


def test_what_is_filled_in_is_not_read_again() -> None:
    """A dollar sign in a tweet or paper is text, and blank lines where nothing is said close up."""
    prompts = load_prompts()
    said = prompts.mend.say(facts="$$ and $of", thread="${place}", of=9, faults="\n\n\n\nx", places="1")
    assert "$$ and $of" in said
    assert "${place}" in said
    assert "\n\n\n" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "mend.md").unlink(), "mend.md is missing; restore it"),
        (lambda folder: shutil.rmtree(folder / "examples"), "examples/ holds no example"),
        (written("tweet.md", b"\xff\xfe"), "tweet.md is no UTF-8 text"),
        (written("tweet.md", b"x" * (LARGEST + 1)), f"tweet.md is larger than {LARGEST} bytes"),
        (written("tweet.md", b"Write a tweet.\n"), "tweet.md does not begin with a head"),
        (written("tweet.md", b"+++\nvariables = []\nno end"), "tweet.md does not begin with a head"),
        (written("tweet.md", b"A word.\n+++\n+++\n"), "tweet.md does not begin with a head"),
        (written("tweet.md", b"+++\n+++"), "tweet.md must name these variables in its head"),
        (written("tweet.md", b""), "tweet.md does not begin with a head"),
        (replaced("mend.md", "variables =", "variables +"), "mend.md has a head that is no TOML"),
        (replaced("mend.md", '"facts", ', ""), "mend.md must name these variables in its head: facts, "),
        (
            replaced("mend.md", '["facts"', '["fact"'),
            "mend.md must name these variables in its head: facts, ",
        ),
        (replaced("mend.md", "variables = [", "variables = 3 # ["), "mend.md must name these variables"),
        (replaced("mend.md", "variables =", "variable = 1\nvariables ="), "mend.md has “variable” in its"),
        (
            replaced("mend.md", "$faults", "$fault"),
            "mend.md is wrong: its prose uses $fault, which it is not",
        ),
        (replaced("mend.md", "$faults", "them"), "mend.md is wrong: its prose does not use $faults"),
        (replaced("mend.md", "these faults", "$ 5"), "mend.md is wrong: its prose has a dollar sign"),
        (replaced("mend.md", "$words", "$word"), "mend.md is wrong: its part fault uses $word, which"),
        (
            replaced("mend.md", "Tweet $place", "Tweet"),
            "mend.md is wrong: its part fault does not use $place",
        ),
        (
            replaced("mend.md", "fault = ", "flaw = "),
            "lacks the part fault and has a part flaw, which nobody",
        ),
        (replaced("mend.md", "[parts]", "[parts]\nmore = 'x'"), "mend.md has a part more, which nobody says"),
        (replaced("mend.md", "[parts]", "[parts.fault]\nx = 1\n[more]"), "mend.md has “more” in its head"),
        (replaced("mend.md", "[parts]", "[parts.fault]\nx = '''"), "mend.md has a head that is no TOML"),
        (written("examples/own.md", b"# - tweet 1\n"), "examples/own.md does not begin with a head"),
        (written("examples/own.md", b"+++\n=\n+++\n"), "examples/own.md has a head that is no TOML"),
        (written("examples/own.md", b"\xff"), "examples/own.md is no UTF-8 text"),
        (
            replaced("examples/orchard.md", "facts =", "fact ="),
            "examples/orchard.md must name these in its head: paper, facts",
        ),
        (replaced("examples/orchard.md", "paper =", "more = 1\npaper ="), "examples/orchard.md must name"),
        (replaced("examples/orchard.md", 'paper = "orchard"', "paper = 3"), "examples/orchard.md must name"),
    ],
)
def test_each_fault_is_told(folder: Path, change: Change, words: str) -> None:
    """What is wrong with a file is said with the file's name, in one sentence of the error."""
    change(folder)
    assert words in refused(folder)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("parts = 3", "has parts that are no table"),
        ("[parts]\nfault = 3", "has a part fault that is no text"),
    ],
)
def test_parts_are_texts(folder: Path, head: str, words: str) -> None:
    """Parts of another kind than text are a fault, not a traceback."""
    variables = ", ".join(f'"{name}"' for name in SHAPES["mend"].variables)
    prose = " ".join(f"${name}" for name in SHAPES["mend"].variables)
    text = f"+++\nvariables = [{variables}]\n{head}\n+++\n{prose}\n"
    (folder / "mend.md").write_text(text, encoding="utf-8")
    assert f"mend.md {words}" in refused(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """One error names everything that needs mending, so that nobody mends file by file."""
    (folder / "house.md").unlink()
    (folder / "tweet.md").write_bytes(b"\xff")
    replaced("mend.md", "$words", "$word")(folder)
    shutil.rmtree(folder / "examples")
    words = refused(folder)
    assert words.startswith("The prompt files need mending: house.md is missing")
    assert all(each in words for each in ("tweet.md is no UTF-8", "mend.md is wrong", "examples/ holds"))
    assert "thread.md" not in words


def test_no_folder_at_all(tmp_path: Path) -> None:
    """A folder that is not there is the same plain error."""
    assert all(f"{name}.md is missing" in refused(tmp_path / "nowhere") for name in SHAPES)


@pytest.mark.parametrize(
    "edited",
    [
        lambda source: source.replace(b"\n", b"\r\n"),
        lambda source: source.replace(b"\n", b"\r"),
        lambda source: b"\xef\xbb\xbf" + source,
        lambda source: b"\xef\xbb\xbf\r\n \r\n" + source,
        lambda source: b"\n\n" + source + b"\n\n \n",
    ],
    ids=["CRLF", "CR", "BOM", "BOM and blank lines", "blank lines"],
)
def test_what_an_editor_adds_is_nothing(folder: Path, edited: Callable[[bytes], bytes]) -> None:
    """Line ends of Windows, a byte order mark and blank lines around leave the prompts as they were."""
    before = load_prompts(folder)
    for name in FILES:
        path = folder / name
        path.write_bytes(edited(path.read_bytes()))
    after = load_prompts(folder)
    assert after.digest == before.digest
    assert after.examples == before.examples
    values = dict.fromkeys(SHAPES["mend"].variables, "x")
    assert after.mend.say(**values) == before.mend.say(**values)
    assert "\r" not in after.mend.say(**values)


def test_small_slips_in_a_head_are_taken(folder: Path) -> None:
    """Blanks behind +++ and a variable named twice harm nobody."""
    path = folder / "mend.md"
    path.write_bytes(path.read_bytes().replace(b"+++\n", b"+++ \t\n"))
    replaced("mend.md", 'variables = ["facts"', 'variables = ["facts", "facts"')(folder)
    assert isinstance(load_prompts(folder), Prompts)


def test_the_digest_names_the_wording(folder: Path) -> None:
    """12 hex digits that stay while nothing changes, and change with any word of any file."""
    digest = load_prompts(folder).digest
    assert digest == load_prompts().digest
    assert len(digest) == 12
    assert int(digest, 16) >= 0
    seen = {digest}
    for name in FILES:
        path = folder / name
        before = path.read_bytes()
        path.write_bytes(before + b"Be brief.\n")
        seen.add(load_prompts(folder).digest)
        path.write_bytes(before)
    shutil.copyfile(folder / "examples" / "orchard.md", folder / "examples" / "zz.md")
    seen.add(load_prompts(folder).digest)
    assert len(seen) == len(FILES) + 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("$a and ${b}", ""),
        ("$a and ${b} for $$3", ""),
        ("$a", "does not use $b"),
        ("$a $b $c", "uses $c, which it is not given"),
        ("$a $b $3", "has a dollar sign that names nothing (write $$ for a dollar sign)"),
        ("$a ${b", "has a dollar sign that names nothing (write $$ for a dollar sign)"),
    ],
)
def test_templates(text: str, fault: str) -> None:
    """A template uses exactly the variables it is given."""
    assert template_fault(Template(text), frozenset("ab")) == fault
