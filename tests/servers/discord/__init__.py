"""A loopback Discord: its REST API and its gateway over real sockets, and the people of one guild.

It runs in a thread of its own, so that an asynchronous test, a plain one and a bot in a child process can
all talk to it:

    with LoopbackDiscord() as discord:
        environment = {
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DISCORD_TOKEN": discord.token,
        }
        ada = discord.person("Ada", roles=["reviewers"])
        discord.channel("papers")
        message = ada.says("papers", "https://arxiv.org/abs/2306.15626")
        thread = discord.until(lambda: discord.thread_of(message))
        ada.clicks(discord.messages(thread)[0], "Approve")

What Discord would not take is answered as Discord does, and told in `discord.refusals`; where Discord's own
OpenAPI is at hand (`schema.py`), every body is held against that, too. Only `until`, `autocompletes` and
`stop` wait: a test whose bot is on the same loop uses `eventually` and `asyncio.to_thread`. A bad day is
scripted with `discord.next_answers`, `drop_gateway`, `outage` and their like; `pass_time` puts the clock
forward. Import it as `tests.servers.discord`: the library is called `discord`, too.
"""

from tests.servers.discord.calls import Call
from tests.servers.discord.errors import ApiError, CannotDo
from tests.servers.discord.faults import as_asked, lost_answer, lost_request, rate_limited, slow, status
from tests.servers.discord.gateway import Identify
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.people import Person
from tests.servers.discord.seen import Ack, Button, Media, Modal, Seen, SeenChannel, SeenThread
from tests.servers.discord.server import TOKEN, LoopbackDiscord
from tests.servers.discord.watching import Place

__all__ = [
    "TOKEN",
    "Ack",
    "ApiError",
    "Button",
    "Call",
    "CannotDo",
    "Identify",
    "Interaction",
    "LoopbackDiscord",
    "Media",
    "Modal",
    "Person",
    "Place",
    "Seen",
    "SeenChannel",
    "SeenThread",
    "as_asked",
    "lost_answer",
    "lost_request",
    "rate_limited",
    "slow",
    "status",
]
