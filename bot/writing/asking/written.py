"""A thread on its way: what is written outlives a reply that breaks off."""

from bot.ports import Brief
from bot.tweets import FEWEST, MOST, Role, Wording
from bot.writing.asking.reply import ToldTweet, role_of
from bot.writing.asking.wordings import fresh


class Written:
    """The tweets of a draft that have come, over all its attempts, and how many are to come."""

    def __init__(self, brief: Brief) -> None:
        self.tweets = list(brief.so_far)
        self.count = min(brief.count, MOST) if brief.count else None
        self._sure = bool(brief.count)  # whether the model has said a count that makes sense
        self._asked_on = False
        self._brief = brief

    @property
    def done(self) -> bool:
        """Whether as many tweets are written as were announced, or as a thread can have."""
        return len(self.tweets) >= (self.count if self._sure and self.count else MOST)

    def ask_on(self) -> int:
        """How many tweets are to be asked for in all: one more at least, while nobody has said how many."""
        if self.tweets and not self._sure:
            self.count = max(self.count or FEWEST, len(self.tweets) + 1)
        return self.count or MOST

    def announced(self, said: int | None) -> int:
        """Take the count that a reply says, None for none; how many tweets there will be."""
        self._sure = (said or 0) >= FEWEST
        self.count = max(FEWEST, min(said or FEWEST, MOST))
        return self.count

    def take(self, item: ToldTweet) -> Wording | None:
        """The tweet in its place; a thread that can have no more takes a limitation, as its last one."""
        place = min(len(self.tweets), MOST - 1)
        if place < len(self.tweets) and (
            role_of(item) is not Role.LIMITATION or self.tweets[place].role is Role.LIMITATION
        ):
            return None
        said = fresh(item, place, self.count or FEWEST, self._brief)
        self.tweets[place:] = [said]
        return said

    def enough(self, *, complete: bool) -> bool:
        """Whether a reply that ended leaves a thread: as announced, or else at least after asking on once."""
        if self.done:
            return True
        asked_on, self._asked_on = self._asked_on, True
        if not complete or len(self.tweets) < FEWEST:
            return False
        return asked_on or self.tweets[-1].role is Role.LIMITATION
