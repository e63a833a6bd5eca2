"""What attaches to a claim from around it: who says so, when, where, who is alleged to have done it, and how."""

from __future__ import annotations

from dataclasses import replace

from onrecord.claims.acts import Finding
from onrecord.claims.chunks import Chunk
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.tokens import Tokens
from onrecord.model import Claim, Document
from onrecord.places import Gazetteer


class Context:
    """A document's statements, dates and places, found once and looked up for each claim."""

    def __init__(self, document: Document, tokens: Tokens, lexicon: Lexicon, gazetteer: Gazetteer | None) -> None:
        self.document, self.tokens, self.lexicon, self.gazetteer = document, tokens, lexicon, gazetteer
        self.publisher = (document.publisher.value,) if document.publisher else ()

    def complete(self, claim: Claim, finding: Finding, chunks: list[Chunk]) -> Claim:
        return replace(claim, sources=self.publisher)


def series(claims: list[Claim], earlier: dict[str, str]) -> list[Claim]:
    return claims
