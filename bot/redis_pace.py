"""Whose turn it is to ask arXiv, over all processes of one Redis, by its server's clock."""

import asyncio
import random

from bot.errors import ArchiveError
from bot.redis_access import RedisAccess

_TURN = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free > now then return free - now end
redis.call('SET', KEYS[1], string.format('%.0f', now + ARGV[1]), 'PX', ARGV[1] + 1)
return 0
"""

_REST = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free < now + ARGV[1] then
    redis.call('SET', KEYS[1], string.format('%.0f', now + ARGV[1]), 'PX', ARGV[1] + 1)
end
"""


class RedisPace:
    """Turns to ask arXiv, over all processes of one Redis, by its server's clock.

    In one process turns come in the order in which they were asked for. Raises `ArchiveError` when none
    is to be had within `patience` seconds, and `StoreError`.
    """

    def __init__(
        self, redis: RedisAccess, *, interval: float, patience: float = 180.0, name: str = "arxiv"
    ) -> None:
        self._redis = redis
        self._interval = interval
        self._patience = patience
        self._key = f"herald:pace:{name}"
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        """Return when the caller may send one request; the next turn is `interval` seconds away."""
        try:
            async with asyncio.timeout(self._patience) as limit, self._line:
                while wait := await self._wait():
                    if asyncio.get_running_loop().time() + wait > (limit.when() or 0):
                        limit.reschedule(0)  # it cannot come in time: say so at once
                    await asyncio.sleep(wait + random.uniform(0.001, 0.02))  # noqa: S311  spreads rivals
        except TimeoutError:
            raise ArchiveError(
                "arXiv has asked for a pause, or many papers are waiting for it: try again in a few minutes."
            ) from None

    async def rest(self, seconds: float) -> None:
        """Hand out no turn for that long, in any process; a shorter rest never ends a longer one."""
        with self._redis.told():
            await self._redis.client.eval(_REST, 1, self._key, str(max(1, round(seconds * 1000))))

    async def _wait(self) -> float:
        """Seconds until it is worth asking again; 0 is a turn."""
        milliseconds = str(max(1, round(self._interval * 1000)))
        with self._redis.told():
            return int(await self._redis.client.eval(_TURN, 1, self._key, milliseconds)) / 1000
