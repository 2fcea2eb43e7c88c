"""HTTP mode: payloads as signed requests. Source: Slack's page "Verifying requests from Slack"."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode, urlsplit

from aiohttp import ClientError, ClientSession

from tests.servers.slack.courier import COMMANDS, EVENTS, Delivery, NotTaken
from tests.servers.slack.state import JSON

SIGNING_SECRET = "loopback-signing-secret"  # noqa: S105  a key to a loopback


class SignedRequests:
    """The way of HTTP mode."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.url = ""
        self.ahead = 0.0  # seconds by which the timestamps are wrong
        self._session: ClientSession | None = None

    def deliver_to(self, url: str) -> None:
        """Send everything there; an address without a path gets /slack/events."""
        self.url = url if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/slack/events"

    def signature(self, timestamp: str, body: str) -> str:
        """The signature of a body sent at that time."""
        digest = hmac.new(self.secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
        return f"v0={digest.hexdigest()}"

    async def hand(self, delivery: Delivery, attempt: int, reason: str) -> JSON | None:
        """Post it; any status but 200 is no acknowledgement."""
        if delivery.kind == EVENTS:
            body, content_type = json.dumps(delivery.payload), "application/json"
        else:
            fields = (
                delivery.payload if delivery.kind == COMMANDS else {"payload": json.dumps(delivery.payload)}
            )
            body, content_type = urlencode(fields), "application/x-www-form-urlencoded"
        timestamp = str(int(time.time() + self.ahead))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.signature(timestamp, body),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        self._session = self._session or ClientSession()
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                answer = await response.text()
        except (ClientError, OSError):
            raise NotTaken("connection_failed") from None
        if response.status != 200:
            raise NotTaken("http_error")
        return _payload(answer)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()


def _payload(answer: str) -> JSON | None:
    try:
        told = json.loads(answer or "null")
    except json.JSONDecodeError:
        return {"text": answer}
    return told if isinstance(told, dict) else None
