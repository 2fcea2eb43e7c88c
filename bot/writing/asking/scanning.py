"""Takes the tweets out of a JSON reply while it streams, each at its own closing brace.

The reply asked for is `{"count": 9, "tweets": [{…}, {…}]}`. Models that do not keep a schema put prose,
fences or their thinking round it, wrap it up, leave the wrapper out or write one object after another; all of
these are read. What turns out not to be JSON is passed over as prose, and the scan goes on behind it, so that
one broken tweet does not take the others with it. Each character is looked at once, whatever the chunks.
"""

import json
import re
from collections.abc import Callable

from bot.writing.asking.nesting import Awaits, Open

LONGEST_REPLY = 1_000_000
"""Characters of a whole reply, prose and thinking included."""

LONGEST_ITEM = 32_000
"""Characters of one tweet's source."""

DEEPEST = 64
"""Objects and arrays within one another."""

_TEXT = "text"
_COUNT = "count"
_THINKING = ("<think>", "<thinking>", "<thought>", "<reasoning>")  # tags that open a reply of a local model
_LONGEST_WORD = 400  # characters that are kept of a key or number
_OPENER = re.compile(r"[{\[]")
_IN_STRING = re.compile(r'["\\]')
_WORD = re.compile(r"[\w.+-]*")
_LITERAL = re.compile(
    r"-?(?:\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,5})?|Infinity)|true|false|null|NaN", re.ASCII
)
_WHOLE = re.compile(r"(\d{1,4})(?:\.0{1,9})?", re.ASCII)


class TooMuch(ValueError):
    """The reply is larger or deeper than any thread; nothing more can be read from it."""


