"""The register of sources: who figures come from, under all the names used for them.

1. Every speaker that a claim comes down to, and every publisher, is read as a name or as a role ("a medic").
2. Names are one where they differ in articles, case and marks only, where one is the other's acronym, and where one
   speaks for the other ("SNHR's director").
3. A short form ("the Observatory") is resolved within the document that gives the long one.
4. What a person declared in `onrecord.toml` or decided comes last and wins.

What is only likely is proposed (`propose`), never done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from onrecord.incidents.names import (
    Name,
    definitions,
    guess_kind,
    initials,
    is_acronym,
    is_anaphor,
    long_forms,
    read_name,
    shown,
    speaks_for,
)
from onrecord.model import Claim, Decision, Document, Source, content_id
from onrecord.settings import Settings, SourceRule
from onrecord.text import fold

Key = tuple[str, ...]

ALIKE = 90.0
"""Names whose letters agree to this share (RapidFuzz ratio, in percent) are proposed as one source."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two sources that may be one, or of one family, and why. A person decides."""

    a: str
    b: str
    reason: str


@dataclass(frozen=True, slots=True)
class Register:
    """All sources of a case, named ones first, by name; `of` finds the one that words in a document mean."""

    sources: tuple[Source, ...]
    by_id: Mapping[str, Source] = field(default_factory=dict)
    _meant: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, document: str, words: str) -> Source:
        """The source that these words mean in this document. Words that were not registered make a source of their own."""
        found = self._meant.get((document, words)) or self._meant.get(("", words))
        if found is not None:
            return self.by_id[found]
        name = read_name(words)
        return Source(_id(_key(name)), words, kind=name.kind, named=name.named)

    def itself(self, document: Document) -> Source:
        """The source of what a document says on its own account where neither speaker nor publisher is known."""
        return Source(content_id("document", document.id), document.name, kind="unknown")


def register(
    claims: Iterable[Claim], documents: Iterable[Document], *, settings: Settings, decisions: Sequence[Decision] = ()
) -> Register:
    """The register of everyone whom these claims and documents name as speaker or publisher."""
    texts = {document.id: document for document in documents}
    uses = _uses(claims, texts.values())
    meant = {use: _key(read_name(use[1])) for use in uses}
    declared = {_key(read_name(words)) for rule in settings.sources for words in (rule.name, *rule.variants)}
    _resolve_short(meant, texts, declared)
    merged = _global(meant)
    _declare(merged, settings.sources)
    _decide(merged, decisions)
    return _build({use: _find(merged, key) for use, key in meant.items()}, uses, settings.sources)


def speakers(claim: Claim, document: Document | None) -> tuple[str, ...]:
    """The words for whom a claim comes down to: the farthest speakers, else the publisher; none where both are unknown."""
    if claim.sources:
        return claim.sources
    return (document.publisher.value,) if document is not None and document.publisher else ()


def propose(register: Register) -> list[Proposal]:
    """Pairs of named sources that may belong together: one name inside the other, or nearly the same letters."""
    named = [s for s in register.sources if s.named]
    by_word: defaultdict[str, list[Source]] = defaultdict(list)
    for source in named:
        for word in set(read_name(source.name).key):
            by_word[word].append(source)
    found: dict[tuple[str, str], Proposal] = {}
    for word in sorted(by_word):
        bearers = by_word[word]
        if len(bearers) > 40:  # a word such as "agency" says nothing
            continue
        for n, a in enumerate(bearers):
            for b in bearers[n + 1 :]:
                reason = _likeness(a, b)
                if reason and a.family is None and b.family is None:
                    found.setdefault((a.id, b.id), Proposal(a.id, b.id, reason))
    return [found[pair] for pair in sorted(found)]


# ------------------------------------------------------------------------------------------------ what names mean


def _uses(claims: Iterable[Claim], documents: Iterable[Document]) -> dict[tuple[str, str], set[str]]:
    """(document, words) -> the claims that come down to these words; publishers without claims have none."""
    uses: dict[tuple[str, str], set[str]] = {}
    for document in documents:
        if document.publisher:
            uses.setdefault((document.id, document.publisher.value), set())
    for claim in claims:
        for words in claim.sources:
            if words.strip():
                uses.setdefault((claim.document, words), set()).add(claim.id)
    return dict(sorted(uses.items()))


def _key(name: Name) -> Key:
    return name.key if name.role is None else ("a", name.role)


def _id(key: Key) -> str:
    return content_id("source", *key)


def _resolve_short(meant: dict[tuple[str, str], Key], texts: Mapping[str, Document], declared: Set[Key]) -> None:
    """Inside each document: "the Observatory", "SNHR", "the group" -> the long name that the document gives.

    What a person declared stays what it was declared to be.
    """
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for document, words in meant:
        by_document[document].append(words)
    for document, names in by_document.items():
        text = texts[document].text if document in texts else ""
        long = {_key(read_name(w)): w for w in names if len(read_name(w).key) > 1 and read_name(w).named}
        defined: dict[str, str] | None = None
        for words in names:
            name = read_name(words)
            if len(name.key) > 2 or not (name.named or is_anaphor(name)) or meant[document, words] in declared:
                continue
            if is_acronym(words):
                defined = dict(definitions(text)) if defined is None else defined
                target = defined.get(words.replace(".", "").split()[-1])
                if target:
                    meant[document, words] = _key(read_name(target))
                continue
            key = _holder(name, long, text)
            if key is not None:
                meant[document, words] = key


