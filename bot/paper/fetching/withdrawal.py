"""Has a paper been withdrawn? arXiv has no field for it: the notice stands in the comment or the abstract.

A withdrawn version keeps its id and its page, so the words have to be told from those of papers that only
speak of a withdrawal: of an earlier version, of another paper, of a claim, from a conference.
"""

import re

_PAPER = r"(?:paper|article|manuscript|submission|pre-?print|e-?print|draft|note|letter|thesis|report)"
_WORK = rf"(?:{_PAPER}|work|version|study|arxiv)"
_GONE = r"(?:withdrawn|retracted)"
_IS = (
    r"(?:has|have|had|as|is|was|be|been|being|are|should|must|will|needs? to)"
    r"(?: (?:be|been|being|now|also|temporarily|formally|hereby|voluntarily|therefore)){0,3}"
)
# "from the proceedings" is another matter; so is "if accepted".
_HERE = r"(?! from (?!arxiv|publication)| if )"

_IN_COMMENT = re.compile(
    # This paper has been withdrawn; not "a previous version of this paper", "the paper, which has been".
    r"(?<!of )(?<!in )(?<!from )\b(?:this|the|our|my|current|present)"
    rf" {_WORK} {_IS} {_GONE}\b{_HERE}"
    rf"|\bit (?:is|has been) {_GONE} (?:by|due|because)\b"
    # Withdrawn (all there is, or at the start); not "12 pages. Withdrawn as erroneous: the definition".
    rf"|^\W*(?:arxiv admin note: ?)?(?:v\d{{1,2}}:? )?(?:{_PAPER} )?(?:{_IS} )?"
    rf"(?:{_GONE}|withdrawal|withdrew)\b{_HERE}"
    rf"|[.;,] ?(?:{_PAPER} )?{_GONE} (?:by (?:the |its )?authors?|by arxiv|by me|due to|because)\b"
    # The authors have withdrawn this paper; we withdraw our submission.
    rf"|\bwithdr(?:aw|ew|awn|awing|awal of) (?:this|the|our|my) {_PAPER}\b(?! ?\(?arxiv:)"
    # arXiv's administrators did it.
    rf"|\b(?:withdrawn|removed) by arxiv\b",
    re.IGNORECASE,
)
_IN_ABSTRACT = re.compile(
    rf"^\W*(?:{_PAPER} )?(?:temporarily )?{_GONE}(?: by| due| because|\W*$)"
    rf"|(?:^|[.;!] )\W{{0,3}}(?:this|the|our) {_WORK} {_IS} {_GONE}\b{_HERE}"
    rf"|\b(?<!of )(?<!in )this {_PAPER} {_IS} (?:withdrawn|retracted|removed) by\b"
    rf"|\b(?:withdraw|withdrawn|withdrew) this {_PAPER}\b",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    rf"^\W*{_GONE}(?:\W*$| ?:| by\b)|[(\[]{_GONE}[)\]]|^\W*th(?:is|e) {_PAPER} {_IS} {_GONE}", re.IGNORECASE
)


def notice(title: str, abstract: str, comment: str) -> str | None:
    """The field that says that the paper is withdrawn, or nothing; each on one line.

    The comment comes first, because that is where arXiv asks for the reason.
    """
    for text, said in ((comment, _IN_COMMENT), (abstract, _IN_ABSTRACT), (title, _IN_TITLE)):
        if said.search(text):
            return text
    return None
