"""A loopback Slack: Web API, Socket Mode and signed HTTP, Slack's limits, and people.

It runs in a thread of its own, so that an asynchronous test, a plain one and a bot in a child process can all
talk to it:

    with LoopbackSlack(pace=0.05) as slack:
        slack.install(json.loads(manifest))
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        environment = {
            "SLACK_API_URL": slack.api_url,  # AsyncWebClient(base_url=…)
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
        }
        ...  # start the bot
        slack.until(lambda: slack.connected)
        link = ada.says(papers, "look: https://arxiv.org/abs/2306.15626")
        card = slack.until(lambda: slack.replies(link))[0]
        ada.clicks(card, "Regenerate")
        form = slack.until(lambda: ada.view, what="the form")
        ada.submits(form, {"What should change?": "less formal"})
        slack.until(lambda: "approved" in card.words)
        assert slack.refusals == []

When the app runs on the test's own loop, wait by `await slack.eventually(…)` instead of `until`.

**People** (`slack.person`): `says`, `edits`, `deletes`, `uploads`, `reacts`, `unreacts`, `runs` a command,
`clicks`, `chooses`, `types`, `submits`, `closes`, `uses_shortcut`, `opens_home`; `view` is the modal
before them, `home` the app's home. What is impossible raises `CannotDo`. A deed that the app must acknowledge
gives a `Delivery`. `slack.bot("GitHub")` is another app's bot, `slack.dm(ada)` the bot's talk with her,
`slack.usergroup([ada])` a group's id.

**What is seen**: `messages(channel)`, `replies(message)`, `ephemerals(person)`, `views`, `homes`, `files`,
`calls` and `called(method)`, `acks`, `deliveries`, `unacknowledged`, `refusals` (empty in a good story).
Messages and views are live. A 429 is a refusal; what only tells the state of things (a message that was
deleted, a reaction that is there already, a file that is not ready) is not, and stands in `calls`.

**Faults**: `next_answers("chat.postMessage", status(500), rate_limited(2), hang(5), lost_answer())`,
`always(…)`, `redeliver_everything = True`, `disconnects("warning")`, `kills_sockets()`, `silences_sockets()`,
`unfurls(message, title)`.

**Settings**: `workspace.scopes`, `workspace.file_seconds` (1), `trigger_seconds` (3) and
`response_url_uses` (5); `courier.ack_seconds` (3), `courier.retry_delays` (0, 60 and 300 s, as Slack's);
`pace` counts the calls: `chat.postMessage` one a second a channel after four at once, the others by their
tiers. `deliver_to(url)` changes from Socket Mode to signed HTTP.

Rooms: `state` (values), `workspace` (all that is), `shapes` (their JSON), `blocks` and `limits` (rules);
`api` (the door) with `chat`, `reading`, `files`, `views` and `respond` behind it; `events` and
`interactions` (payloads), `courier` with `sockets` and `signed` (ways to the app); `people` with `forms`;
`seeing` and `server`.
"""

from tests.servers.slack.courier import Delivery
from tests.servers.slack.errors import CannotDo
from tests.servers.slack.faults import (
    Fault,
    error,
    hang,
    instead,
    late,
    lost_answer,
    rate_limited,
    status,
)
from tests.servers.slack.people import OtherBot, Person
from tests.servers.slack.server import LoopbackSlack
from tests.servers.slack.state import Ack, Call, Channel, File, Message, Refusal, View

__all__ = [
    "Ack",
    "Call",
    "CannotDo",
    "Channel",
    "Delivery",
    "Fault",
    "File",
    "LoopbackSlack",
    "Message",
    "OtherBot",
    "Person",
    "Refusal",
    "View",
    "error",
    "hang",
    "instead",
    "late",
    "lost_answer",
    "rate_limited",
    "status",
]
