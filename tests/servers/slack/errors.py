"""What Slack answers when it refuses."""

from typing import Any


class SlackError(Exception):
    """An answer whose `ok` is false.

    `code` is Slack's own; `why` is for whoever reads the test; `broke` is whether a rule was broken, or only
    the state of things is such (a message that a person deleted); `more` goes into the answer.
    """

    def __init__(self, code: str, why: str = "", *, broke: bool = True, **more: Any) -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
        self.why = why
        self.broke = broke
        self.more = more


class CannotDo(AssertionError):
    """A person cannot do what the test asks of them: there is no such button, form or command."""
