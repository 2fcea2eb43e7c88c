"""Whether a link's names are the paper's: the repository's with the title, the owner's with the authors."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]{1,60}")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HEAD = re.compile(r"^([^:–—]{2,80})(?::|\s[–—-]\s)")  # noqa: RUF001  the name before "DNest4: Diffusive …"
_SHORTEST = 3  # letters of a name that can tell anything
_LONGEST_HEAD = 4  # words of a title's head that can still be a name
_LAST_NAME = 4  # letters of a last name that are not met by chance
_FIRST_NAME = 5  # the same of a first name
_SMALL = frozenset(
    {"the", "a", "an", "of", "for", "in", "on", "with", "and", "to", "from", "by", "via", "is", "are"}
)


def name_points(name: str, title: str) -> int:
    """How well a repository's or page's `name` fits the paper's `title`: 4, 3, 1 or 0 points.

    4: it is the paper's name; 3: it is made of two or more of the title's words or initials; 1: it is
    one of the title's words, or the paper's name is within it.
    """
    squeezed = _squeezed(name)
    if len(squeezed) < _SHORTEST:
        return 0
    own = _own_names(title)
    if squeezed in own:
        return 4
    words = [word.lower() for word in _WORD.findall(title)]
    parts = [part.lower() for part in _CAMEL.findall(name)]
    fitting = sum(part in words or _initials_of(part, words) for part in parts if part not in _SMALL)
    if len(parts) > 1 and fitting == len([part for part in parts if part not in _SMALL]) >= 2:  # noqa: PLR2004  two words
        return 3
    within = squeezed in words or any(len(name) > _SHORTEST and name in squeezed for name in own)
    return 1 if within or (len(squeezed) > _SHORTEST and _initials_of(squeezed, words)) else 0


def bears_a_name(owner: str, authors: Iterable[str]) -> bool:
    """Whether the `owner` of a repository is named like one of the `authors`."""
    squeezed = _squeezed(owner)
    if len(squeezed) < _SHORTEST:
        return False
    return any(_named_for(squeezed, [_squeezed(part) for part in author.split()]) for author in authors)


def _named_for(owner: str, names: list[str]) -> bool:
    names = [name for name in names if name]
    if len(names) < 2:  # noqa: PLR2004  first and last
        return False
    first, last = names[0], names[-1]
    return (
        (len(last) >= _LAST_NAME and last in owner)
        or (len(first) >= _FIRST_NAME and owner.startswith(first))
        or owner in {first + last, last + first, first[0] + last, last + first[0]}
        or owner == "".join(name[0] for name in names)
    )


def _own_names(title: str) -> set[str]:
    """The names a title gives its paper: its head before a colon, and its words with capitals inside."""
    head = _HEAD.match(title)
    if not head:
        return set()
    words = _WORD.findall(head[1])
    names = {_squeezed(head[1])} if len(words) <= _LONGEST_HEAD else set()
    names.update(
        _squeezed(word) for word in words if sum(letter.isupper() or letter.isdigit() for letter in word) > 1
    )
    return {name for name in names if len(name) >= _SHORTEST}


def _initials_of(part: str, words: list[str]) -> bool:
    """Whether `part` ("sls") is the initials of consecutive words ("System Level Synthesis")."""
    if len(part) < _SHORTEST:
        return False
    weighty = "".join(word[0] for word in words if word not in _SMALL)
    return part in weighty or part in "".join(word[0] for word in words)


def _squeezed(name: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
