"""What a section is about by its title, and how the items of a list begin."""

import re
from typing import NamedTuple


def any_of(phrases: str) -> str:
    """A regular expression's alternative of phrases, parted by commas."""
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.replace("\n", " ").split(",")) + ")"


def pattern(*parts: str) -> re.Pattern[str]:
    """The alternative of the parts, whatever their case."""
    return re.compile("|".join(parts), re.IGNORECASE)


class Title(NamedTuple):
    """The words of a kind of title: as a section's, as one among others in it, run in."""

    section: re.Pattern[str]
    mixed: re.Pattern[str]
    run_in: re.Pattern[str]


def _title(words: str, *, others: str, unless: str = "") -> Title:
    """`others`: what a mixed title speaks of too; `unless`: what must not follow the words in a title."""
    number = r"(?:[A-Z]?[\d.]{0,8}\s)?(?:key |main )?"
    more = r"(?: (?:and|&) [\w ]{1,40}?)?"
    return Title(
        section=pattern(rf"(?:^|[\s\d.:]){words}(?!\w){unless}"),
        mixed=pattern(rf"\b{others}"),
        run_in=pattern(rf"{number}{words}{more}(?:\s?[.:—–]\s?|\s(?=(?-i:[A-Z]))|$)"),  # noqa: RUF001  dashes as printed
    )


LIMITATIONS = _title(
    any_of(
        r"""limitations?, shortcomings, threats to validity, limites, einschränkungen, limitaciones,
        limitazioni, limitações, 局限性?, 研究不足, 限界, 한계점?"""
    ),
    others=any_of(
        "discussion, conclusion, concluding, summary, results, future, outlook, perspectives, 展望, 향후"
    ),
    unless=r"(?! (?:of|in|with) (?!our\b|this\b|the (?:present|proposed|current|study|method|work)\b))",
)
FUTURE = _title(
    any_of(
        """future works?, future research, future directions?, future studies, future perspectives,
        future plans, outlook, open problems, open questions, perspectives, ausblick, trabajo futuro,
        研究展望, 未来展望, 今後の課題, 향후 과제, 향후 연구"""
    ),
    others=any_of("discussion, conclusion, concluding, summary, results, limitation, related, 总结, 结论"),
    unless=r"(?! (?:in|of|about)\b)",
)
THANKS = _title(
    any_of(
        r"""acknowledge?ments?, funding, remerciements, danksagung, agradecimientos, ringraziamenti,
        agradecimentos, dankwoord, 致\s?谢, 謝\s?辞, 감사의 글"""
    ),
    others=any_of("conclusion, author contributions, contributions"),
)
OTHERS_WORK = pattern(
    r"\b(?:related works?|background|preliminar|previous work|prior work|literature|references|bibliography)",
    "相关研究|文献综述|先行研究|선행 ?연구",
)
"""Sections on what others did."""

OPENING = pattern(r"\bintroduction|\beinleitung|\bintroducción|\bintroduzione|引言|绪论|导论|はじめに|서론")
CONCLUSION = pattern(r"\bconclusion|\bconcluding|\bsummary|\bdiscussion|\bfazit|结论|总结|おわりに|結論|결론")
CLOSING = pattern(
    CONCLUSION.pattern, r"\blimitation|\bfuture|\boutlook|\bimpact|\bremarks|\bperspectives|展望"
)
"""Sections in which authors look back on their work."""

MARK = re.compile(
    r"\s{0,9}(?:[•◦▪‣–—*·∙■●○◆➢✓►▶⋄-]\s{0,9}"  # noqa: RUF001  bullets as printed
    r"|[(\[]?(?:\d{1,2}|[ivx]{1,4}|[a-h]|C\d)[.):\]]\s{1,9})"
)
"""A list item's bullet or number."""

ITEM = re.compile(
    rf"{MARK.pattern}|\W{{0,3}}(?:First|Second|Third|Fourth|Fifth|Finally|Last)(?:ly)?\b(?! of all the)"
)
"""How a list's item begins, also one of a list within a paragraph."""