def _holder(name: Name, long: Mapping[Key, str], text: str) -> Key | None:
    """The one longer name in the document that a short one is part of, or None where there is none or more than one."""
    parts = frozenset(name.key)
    holders = {key for key in long if parts < set(key)}
    if not holders:
        holders = {read_name(w).key for w in long_forms(text, parts) if guess_kind(w) != "unknown"}
        holders = {k for k in holders if not any(o != k and set(o) <= set(k) and parts < set(o) for o in holders)}
    if not holders and is_anaphor(name, of_any=True):
        holders = {key for key, words in long.items() if guess_kind(words) in ("ngo", "un")}
    return next(iter(holders)) if len(holders) == 1 else None


def _global(meant: Mapping[tuple[str, str], Key]) -> dict[Key, Key]:
    """Over the whole case: acronyms and speakers -> the organisation. Maps a key to the one it is merged into."""
    merged = {key: key for key in meant.values()}
    by_initials: defaultdict[str, set[Key]] = defaultdict(set)
    for (_, words), key in meant.items():
        name = read_name(words)
        if name.short:
            by_initials[name.short].add(key)
        if name.named and len(name.key) > 1 and key == name.key:
            by_initials[initials(words)].add(key)
    for (_, words), key in meant.items():
        bare = words.replace(".", "").split()[-1] if words.split() else ""
        holders = by_initials.get(bare, set()) - {key}
        if is_acronym(words) and len(holders) == 1 and key == read_name(words).key:
            merged[key] = next(iter(holders))
    for (_, words), key in meant.items():
        name = read_name(words)
        if name.named and key == name.key:
            target = next((k for k in speaks_for(name) if k in merged and (len(k) > 1 or is_acronym(k[0].upper()))), None)
            if target is not None and _is_organisation(target, meant):
                merged[key] = target
    return merged


def _is_organisation(key: Key, meant: Mapping[tuple[str, str], Key]) -> bool:
    return len(key) > 1 or any(k == key and is_acronym(words) for (_, words), k in meant.items())


def _declare(merged: dict[Key, Key], rules: Sequence[SourceRule]) -> None:
    for rule in rules:
        target = _key(read_name(rule.name))
        merged[target] = target
        for words in rule.variants:
            merged[_key(read_name(words))] = target


def _decide(merged: dict[Key, Key], decisions: Sequence[Decision]) -> None:
    """Pairs that a person called the same or different, in the order in which they were made; names or ids."""
    ids = {_id(key): key for key in merged}
    for decision in decisions:
        if decision.subject != "source":
            continue
        pair = [ids.get(v) or _key(read_name(v)) for k, v in sorted(decision.anchor.items()) if v]
        if len(pair) < 2:
            continue
        a, b = _find(merged, pair[0]), _find(merged, pair[1])
        if decision.action == "same" and a != b:
            merged.setdefault(a, a)
            merged[b] = a
        elif decision.action == "different" and a == b:
            merged[pair[1] if pair[1] != a else pair[0]] = pair[1] if pair[1] != a else pair[0]


def _find(merged: Mapping[Key, Key], key: Key) -> Key:
    seen = set()
    while key not in seen and merged.get(key, key) != key:
        seen.add(key)
        key = merged[key]
    return min(seen | {key}) if key in seen else key


# ------------------------------------------------------------------------------------------------ records


def _build(
    meant: Mapping[tuple[str, str], Key], uses: Mapping[tuple[str, str], set[str]], rules: Sequence[SourceRule]
) -> Register:
    declared = {_key(read_name(rule.name)): rule for rule in rules}
    words: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    claims: defaultdict[Key, set[str]] = defaultdict(set)
    for use, key in meant.items():
        words[key][use[1]] += max(1, len(uses[use]))
        claims[key] |= uses[use]
    made = [_source(key, words[key], len(claims[key]), declared.get(key)) for key in sorted(words)]
    made.sort(key=lambda s: (not s.named, fold(s.name), s.id))
    ids: dict[tuple[str, str], str] = {use: _id(key) for use, key in meant.items()}
    for key, variants in words.items():  # for words that some other document uses; never a short form's reading
        for variant in variants:
            if _key(read_name(variant)) == key:
                ids.setdefault(("", variant), _id(key))
    return Register(tuple(made), {s.id: s for s in made}, ids)


def _source(key: Key, words: Counter[str], claims: int, rule: SourceRule | None) -> Source:
    own = [w for w in words if _key(read_name(w)) == key] or list(words)
    is_named = key[:1] != ("a",) or len(key) != 2
    name = rule.name if rule else shown(min(own, key=lambda w: (-words[w], -len(w), w))) if is_named else key[1]
    kinds = [k for k in (guess_kind(w) for w in (name, *sorted(words))) if k != "unknown"]
    kind = rule.kind if rule and rule.kind != "unknown" else kinds[0] if kinds else "unknown"
    notes = (f"{rule.notes} (onrecord.toml)",) if rule and rule.notes else ()
    variants = tuple(sorted((set(words) | set(rule.variants if rule else ())) - {name}))
    return Source(_id(key), name, variants, kind, rule.family if rule else None, claims, notes, is_named)


def _likeness(a: Source, b: Source) -> str | None:
    first, second = set(read_name(a.name).key), set(read_name(b.name).key)
    if first < second or second < first:
        return f"“{min(a.name, b.name, key=len)}” may be short for “{max(a.name, b.name, key=len)}”"
    ratio = fuzz.ratio(fold(a.name), fold(b.name))
    return f"nearly the same letters ({ratio:.0f} %)" if ratio >= ALIKE else None
