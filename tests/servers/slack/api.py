"""The Web API's door: arguments, tokens, scopes, rates, faults; what is behind it does the work."""

import json
import time
from collections import deque
from typing import Any

from aiohttp import web

from tests.servers.slack import chat, files, limits, reading, respond, views
from tests.servers.slack.desk import Desk, Method
from tests.servers.slack.errors import SlackError
from tests.servers.slack.faults import Fault
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import JSON, Call, Refusal
from tests.servers.slack.workspace import APP_TOKEN, BOT_TOKEN, CONFIG_TOKEN

UPLOAD, RESPONSE_URL = "upload", "response_url"
"""Names by which faults are scripted for what is no method."""

_METHODS: dict[str, Method] = {**chat.METHODS, **files.METHODS, **reading.METHODS, **views.METHODS}
_AS_JSON = ("attachments", "blocks", "files", "metadata", "view")


class Api:
    """Answers calls."""

    def __init__(self, desk: Desk, sockets: Sockets) -> None:
        self.desk = desk
        self.workspace = desk.workspace
        self.sockets = sockets
        self.scripts: dict[str, deque[Fault]] = {}
        self.always: dict[str, Fault] = {}

    def routes(self, app: web.Application) -> None:
        """Take the addresses."""
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_route("*", "/upload/v1/{file}", self._upload)
        app.router.add_post("/actions/{team}/{name}", self._response_url)
        app.router.add_get("/files-pri/{name}/{rest:.*}", self._file)
        app.router.add_get("/link/", self.sockets.serve)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            args, token = await _arguments(request)
        except ValueError as fault:
            self._refused(Call(method, {}, time.monotonic()), "invalid_json", str(fault))
            return web.json_response({"ok": False, "error": "invalid_json"})
        call = Call(method, args, time.monotonic())

        async def deed() -> web.StreamResponse:
            return self._do(call, token)

        return await self._unless_scripted(call, request, deed)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        call = Call(UPLOAD, {"file": request.match_info["file"]}, time.monotonic())

        async def deed() -> web.StreamResponse:
            response = await files.take_upload(self.desk, request)
            if response.status != 200:
                self._refused(call, str(response.status), response.text or "")
            return response

        return await self._unless_scripted(call, request, deed)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        args = await request.json()
        call = Call(RESPONSE_URL, args, time.monotonic())

        async def deed() -> web.StreamResponse:
            try:
                respond.to(self.desk, request.match_info["name"], args)
            except SlackError as error:
                self._refused(call, error.code, error.why)
                status = 404 if error.code in ("used_url", "expired_url") else 400
                return web.json_response({"ok": False, "error": error.code}, status=status)
            return web.Response(text="ok")

        return await self._unless_scripted(call, request, deed)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        if "files:read" not in self.workspace.scopes:
            return web.Response(status=403)
        return files.give(self.desk, request)

    async def _unless_scripted(self, call: Call, request: web.Request, deed: Any) -> web.StreamResponse:
        self.workspace.calls.append(call)
        script = self.scripts.get(call.method)
        fault = script.popleft() if script else self.always.get(call.method)
        response: web.StreamResponse = await (fault(request, deed) if fault else deed())
        call.status = call.status or response.status
        return response

    def _do(self, call: Call, token: str) -> web.Response:
        headers = {"x-slack-req-id": self.workspace.new_id("Q")}
        try:
            call.answer = {"ok": True, **self._checked(call, token, headers)}
        except SlackError as error:
            call.answer = {"ok": False, "error": error.code, **error.more}
            if error.broke:
                self._refused(call, error.code, error.why)
        call.status = 429 if call.answer.get("error") == "ratelimited" else 200
        return web.json_response(call.answer, status=call.status, headers=headers)

    def _checked(self, call: Call, token: str, headers: dict[str, str]) -> JSON:
        terms = limits.METHODS.get(call.method)
        if terms is None:
            raise SlackError("unknown_method", f"this Slack knows no {call.method}")
        wait = self.workspace.pace.wait(call.method, str(call.args.get("channel", "")))
        if wait:
            headers["Retry-After"] = limits.retry_after(wait)
            raise SlackError("ratelimited", f"{wait:.2f} s too early")
        granted = _granted(self.workspace.scopes, self.workspace.app_scopes, token, wanted=terms.of)
        headers["x-oauth-scopes"] = ",".join(sorted(granted))
        channel = self.workspace.channels.get(str(call.args.get("channel", "")))
        wanted = terms.wanted(channel.kind if channel else "channel")
        headers["x-accepted-oauth-scopes"] = wanted
        if wanted and wanted not in granted:
            provided = ",".join(sorted(granted))
            raise SlackError("missing_scope", f"{wanted} is missing", needed=wanted, provided=provided)
        if call.method == "apps.manifest.export":
            return {"manifest": self.workspace.manifest}
        if terms.of == "app":
            ticket = f"ticket={self.sockets.ticket()}&app_id={self.workspace.app_id}"
            return {"url": f"{self.workspace.base_url.replace('http', 'ws', 1)}/link/?{ticket}"}
        return _METHODS[call.method](self.desk, call.args)

    def _refused(self, call: Call, code: str, why: str) -> None:
        self.workspace.refusals.append(Refusal(call.method, code, why, call.args))


def _granted(scopes: set[str], app_scopes: set[str], token: str, *, wanted: str) -> set[str]:
    """The scopes of a token. Raises `SlackError` for one that is missing, wrong, or of the other kind."""
    if not token:
        raise SlackError("not_authed", "no token came")
    kinds = {BOT_TOKEN: "bot", APP_TOKEN: "app", CONFIG_TOKEN: "config"}
    if token not in kinds:
        raise SlackError("invalid_auth", "this token is not the workspace's")
    if kinds[token] != wanted:
        raise SlackError("not_allowed_token_type", f"this wants the token of kind {wanted!r}")
    return {"bot": scopes, "app": app_scopes, "config": set()}[wanted]


async def _arguments(request: web.Request) -> tuple[JSON, str]:
    """What was sent, as JSON, form or query, and the token."""
    args: JSON = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        args |= json.loads(body) if body else {}
    else:
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _AS_JSON:
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return args, bearer or str(args.pop("token", ""))
