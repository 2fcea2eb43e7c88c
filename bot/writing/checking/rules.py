"""Every rule the checks apply: its name, how grave a breach is, and what it holds."""

from types import MappingProxyType
from typing import NamedTuple

from bot.alts import ALT_MOST
from bot.tweets import FEWEST, LIMIT, MOST, Finding, Severity

_HARD, _SOFT = Severity.HARD, Severity.SOFT


class Rule(NamedTuple):
    """How grave a breach is, and what the rule holds."""

    severity: Severity
    holds: str


RULES = MappingProxyType(
    {
        # The text by itself
        "empty": Rule(_HARD, "A tweet says something beside its links and hashtags."),
        "too-long": Rule(_HARD, f"A tweet with its number weighs {LIMIT} at most, as X counts."),
        "long-prose": Rule(_SOFT, "The prose of a tweet stays near 150 characters."),
        "typed-number": Rule(_HARD, "The number k/N is put on by Herald, not typed into the text."),
        "invisible-character": Rule(_HARD, "No control, zero-width or direction-changing characters."),
        "placeholder": Rule(_HARD, "Nothing is left to be filled in."),
        "chat-mention": Rule(_HARD, "Nothing that rings a channel or a chat user, such as @everyone."),
        "bold": Rule(_SOFT, "No bold outside the title: X shows the asterisks."),
        "markup": Rule(_SOFT, "No Markdown or HTML: X shows it as it is."),
        "latex": Rule(_SOFT, "No LaTeX."),
        "citation": Rule(_SOFT, "No citation marks: a tweet has no bibliography."),
        "dangling-reference": Rule(
            _SOFT, "No reference to other places of the paper, but to the tweet's own picture."
        ),
        "many-hashtags": Rule(_SOFT, "Six hashtags at most."),
        # The text beside the paper
        "unknown-link": Rule(
            _HARD, "Only links of the paper, the lab or the note, and what X links by itself."
        ),
        "page-unknown": Rule(
            _SOFT, "A page inside the paper's repository or the lab's site is one they link to."
        ),
        "unknown-handle": Rule(_HARD, "Only handles of the lab's directory or the note."),
        "unknown-figure": Rule(_HARD, "The figure or table exists in the paper."),
        "alt-missing": Rule(_SOFT, "A picture has words for those who do not see it."),
        "alt-too-long": Rule(_HARD, f"An alternative text has {ALT_MOST} characters at most (X)."),
        "alt-number-not-in-paper": Rule(
            _SOFT, "Every number of an alternative text stands in the paper, its tables or its figures."
        ),
        "number-not-in-paper": Rule(
            _SOFT, "Every number stands in the paper, with its unit, or rounds to it."
        ),
        "name-not-in-paper": Rule(_SOFT, "Every name stands in the paper, the lab file or the note."),
        "quote-missing": Rule(_SOFT, "A tweet that claims something quotes the sentence it rests on."),
        "quote-not-found": Rule(_SOFT, "The quote stands in the paper word for word."),
        "quote-on-other-page": Rule(_SOFT, "The quote stands on the page that is named."),
        "number-not-in-quote": Rule(
            _SOFT,
            "A number stands in the quoted sentence, near it, or with a figure that it or the tweet names.",
        ),
        "stronger-than-quote": Rule(
            _SOFT,
            "No stronger word than the quoted sentence and its neighbours have; for a hook, or the abstract.",
        ),
        "hedge-dropped": Rule(_SOFT, "A “may” or “suggests” of the quoted sentence is kept."),
        "scope-dropped": Rule(_SOFT, "An “on average”, “up to” or “in some” of the quoted sentence is kept."),
        "not-lost": Rule(_SOFT, "What the quoted sentence denies, the tweet denies."),
        "not-added": Rule(_SOFT, "What the tweet denies, the quoted sentence denies."),
        # The thread
        "thread-length": Rule(_SOFT, f"A thread has {FEWEST} to {MOST} tweets."),
        "title-missing": Rule(_HARD, "Tweet 1 has the paper's title, or the part before its colon."),
        "paper-link-missing": Rule(_HARD, "Tweet 1 has the link to the paper on arXiv, when it is there."),
        "venue-missing": Rule(_SOFT, "Tweet 1 has the hashtag of the venue, when one is known."),
        "authors-missing": Rule(_SOFT, "Tweet 1 says who did it."),
        "code-not-second": Rule(_HARD, "Tweet 2 has the link to the paper's code, when it has any."),
        "limitation-not-last": Rule(_HARD, "The last tweet is a limitation."),
        "limitation-unsaid": Rule(_SOFT, "The last tweet says what does not work, or is not known."),
        "figure-uncovered": Rule(_SOFT, "Each important figure and table has a tweet."),
        "figure-twice": Rule(_SOFT, "A figure or table is shown once."),
        "repeated": Rule(_SOFT, "No two tweets say nearly the same."),
        # The poster ad
        "fact-missing": Rule(
            _HARD, "Every fact of the form and of the draft stands in a poster ad byte for byte."
        ),
        "fact-added": Rule(
            _HARD, "A poster ad has no date, time, place, link, number, name, tag or honour that nobody gave."
        ),
        "fact-reordered": Rule(
            _HARD, "Dates, times and places of a draft that has several stay in their order."
        ),
        "fact-undone": Rule(_HARD, "A poster ad does not turn a fact round, as “moved from” would."),
        "no-ad": Rule(_HARD, "The facts of a poster make an ad."),
        "blank-left": Rule(_HARD, "A poster ad has no blank left when it is approved."),
        "weekday-contradicts": Rule(_SOFT, "The weekday of a poster is that of its date."),
        "day-impossible": Rule(_SOFT, "The date of a poster is one that the calendar has."),
        "day-ambiguous": Rule(_SOFT, "The date of a poster can be read in one way only."),
        "day-past": Rule(_SOFT, "The date of a poster is not past."),
        "end-before-start": Rule(_SOFT, "A poster ends after it begins."),
        "dates-contradict": Rule(_SOFT, "Form and draft of a poster name the same dates."),
        "times-contradict": Rule(_SOFT, "Form and draft of a poster name the same times."),
        "places-contradict": Rule(_SOFT, "Form and draft of a poster name the same rooms and numbers."),
        "zone-contradicts": Rule(_SOFT, "The time zone of a poster is the one in force on its date."),
        "zone-unknown": Rule(_SOFT, "The time zone of a poster is one that calendars know."),
        "calendar": Rule(_SOFT, "Date, time and zone of a poster make an entry for calendars."),
    }
)


def finding(rule: str, words: str) -> Finding:
    """A breach of that rule; `words` say what is wrong and what to do."""
    return Finding(rule=rule, severity=RULES[rule].severity, words=words)
