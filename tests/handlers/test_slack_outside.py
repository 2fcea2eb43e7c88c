"""Slack: events in the wrong order, a store that is away, and a model that will not write. Herald is real."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from tests.handlers.slack_lab import lab_in, link
from tests.servers.anthropic import KEY, ApiError, LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import overloaded, refusal
from tests.servers.slack.courier import Delivery, Way
from tests.servers.slack.state import JSON


@dataclass
class Backwards:
    """Hands a reaction over only when its removal has been."""

    way: Way
    removed: asyncio.Event = field(default_factory=asyncio.Event)

    async def hand(self, delivery: Delivery, attempt: int, reason: str) -> JSON | None:
        """See `Way.hand`."""
        if delivery.what == "reaction_added":
            await self.removed.wait()
        answer = await self.way.hand(delivery, attempt, reason)
        if delivery.what == "reaction_removed":
            self.removed.set()
        return answer


def test_out_of_order_and_out_of_reach(short_path: Path, embedded_url: str) -> None:
    """✅ taken away is no approval, whichever is told first; a silent Redis loses and doubles nothing."""
    with lab_in(short_path, REDIS_URL=embedded_url) as lab:
        lab.run()
        _, tweets = lab.drafted(lab.papers, "tidepool")
        courier = lab.slack.courier
        courier.way = Backwards(courier.way)
        lab.ada.reacts(tweets[1], "white_check_mark")
        lab.ada.unreacts(tweets[1], "white_check_mark")
        lab.slack.until(lambda: all(one.settled for one in courier.deliveries))
        kinds = [ack.what for ack in courier.acks if ack.what.startswith("reaction")]
        assert kinds[-2:] == ["reaction_removed", "reaction_added"]
        lab.ben.reacts(tweets[2], "white_check_mark")
        lab.until_says(tweets[2], "approved by ben")
        assert "approved by" not in tweets[1].words

        courier.retry_delays = (0.0, 1.0, 2.0)
        with redis.Redis.from_url(embedded_url) as store:
            store.execute_command("CLIENT", "PAUSE", "4000", "ALL")
        lab.ben.reacts(tweets[3], "white_check_mark")
        lab.until_says(tweets[3], "approved by ben")
        lab.slack.until(lambda: all(one.settled for one in courier.deliveries))
        assert tweets[3].words.count("approved by") == 1
        assert lab.slack.unacknowledged == []
        assert lab.slack.refusals == []
        assert lab.stop() == 0


@pytest.mark.parametrize(
    ("answer", "words"), [(refusal(after=40), "declines to write"), (overloaded(), "is overloaded")]
)
def test_a_model_that_will_not_write(short_path: Path, answer: Reply | ApiError, words: str) -> None:
    """The headline says why, without the server's words; Try again goes on once the model is willing."""
    with LoopbackAnthropic() as claude, lab_in(short_path, ANTHROPIC_API_KEY=KEY) as lab:
        lab.settings["ANTHROPIC_BASE_URL"] = claude.base_url
        claude.always(answer)
        lab.run()
        root = lab.ada.says(lab.papers, link())
        lab.slack.until(lambda: lab.slack.replies(root))
        head = lab.headline(root)
        lab.until_says(head, words, seconds=60)
        lab.slack.until(lambda: head.buttons == ["Try again"])
        assert "Overloaded" not in head.words + lab.said()
        claude.always(None)
        lab.ben.clicks(head, "Try again")
        assert lab.reviewed(root)
        assert KEY not in lab.said()
        assert lab.slack.refusals == []