class Scanner:
    """One pass over the text deltas of one reply.

    Handed on are the objects that stand in the outermost array of objects and hold a "text", all objects of
    an array under "tweets", and, where there is no array, top-level objects that hold a "text"; never
    what stands within one of these. Half a surrogate pair at the end of a delta is handed on as it came.
    """

    def __init__(self) -> None:
        self.count: int | None = None  # of the object with the tweets, once its digits have ended
        self.torn = False  # whether something that held fields was passed over, as it is no JSON
        self._stack: list[Open] = []
        self._read: Callable[[str, int], int] = self._lead
        self._begun = ""  # the string, word or tag that is being read, cut at `_LONGEST_WORD`
        self._escaped = False
        self._closing_tag = ""
        self._before = 0  # characters of earlier deltas
        self._kept: list[str] = []  # of earlier deltas, from `_kept_from` on
        self._kept_from = 0
        self._items: list[str] = []
        self._closed = False
        self._fault: TooMuch | None = None

    @property
    def complete(self) -> bool:
        """Whether the top-level value has closed, and no other has begun since."""
        return self._closed and not (self._stack and self._stack[0].holds_something)

    def feed(self, delta: str) -> tuple[str, ...]:
        """The sources of the tweets that end in this delta.

        Raises `TooMuch` at a limit, and then at each further call.
        """
        if self._fault is None and self._before + len(delta) > LONGEST_REPLY:
            self._fault = TooMuch(f"The reply is longer than {LONGEST_REPLY:,} characters.")
        if self._fault is not None:
            raise self._fault
        self._items = []
        place = 0
        while place < len(delta):
            place = self._read(delta, place)
        if self._stack:
            self._kept.append(delta[max(0, self._kept_from - self._before) :])
        self._before += len(delta)
        if self._stack and self._before - self._kept_from > LONGEST_ITEM:
            for one in self._stack:
                if one.is_item:
                    self._hold_to_size(one, self._before)
        return tuple(self._items)

    # Outside JSON. Each reader takes the delta and a place in it, and returns the place behind what it read.

    def _lead(self, delta: str, place: int) -> int:
        """The beginning of a reply, where thinking may stand."""
        begun = self._begun + delta[place]
        if delta[place].isspace() and not self._begun:
            return place + 1
        if begun in _THINKING:
            self._closing_tag = f"</{begun[1:]}"
            self._begun = ""
            self._read = self._thinking
            return place + 1
        if any(tag.startswith(begun) for tag in _THINKING):
            self._begun = begun
            return place + 1
        self._read = self._prose
        return place

    def _thinking(self, delta: str, place: int) -> int:
        window = self._begun + delta[place:]
        found = window.find(self._closing_tag)
        if found < 0:
            self._begun = window[-(len(self._closing_tag) - 1) :]
            return len(delta)
        place += found + len(self._closing_tag) - len(self._begun)
        self._begun = ""
        self._read = self._lead
        return place

    def _prose(self, delta: str, place: int) -> int:
        found = _OPENER.search(delta, place)
        if found is None:
            return len(delta)
        self._kept = []
        self._kept_from = self._before + found.start()
        self._open(found[0], found.start())
        return found.end()

    def _pass_over(self, place: int) -> int:
        """What has been read since the last top-level opener is no JSON: back to prose."""
        self.torn |= bool(self._stack) and self._stack[0].holds_something
        self._stack.clear()
        self._read = self._prose
        return place

    # Within JSON.

    def _structure(self, delta: str, place: int) -> int:
        sign, top = delta[place], self._stack[-1]
        awaits = top.awaits
        if sign.isspace():
            return place + 1
        if sign == '"' and awaits in {Awaits.KEY, Awaits.VALUE}:
            top.holds_something |= top.closer == "}"
            self._begun = ""
            self._read = self._string
        elif sign in "{[" and (awaits is Awaits.VALUE or top.lacks_comma(sign)):
            self._open(sign, place)
        elif sign == top.closer and top.may_end:
            self._close(delta, place)
        elif sign == ":" and awaits is Awaits.COLON:
            top.awaits = Awaits.VALUE
        elif sign == "," and awaits is Awaits.COMMA:
            top.awaits = Awaits.KEY if top.closer == "}" else Awaits.VALUE
        elif awaits is Awaits.VALUE and _WORD.fullmatch(sign):
            self._begun = ""
            self._read = self._word
            return place
        else:
            return self._pass_over(place)
        return place + 1

    def _string(self, delta: str, place: int) -> int:
        if self._escaped:
            self._escaped = False
            self._note(delta, place, place + 1)
            return place + 1
        found = _IN_STRING.search(delta, place)
        end = found.start() if found else len(delta)
        self._note(delta, place, end)
        if found is None:
            return end
        if found[0] == "\\":
            self._escaped = True
            self._note(delta, end, end + 1)
        elif self._stack[-1].awaits is Awaits.KEY:
            self._name(self._stack[-1])
        else:
            self._value(self._stack[-1])
        return end + 1

    def _word(self, delta: str, place: int) -> int:
        found = _WORD.match(delta, place)
        end = found.end() if found else place
        self._note(delta, place, end)
        if end < len(delta):
            if not _LITERAL.fullmatch(self._begun):
                return self._pass_over(end)
            self._value(self._stack[-1])
        return end

    def _note(self, delta: str, start: int, end: int) -> None:
        if len(self._begun) < _LONGEST_WORD:
            self._begun += delta[start : min(end, start + _LONGEST_WORD)]

    def _name(self, top: Open) -> None:
        """A key has ended."""
        top.name = self._begun
        if "\\" in top.name:
            try:
                top.name = json.loads(f'"{top.name}"')
            except ValueError:
                top.name = ""  # cut, or badly escaped: none that is looked for
        top.has_text = top.has_text or top.name == _TEXT
        top.awaits = Awaits.COLON
        self._read = self._structure

    def _value(self, top: Open) -> None:
        """A string, number or word that is a value has ended."""
        top.awaits = Awaits.COMMA
        self._read = self._structure
        if top.closer == "}" and top.name == _COUNT and (whole := _WHOLE.fullmatch(self._begun)):
            top.count = int(whole[1])
            if (top.is_root and not top.has_text) or top.holds_items:
                self.count = top.count

    def _open(self, sign: str, place: int) -> None:
        if len(self._stack) >= DEEPEST:
            self._fault = TooMuch(f"The reply nests more than {DEEPEST} objects and arrays.")
            raise self._fault
        new = Open(
            closer="}" if sign == "{" else "]",
            start=self._before + place,
            awaits=Awaits.KEY if sign == "{" else Awaits.VALUE,
            is_root=not self._stack,
        )
        if self._stack:
            outer = self._stack[-1]
            outer.take_in(new)
            self._stack[0].holds_something |= new.is_element
            if new.in_thread and outer.count is not None:
                self.count = outer.count
        self._stack.append(new)
        self._read = self._structure

    def _close(self, delta: str, place: int) -> None:
        closed = self._stack.pop()
        end = self._before + place + 1
        if closed.is_item:
            self._hold_to_size(closed, end)
            kept = "".join((*self._kept, delta[max(0, self._kept_from - self._before) : place + 1]))
            self._items.append(kept[closed.start - self._kept_from :])
            self._kept, self._kept_from = [], end  # what holds an item is none itself
            for outer in self._stack:
                outer.holds_items = True
        if self._stack:
            self._stack[-1].awaits = Awaits.COMMA
        else:
            self._closed = self._closed or closed.holds_something
            self._read = self._prose

    def _hold_to_size(self, item: Open, end: int) -> None:
        if end - item.start > LONGEST_ITEM:
            self._fault = TooMuch(f"A tweet of the reply is longer than {LONGEST_ITEM:,} characters.")
            raise self._fault
