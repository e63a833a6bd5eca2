"""Whether anybody states a passage as so: not what is denied, called false, unverified, feared, planned or supposed.

In: tokens, the span of a claim, and the statements that hold it. A word of denial (or of lacking proof, or of what could not
be verified) governs a claim that follows it with "that", or as what a report of it tells ("reports of", "the figure of"), to
the end of its scope: a semicolon, "but", or a verb of saying that begins anew ("denied it, and said", ", insisting").
"""

from __future__ import annotations

from onrecord.claims.attribution import Attributor, Statement
from onrecord.claims.tokens import Tokens

_TELLING = frozenset(["of", "that", "about", "in", "putting", "suggesting"])
"""After a report: what it tells."""

_TO_REPORT = 7
"""So many words after a denial the report may stand: "dismissed as fabricated the latest reports"."""

_NOT_DENIED = frozenset(["not", "n't", "never", "cannot", "no", "nobody", "one", "without"])
"""Before a word of denial: "nobody disputes that", "did not deny that"."""

_GOVERNING = ("contrary", "rumours", "unverified", "false", "true", "evidence", "verify", "deny")
"""The sets of words that may govern a claim."""

_NEGATED = 4
_PREDICATE = 12
"""So many words after a claim it may be called false."""


class Stance:
    """Looks around a claim for what takes the fact out of it."""

    def __init__(self, tokens: Tokens, attributor: Attributor) -> None:
        self.tokens, self.attributor = tokens, attributor
        self._said = attributor.words
        self._governing = frozenset().union(*(attributor.words[name] for name in _GOVERNING))
        self._found: dict[int, list[int]] = {}

    def asserts(self, first: int, last: int, statements: list[Statement], *, given: bool = False) -> bool:
        """False where the claim is denied, doubted, feared, planned, threatened or only supposed.

        What is `given` ("denied that the 27 dead were fighters") is not what is denied or doubted.
        """
        if self.is_old_version(first):
            return False
        if not given and (self._is_denied(first, statements) or self._is_called_false(first, last)):
            return False
        if any(self.is_of_nobody(s) for s in statements):
            return False
        begin, _ = self._sentence(first)
        lower = self.tokens.lower
        near = self._clause(begin, first)
        if self._said["fear"] & set(lower[max(near, first - 6) : last]) and not self._is_group(first, last):
            return False
        planned = [at for at in range(max(near, first - 8), last) if lower[at] in self._said["plan"]]
        if any({"to", "that"} & set(lower[at + 1 : at + 4]) for at in planned):
            return False
        tried = [at for at in range(max(begin, first - 6), last) if lower[at] in ("attempted", "attempting")]
        if any(lower[at + 1 : at + 2] and lower[at + 1] in self._said["attempts"] for at in tried):
            return False
        if set(lower[max(near, first - 5) : first]) & self._said["doubt"]:
            return False
        if "if" in lower[near : near + 2] or "unless" in lower[near : near + 2]:
            return False
        governed = {lower[at] for at in range(max(near, first - 3), last) if self.tokens.words[at] != "May"}
        return governed.isdisjoint(self._said["hypothetical"] - {"if", "unless"})

    def is_old_version(self, first: int) -> bool:
        """ "An earlier version of this story said that 11 died": superseded by the document that says so."""
        begin, _ = self._sentence(first - 1)
        lower = self.tokens.lower
        versions = (at for at in range(begin + 1, first) if lower[at] == "version" and lower[at - 1] in self._said["earlier"])
        return any({";", "but"}.isdisjoint(lower[at:first]) for at in versions)

    def is_of_nobody(self, statement: Statement) -> bool:
        """ "Unverified reports put the number at 40": told by nobody who is named."""
        if statement.source is None:
            return False
        words = self.tokens.lower[slice(*statement.source)]
        unverified = not self._said["unverified"].isdisjoint(words) and not self._said["reports"].isdisjoint(words)
        return unverified or not self._said["rumours"].isdisjoint(words)

    def is_comment(self, statement: Statement, last: int) -> bool:
        """ "27 died, which the army denies", "a figure that the army called exaggerated": another's words on the claim."""
        source, lower = statement.source, self.tokens.lower
        if source is None or source[0] <= last or lower[source[0] - 1] not in ("which", "that"):
            return False
        return statement.verb in self._said["deny"] or statement.verb in self._said["calling"]

    def _sentence(self, at: int) -> tuple[int, int]:
        return self.tokens.sentences[self.attributor.sentence_of(at)]

    # -------------------------------------------------------------------------------------------- denied, unproved

    def _is_denied(self, first: int, statements: list[Statement]) -> bool:
        if any(s.verb in self._said["deny"] and self._denies(s, first) for s in statements):
            return True
        begin, _ = self._sentence(first)
        before = [at for at in self._cues(first) if at < first]
        return any(self._governs(at, begin, first) and not self._is_over(at + 1, first) for at in before)

    def _cues(self, first: int) -> list[int]:
        """Where words stand that may govern a claim, in the sentence of token `first`: looked for once."""
        begin, end = self._sentence(first)
        if begin not in self._found:
            self._found[begin] = [at for at in range(begin, end) if self.tokens.lower[at] in self._governing]
        return self._found[begin]

    def _governs(self, at: int, begin: int, first: int) -> bool:
        """Is this a word of denial, of lacking proof, or of a rumour, and the claim at `first` what it is about?"""
        word, said, lower = self.tokens.lower[at], self._said, self.tokens.lower
        before = lower[max(begin, at - _NEGATED) : at]
        if word in said["contrary"]:
            return lower[at + 1] == "to" and self._tells(at, first) and "," not in lower[at:first]
        if word in said["rumours"]:
            return "that" in lower[at + 1 : at + 3] or self._tells(at - 1, first)
        if word in said["unverified"] or word in said["false"]:
            that = lower[at + 1] == "that" and "not" not in before[-3:]
            return that or (lower[at + 1] in said["reports"] and self._tells(at, first))
        if word in said["true"]:
            return lower[at + 1] == "that" and "not" in before
        if word in said["evidence"]:
            return not said["lacking"].isdisjoint(before) and (self._tells(at, first) or self._is_of(at, first))
        if word in said["verify"]:
            return not said["unable"].isdisjoint(before) and self._tells(at, first)
        denied = word in said["deny"] and _NOT_DENIED.isdisjoint(before)
        return denied and self._tells(at, first) and not self._is_of_agent(at, first)

    def _tells(self, at: int, first: int) -> bool:
        """Is the claim told after this word with "that", or by a report after it ("reports of", "the figure of")?"""
        lower = self.tokens.lower
        if lower[at + 1] in ("that", "whether"):
            return True
        for k in range(at + 1, min(at + _TO_REPORT, first)):
            if lower[k] in self._said["reports"]:
                return lower[k + 1] in _TELLING or k + 1 >= first - 1
        return False

    def _is_of(self, at: int, first: int) -> bool:
        """ "No confirmation of the deaths of 27", "no proof for": nothing but the noun group between."""
        return self.tokens.lower[at + 1] in ("of", "for") and first - at <= _TO_REPORT

    def _is_over(self, at: int, first: int) -> bool:
        """Does what a word before `at` governs end before `first`: at "but", ", in which", or where somebody speaks anew?"""
        lower = self.tokens.lower
        if any(lower[k] == "," and lower[k + 1] in ("in", "during", "which") for k in range(at, first)):
            return True
        if any(lower[k] == ";" or (lower[k] == "but" and "not" not in lower[max(at, k - 4) : k]) for k in range(at, first)):
            return True
        spoken = self.attributor.of_sentence(self.attributor.sentence_of(first))
        anew = (s.cue[0] for s in spoken if at < s.cue[0] < first)
        return any(lower[cue - 1] in ("and", "but", ",", "while", "instead") for cue in anew)

    def _denies(self, denial: Statement, first: int) -> bool:
        """Is it this passage that is denied, as it is not in "denied any role in the killing of 12"?"""
        at, lower = denial.cue[1], self.tokens.lower
        before = lower[denial.cue[0] : at - 1]
        if self._is_over(at, first) or self._is_of_agent(at, first) or not {"not", "n't", "never"}.isdisjoint(before):
            return False
        return self._said["deniable"].isdisjoint(lower[at : min(first, at + 4)])

    def _is_of_agent(self, at: int, first: int) -> bool:
        """ "Rejected claims that the army was behind the murder of six": who did it is denied, and not the six dead."""
        between = self.tokens.lower[at + 1 : first]
        told = next((k for k, word in enumerate(between) if word in self._said["answering"]), None)
        return told is not None and all(between[k : k + 2] != ["and", "that"] for k in range(told, len(between)))

    # -------------------------------------------------------------------------------------------- called false

    def _is_called_false(self, first: int, last: int) -> bool:
        """ "Reports of 15 dead are false", "called claims that 15 died a lie", "the figure of 15 is not correct"."""
        begin, end = self._sentence(first)
        lower, said = self.tokens.lower, self._said
        report = next((k for k in range(first - 1, max(begin, first - 10) - 1, -1) if lower[k] in said["reports"]), None)
        if report is None or lower[report + 1] not in _TELLING:
            return False
        stop = next((k for k in range(last, end) if lower[k] in (";", "but", "although")), min(end, last + _PREDICATE))
        called = not said["calling"].isdisjoint(lower[begin:report])
        return any(self._is_false(at, last) and (called or self._is_predicate(at, last)) for at in range(last, stop))

    def _is_false(self, at: int, last: int) -> bool:
        """A word for false, or "not true"."""
        negated = "not" in self.tokens.lower[max(last, at - 3) : at]
        return self.tokens.lower[at] in self._said["true" if negated else "false"]

    def _is_predicate(self, at: int, last: int) -> bool:
        """After "is", "a", "entirely": said of what stands before."""
        return not self._said["being"].isdisjoint(self.tokens.lower[max(last, at - 2) : at])

    # -------------------------------------------------------------------------------------------- around the claim

    def _clause(self, begin: int, first: int) -> int:
        """Where the clause begins that holds this token."""
        for at in range(first - 1, begin - 1, -1):
            if self.tokens.words[at] in (",", ";", ":", "“", '"', "—", "–") or self.tokens.lower[at] in ("and", "but"):
                return at + 1
        return begin

    def _is_group(self, first: int, last: int) -> bool:
        """ "risk" and "concern" inside the passage itself are no fear of it."""
        return bool({"at", "high"} & set(self.tokens.lower[first:last]))
