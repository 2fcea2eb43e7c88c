"""The writer that needs no key, through its port."""

import re
import time
from collections.abc import Sequence

import pytest

from bot.errors import NotNow, Unwritable
from bot.lab import Lab, LabMember
from bot.papers import Figure, FigureKey, FigureKind, Paragraph, Section, Sentence
from bot.ports import Brief, Change, Outline, Writer
from bot.tweets import (
    LIMIT,
    Finding,
    Role,
    Severity,
    Usage,
    Wording,
    numbered,
    weighted_length,
    with_hashtags,
)
from bot.writing.checks import Grounds, check_thread, check_tweet
from bot.writing.extractive import ExtractiveWriter
from tests.bot.writing import seaglass

_: type[Writer] = ExtractiveWriter


async def written(brief: Brief) -> list[Wording]:
    """The tweets the writer gives for the brief, without its outline."""
    return [piece async for piece in ExtractiveWriter().write(brief) if isinstance(piece, Wording)]


async def regenerated(brief: Brief, thread: Sequence[Wording], index: int, **change: object) -> Wording:
    """Another wording of one tweet of the thread."""
    wanted = Change.model_validate({"thread": tuple(thread), "index": index} | change)
    return await _only(brief, wanted, "regenerate")


async def shortened(brief: Brief, thread: Sequence[Wording], index: int) -> Wording:
    """The shorter wording of one tweet of the thread."""
    return await _only(brief, Change(thread=tuple(thread), index=index), "shorten")


async def mended(brief: Brief, thread: Sequence[Wording], index: int, rule: str) -> list[Wording]:
    """What the writer makes of a tweet in which a check has found a breach of that rule."""
    fault = Finding(rule=rule, severity=Severity.HARD, words="It is wrong.")
    change = Change(thread=tuple(thread), index=index, faults=(fault,))
    return [piece async for piece in ExtractiveWriter().mend(brief, [change]) if isinstance(piece, Wording)]


async def _only(brief: Brief, change: Change, verb: str) -> Wording:
    given: list[Wording | Usage] = [piece async for piece in getattr(ExtractiveWriter(), verb)(brief, change)]
    assert len(given) == 1
    assert isinstance(given[0], Wording)
    return given[0]


def place(thread: Sequence[Wording], role: Role) -> int:
    """The place of the first tweet of that role."""
    return next(wording.index for wording in thread if wording.role is role)


async def test_thread_has_the_order_of_the_house_style() -> None:
    """Announcement, code, the science, future work, thanks, limitation: 8 to 13 tweets."""
    thread = await written(seaglass.brief())
    assert 8 <= len(thread) <= 13
    assert [wording.index for wording in thread] == list(range(len(thread)))
    roles = [wording.role for wording in thread]
    assert roles[:2] == [Role.ANNOUNCEMENT, Role.CODE]
    assert roles[-3:] == [Role.FUTURE_WORK, Role.THANKS, Role.LIMITATION]
    assert {Role.CONTRIBUTION, Role.RESULT} < set(roles)


async def test_outline_comes_first_and_counts_the_tweets() -> None:
    """The first piece says how many tweets follow."""
    pieces = [piece async for piece in ExtractiveWriter().write(seaglass.brief())]
    assert pieces[0] == Outline(count=len(pieces) - 1)


async def test_no_check_finds_a_hard_fault() -> None:
    """Every tweet passes the checks, fits with its number, and quotes a sentence that stands on its page."""
    brief = seaglass.brief(note="ICML 2024")
    thread = await written(brief)
    grounds = Grounds.of(brief)
    whole = check_thread(thread, grounds)
    for wording in thread:
        n, of = wording.index + 1, len(thread)
        found = (*check_tweet(wording, n=n, of=of, grounds=grounds), *whole.findings.get(wording.index, ()))
        assert [f for f in found if f.severity is Severity.HARD] == []
        assert not {f.rule for f in found} & {
            "quote-not-found",
            "quote-on-other-page",
            "dangling-reference",
            "citation",
        }
        assert weighted_length(numbered(wording.text, n, of)) <= LIMIT
    assert "#NLP" in with_hashtags(thread[2].text, seaglass.LAB.hashtags)


