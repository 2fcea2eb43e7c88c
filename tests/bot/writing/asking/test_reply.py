"""What a model really replies is read leniently, and bounded."""

import json
from typing import Any

import pytest
from anthropic import transform_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers import Figure, FigureKind, Paper
from bot.tweets import Role
from bot.writing.asking.reply import (
    ToldText,
    ToldThread,
    ToldTweet,
    figure_key,
    role_of,
    told,
    told_text,
)
from bot.writing.asking.scanning import LONGEST_ITEM
from tests.bot.writing.samples import figure, key, paper

WHOLE = ToldTweet(
    place=3,
    role="result",
    figure="Table 1",
    quote="It improves accuracy by 3.2%.",
    page=4,
    text="3.2% better, on average.",
    alt="A table.",
)


def read(**changes: Any) -> ToldTweet:
    """What is told of the sample tweet with other fields."""
    found = told(json.dumps(WHOLE.model_dump() | changes))
    assert found is not None
    return found


def texts(text: str) -> tuple[str, str | None]:
    """The text of a JSON string as written, read as a tweet and as a shortening."""
    source = f'{{"text": "{text}", "page": 4}}'
    found = told(source)
    assert found is not None
    assert found.page == 4
    return found.text, told_text(source)


def test_a_reply_that_keeps_the_schema_is_read_as_it_is() -> None:
    """Every field comes through unchanged, and the thread's schema holds the tweet's."""
    assert told(WHOLE.model_dump_json()) == WHOLE
    assert told_text(ToldText(text="Shorter.").model_dump_json()) == "Shorter."
    assert ToldThread(count=1, tweets=[WHOLE]).tweets == [WHOLE]
    assert transform_schema(ToldThread)["required"] == ["count", "tweets"]


def test_missing_fields_get_defaults() -> None:
    """A text alone is a tweet; nothing is known of the rest."""
    alone = told('{"text": "Hi"}')
    assert alone == ToldTweet(place=0, role="", figure="", quote="", page=0, text="Hi", alt="")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Hi",
        '"Hi"',
        "null",
        "4",
        "[]",
        '["text"]',
        "{}",
        '{"tweet": "Hi"}',
        '{"text": null}',
        '{"text": 4}',
        '{"text": ["Hi"]}',
        '{"text": {"en": "Hi"}}',
        '{"text": "Hi',
        '{"text": "Hi\\',
        "{'text': 'Hi'}",
        '{"text": "He said "hi""}',
        '{"text": "Hi", "page": ' + "9" * 5000 + "}",
        '{"text": ' + "[" * 40_000 + "]" * 40_000 + "}",
        '{"text": "' + "a" * 100_000 + '"}',
    ],
)
def test_what_has_no_text_is_no_tweet(source: str) -> None:
    """No JSON, no object, no text or none that is a string, too deep and too long: None, never an error."""
    assert told(source) is None
    assert told_text(source) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("One\nTwo\tthree\x00", "One\nTwo\tthree\x00"),
        (r"3\% better", r"3\% better"),
        (r"with \alpha, \% and \$5", r"with \alpha, \% and \$5"),
        (r"\upsilon \u00 \u00e9", r"\upsilon \u00 é"),
        (r"\\alpha \\% \\\% \"q\" \/ \n.", '\\alpha \\% \\\\% "q" / \n.'),
        (r"it\'s {x,} [1, ]\%,", r"it\'s {x,} [1, ]\%,"),
        (r"\beta \frac12 \bar{x}", r"\beta \frac12 \bar{x}"),
        (r"\times \theta \text{a} \textbf{b} \tau", r"\times \theta \text{a} \textbf{b} \tau"),
        (r"\rho \right) \nabla f \notin A", r"\rho \right) \nabla f \notin A"),
        (r"a\r\nb\n\nnot all\n\times", "a\r\nb\n\nnot all\n\\times"),
        (r"\tindented\ttext", "\tindented\ttext"),
        (r"a \b. \f", "a \x08. \x0c"),
        (r"\ud83d\udc0d \ud83d!", "\U0001f40d \ufffd!"),
        ("\ud83d\udc0d \udc0d!", "\U0001f40d \ufffd!"),
    ],
)
def test_a_string_means_what_its_writer_meant(written: str, meant: str) -> None:
    """Line ends, stray backslashes, LaTeX that happens to be an escape, and halves of characters."""
    assert texts(written) == (meant, meant)


