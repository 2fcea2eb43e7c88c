"""Which tweets of a reply go on from what is written: it may begin anew, repeat, or lose one on the way."""

from collections.abc import Sequence

from bot.tweets import Role
from bot.writing.asking.reply import ToldTweet, role_of
from bot.writing.asking.wordings import nearly_the_same


class Heard:
    """Follows one reply's tweets: which go on from what is written, and whether one was lost between them."""

    def __init__(self, written: Sequence[str]) -> None:
        self.lost = False  # a tweet could not be read: what comes behind it is asked for anew
        self._written = written
        self._told = 0
        self._anew = False  # the model began with the first tweet again
        self._offset: int | None = None  # between its places and ours: some count from 0

    def goes_on(self, item: ToldTweet | None, *, torn: bool, full: bool) -> bool:
        """Whether this tweet is the next one; None is one that says nothing.

        When the announced tweets are `full`, one more has to count on: else the model says its thread again.
        """
        self._told += 1
        if item is None:
            self.lost = True
            return False
        if self._told == 1 and self._written:
            self._anew = item.place == 1 and role_of(item) is Role.ANNOUNCEMENT
        place = self._told if self._anew else len(self._written) + self._told
        if self._offset is None:
            self._offset = 0 if torn else item.place - place  # what is torn at once leaves only its word
        if torn and item.place - self._offset != place:
            self.lost = True
        if self.lost or (self._anew and place <= len(self._written)):
            return False
        if full and item.place - self._offset != place:
            return False
        again = 1 <= item.place <= len(self._written) and nearly_the_same(
            item.text, self._written[item.place - 1]
        )
        if again:
            self._told -= 1
        return not again
