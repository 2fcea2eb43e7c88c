"""Settings and the lab file."""

from pathlib import Path

import pytest

from bot.actions import Verb
from bot.errors import NotAllowed, SettingsError
from bot.lab import Lab
from bot.people import Person
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
SECRETS = {
    name: str(field.validation_alias)
    for name, field in Settings.model_fields.items()
    if "SecretStr" in str(field.annotation)
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working directory and none of Herald's variables."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)


def test_nothing_has_to_be_set() -> None:
    """Herald starts with an empty environment."""
    settings = Settings.load()
    assert settings.redis_url is None
    assert settings.arxiv_pause == 3.0


def test_env_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.env` in the working directory counts, the environment counts more, empty values not at all."""
    (tmp_path / ".env").write_text("ARXIV_PAUSE=5\nHERALD_CONTACT=a@lab.example\nREDIS_URL=\n")
    monkeypatch.setenv("ARXIV_PAUSE", "7")
    settings = Settings.load()
    assert (settings.arxiv_pause, settings.contact, settings.redis_url) == (7.0, "a@lab.example", None)


def test_all_faults_are_named_at_once_and_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message names every wrong setting, without the values: one of them is a key."""
    monkeypatch.setenv("ARXIV_URL", "gopher://arxiv.org")
    monkeypatch.setenv("HERALD_PDF_MEGABYTES", "many")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-first\nsk-ant-second")
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    words = str(caught.value)
    assert all(name in words for name in ("ARXIV_URL", "HERALD_PDF_MEGABYTES", "ANTHROPIC_API_KEY"))
    assert "sk-ant" not in words


def test_a_key_with_blanks_around_it_is_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key pasted with a line break at its end works."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", " sk-ant-x\n")
    key = Settings.load().anthropic_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-ant-x"


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("blank", [" ", "\t", " \n "])
def test_a_blank_secret_is_none(monkeypatch: pytest.MonkeyPatch, name: str, blank: str) -> None:
    """A secret of nothing but blanks counts as unset, as an empty one does."""
    monkeypatch.setenv(SECRETS[name], blank)
    assert getattr(Settings.load(), name) is None


def test_the_readme_documents_every_setting() -> None:
    """The README's table has each setting with its meaning as the code has it, and no other."""
    rows = {}
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `") and line.count("|") >= 3:
            name, meaning = (cell.strip() for cell in line.split("|")[1:3])
            rows[name.strip("`")] = meaning
    declared = {str(field.validation_alias): field.description for field in Settings.model_fields.values()}
    assert {name: meaning for name, meaning in rows.items() if name.isupper()} == declared


def test_the_example_env_file_names_real_settings() -> None:
    """Nobody copies a setting from .env.example that does not exist."""
    names = {
        line.split("=")[0]
        for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    }
    assert names <= {str(field.validation_alias) for field in Settings.model_fields.values()}


def test_lab_toml_in_the_working_directory_is_found(tmp_path: Path) -> None:
    """A lab file beside `.env` needs no setting."""
    (tmp_path / "lab.toml").write_text('name = "Tide Lab"')
    assert Lab.load(Settings.load().lab).name == "Tide Lab"


def test_the_labs_examples_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is relative to the lab file, however that is named, and absolute in what drafts keep."""
    (tmp_path / "home" / "threads").mkdir(parents=True)
    (tmp_path / "away").mkdir()
    (tmp_path / "home" / "lab.toml").write_text('examples = "threads"')
    for where, named in (("home", "lab.toml"), ("home", "./lab.toml"), (".", "home/lab.toml")):
        monkeypatch.chdir(tmp_path / where)
        lab = Lab.load(Path(named))
        monkeypatch.chdir(tmp_path / "away")
        assert lab.examples is not None
        assert lab.examples.is_absolute()
        assert lab.examples.samefile(tmp_path / "home" / "threads")


def test_a_byte_order_mark_in_the_lab_file(tmp_path: Path) -> None:
    """What some editors of Windows put before a text is no fault."""
    (tmp_path / "lab.toml").write_text('name = "Tide Lab"', encoding="utf-8-sig")
    assert Lab.load(tmp_path / "lab.toml").name == "Tide Lab"


def test_the_example_lab_is_valid() -> None:
    """The file that people copy loads, and handles, hashtags and emoji are as written there."""
    lab = Lab.load(ROOT / "lab.example.toml")
    assert lab.members[0].x == "@ada_example"
    assert lab.venue_hashtags["ICML 2023"] == ("#ICML", "#ICML2023")
    assert lab.emoji[Verb.SHORTEN] == ("scissors",)


def test_signs_may_be_left_out(tmp_path: Path) -> None:
    """Handles without @ and hashtags without # are completed; emoji not named keep their default."""
    path = tmp_path / "lab.toml"
    path.write_text('hashtags = ["NLP"]\n[[members]]\nname = "Ada"\nx = "ada"\n[emoji]\napprove = ["tada"]\n')
    lab = Lab.load(path)
    assert (lab.hashtags, lab.members[0].x) == (("#NLP",), "@ada")
    assert lab.emoji[Verb.APPROVE] == ("tada",)
    assert lab.emoji[Verb.REGENERATE] == ("repeat",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('hashtags = ["two words"]', "hashtags.0"),
        ('[[members]]\nx = "@ada"', "members.0.name"),
        ('[[members]]\nname = "Ada"\nx = "@a-b"', "members.0.x"),
        ('approvers = ["U123"]', "approvers.0"),
        ("approvals_needed = 0", "approvals_needed"),
        ("colour = 3", "colour"),
        ("hashtags = [", "TOML"),
        ('examples = "nowhere"', "nowhere"),
    ],
)
def test_a_faulty_lab_file_says_where(tmp_path: Path, text: str, named: str) -> None:
    """Each fault in the lab file is told with its place."""
    path = tmp_path / "lab.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=named):
        Lab.load(path)


def test_a_lab_file_that_is_not_there(tmp_path: Path) -> None:
    """A wrong HERALD_LAB is told as such."""
    with pytest.raises(SettingsError, match="HERALD_LAB"):
        Lab.load(tmp_path / "lab.toml")


def test_who_may_approve() -> None:
    """Approvers are those the file names; one's own request counts unless the file says otherwise."""
    ada, bob = Person(platform="slack", id="A"), Person(platform="slack", id="B")
    Lab().check_approver(ada, ada)
    lab = Lab(approvers=("slack:A",), own_request_counts=False)
    lab.check_approver(ada, bob)
    with pytest.raises(NotAllowed, match="approvers"):
        lab.check_approver(bob, ada)
    with pytest.raises(NotAllowed, match="yourself"):
        lab.check_approver(ada, ada)
