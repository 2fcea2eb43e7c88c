"""arXiv identifiers, in every form in which people paste them."""

from bot.values import Value


class ArxivId(Value):
    """An arXiv paper, with or without a version.

    `number` is canonical: "2306.15626", or "hep-th/9901001" for ids from before April 2007.
    """

    number: str
    version: int | None = None

    def __str__(self) -> str:
        """The id as arXiv writes it: "2306.15626v2"."""
        return self.number if self.version is None else f"{self.number}v{self.version}"
