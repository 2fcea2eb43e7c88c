"""The lab: its people's handles, hashtags, approvers, channels, emoji and examples (`lab.toml`)."""

from pydantic import Field

from bot.values import Value


class LabMember(Value):
    """A person of the lab's directory, as authors are named on papers, with the handles they use."""

    name: str
    aliases: tuple[str, ...] = ()
    x: str = ""  # with the leading @
    bluesky: str = ""
    mastodon: str = ""


class Lab(Value):
    """What Herald knows about the lab it speaks for; every part may be empty."""

    name: str = ""
    members: tuple[LabMember, ...] = ()
    hashtags: tuple[str, ...] = ()  # on every tweet that has room, with the leading #
    venue_hashtags: dict[str, tuple[str, ...]] = Field(
        default_factory=dict
    )  # venue as people write it ("ICML 2023") -> hashtags
    links: tuple[str, ...] = ()  # the lab's own URLs: allowed in tweets
    examples: str = ""  # folder with the lab's own threads
