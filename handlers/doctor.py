"""`herald doctor`: one line for each thing Herald needs, each with what to do about it."""

import sys
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import httpx2

from bot.errors import HeraldError
from bot.lab import Lab
from bot.settings import Secret, Settings
from bot.store import RedisStore
from handlers.composition import redis_url, writer
from handlers.discord import setup as discord
from handlers.slack import setup

_MEND = "paste handlers/slack/manifest.json at api.slack.com/apps, “App Manifest”, and install the app again"
_UNSEEN = (
    "whether the app has each event, command and shortcut is only seen with SLACK_CONFIG_TOKEN; "
    "else compare “App Manifest” at api.slack.com/apps with handlers/slack/manifest.json"
)

PATIENCE = 10.0
"""Seconds to wait for each of the things outside."""


class State(StrEnum):
    """How a thing is: as it should be, left out on purpose, or to be mended."""

    GOOD = "ok"
    UNUSED = "--"
    BAD = "FAIL"


Line = tuple[State, str]


async def examine(settings: Settings) -> bool:
    """Check everything and print it; true when nothing needs mending."""
    well = True
    async for state, words in _lines(settings):
        print(f"{state.value:<5} {words}", flush=True)
        well = well and state is not State.BAD
    return well


async def _lines(settings: Settings) -> AsyncIterator[Line]:
    version = sys.version_info
    yield State.GOOD, f"Python {version.major}.{version.minor}.{version.micro}"
    yield await _store(settings)
    yield _lab(settings)
    async with httpx2.AsyncClient(timeout=PATIENCE, follow_redirects=False) as http:
        yield await _arxiv(settings, http)
        yield await _anthropic(settings, http)
        async for line in _slack(settings, http):
            yield line
        async for line in _discord(settings, http):
            yield line


async def _store(settings: Settings) -> Line:
    try:
        with redis_url(settings) as url:
            async with RedisStore(url) as store:
                await store.check()
    except HeraldError as error:
        return State.BAD, f"Store: {error}"
    if settings.redis_url:
        return State.GOOD, "Store: the Redis of REDIS_URL answers"
    return State.GOOD, f"Store: the embedded server, with its data in {settings.data}"


def _lab(settings: Settings) -> Line:
    try:
        lab = Lab.load(settings.lab)
    except HeraldError as error:
        return State.BAD, f"Lab: {error}"
    if settings.lab is None:
        return State.UNUSED, "Lab: nothing is known of it; describe it in lab.toml for handles and hashtags"
    return State.GOOD, f"Lab: {settings.lab} names {len(lab.members)} people"


async def _arxiv(settings: Settings, http: httpx2.AsyncClient) -> Line:
    api = settings.arxiv_api_url.removesuffix("/query")
    try:
        answer = await http.get(f"{api}/query?max_results=1&id_list=0704.0001")
    except httpx2.HTTPError:
        return State.BAD, "arXiv does not answer; check the network, or ARXIV_API_URL (PDF files still work)"
    try:
        await http.head(settings.arxiv_url)
    except httpx2.HTTPError:
        return State.BAD, "arXiv's PDFs cannot be reached; check ARXIV_URL"
    if answer.status_code != httpx2.codes.OK:
        return (
            State.BAD,
            f"arXiv answers with status {answer.status_code}; check ARXIV_API_URL, or try again later",
        )
    if not settings.contact:
        return State.GOOD, "arXiv answers; set HERALD_CONTACT to an address, as arXiv asks of programs"
    return State.GOOD, "arXiv answers"


async def _anthropic(settings: Settings, http: httpx2.AsyncClient) -> Line:
    key = settings.anthropic_api_key
    if key is None:
        return (
            State.UNUSED,
            "Claude: ANTHROPIC_API_KEY is not set; threads are put together from the paper's own sentences",
        )
    try:
        async with writer(settings):
            pass
    except HeraldError as error:
        return State.BAD, f"Claude: {error}"
    headers = {"Authorization": f"Bearer {key.get_secret_value()}", "anthropic-version": "2026-10-21"}
    own = settings.anthropic_base_url != Settings.model_fields["anthropic_base_url"].default
    for setting, model in (
        ("HERALD_MODEL", settings.model),
        ("HERALD_SHORTEN_MODEL", settings.model_for_shortening),
    ):
        url = f"{settings.anthropic_base_url}/v1/models/{quote(model, safe='')}"
        line = await _asked(
            http, "GET", url, headers, "Claude", "ANTHROPIC_API_KEY", absent=f"{setting}={model}"
        )
        if line[1] == f"{setting}={model}":
            if own:  # not every server lists its models
                return State.UNUSED, f"Claude: nothing says whether ANTHROPIC_BASE_URL has {model}; try it"
            return State.BAD, f"Claude: there is no model {model}; set {setting} to one that there is"
        if line[0] is State.BAD:
            return line
    return State.GOOD, f"Claude: ANTHROPIC_API_KEY is accepted, and {settings.model} writes"


