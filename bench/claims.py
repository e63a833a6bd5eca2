"""How fast text becomes claims, and tokens beside spaCy's blank English tokenizer with its sentencizer, in one run.

    python bench/claims.py [--documents N] [--repeat R]

CPU time of one core, the best of R rounds, each of which runs all sides in turn. The text is invented here, one sentence in
ten tells of harm, so that it can be run anywhere; with the development corpora (../shared/corpora or ONRECORD_CORPORA)
the news of `muc4` are measured as well. Ends with texts made to be slow: twice the text must take about twice the time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from onrecord import codebook
from onrecord.claims import extract
from onrecord.claims.tokens import tokenize
from onrecord.model import Document
from onrecord.places import Gazetteer

CORPORA = Path(os.environ.get("ONRECORD_CORPORA", Path(__file__).parent.parent.parent / "shared" / "corpora"))

SYLLABLES = [
    "ba",
    "bel",
    "cor",
    "dan",
    "el",
    "fir",
    "gor",
    "hal",
    "is",
    "kar",
    "lor",
    "men",
    "nor",
    "or",
    "pel",
    "quin",
    "ras",
    "sil",
    "tor",
    "ul",
    "var",
    "wen",
    "yor",
    "zan",
]

QUIET = [
    "The council of Ashby met on Tuesday to discuss the repair of the northern bridge, which is closed since the spring.",
    "Farmers in the valley said that prices for seed had doubled within a year, and that many of them could no longer pay.",
    "A spokesperson for the ministry said that the committee would publish its report on 14 May, after a delay of two weeks.",
    "Lorne is a town of about 40,000 people, 30 km west of Meadowford, known for its market and for its old paper mill.",
    "The talks, which began in the morning, were to go on until a text was agreed, according to two people in the room.",
    "Nobody in the street could say when the lights would come back, or why the water had been cut for a third day.",
]
HARM = [
    "The Lorne Observatory said that shelling by the army killed at least 12 people, including four children, in Meadowford.",
    "Three drivers and a nurse were wounded when a car bomb exploded near the bakery, the hospital said on Monday.",
    "Police arrested 23 students and a teacher during a rally in Ashby; eleven of them remained in detention.",
    "The death toll rose to 46 after two of the injured died, and dozens of families fled their homes.",
]


def invented(documents: int) -> list[str]:
    """News of invented places; names and numbers change from sentence to sentence, so that no tokenizer can cache them."""
    chance = random.Random(7)

    def name() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()

    def sentence() -> str:
        text = chance.choice(HARM if chance.random() < 0.1 else QUIET)
        for known in ("Lorne", "Ashby", "Meadowford"):
            text = text.replace(known, name())
        return text.replace("12", str(chance.randint(2, 900))).replace("23", str(chance.randint(2, 900)))

    return [" ".join(sentence() for _ in range(30)) for _ in range(documents)]


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def claims_of(texts: list[str], gazetteer: Gazetteer | None) -> int:
    literal = codebook.load("literal")
    documents = [Document(str(i), str(i), "text/plain", text, language="en") for i, text in enumerate(texts)]
    return sum(sum(1 for _ in extract(d, codebook=literal, gazetteer=gazetteer)) for d in documents)


def compare(title: str, texts: list[str], repeat: int) -> None:
    gazetteer = Gazetteer.load()
    size = sum(len(text.encode()) for text in texts) / 1e6
    tokens = sum(len(tokenize(text).words) for text in texts)
    claims_of(texts[:20], gazetteer)
    best = dict.fromkeys(("claims", "claims without places", "tokens", "spacy"), float("inf"))
    nlp = spacy_blank()
    for _ in range(repeat):
        best["claims"] = min(best["claims"], timed(lambda: claims_of(texts, gazetteer)))
        best["claims without places"] = min(best["claims without places"], timed(lambda: claims_of(texts, None)))
        best["tokens"] = min(best["tokens"], timed(lambda: [tokenize(text) for text in texts]))
        if nlp is not None:
            best["spacy"] = min(best["spacy"], timed(lambda: [list(nlp(text).sents) for text in texts]))  # type: ignore[misc]
    print(f"{title}: {len(texts)} documents, {size:.2f} MB, {tokens:,} tokens, {claims_of(texts, None):,} claims")
    print(f"  text to claims            {size / best['claims']:.2f} MB/s (goal: at least 1)")
    print(f"  text to claims, no places {size / best['claims without places']:.2f} MB/s")
    print(f"  tokens and sentences      {tokens / best['tokens']:,.0f} tokens/s, {size / best['tokens']:.1f} MB/s")
    if nlp is None:
        print("  spaCy is not installed here: pip install spacy, to compare")
    else:
        print(f"  spaCy blank, sentencizer  {tokens / best['spacy']:,.0f} of our tokens/s, {size / best['spacy']:.2f} MB/s")
        ratios = best["spacy"] / best["tokens"], best["spacy"] / best["claims"]
        print(f"  ratios: our tokens {ratios[0]:.1f} times, our claims {ratios[1]:.2f} times as fast")


def spacy_blank() -> Callable[[str], object] | None:
    try:
        import spacy
    except ImportError:
        return None
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 20_000_000
    return nlp  # type: ignore[no-any-return]


def adversarial() -> None:
    pieces = {
        "one line": "12 people were killed and ",
        "numbers": "1 2 3 4 5 6 7 ",
        "nested quotes": "“(“(said that ",
        "names": "Omar Haddad, ",
        "of the": "of the dead of the ",
        "rows": "Lorne\t12\tKilled\t3\n\n",
    }
    for name, piece in pieces.items():
        texts = [piece * 20_000, piece * 40_000]
        short, long = (timed(partial(claims_of, [text], None)) for text in texts)
        print(f"  {name:<14} {len(texts[1]) / 1e6:.2f} MB in {long:.2f} s; twice the text takes {long / short:.1f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    compare("Invented news", invented(options.documents), options.repeat)
    news = CORPORA / "muc4" / "docs.jsonl"
    if news.exists():
        rows = [json.loads(line) for line in news.read_text(encoding="utf-8").splitlines()[: options.documents]]
        compare("News on attacks (muc4)", [row["text_cased"] for row in rows], options.repeat)
    print("Texts made to be slow:")
    adversarial()


if __name__ == "__main__":
    main()