async def test_each_figure_and_table_has_its_tweet() -> None:
    """All three are shown, described by their kind, their caption and what the text says of them."""
    thread = await written(seaglass.brief())
    shown = {str(wording.figure): wording.alt for wording in thread if wording.figure}
    assert set(shown) == {"Figure 1", "Table 1", "Table 2"}
    assert shown["Figure 1"] == (
        "Diagram: Overview of Seaglass with three waves of teachers. "
        "Each wave of teachers corrects the labels of the wave before."
    )


async def test_announcement_says_what_who_and_where() -> None:
    """Venue, title, handles of the lab's people, plain names of others, the link without version, a hook."""
    first = (await written(seaglass.brief(note="ICML 2024")))[0]
    assert first.text.startswith("Excited to share our #ICML #ICML2024 paper:\n\n**Seaglass:")
    assert "@ada_l" in first.text
    assert "https://arxiv.org/abs/2405.01234\n\n" in first.text
    assert first.quote
    assert "v3" not in first.text


async def test_without_a_venue_the_paper_is_just_new() -> None:
    """No venue is made up."""
    first = (await written(seaglass.brief()))[0]
    assert first.text.startswith("Excited to share our new paper:")


async def test_long_title_stays_whole_and_authors_give_way() -> None:
    """A title of 180 characters is kept, and of forty authors a few are named."""
    title = " ".join(["Seaglass", *["smoothing"] * 17])
    authors = tuple(f"Author Number{n:02}" for n in range(40))
    first = (await written(seaglass.brief(title=title, authors=authors)))[0]
    assert f"**{title}**" in first.text
    assert "\n\nBy Author Number00 et al.\n\n" in first.text
    assert weighted_length(first.text) <= LIMIT - 7


async def test_a_title_no_tweet_can_hold_is_cut_at_a_word() -> None:
    """Three hundred characters of title end with an ellipsis."""
    first = (await written(seaglass.brief(title="Smoothing " * 40)))[0]
    assert "Smoothing…**" in first.text
    assert weighted_length(first.text) <= LIMIT - 7


async def test_code_tweet_leads_with_the_papers_own_words() -> None:
    """The sentence about the release stands above the link, its own link taken out."""
    code = (await written(seaglass.brief()))[1]
    assert code.text == f"Our code and all votes are publicly available here:\n\n{seaglass.CODE}"


async def test_code_link_of_the_note_goes_first() -> None:
    """A person knows better where the code is; without any code there is no such tweet."""
    code = (await written(seaglass.brief(note="code: https://gitlab.com/glass/sea.")))[1]
    assert code.text.endswith("\n\nhttps://gitlab.com/glass/sea")
    assert all(w.role is not Role.CODE for w in await written(seaglass.brief(repository="")))


async def test_thanks_name_people_by_their_handles() -> None:
    """Whom the paper and the note thank, with the handles that are known."""
    thread = await written(seaglass.brief(note="thanks to @tidal_m and Bo Reed"))
    thanks = thread[place(thread, Role.THANKS)].text
    assert all(name in thanks for name in ("@tidal_m", "Bo Reed", "@juno_p", "Tidal Marchetti"))


async def test_no_tweet_leans_on_what_the_reader_cannot_see() -> None:
    """No citations, no references to figures or sections, no formulas, no sentence that opens with “this”."""
    for wording in await written(seaglass.brief()):
        assert not re.search(
            r"\[\d|\bet al|\((?:Table|Figure)|As shown|Let x|learning rate|^(?:This|These)", wording.text
        )


async def test_orders_in_the_text_are_never_chosen() -> None:
    """Sentences that speak to a model or a reviewer do not become tweets, not even when asked for."""
    brief = seaglass.brief()
    thread = await written(brief)
    assert not any(re.search(r"Ignore|reviewer|acceptance|praise", wording.text) for wording in thread)
    other = await regenerated(
        brief, thread, place(thread, Role.RESULT), note="mention the AI reviewer, acceptance and praise"
    )
    assert not re.search(r"Ignore|reviewer|acceptance|praise", other.text)


async def test_the_limitation_is_the_papers_own() -> None:
    """The last tweet is a limitation the paper states."""
    last = (await written(seaglass.brief()))[-1]
    assert last.text == f"Limitation: {seaglass.LIMITATION}"
    assert (last.quote, last.page) == (seaglass.LIMITATION, 6)


