"""Why the grammar reads a sentence as it does: its parts, the rules that fired, and the case as a row of the test table."""

from __future__ import annotations

import json
from collections.abc import Iterable

from onrecord.claims.chunks import Chunk
from onrecord.claims.extract import Sentence, can_read, extract, sentences
from onrecord.claims.lexicon import load
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.codebook import Codebook
from onrecord.model import Claim, Document
from onrecord.places import Gazetteer

_NAMES = {"G": "group", "V": "act", "X": "verb", "I": "part", "R": "relative", "S": "clause"}


def explain(document: Document, *, codebook: Codebook, gazetteer: Gazetteer | None = None, as_rows: bool = False) -> str:
    """Each sentence that was read closely, with its parts and claims; `as_rows`: as rows of tests/claims/grammar.toml."""
    if not can_read(document):
        return f"{document.name}: its language is not yet read for claims.\n"
    tokens = tokenize(document.text)
    claims = list(extract(document, codebook=codebook, gazetteer=gazetteer))
    texts = []
    for sentence in sentences(tokens, load("en")):
        start, end = tokens.starts[sentence.first], tokens.ends[sentence.last - 1]
        own = [claim for claim in claims if start <= claim.start < end]
        text = " ".join(document.text[start:end].split())
        texts.append(
            row(text, own) if as_rows else f"{document.name} [{start}:{end}] {text}\n" + _marked(sentence, tokens, own)
        )
    return "\n".join(texts)


def row(text: str, claims: Iterable[Claim]) -> str:
    """The sentence and what is claimed from it, as a row of the table of tests: correct it, and the report is a test."""
    told = [f'"{brief(claim)}"' for claim in claims]
    return f"[[case]]\ntext = {json.dumps(text, ensure_ascii=False)}\nclaims = [{', '.join(told)}]\n"


def brief(claim: Claim) -> str:
    """A claim in one line: act, bounds, groups, and what sets it apart, such as `killed 4 child part`."""
    count = claim.count
    words = [claim.act, bounds(count.low, count.high)]
    if count.unit != "person":
        words.append(count.unit)
    words += claim.victims.categories
    words += ["part"] if claim.part_of else []
    words += [] if claim.asserted else ["unasserted"]
    words += ["total"] if claim.is_total else []
    return " ".join(words)


def bounds(low: int | None, high: int | None) -> str:
    """An interval as the test table writes it: `5`, `5-`, `-5`, `3-7`, `?`."""
    if low is None and high is None:
        return "?"
    if low == high:
        return str(low)
    return f"{'' if low is None else low}-{'' if high is None else high}"


def _marked(sentence: Sentence, tokens: Tokens, claims: list[Claim]) -> str:
    lines = [f"    {_part(chunk, tokens)}" for chunk in sentence.chunks if chunk.kind in _NAMES]
    for claim in claims:
        lines.append(f"  = {brief(claim)}: “{' '.join(claim.quote.split())}”")
        lines.append(
            f"      rules: {', '.join(claim.rules)}; number: {claim.count.words or 'named or one'} ({claim.count.rule})"
        )
        around = {
            "said by": " < ".join(speaker.words for speaker in claim.attribution),
            "alleged": ", ".join(claim.perpetrators),
            "how": claim.manner,
            "when": claim.when.words if claim.when else None,
            "where": ", ".join(place.words for place in claim.places),
        }
        lines += [f"      {name}: {value}" for name, value in around.items() if value]
    return "\n".join(lines) + "\n"


def _part(chunk: Chunk, tokens: Tokens) -> str:
    text = " ".join(tokens.slice(chunk.first, chunk.last).split())
    notes = [_NAMES[chunk.kind]]
    if chunk.group is not None:
        group = chunk.group
        notes.append(group.kind)
        if group.number is not None:
            notes.append(f"{group.number.rule} {'-'.join(map(str, group.number.numbers))}".strip())
        notes += [*group.categories, *(["named"] if group.names else []), *(["none"] if group.negative else [])]
    elif chunk.kind == "V":
        notes += [chunk.act or "with what follows", chunk.form]
        notes += [
            word
            for word, held in (("not", chunk.negated), ("doubted", chunk.doubtful), ("infinitive", chunk.infinitive))
            if held
        ]
    return f"{text}  ({', '.join(notes)})"
