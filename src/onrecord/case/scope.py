"""Scope: which claims lie inside what the case is about. What is outside stays visible; what is unknown is not outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from onrecord.codebook import Codebook
from onrecord.model import Claim, Document, Place
from onrecord.places import Gazetteer
from onrecord.settings import Scope, Settings
from onrecord.text import fold


class Scoping:
    """The case's inclusion criteria, ready to be asked claim by claim."""

    def __init__(self, settings: Settings, codebook: Codebook, gazetteer: Gazetteer) -> None:
        self.scope: Scope = settings.scope
        self.codebook = codebook
        self.gazetteer = gazetteer
        self.countries = {words for words in self.scope.places if len(words) == 2 and words.isupper()}
        self.places = [
            place for words in self.scope.places if words not in self.countries if (place := gazetteer.lookup(words))
        ]
        self.place_words = {fold(words) for words in self.scope.places}
        self.figures_of = {fold(name) for name in _with_variants(self.scope.figures_of, settings)}

    def scoped(self, claim: Claim, document: Document) -> Claim:
        """The claim with `in_scope` set."""
        inside = self._act(claim) and self._date(claim) and self._place(claim) and self._figures(claim, document)
        return claim if claim.in_scope == inside else replace(claim, in_scope=inside)

    def _act(self, claim: Claim) -> bool:
        return not self.scope.acts or bool(set(self.codebook.widen(claim.act)) & set(self.scope.acts))

    def _date(self, claim: Claim) -> bool:
        when = claim.when
        if when is None:
            return True
        too_early = self.scope.start and when.end and when.end < self.scope.start
        too_late = self.scope.end and when.start and when.start > self.scope.end
        return not (too_early or too_late)

    def _place(self, claim: Claim) -> bool:
        if not self.scope.places or not claim.places:
            return True
        return any(self._inside(place) for place in claim.places)

    def _inside(self, place: Place) -> bool:
        if fold(place.words) in self.place_words or place.country in self.countries:
            return True
        if place.key is None and place.country is None:
            return True
        return any(wide.key == place.key or self.gazetteer.contains(wide, place) for wide in self.places)

    def _figures(self, claim: Claim, document: Document) -> bool:
        if not self.figures_of:
            return True
        speakers = [*claim.sources, *([document.publisher.value] if document.publisher else [])]
        return any(fold(name) in self.figures_of for name in speakers)


def _with_variants(names: Iterable[str], settings: Settings) -> Iterable[str]:
    for name in names:
        yield name
        for rule in settings.sources:
            if name in (rule.name, rule.family, *rule.variants):
                yield from (rule.name, *rule.variants)