async def test_a_paper_that_states_no_limitation_is_not_given_one() -> None:
    """What is left for later stands last; without that, it is said that the text names none."""
    sections = tuple(s for s in seaglass.paper().sections if s.title != "Limitations")
    last = (await written(seaglass.brief(limitations=(), sections=sections)))[-1]
    assert last.role is Role.LIMITATION
    assert last.text.startswith("Limitation: some of it is still to be done. We plan to let teachers")
    finished = tuple(s for s in sections if "future" not in " ".join(x.text for x in s.sentences))
    bare = seaglass.brief(limitations=(), future_work=(), sections=finished)
    last = (await written(bare))[-1]
    assert "spells out none of its own" in last.text
    assert last.quote == ""
    leaning = Sentence(text="This is a limitation of it, as the former shows in (3).", page=4)
    last = (await written(seaglass.brief(limitations=(leaning,), future_work=(), sections=finished)))[-1]
    assert "do not fit into a tweet" in last.text
    assert last.quote == leaning.text


async def test_a_cut_off_run_is_taken_up() -> None:
    """Only the missing tweets come, the same as in an uninterrupted run, and none twice."""
    brief = seaglass.brief()
    thread = await written(brief)
    kept = (*thread[:4], *thread[6:8])
    again = [
        piece
        async for piece in ExtractiveWriter().write(
            brief.model_copy(update={"so_far": kept, "count": len(thread)})
        )
    ]
    assert again[0] == Outline(count=len(thread))
    assert again[1:] == [*thread[4:6], *thread[8:]]


async def test_a_missing_tweet_does_not_repeat_one_that_is_there() -> None:
    """When what is there holds a text planned for another place, that place gets another sentence."""
    brief = seaglass.brief()
    thread = await written(brief)
    spot = place(thread, Role.CONTRIBUTION)
    kept = tuple(
        w.model_copy(update={"text": thread[spot + 1].text}) if w.index == spot else w
        for w in thread[: spot + 1]
    )
    rest = await written(brief.model_copy(update={"so_far": kept, "count": len(thread)}))
    assert [w.index for w in rest] == list(range(spot + 1, len(thread)))
    assert all(w.text != thread[spot + 1].text for w in rest)


async def test_other_languages_are_refused_in_words() -> None:
    """English patterns are not applied to French; the person is told what to do."""
    with pytest.raises(Unwritable, match=r"in French.*use an English version"):
        await written(seaglass.brief(language="fr"))


async def test_too_little_prose_is_refused_in_words() -> None:
    """A note of three sentences does not carry a thread."""
    with pytest.raises(Unwritable, match=r"Only \d tweets"):
        await written(
            seaglass.brief(
                abstract="We test waves.", sections=(), figures=(), acknowledgements=(), limitations=()
            )
        )


async def test_regenerate_never_gives_what_was_there() -> None:
    """Every new text differs from all before and from the rest of the thread, until none is left."""
    brief = seaglass.brief()
    thread = await written(brief)
    spot = place(thread, Role.CONTRIBUTION)
    earlier: list[str] = []
    refusal = ""
    while not refusal and len(earlier) < 60:
        try:
            new = await regenerated(brief, thread, spot, earlier=tuple(earlier))
        except NotNow as fault:
            refusal = str(fault)
            break
        assert new.text not in {*earlier, *(w.text for w in thread)}
        assert (new.index, new.role) == (spot, Role.CONTRIBUTION)
        earlier.append(thread[spot].text)
        thread[spot] = new
    assert "no other sentence" in refusal
    assert len(earlier) >= 3


@pytest.mark.parametrize("role", [Role.ANNOUNCEMENT, Role.CODE, Role.THANKS, Role.LIMITATION])
async def test_fixed_tweets_have_other_wordings_too(role: Role) -> None:
    """Announcement, code, thanks and limitation can be regenerated, and keep their links."""
    brief = seaglass.brief()
    thread = await written(brief)
    spot = place(thread, role)
    new = await regenerated(brief, thread, spot)
    assert new.text != thread[spot].text
    assert re.findall(r"https://\S+", new.text) == re.findall(r"https://\S+", thread[spot].text)


