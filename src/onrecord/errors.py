"""What can go wrong, and what to do next.

OnRecordError
├── InputError          a file or row that a person gave cannot be used as it is
│   └── UnreadableError     a document whose bytes hold no readable text
├── SettingsError       onrecord.toml, places.csv or a codebook says something impossible
├── CaseError           the case folder is missing, of another version, or in use
│   └── NotFoundError       an id that the case does not hold
├── CustodyError        bytes, log or passage are no longer what they were
├── DecisionError       a person's decision that cannot be applied
├── EstimationError     lists from which no honest estimate can be made
├── WorkerError         the operating system ended a process that was at work
└── MissingExtraError   a part of the program that was not installed
"""

from __future__ import annotations


class OnRecordError(Exception):
    """An error a person can act on: its text says what is wrong, where, and what to do next."""


class InputError(OnRecordError):
    """A file, table or row that somebody handed in cannot be used as it is."""


class UnreadableError(InputError):
    """A document's bytes hold no text that can be read; the document is kept with this as its `problem`."""


class SettingsError(OnRecordError):
    """`onrecord.toml`, `places.csv`, a language pack or a codebook is not as it must be."""


class CaseError(OnRecordError):
    """The case folder is missing, belongs to another version, or is being written by another process."""


class NotFoundError(CaseError):
    """The case holds no record with this id."""


class CustodyError(OnRecordError):
    """Preserved bytes, the log, or a passage are no longer what they were when they came in."""


class DecisionError(OnRecordError):
    """A person's decision does not say enough to be applied, or speaks of something that is not there."""


class EstimationError(OnRecordError):
    """The lists do not allow an estimate that could be defended."""


class WorkerError(OnRecordError):
    """A process that did part of the work was ended from outside, most often for want of memory."""


class MissingExtraError(OnRecordError):
    """A part of onrecord needs packages that were not installed."""

    def __init__(self, part: str, extra: str) -> None:
        super().__init__(f"{part} needs packages that are not installed. Run: pip install 'onrecord[{extra}]'")