def test_commas_too_many_are_left_out() -> None:
    """A comma before a closer goes, one within a string stays."""
    source = '{"text": "a,} b, ]", "figure": {"kind": "table", "number": 1, } , "tags": ["x",\n],}'
    found = told(source)
    assert found is not None
    assert (found.text, found.figure) == ("a,} b, ]", "table 1")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("p. 4", 4),
        ("p.4", 4),
        ("pp. 4-5", 4),
        ("4.0", 4),
        ("3/9", 3),
        ("tweet 3 of 9", 3),
        ("#3", 3),
        (None, 0),
        ("", 0),
        ("iv", 0),
        (True, 0),
        (0, 0),
        (-4, 0),
        ("-4", 0),
        (4.5, 0),
        (10**9, 0),
        ("123456", 0),
        (float("inf"), 0),
        (float("nan"), 0),
        ([4], 0),
        ({"n": 4}, 0),
    ],
)
def test_pages_and_places_are_whole_numbers(said: object, meant: int) -> None:
    """However a page or place is written, it is its number, or 0."""
    assert read(page=said).page == meant
    assert read(place=said).place == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Fig. 2", "Fig. 2"),
        ({"kind": "figure", "number": "2"}, "figure 2"),
        ({"kind": "Table", "number": 1}, "Table 1"),
        ({"number": 2}, "2"),
        ({"label": "Figure 2"}, "Figure 2"),
        ({"kind": "none", "number": None}, ""),
        ({}, ""),
        (["Figure 2", "Figure 3"], "Figure 2"),
        ([], ""),
        (2, "2"),
        (0, ""),
        (True, ""),
        (2.5, ""),
        (None, ""),
        ("none", ""),
        ("None.", ""),
        ("N/A", ""),
        ("(no figure)", ""),
        (" - ", ""),
        ("x" * 500, "x" * 200),
    ],
)
def test_the_figure_is_a_label(said: object, meant: str) -> None:
    """A label, an object, a number or the first of a list; "" for every way to say none."""
    assert read(figure=said).figure == meant


@pytest.mark.parametrize("said", [None, "", "none", "N/A", 4, ["a"], {"a": 1}])
def test_no_quote_and_no_alt_are_empty(said: object) -> None:
    """What is no string, or says that there is none, is ""."""
    assert read(quote=said).quote == ""
    assert read(alt=said).alt == ""


def test_what_is_kept_is_bounded() -> None:
    """Text, quote and alternative text are cut, by whole characters; a scanner's longest item is read."""
    found = read(text="\U0001f40d" * 5000, quote="q" * 5000, alt="\t" * 5000, role="method" * 50)
    assert (found.text, found.quote, found.alt) == ("\U0001f40d" * 4000, "q" * 2000, "\t" * 2000)
    assert found.role == ""
    assert told_text(json.dumps({"text": "a" * 5000})) == "a" * 4000
    assert told('{"text": "' + "\\%" * (LONGEST_ITEM // 2) + '",}') is not None


@pytest.mark.parametrize(
    ("said", "meant"),
    [(role.value, role) for role in Role]
    + [
        ("Limitations", Role.LIMITATION),
        ("caveats", Role.LIMITATION),
        ("future work", Role.FUTURE_WORK),
        ("FutureWork", Role.FUTURE_WORK),
        ("future-directions", Role.FUTURE_WORK),
        ("RESULTS", Role.RESULT),
        ("result 2", Role.RESULT),
        ("Key findings", Role.RESULT),
        ("result: accuracy", Role.RESULT),
        ("method/result", Role.METHOD),
        ("intro", Role.ANNOUNCEMENT),
        ("hook", Role.ANNOUNCEMENT),
        ("repository", Role.CODE),
        ("code & data", Role.CODE),
        ("Acknowledgments", Role.THANKS),
        ("Implications", Role.IMPACT),
        ("contributions", Role.CONTRIBUTION),
    ],
)
def test_roles_are_known_in_other_spellings(said: str, meant: Role) -> None:
    """Capitals, blanks, plurals and usual other words name the same role."""
    found = read(role=said)
    assert found.role == meant.value
    assert role_of(found) is meant
    assert role_of(WHOLE.model_copy(update={"role": said})) is meant


@pytest.mark.parametrize("said", ["", "banter", "unmethodical", "1", None, 4, ["result"], {"role": "result"}])
def test_a_role_that_is_none_is_empty(said: object) -> None:
    """What is no role is not guessed at."""
    found = read(role=said)
    assert found.role == ""
    assert role_of(found) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ToldTweet.model_fields, JSON)), st.integers(0, 300))
def test_any_json_whole_or_cut_is_read_or_is_none(fields: dict[str, Any], end: int) -> None:
    """Values of any type, and sources cut anywhere, raise nothing; a string as text is read as a tweet."""
    source = json.dumps(fields)
    assert (told(source) is not None) is isinstance(fields.get("text"), str)
    told(source[:end])
    told_text(source[end:])


# The figure a label means --------------------------------------------------------------------------------

