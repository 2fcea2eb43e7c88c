"""How often and with which scopes a method may be called.

Sources: Slack's page "Rate limits" (tiers 2 to 4 are 20, 50 and 100 calls a minute; `chat.postMessage` one a
second a channel, short bursts pass) and each method's own page.
"""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

TIER_2, TIER_3, TIER_4, SPECIAL = 20, 50, 100, 600
POSTING = "chat.postMessage"
_PREFIX = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass(frozen=True)
class Terms:
    """What a method asks for: a scope ("{}" stands for the kind of conversation), calls a minute."""

    scope: str = ""
    a_minute: int = TIER_4
    of: str = "bot"  # whose token it wants: the bot's, the app's ("app"), or its configuration's ("config")

    def wanted(self, kind: str) -> str:
        """The scope it wants for a conversation of that kind."""
        return self.scope.format(_PREFIX.get(kind, "channels"))


METHODS = {
    "apps.connections.open": Terms("connections:write", SPECIAL, of="app"),
    "apps.manifest.export": Terms(a_minute=TIER_3, of="config"),
    "assistant.threads.setStatus": Terms("chat:write", SPECIAL),
    "auth.test": Terms(a_minute=SPECIAL),
    "bots.info": Terms("users:read", TIER_3),
    "chat.delete": Terms("chat:write", TIER_3),
    "chat.getPermalink": Terms(a_minute=SPECIAL),
    "chat.postEphemeral": Terms("chat:write", TIER_4),
    POSTING: Terms("chat:write", SPECIAL),
    "chat.update": Terms("chat:write", TIER_3),
    "conversations.history": Terms("{}:history", TIER_3),
    "conversations.info": Terms("{}:read", TIER_3),
    "conversations.join": Terms("channels:join", TIER_3),
    "conversations.open": Terms("im:write", TIER_3),
    "conversations.replies": Terms("{}:history", TIER_3),
    "files.completeUploadExternal": Terms("files:write", TIER_4),
    "files.getUploadURLExternal": Terms("files:write", TIER_4),
    "files.info": Terms("files:read", TIER_4),
    "reactions.add": Terms("reactions:write", TIER_3),
    "reactions.get": Terms("reactions:read", TIER_3),
    "reactions.remove": Terms("reactions:write", TIER_2),
    "usergroups.users.list": Terms("usergroups:read", TIER_2),
    "users.info": Terms("users:read", TIER_4),
    "views.open": Terms(a_minute=TIER_4),
    "views.publish": Terms(a_minute=TIER_4),
    "views.push": Terms(a_minute=TIER_4),
    "views.update": Terms(a_minute=TIER_4),
}

EVERY_SCOPE = frozenset(
    terms.wanted(kind) for terms in METHODS.values() for kind in _PREFIX if terms.scope and terms.of == "bot"
) | {"app_mentions:read", "chat:write.customize", "chat:write.public", "commands"}

OTHER_SCOPES = frozenset(
    {
        "assistant:write",
        "bookmarks:read",
        "channels:manage",
        "emoji:read",
        "groups:write",
        "incoming-webhook",
        "links:read",
        "links:write",
        "metadata.message:read",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "pins:write",
        "team:read",
        "users.profile:read",
        "users:read.email",
        "users:write",
    }
)
"""Scopes that a manifest may name, though nothing here asks for them."""

EVENT_SCOPES = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "file_shared": "files:read",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_members_changed": "usergroups:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""The scope that each event wants, "" for none; not all of them happen here."""


@dataclass
class Pace:
    """Counts calls. `factor` is how long Slack's second is here: 1.0, less to hurry, 0 for no limits."""

    factor: float = 1.0
    burst: int = 4  # messages that a channel takes at once after a rest
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _free_at: dict[str, float] = field(default_factory=dict)

    def wait(self, method: str, channel: str) -> float:
        """Seconds until this call would be taken; 0 when it is taken now, and counted."""
        if not self.factor:
            return 0.0
        now = time.monotonic()
        if method == POSTING:
            free_at = max(self._free_at.get(channel, 0.0), now)
            wait = free_at - now - (self.burst - 1) * self.factor
            if wait > 0:
                return wait
            self._free_at[channel] = free_at + self.factor
        calls = self._calls[method]
        minute = 60 * self.factor
        while calls and calls[0] <= now - minute:
            calls.popleft()
        if len(calls) >= METHODS[method].a_minute:
            return calls[0] + minute - now
        calls.append(now)
        return 0.0


def retry_after(wait: float) -> str:
    """As the header says it: whole seconds, at least one."""
    return str(max(1, math.ceil(wait)))
