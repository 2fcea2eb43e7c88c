"""A small paper whose every word is known, for the tests of the checks."""

from bot.arxiv_id import ArxivId
from bot.lab import Lab, LabMember
from bot.papers import (
    ArxivEntry,
    Figure,
    FigureKey,
    FigureKind,
    Link,
    Paper,
    Paragraph,
    Section,
    Sentence,
)
from bot.ports import Brief
from bot.tweets import Role, Wording
from bot.writing.checks import Grounds

ID = ArxivId(number="2401.01234", version=2)
CODE = "https://github.com/lovelace/tidepool"
TITLE = "Tidepool: Measuring the Mixing of Corpora with Small Probes"


def figure(
    kind: FigureKind, number: str, *, caption: str = "", appendix: bool = False, page: int = 4
) -> Figure:
    """A figure or table."""
    return Figure(
        kind=kind, number=number, page=page, caption=caption or f"Caption {number}.", appendix=appendix
    )


def key(name: str) -> FigureKey:
    """The key of a figure by its name, as in "Table 1"."""
    kind, number = name.split()
    return FigureKey(kind=FigureKind(kind.lower()), number=number)


def section(title: str, *pages: tuple[int, str], appendix: bool = False) -> Section:
    """A section of one paragraph whose sentences stand on the pages given."""
    sentences = tuple(Sentence(text=text, page=page) for page, text in pages)
    return Section(
        title=title, page=pages[0][0], appendix=appendix, paragraphs=(Paragraph(sentences=sentences),)
    )


PAPER = Paper(
    id=ID,
    title=TITLE,
    authors=("Ada Lovelace", "Charles M. Babbage", "Grace Hopper"),
    abstract="We present Tidepool. It measures mixing. Mixed corpora train 2.7-4.76 times faster.",
    pages=12,
    sections=(
        section(
            "Introduction",
            (1, "We evaluate 21 datasets with GPT-4 and ResNet-50."),
            (1, "On average, Tidepool improves accuracy by 3.2% over the baseline."),
            (2, "The index needs 3.2 GB of memory and 98,734 probes, as Figure 1 shows."),
            (2, "We conjecture that mixing may explain why large models generalise."),
        ),
        section(
            "Results",
            (3, "Table 1 and Figure 1 compare all systems, and the learning rate is 10\u22123 [12, 13]."),
            (3, "Training is up to 4x cheaper on corpora of 1.5 million documents."),
            (4, "Mixing does not always help small models (Smith et al., 2020)."),
            (4, "The correlation is 0.655, and pre-training with “soft” prompts remains stable."),
        ),
        section("Limitations", (9, "We did not evaluate languages other than English.")),
        section("Proofs", (11, "Figure 9 has the details of Algorithm 1."), appendix=True),
    ),
    figures=(
        figure(FigureKind.FIGURE, "1", caption="Mixing over time, for 7 corpora.", page=2),
        figure(FigureKind.TABLE, "1", caption="Accuracy of all systems."),
        figure(FigureKind.FIGURE, "2"),
        figure(FigureKind.ALGORITHM, "1"),
        figure(FigureKind.FIGURE, "9", appendix=True),
    ),
    links=(Link(url=CODE, page=1), Link(url="https://www.tidepool.example.org/demo/", page=2)),
    repository=CODE,
    footnotes=(Sentence(text="Earlier work is arXiv:1902.03545, and fast.ai hosts a course.", page=2),),
    figure_text=(Sentence(text="Tidepool 65.5 71.25", page=4),),
    entry=ArxivEntry(
        id=ID,
        title=TITLE,
        authors=("Ada Lovelace",),
        abstract="",
        comment="Accepted at ICML 2024",
        doi="10.1000/xyz",
    ),
)


def paper(**changes: object) -> Paper:
    """The sample paper with other fields, made anew: a copy would keep what the old one has cached."""
    fields = {name: getattr(PAPER, name) for name in Paper.model_fields}
    return Paper.model_validate(fields | changes)


LAB = Lab(
    name="Analytical Engines",
    members=(LabMember(name="Ada Lovelace", x="@ada_l"), LabMember(name="Mary Somerville", x="@mary_s")),
    links=("https://engines.example.org",),
)


def grounds(paper: Paper = PAPER, lab: Lab = LAB, note: str = "") -> Grounds:
    """The grounds of a brief on the sample paper."""
    return Grounds.of(Brief(paper=paper, lab=lab, note=note))


def tweet(
    text: str, *, role: Role = Role.THANKS, index: int = 2, quote: str = "", page: int | None = None
) -> Wording:
    """A tweet that claims nothing unless it is given a role that does."""
    return Wording(index=index, role=role, text=text, quote=quote, page=page)