async def test_the_same_sentence_behind_another_lead_in_is_no_other_tweet() -> None:
    """A paper with one sentence on its future has no other tweet for it, and that is said."""
    brief = seaglass.brief()
    thread = await written(brief)
    with pytest.raises(NotNow, match="no other sentence"):
        await regenerated(brief, thread, place(thread, Role.FUTURE_WORK))


async def test_regenerate_heeds_a_number_in_the_note() -> None:
    """“Mention the 41%” brings the sentence with that number."""
    sections = seaglass.paper().sections
    brief = seaglass.brief(figures=(), sections=sections)
    thread = [w for w in await written(brief) if "41%" not in w.text]
    thread = [w.model_copy(update={"index": index}) for index, w in enumerate(thread)]
    new = await regenerated(brief, thread, place(thread, Role.CONTRIBUTION), note="please mention the 41%")
    assert "41%" in new.text


async def test_regenerate_heeds_a_figure_in_the_note() -> None:
    """“About table 2” brings Table 2; a table the paper does not have is refused in words."""
    brief = seaglass.brief()
    thread = [w for w in await written(brief) if str(w.figure) != "Table 2"]
    thread = [w.model_copy(update={"index": index}) for index, w in enumerate(thread)]
    spot = place(thread, Role.CONTRIBUTION)
    new = await regenerated(brief, thread, spot, note="about table 2")
    assert new.figure == FigureKey(kind=FigureKind.TABLE, number="2")
    with pytest.raises(NotNow, match="no Table 9"):
        await regenerated(brief, thread, spot, note="about table 9")


async def test_regenerate_heeds_shorter_and_less_formal() -> None:
    """“Shorter” gives fewer characters, “less formal” another lead-in."""
    brief = seaglass.brief()
    thread = await written(brief)
    spot = place(thread, Role.CONTRIBUTION)
    shorter = await regenerated(brief, thread, spot, note="shorter please")
    assert weighted_length(shorter.text) < weighted_length(thread[spot].text)
    casual = await regenerated(brief, thread, spot, note="less formal")
    assert casual.text.startswith(("What is new: ", "Our contribution: "))


async def test_a_tweet_with_a_figure_stays_with_it() -> None:
    """Regenerating the tweet of a table gives another text of the same table."""
    brief = seaglass.brief()
    thread = await written(brief)
    spot = next(w.index for w in thread if str(w.figure) == "Table 1")
    new = await regenerated(brief, thread, spot)
    assert new.figure == thread[spot].figure
    assert new.text != thread[spot].text


async def test_shorten_keeps_every_number_and_name() -> None:
    """Fewer weighted characters, the same numbers, links, handles and title, in most tweets."""
    brief = seaglass.brief()
    thread = await written(brief)
    shorter = 0
    for wording in thread:
        try:
            new = await shortened(brief, thread, wording.index)
        except NotNow:
            continue
        shorter += 1
        assert weighted_length(new.text) < weighted_length(wording.text)
        for fact in re.findall(r"https://\S+|@\w+|\d[\d.]*|\*\*.*\*\*", wording.text):
            assert fact in new.text
    assert shorter >= 4


async def test_shorten_says_when_nothing_can_go() -> None:
    """A tweet of three words stays as it is, and the person is told."""
    brief = seaglass.brief()
    thread = await written(brief)
    thread[2] = thread[2].model_copy(update={"text": "Glass smooths labels."})
    with pytest.raises(NotNow, match="Nothing can be left out"):
        await shortened(brief, thread, 2)


async def test_mend_shortens_what_is_too_long() -> None:
    """A text over the limit comes back within it."""
    brief = seaglass.brief()
    thread = await written(brief)
    long = (
        "We show this in order to help. " + "We present the method, which is very widely used, to all. " * 6
    )
    thread[2] = thread[2].model_copy(update={"text": long})
    (new,) = await mended(brief, thread, 2, "too-long")
    assert weighted_length(numbered(new.text, 13, 13)) <= LIMIT


