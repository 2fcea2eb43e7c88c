"""Every setting, its default and its meaning. Nothing is read at import: `Settings.load` reads.

Values come from the environment, then from `.env` in the working directory. The descriptions below are
the ones of the README's table (a test holds the two together).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.values import faults


def _url(*schemes: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        url = urlsplit(text.strip())
        if url.scheme not in schemes or not (url.netloc or (url.scheme == "unix" and url.path)):
            begins = " or ".join(f"{scheme}://" for scheme in schemes)
            raise ValueError(f"is no URL that begins with {begins}")
        return text.strip().rstrip("/")

    return check


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("names a home directory that there is none of") from None


def _one_line(secret: SecretStr) -> SecretStr | None:
    """The secret without blanks around it; nothing but blanks is none, as an empty variable is."""
    value = secret.get_secret_value().strip()
    if not value.isascii() or any(character.isspace() for character in value):
        raise ValueError("holds blanks, line breaks or other characters that no key has; paste it again")
    return SecretStr(value) if value else None


def _without_version(url: str) -> str:
    """The SDK puts `/v1` on by itself; addresses are often given with it."""
    return url.removesuffix("/v1")


WebUrl = Annotated[str, AfterValidator(_url("http", "https"))]
RedisUrl = Annotated[str, AfterValidator(_url("redis", "rediss", "unix"))]
HomePath = Annotated[Path, AfterValidator(_at_home)]
Secret = Annotated[SecretStr, AfterValidator(_one_line)]
ModelName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w.:/@+-]{1,200}$")]


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    redis_url: RedisUrl | None = Field(
        None,
        validation_alias="REDIS_URL",
        description="Redis 7 or Valkey (`redis://`, `rediss://`, `unix://`). Without it: an embedded server.",
    )
    data: HomePath = Field(
        default_factory=lambda: platformdirs.user_data_path("herald"),
        validation_alias="HERALD_DATA",
        description="Directory of the embedded server's data. Default: the user's data directory.",
    )
    lab: HomePath | None = Field(
        None,
        validation_alias="HERALD_LAB",
        description="The file that describes the lab. Default: `lab.toml` in the working directory.",
    )
    contact: str = Field(
        "",
        validation_alias="HERALD_CONTACT",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="An e-mail address or URL told to arXiv with each request, as arXiv asks of programs.",
    )
    arxiv_api_url: WebUrl = Field(
        "https://export.arxiv.org/api",
        validation_alias="ARXIV_API_URL",
        description="arXiv's API, for titles, authors and abstracts.",
    )
    arxiv_url: WebUrl = Field(
        "https://arxiv.org", validation_alias="ARXIV_URL", description="Where arXiv's PDFs are fetched."
    )
    arxiv_pause: float = Field(
        3.0,
        validation_alias="ARXIV_PAUSE",
        ge=0,
        le=60,
        description="Seconds between two requests to arXiv, over all processes. arXiv asks for 3.",
    )
    pdf_megabytes: int = Field(
        64, validation_alias="HERALD_PDF_MEGABYTES", ge=1, le=500, description="The largest PDF that is read."
    )
    crop_captions: bool = Field(
        False,  # noqa: FBT003  pydantic's way
        validation_alias="HERALD_CROP_CAPTIONS",
        description="Whether captions are put into the pictures of figures and tables too.",
    )
    crop_algorithms: bool = Field(
        False,  # noqa: FBT003  the same
        validation_alias="HERALD_CROP_ALGORITHMS",
        description="Whether algorithms get a picture as well.",
    )
    anthropic_api_key: Secret | None = Field(
        None,
        validation_alias="ANTHROPIC_API_KEY",
        description="Key of Anthropic's API. With it Claude writes; without it, the extractive writer.",
    )
    anthropic_base_url: Annotated[WebUrl, AfterValidator(_without_version)] = Field(
        "https://api.anthropic.com",
        validation_alias="ANTHROPIC_BASE_URL",
        description="Anthropic's API, or a server that speaks like it.",
    )
    model: ModelName = Field(
        "claude-sonnet-5-5",
        validation_alias="HERALD_MODEL",
        description="The model that drafts, mends and regenerates.",
    )
    shorten_model: ModelName | None = Field(
        None,
        validation_alias="HERALD_SHORTEN_MODEL",
        description="The model that shortens. Default: `claude-haiku-5-5` with Claude, else `HERALD_MODEL`.",
    )
    draft_dollars: float = Field(
        1.5,
        validation_alias="HERALD_DRAFT_DOLLARS",
        gt=0,
        le=100,
        description="What a draft, or a later rewrite, may cost at most; reckoned before each request.",
    )
    paper_tokens: int = Field(
        80_000,
        validation_alias="HERALD_PAPER_TOKENS",
        ge=8_000,
        le=1_000_000,
        description="How much of a paper is sent to the model, in tokens; the appendix is left out first.",
    )
    prompt_cache: Literal["5m", "1h"] = Field(
        "1h",
        validation_alias="HERALD_PROMPT_CACHE",
        description="How long the paper stays in Anthropic's prompt cache: `5m` or `1h`.",
    )
    send_pictures: bool = Field(
        False,  # noqa: FBT003  pydantic's way
        validation_alias="HERALD_SEND_PICTURES",
        description="Whether the pictures of important figures are sent to the model with the text.",
    )
    writer_seconds: float = Field(
        300.0,
        validation_alias="HERALD_WRITER_SECONDS",
        ge=10,
        le=7200,
        description="Longest time for one reply of the model, in seconds; raise it for a slow server.",
    )
    slack_bot_token: Secret | None = Field(
        None, validation_alias="SLACK_BOT_TOKEN", description="Slack's bot token (`xoxb-…`)."
    )
    slack_api_url: WebUrl = Field(
        "https://slack.com/api", validation_alias="SLACK_API_URL", description="Slack's Web API."
    )
    slack_app_token: Secret | None = Field(
        None,
        validation_alias="SLACK_APP_TOKEN",
        description="Slack's app-level token (`xapp-…`), for Socket Mode.",
    )
    slack_signing_secret: Secret | None = Field(
        None,
        validation_alias="SLACK_SIGNING_SECRET",
        description="Slack's signing secret. Without `SLACK_APP_TOKEN`, Slack calls Herald by HTTP.",
    )
    slack_config_token: Secret | None = Field(
        None,
        validation_alias="SLACK_CONFIG_TOKEN",
        description="Slack's configuration token (`xoxe.…`): `herald doctor` looks at the app with it.",
    )
    slack_port: int = Field(
        3000,
        validation_alias="HERALD_SLACK_PORT",
        ge=0,
        le=65535,
        description="The port on which Slack's calls arrive, at `/slack/events`, without `SLACK_APP_TOKEN`.",
    )
    slack_pause: float = Field(
        1.0,
        validation_alias="HERALD_SLACK_PAUSE",
        ge=0,
        le=60,
        description="Seconds between two messages in a channel of Slack's, which allows one a second.",
    )
    discord_api_url: WebUrl = Field(
        "https://discord.com/api/v10", validation_alias="DISCORD_API_URL", description="Discord's HTTP API."
    )
    discord_gateway_url: Annotated[str, AfterValidator(_url("ws", "wss"))] = Field(
        "wss://gateway.discord.gg",
        validation_alias="DISCORD_GATEWAY_URL",
        description="Discord's gateway, which tells what happens.",
    )
    discord_token: Secret | None = Field(
        None, validation_alias="DISCORD_TOKEN", description="Discord's bot token."
    )

    @property
    def pdf_bytes(self) -> int:
        """The largest PDF that is read, in bytes."""
        return self.pdf_megabytes * 1_000_000

    @property
    def model_for_shortening(self) -> str:
        """The cheaper model where Claude writes; a server of one's own may have just one."""
        return self.shorten_model or ("claude-haiku-5-5" if self.model.startswith("claude-") else self.model)

    @classmethod
    def load(cls) -> "Settings":
        """Read the environment and `.env`; raises `SettingsError` naming all that is wrong in one message."""
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError(f"These settings need mending:\n{faults(error)}") from None
        except (OSError, UnicodeDecodeError):
            raise SettingsError(
                "The file .env cannot be read: check its rights and that it is UTF-8 text."
            ) from None
        here = Path("lab.toml")
        if settings.lab is None and here.is_file():
            return settings.model_copy(update={"lab": here})
        return settings
