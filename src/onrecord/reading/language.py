"""A guess at a text's language: its script, then its most frequent small words and the letters only it writes."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("latin", re.compile(r"[A-Za-zÀ-ɏ]")),
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
)
_SAMPLE = 6_000
_LEAST = 0.04  # of a text's words that must be its language's small words


def language_of(text: str, *, declared: str | None = None) -> str | None:
    """BCP 47 primary language of a text, or None. What a page declares counts where the text does not deny it."""
    sample = text[:_SAMPLE]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    script = max(counts, key=lambda name: counts[name])
    said = _declared(declared)
    if counts[script] < 3:
        return said
    tables = _tables()
    if script == "zh" and counts["ja"] > 0.1 * counts["zh"]:
        return "ja"
    if script not in tables:
        return script
    scores = _scores(sample, tables[script], tables["letters"])
    best = max(scores, key=lambda name: (scores[name], name == said))
    if scores[best] >= _LEAST:
        return best
    return said if said in tables[script] else ("ar" if script == "arabic" else None)


def _scores(sample: str, words: Mapping[str, object], letters: Mapping[str, object]) -> dict[str, float]:
    found = Counter(word.lower() for word in _WORD.findall(sample))
    total = sum(found.values())
    scores = {}
    for language, small in words.items():
        assert isinstance(small, frozenset)
        own = str(letters.get(language, ""))
        marked = sum(count for word, count in found.items() if any(letter in own for letter in word)) if own else 0
        own_words = [word for word in small if word in found]
        if len(own_words) < 2 and not marked:  # one small word alone may be part of a name ("Al Abdiyah")
            scores[language] = 0.0
            continue
        scores[language] = (sum(found[word] for word in own_words) + 0.5 * marked) / max(total, 1)
    return scores


def _declared(label: str | None) -> str | None:
    match = re.match(r"[a-zA-Z]{2,3}(?=$|[-_])", label.strip()) if label else None
    return match.group().lower() if match else None


@cache
def _tables() -> dict[str, dict[str, object]]:
    data = tomllib.loads((resources.files("onrecord.reading") / "languages.toml").read_text(encoding="utf-8"))
    return {
        table: {key: value if isinstance(value, str) else frozenset(value) for key, value in rows.items()}
        for table, rows in data.items()
    }