async def _slack(settings: Settings, http: httpx2.AsyncClient) -> AsyncIterator[Line]:
    """The tokens; then what the app lacks, each thing by its name."""
    tokens = {"SLACK_BOT_TOKEN": settings.slack_bot_token, "SLACK_APP_TOKEN": settings.slack_app_token}
    if settings.slack_signing_secret and settings.slack_app_token is None:
        del tokens["SLACK_APP_TOKEN"]  # Slack calls Herald, which opens no socket
    missing = [name for name, token in tokens.items() if token is None]
    if missing == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]:
        yield State.UNUSED, "Slack: not set up"
        return
    if missing:
        yield State.BAD, f"Slack: {missing[0]} is missing; Slack needs both of its tokens"
        return
    for name, method in (("SLACK_BOT_TOKEN", "auth.test"), ("SLACK_APP_TOKEN", "apps.connections.open")):
        if name in tokens:
            url = f"{settings.slack_api_url}/{method}"
            line = await _asked(http, "POST", url, _bearer(tokens[name]), "Slack", name)
            if line[0] is State.BAD:
                yield line
                return
    accepted = "both tokens are" if len(tokens) > 1 else "SLACK_BOT_TOKEN is"
    yield State.GOOD, f"Slack: {accepted} accepted"
    try:
        async for line in _slack_app(settings, http):
            yield line
    except (httpx2.HTTPError, ValueError):
        yield State.BAD, "Slack does not tell what the app has; try again later"


async def _slack_app(settings: Settings, http: httpx2.AsyncClient) -> AsyncIterator[Line]:
    """What the app has of `manifest.json`."""
    lacks: list[str] = []
    bot = _bearer(settings.slack_bot_token)
    answer = await http.post(f"{settings.slack_api_url}/auth.test", headers=bot)
    scopes = answer.headers.get("x-oauth-scopes")
    if scopes is None:
        yield State.UNUSED, "Slack: it does not tell which scopes the token has"
    else:
        lacks += setup.missing_scopes(scopes)
    if settings.slack_config_token is None:
        yield State.UNUSED, f"Slack: {_UNSEEN}"
    else:
        manifest = await _slack_manifest(settings, http, answer.json().get("bot_id", ""))
        if manifest is None:
            yield (
                State.BAD,
                "Slack refuses SLACK_CONFIG_TOKEN; they last 12 hours: make a new one and set it",
            )
        else:
            lacks += setup.missing_parts(manifest, socket=settings.slack_app_token is not None)
    for fault in lacks:
        yield State.BAD, f"Slack: {fault}; {_MEND}"
    if scopes is not None and not lacks:
        yield State.GOOD, "Slack: the app has all that could be looked for"


async def _slack_manifest(settings: Settings, http: httpx2.AsyncClient, bot_id: str) -> dict[str, Any] | None:
    """The manifest of the app that the bot token belongs to; None where Slack does not give it."""
    bot, config = _bearer(settings.slack_bot_token), _bearer(settings.slack_config_token)
    info = await http.post(f"{settings.slack_api_url}/bots.info", headers=bot, data={"bot": bot_id})
    app_id = info.json().get("bot", {}).get("app_id", "")
    url = f"{settings.slack_api_url}/apps.manifest.export"
    export = await http.post(url, headers=config, data={"app_id": app_id})
    manifest: dict[str, Any] | None = export.json().get("manifest")
    return manifest


async def _discord(settings: Settings, http: httpx2.AsyncClient) -> AsyncIterator[Line]:
    token = settings.discord_token
    if token is None:
        yield State.UNUSED, "Discord: not set up"
        return
    headers = {"Authorization": f"Bot {token.get_secret_value()}"}
    url = settings.discord_api_url
    line = await _asked(http, "GET", f"{url}/users/@me", headers, "Discord", "DISCORD_TOKEN")
    yield line
    if line[0] is State.BAD:
        return

    async def get(path: str) -> dict[str, Any] | None:
        answer = await http.get(url + path, headers=headers)
        return answer.json() if answer.status_code == httpx2.codes.OK else None

    try:
        app = await get("/applications/@me") or {}
        if not int(app.get("flags", 0)) & discord.READS:
            yield State.UNUSED, f"Discord: {discord.NOT_READING}"
        lab = Lab.load(settings.lab)
        async for fault in discord.faults(get, lab):
            yield State.BAD, f"Discord: {fault}"
    except (httpx2.HTTPError, ValueError, HeraldError):  # what is wrong with the lab file is told already
        yield State.UNUSED, "Discord: its channels were not looked at"


async def _asked(
    http: httpx2.AsyncClient,
    method: str,
    url: str,
    headers: dict[str, str],
    name: str,
    setting: str,
    absent: str = "",
) -> Line:
    """Whether a service accepts a secret; what it answers is looked at, never shown.

    `absent` is said where the thing asked for is not there.
    """
    try:
        answer = await http.request(method, url, headers=headers)
    except httpx2.HTTPError:
        return State.BAD, f"{name} cannot be reached; check the network and the service's URL"
    try:
        said = answer.json() if answer.content else {}
    except ValueError:
        said = None
    refused = isinstance(said, dict) and said.get("ok") is False  # Slack says no with status 200
    if refused or answer.status_code in {httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN}:
        return State.BAD, f"{name} refuses {setting}; make a new one and set it"
    if absent and answer.status_code == httpx2.codes.NOT_FOUND:
        return State.BAD, absent
    if answer.status_code != httpx2.codes.OK:
        return State.BAD, f"{name} answers with status {answer.status_code}; try again later"
    if said is None:
        return State.BAD, f"{name} does not answer as it should; check the service's URL"
    return State.GOOD, f"{name}: {setting} is accepted"


def _bearer(token: Secret | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