async def test_mend_takes_out_links_and_handles_nobody_vouches_for() -> None:
    """Strange links go, strange handles lose their @; the paper's and the lab's stay."""
    brief = seaglass.brief()
    thread = await written(brief)
    text = f"By @ada_l and @stranger: {seaglass.CODE} https://evil.example.org/x"
    thread[2] = thread[2].model_copy(update={"text": text})
    (new,) = await mended(brief, thread, 2, "unknown-link")
    assert new.text == f"By @ada_l and @stranger: {seaglass.CODE}"
    (new,) = await mended(brief, thread, 2, "unknown-handle")
    assert new.text.startswith("By @ada_l and stranger: ")


async def test_mend_replaces_what_claims_wrongly() -> None:
    """A tweet with a number that is not in the paper gives way to another sentence."""
    brief = seaglass.brief()
    thread = await written(brief)
    thread[2] = thread[2].model_copy(update={"text": "Seaglass wins by 99%."})
    (new,) = await mended(brief, thread, 2, "number-not-in-paper")
    assert "99%" not in new.text


async def test_mend_gives_nothing_where_it_can_do_nothing() -> None:
    """An announcement that cannot be put better is left alone."""
    brief = seaglass.brief(abstract="")
    thread = await written(brief)
    bare = (await mended(brief, thread, 0, "number-not-in-paper")) or [thread[0]]
    thread[0] = bare[0]
    assert await mended(brief, thread, 0, "number-not-in-paper") == []


async def test_the_same_brief_gives_the_same_thread_and_the_digest_names_the_phrases() -> None:
    """Two writers agree word for word; the digest is 12 hex digits."""
    assert await written(seaglass.brief()) == await written(seaglass.brief())
    assert re.fullmatch(r"[0-9a-f]{12}", ExtractiveWriter().digest)
    assert ExtractiveWriter().name == "extractive"


async def test_control_and_direction_characters_do_not_come_through() -> None:
    """What is invisible or turns text round is dropped, wherever it stood."""
    dirty = seaglass.ABSTRACT.replace("Seaglass", "Sea\u202eglass\u200b").replace("waves", "wav\u0007es")
    thread = await written(seaglass.brief(abstract=dirty, title="Sea\u202eglass \u2066Labels\u2069"))
    assert not any(
        re.search("[\u0000-\u0009\u000b-\u001f\u200b\u202a-\u202e\u2066-\u2069]", w.text) for w in thread
    )


async def test_mentions_in_title_and_text_ring_nobody() -> None:
    """An @ of the paper's own never becomes a mention."""
    thread = await written(seaglass.brief(title="Recall@10 for @everyone", note="", lab=Lab()))
    assert not any("@" in wording.text for wording in thread)


async def test_a_hostile_paper_costs_little_time() -> None:
    """Long runs of brackets, dots, capitals and commas are read in linear time."""
    runs = (
        "(" * 5000,
        "a." * 5000,
        "[1, " * 3000,
        "We " * 4000,
        "A, " * 4000,
        "Figure 1 " * 2000,
        "et al. " * 2000,
        "w, which " * 900,
    )
    sentences = tuple(Sentence(text=f"We show {run}.", page=1) for run in runs for _ in range(5))
    bad = Section(title="Results", page=1, paragraphs=(Paragraph(sentences=sentences),))
    started = time.process_time()
    thread = await written(seaglass.brief(sections=(*seaglass.paper().sections, bad)))
    assert len(thread) >= 8
    assert time.process_time() - started < 5


async def test_names_that_fit_two_people_get_no_handle() -> None:
    """Initials fit one person or nobody."""
    twins = Lab(
        members=(LabMember(name="Charles Babbage", x="@one"), LabMember(name="Cora Babbage", x="@two"))
    )
    thread = await written(seaglass.brief(lab=twins, authors=("C. Babbage",)))
    assert "By C. Babbage" in thread[0].text


async def test_the_link_stands_in_tweet_1_whenever_the_id_is_known() -> None:
    """A local PDF has no entry of arXiv's, but its stamp gives the id."""
    first = (await written(seaglass.brief(entry=None)))[0]
    assert "https://arxiv.org/abs/2405.01234" in first.text