PICTURED = paper(
    figures=(
        figure(FigureKind.FIGURE, "1"),
        figure(FigureKind.FIGURE, "2"),
        figure(FigureKind.FIGURE, "3a"),
        figure(FigureKind.FIGURE, "3"),
        figure(FigureKind.FIGURE, "A.1", appendix=True),
        figure(FigureKind.FIGURE, "S2", appendix=True),
        figure(FigureKind.FIGURE, "B", appendix=True),
        figure(FigureKind.FIGURE, "4\u20131"),
        figure(FigureKind.TABLE, "I"),
        figure(FigureKind.TABLE, "II"),
        figure(FigureKind.TABLE, "7"),
        figure(FigureKind.ALGORITHM, "1"),
    )
)


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Figure 2", "Figure 2"),
        ("figure 2", "Figure 2"),
        ("FIGURE\u00a02", "Figure 2"),
        ("Fig. 2", "Figure 2"),
        ("Fig.2", "Figure 2"),
        ("fig:2", "Figure 2"),
        ("Figs. 2 and 3", "Figure 2"),
        ("Figure 2 (p. 3)", "Figure 2"),
        ("Figure 2: Mixing over time, and Table 7", "Figure 2"),
        ("Figure 2. Mixing", "Figure 2"),
        ("**Figure 2**", "Figure 2"),
        ('"Figure 2"', "Figure 2"),
        ("[image: Figure 2]", "Figure 2"),
        ("the Figure 2", "Figure 2"),
        ("Figure no. 2", "Figure 2"),
        ("Figure #2", "Figure 2"),
        ("Figure 2a", "Figure 2"),
        ("Figure 2(b)", "Figure 2"),
        ("Figure 2 (b), left", "Figure 2"),
        ("Figure 3a", "Figure 3a"),
        ("Figure 3(a)", "Figure 3a"),
        ("Figure 3A", "Figure 3a"),
        ("Figure 3b", "Figure 3"),
        ("Figures 2-3", "Figure 2"),
        ("Figure 4-1", "Figure 4\u20131"),
        ("Figure A.1", "Figure A.1"),
        ("Figure a1", "Figure A.1"),
        ("Appendix Figure A-1", "Figure A.1"),
        ("Supplementary Figure 2", "Figure S2"),
        ("Figure S.2", "Figure S2"),
        ("Figure B", "Figure B"),
        ("Figure B: proofs", "Figure B"),
        ("Table II", "Table II"),
        ("TABLE ii", "Table II"),
        ("Tab. 1", "Table I"),
        ("Table 2", "Table II"),
        ("Table VII", "Table 7"),
        ("Algorithm 1", "Algorithm 1"),
        ("7", "Table 7"),
        (" A.1 ", "Figure A.1"),
    ],
)
def test_a_label_names_the_figure_as_the_paper_prints_it(label: str, meant: str) -> None:
    """Abbreviations, captions, parts and other numerals lead to a figure that the paper has."""
    found = figure_key(label, PICTURED)
    assert found == key(meant)
    assert PICTURED.figure(key(meant))


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Figure 9", "Figure 9"),
        ("Figure 9c", "Figure 9"),
        ("fig. c.3", "Figure C.3"),
        ("Table III", "Table III"),
        ("Supplementary Table 1", "Table S1"),
        ("Algorithm 2", "Algorithm 2"),
    ],
)
def test_a_figure_the_paper_does_not_have_is_named_all_the_same(label: str, meant: str) -> None:
    """The check for unknown figures can then name it."""
    assert figure_key(label, PICTURED) == key(meant)
    assert PICTURED.figure(key(meant)) is None


@pytest.mark.parametrize(
    "label",
    [
        "",
        "none",
        "N/A",
        "no figure",
        "a chart of accuracy",
        "Figure",
        "Figure a nice plot",
        "Figures of merit",
        "figured 2",
        "Figurine 2",
        "Table 2024",
        "Tableau 3",
        "2%",
        "1",
        "12",
        "Figure 2%",
        "Section 2",
        "2 figures",
        "Figure ²½",
        "x" * 100_000,
        "Figure " * 100_000,
    ],
)
def test_what_is_no_label_names_nothing(label: str) -> None:
    """Words, other things with numbers, and a bare number that several or none have."""
    assert figure_key(label, PICTURED) is None


def test_numerals_are_only_exchanged_where_one_figure_is_meant() -> None:
    """Of two figures that a numeral could mean, neither is taken."""
    figures = (figure(FigureKind.TABLE, "II"), figure(FigureKind.TABLE, "02"))
    assert figure_key("Table 2", paper(figures=figures)) == key("Table 2")
    dotted = (figure(FigureKind.FIGURE, "A.1"), figure(FigureKind.FIGURE, "A-1"))
    assert figure_key("Figure A1", paper(figures=dotted)) == key("Figure A1")


@settings(deadline=None)
@given(st.sampled_from(FigureKind), st.from_regex(r"[A-Z]?[1-9][0-9]?|[IVX]{1,3}", fullmatch=True), st.text())
def test_every_printed_label_leads_back_to_its_figure(kind: FigureKind, number: str, caption: str) -> None:
    """The label a paper prints means that figure, with and without its caption."""
    own: Figure = figure(kind, number)
    with_it: Paper = paper(figures=(own,))
    assert figure_key(str(own.key), with_it) == own.key
    assert figure_key(f"{own.key} (p. {own.page}): {caption}", with_it) == own.key
