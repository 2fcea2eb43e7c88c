"""Everything that can go wrong, by whose fault it is.

Each `str()` is one plain sentence that may be shown to the person who asked; the cause goes to the log
by its type alone, because messages of libraries can hold keys or a paper's text.

    HeraldError
    ├── SettingsError          what the installer has to mend: missing or wrong settings, a bad lab file
    ├── AskedError             what the person asked for cannot be done
    │   ├── NotAPaper          no arXiv link, no PDF, nothing there by that name
    │   ├── NoSuchDraft        no draft open, or none of that name
    │   ├── NoSuchPiece        a tweet number that does not exist
    │   ├── Outdated           a button of an older text was pressed
    │   ├── NotAllowed         the person has no right to it
    │   └── NotNow             the draft's state does not admit it
    ├── PaperError             the paper itself
    │   ├── Withdrawn          its authors have withdrawn it
    │   ├── Unreadable         broken, locked, a scan, or over a limit of the reader
    │   └── Unwritable         read, but the writer finds too little to say honestly
    └── OutsideError           something outside failed; a later try may work
        ├── ArchiveError       arXiv does not answer, or answers nonsense
        ├── WriterError        the model refuses, is overloaded, or its reply cannot be used
        ├── ChatError          the chat does not answer, or refuses what it is sent
        └── StoreError         Redis is gone, or holds what this version cannot read
"""


class HeraldError(Exception):
    """Root of all; `str()` is fit for people."""


class SettingsError(HeraldError):
    """Settings or the lab file are missing or wrong; names all of them at once."""


class AskedError(HeraldError):
    """What was asked for cannot be done; nothing has changed."""


class NotAPaper(AskedError):
    """No arXiv link, no PDF, or nothing there by that name."""


class NoSuchDraft(AskedError):
    """No draft is open, or none has that name."""


class NoSuchPiece(AskedError):
    """The draft has no tweet of that number."""


class Outdated(AskedError):
    """The text has changed since the person saw it."""


class NotAllowed(AskedError):
    """The person has no right to it."""


class NotNow(AskedError):
    """The draft's or the tweet's state does not admit it."""


class PaperError(HeraldError):
    """The paper itself stands in the way; another try will not help."""


class Withdrawn(PaperError):
    """The authors have withdrawn the paper."""


class Unreadable(PaperError):
    """The PDF is broken, locked, a scan, or over one of the reader's limits."""


class Unwritable(PaperError):
    """The paper was read, but the writer finds too little to say honestly."""


class OutsideError(HeraldError):
    """Something outside Herald failed; a later try may work."""


class ArchiveError(OutsideError):
    """arXiv does not answer, or answers nonsense."""


class WriterError(OutsideError):
    """The model refuses, is overloaded, or its reply cannot be used."""


class ChatError(OutsideError):
    """The chat does not answer, or refuses what it is sent."""


class StoreError(OutsideError):
    """Redis is gone, or holds what this version of Herald cannot read."""