async def test_a_title_in_capitals_is_set_in_title_case() -> None:
    """Words keep the capitals they have in the text; the check on the title takes it as the title."""
    brief = seaglass.brief(
        title="SEAGLASS: A METHOD FOR NLP WITH MAML AND LORA",
        abstract="We present Seaglass. MAML and LoRA need NLP. " + seaglass.ABSTRACT,
    )
    thread = await written(brief)
    assert "**Seaglass: A Method for NLP with MAML and LoRA**" in thread[0].text
    findings = check_thread(tuple(thread), Grounds.of(brief)).findings
    assert not any(finding.rule == "title-missing" for finding in findings.get(0, ()))


async def test_the_hook_is_a_claim() -> None:
    """What is only looked at makes nobody read on."""
    abstract = (
        "We investigate how our waves of teachers interact with careless workers. "
        "Seaglass improves accuracy by 3.2% on 21 datasets."
    )
    first = (await written(seaglass.brief(abstract=abstract, title="Smoothing Labels")))[0]
    assert "3.2%" in first.text
    looked = "We investigate how our waves of teachers interact with careless workers."
    first = (await written(seaglass.brief(abstract=looked, title="Smoothing Labels")))[0]
    assert "We investigate" not in first.text


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            ("Our analysis is limited to English votes of paid workers: others (x = 3) come later.",),
            "Limitation: Our analysis is limited to English votes of paid workers.",
        ),
        (
            ("Although the proposed method does not improve careless votes, it outperforms all others.",),
            "Limitation: The proposed method does not improve careless votes.",
        ),
        (
            ("We ask teachers in three waves.", "These teachers do not scale to a large number of votes."),
            "Limitation: The teachers do not scale to a large number of votes.",
        ),
        (
            ("However, our method requires at least five votes for every item of the data.",),
            "Limitation: Our method requires at least five votes for every item of the data.",
        ),
    ],
)
async def test_stated_limitations_are_made_to_stand(stated: tuple[str, ...], said: str) -> None:
    """A first clause, what is conceded, or a noun that the sentence before names, rather than nothing."""
    sections = tuple(s for s in seaglass.paper().sections if s.title != "Limitations")
    sentences = tuple(Sentence(text=text, page=5) for text in stated)
    last = (await written(seaglass.brief(limitations=sentences, sections=sections)))[-1]
    assert last.text == said


async def test_scope_is_searched_before_it_is_said_that_none_is_stated() -> None:
    """“We focus on” narrows the scope, where the paper states no limitation."""
    sections = (
        *(s for s in seaglass.paper().sections if s.title not in {"Limitations", "Future Work"}),
        seaglass.section(7, "Discussion", ("We focus on votes of crowd workers who are paid by the hour.",)),
    )
    last = (await written(seaglass.brief(limitations=(), future_work=(), sections=sections)))[-1]
    assert last.text == "Limitation: We focus on votes of crowd workers who are paid by the hour."


async def test_figures_go_before_future_work_and_thanks() -> None:
    """Every important figure has its tweet; the thanks that the note asks for stay."""
    figures = tuple(
        Figure(kind=FigureKind.FIGURE, number=str(n), page=2, caption=f"{name} of workers in every wave.")
        for n, name in enumerate(("Ages", "Votes", "Errors", "Costs", "Hours", "Doubts", "Habits"), 1)
    )
    spoken = seaglass.section(8, "More", tuple(f"Figure {n} is here." for n in range(1, 8)))
    brief = seaglass.brief(figures=figures, sections=(*seaglass.paper().sections, spoken))
    thread = await written(brief)
    assert not check_thread(tuple(thread), Grounds.of(brief)).uncovered
    assert Role.THANKS not in {tweet.role for tweet in thread}
    asked = brief.model_copy(update={"note": "thanks to Ada Pebble"})
    thread = await written(asked)
    assert Role.THANKS in {tweet.role for tweet in thread}
    found = check_thread(tuple(thread), Grounds.of(asked)).findings
    assert "figure-uncovered" not in {finding.rule for each in found.values() for finding in each}


async def test_regenerate_heeds_a_wish_for_numbers() -> None:
    """“More concrete numbers” brings a sentence with numbers."""
    brief = seaglass.brief()
    thread = await written(brief)
    new = await regenerated(brief, thread, place(thread, Role.CONTRIBUTION), note="more concrete numbers")
    assert re.search(r"\d", new.text)
