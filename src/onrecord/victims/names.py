"""Names of people, in Arabic script and in any Latin spelling: what is the same name, and what is only near it.

`parse` keeps a name as it was written and splits it into *parts*: a part is one name, however many words it is written with
(Abd al-Rahman, Abu Shaaban, Nour al-Din). Each part has three forms, from the finest to the coarsest:

`folded`    letters only, marks, accents, letter variants and articles off; still in its own script
`sound`     one alphabet for all scripts: consonants, and the vowels that Arabic script writes too (i, u)
`skeleton`  consonants alone: equal for the Arabic script and any usual Latin spelling (Khaled, Khalid, خالد: `xld`)

The classes of consonants follow what transliterations mix up: ث and ت, ذ ض and د, ق and ك, س and ص. What is written and not
heard (article, final h) is left out. The words that compounds are built with stand in `names.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

Script = Literal["arabic", "latin", "other", "none"]

_ARABIC_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ةۃۀەہھ", "ه"),
        **dict.fromkeys("ىئیېۍےێ", "ي"),
        **dict.fromkeys("ؤۆۇۋ", "و"),
        **dict.fromkeys("کڪګ", "ك"),
        "ٹ": "ت",
        "ڈ": "د",
        "ڑ": "ر",
        "ں": "ن",
        "ء": None,
        "ـ": None,
    }
)
_ARABIC_SOUNDS = {
    **dict.fromkeys("بپ", "b"),
    **dict.fromkeys("تثط", "t"),
    **dict.fromkeys("دذض", "d"),
    **dict.fromkeys("زظژ", "z"),
    **dict.fromkeys("سص", "s"),
    **dict.fromkeys("شچ", "c"),
    **dict.fromkeys("قك", "k"),
    **dict.fromkeys("غگ", "g"),
    **dict.fromkeys("حه", "h"),
    **dict(zip("جخرفلمنويا", "jxrflmnuia", strict=True)),
    "ع": "a",
}
_LATIN_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_OTHER_SCRIPTS = str.maketrans(
    {
        **dict(zip("абвгґдезийклмнопрстуфыэіоў", "abvhgdeziyklmnoprstufieiov", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye", "ї": "i"},
        **dict.fromkeys("ьъ", None),
        **dict(zip("אבגדהוזטיכלמנסעפקרתךםןףץצ", "abgdhuztyqlmnsafqrtqmnfss", strict=True)),
        **{"ח": "h", "ש": "sh"},
    }
)
# In this order: the longer spellings first. `c` is the sound sh (and ch), `x` is kh.
_DIGRAPHS = (
    ("tsch", "c"), ("sch", "c"), ("tch", "c"), ("sh", "c"), ("ch", "c"), ("kh", "x"), ("gh", "g"), ("dj", "j"), ("th", "t"),
    ("dh", "d"), ("ph", "f"), ("ck", "k"), ("q", "k"), ("p", "b"), ("oo", "u"), ("ou", "u"), ("ow", "u"), ("aw", "au"),
    ("ee", "i"), ("ei", "i"), ("ey", "i"), ("ay", "ai"), ("ie", "i"), ("o", "u"),
)  # fmt: skip
_C_SOUNDS = re.compile(r"c(?=[eiy])")
_HARD_C = re.compile(r"c(?![heiy])")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")
_ALLAH = re.compile(r"الله?ه?$|لله$")
_SERVANT_LATIN = re.compile(r"^ab[e]?d(?:[aeiou]l|[aeiou](?=([rsdtnz])\1))?[aeiou]?(?=[a-z]{3})")
_ASSIMILATED = re.compile(r"^[aeiou](?=([rsdtnz])\1)")
_MARKS = "".join(chr(n) for n in range(0x300, 0x2000) if unicodedata.category(chr(n))[0] == "M")
_SEPARATORS = re.compile(rf"[^\w{_MARKS}'’`ʿʾ‘´.“”\"()\[\]«»]+|[_]+")
_INITIALS = re.compile(r"\b(\w\.)(?=\w\b)")
_ASIDE_MARK = re.compile(r"[\"“«(\[]")
_ASIDE = re.compile(r"[\"“”«»(\[]([^\"“”«»()\[\]]{1,40})[\"“”«»)\]]")
_SEAM = "+"  # stands between the words of one part, so that no letter pair is read across it
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_ARABIC = re.compile(r"[\u0621-\u06ff]")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a person's full name, in its three forms; `initial` is true for a single letter (John F. Doe)."""

    folded: str
    sound: str
    skeleton: str
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: as written, its script, its parts in order, and by-names given in brackets or quotation marks.

    A name of which nothing can be read, or that says that it is unknown, has no parts.
    """

    written: str
    script: Script
    parts: tuple[Part, ...]
    aliases: tuple[str, ...] = ()

    @property
    def first(self) -> Part | None:
        """The given name: the first part."""
        return self.parts[0] if self.parts else None

    @property
    def father(self) -> Part | None:
        """The father's name, where the name has the four slots of Arabic lists or at least three parts."""
        return self.parts[1] if len(self.parts) > 2 else None

    @property
    def grandfather(self) -> Part | None:
        """The grandfather's name: the third of at least four parts."""
        return self.parts[2] if len(self.parts) > 3 else None

    @property
    def family(self) -> Part | None:
        """The family name: the last of at least two parts."""
        return self.parts[-1] if len(self.parts) > 1 else None

    @property
    def lineage(self) -> tuple[Part, ...]:
        """All that relatives share: every part after the first."""
        return self.parts[1:]

    @property
    def skeleton(self) -> str:
        """The skeletons of all parts, with spaces between."""
        return " ".join(part.skeleton for part in self.parts)


def parse(written: str) -> Name:
    """A name as written, split into its parts. Never fails: what cannot be read has no parts."""
    text, aliases = _without_asides(written) if _ASIDE_MARK.search(written) else (written, ())
    text = _INITIALS.sub(r"\1 ", text) if "." in text else text
    words = [word for raw in _SEPARATORS.split(text) if raw and (word := _word(raw)).text]
    if words and words[0].part and words[-1].part and all(word.part or word.dropped for word in words):
        return Name(written, words[0].script, tuple([word.part for word in words if word.part]), aliases)
    texts = _without_dressing([word.text for word in words])
    if len(texts) == 2 and texts[0] == "al" and text.lower().lstrip().startswith("al-"):
        texts = texts[1:]
    if not texts:
        return Name(written, "none", (), aliases)
    return Name(written, _script(texts[0]), tuple(_part(text) for text in _join(texts)), aliases)


def skeleton(written: str) -> str:
    """The consonant skeleton of a whole name, part by part: `skeleton("Khaled") == skeleton("خالد") == "xld"`."""
    return parse(written).skeleton


# ------------------------------------------------------------------------------------------------ words


def _without_asides(written: str) -> tuple[str, tuple[str, ...]]:
    aliases = tuple(alias.strip() for alias in _ASIDE.findall(written))
    text = _ASIDE.sub(" ", written)
    return (text, aliases) if _NOT_LETTERS.sub("", text) else (written, ())


@dataclass(frozen=True, slots=True)
class _Word:
    """A single word, folded, and its script. `part`: the part that it is wherever it stands; None where that depends on its
    neighbours. `dropped`: between two other words it is left out, and changes nothing."""

    text: str
    script: Script
    part: Part | None
    dropped: bool


@lru_cache(maxsize=1 << 18)
def _word(raw: str) -> _Word:
    text = _folded(raw)
    if not text:
        return _Word("", "none", None, False)
    if text not in _sets()["special"]:
        return _Word(text, _script(text), _part(_bare(text)), False)
    kinds = {kind for kind, listed in _sets().items() if text in listed} - {"special", "words"}
    return _Word(text, _script(text), None, kinds <= {"article", "filiation"})


def _script(word: str) -> Script:
    return "arabic" if _ARABIC.match(word) else "latin" if _LATIN.match(word) else "other"


def _folded(raw: str) -> str:
    """A single word in lower case, letters only, no accents or marks, Arabic letter variants as one."""
    text = raw
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_ARABIC_LETTERS).casefold())
        text = text.translate(_LATIN_LETTERS)
        text = "".join(c for c in text if _is_letter(c))
        text = text.translate(_ARABIC_LETTERS)
    else:
        text = _NOT_LETTERS.sub("", text.lower())
    for wrong, right in _words()["mended"].items():
        if text.endswith(wrong):
            text = text[: -len(wrong)] + right
    return str(_words()["respelled"].get(text, text))


def _is_letter(c: str) -> bool:
    """A letter, or a vowel sign of a script that writes its vowels as signs; accents, points and vowel marks are none."""
    kind = unicodedata.category(c)[0]
    return kind == "L" or (kind == "M" and unicodedata.combining(c) in (0, 9))


def _without_dressing(words: list[str]) -> list[str]:
    """Without titles before, suffixes behind, bin and ibn between; empty where the words say that the name is unknown."""
    dropped = _sets()
    while len(words) > 1 and words[0] in dropped["title"]:
        words = words[1:]
    while len(words) > 1 and words[-1] in dropped["suffix"]:
        words = words[:-1]
    if all(word in dropped["unknown"] for word in words):
        return []
    filiation = dropped["filiation"]
    return words[:1] + [word for word in words[1:] if word not in filiation]


def _join(words: list[str]) -> list[str]:
    """The words of each part written as one, without articles: abd al rahman hassan -> abdrahman, hassan."""
    sets = _sets()
    parts: list[str] = []
    carried, had_article = "", False
    for place, word in enumerate(words):
        is_last = place == len(words) - 1
        if word not in sets["special"]:
            parts.append(carried + _bare(word))
            carried, had_article = "", False
        elif word in sets["article"] and not is_last and (place or len(words) > 2 or word != "al"):
            had_article = True
        elif (
            not carried
            and parts
            and (word in sets["always"] or (word in sets["with_article"] and had_article | (word[:2] == "ال")))
        ):
            parts[-1] += _SEAM + _bare(word)
            had_article = False
        elif word in sets["servant"] and not is_last and not had_article and not carried:
            servant = "عبد" if word == "عبد" else "abd"
            if _is_worshipped(words[place + 1 :], has_article=word not in ("عبد", "abd", "abed")):
                carried = servant + _SEAM
            else:
                parts.append(servant)
        elif word in sets["before"] and not is_last and not carried:
            carried, had_article = _kin(word) + _SEAM, False
        else:
            parts.append(carried + _bare(word))
            carried, had_article = "", False
    return parts


def _is_worshipped(words: list[str], *, has_article: bool) -> bool:
    """Whether Abd is one name with the words after it (Abd al-Rahman), or a part by itself (Abd Sami, Abd al-Masri).

    `has_article`: one is written onto Abd (Abdel). Without any the next word must sound like a name of God; with one its
    consonants are enough.
    """
    at = next((n for n, word in enumerate(words) if word not in _sets()["article"]), len(words) - 1)
    always, with_article = _names_of_god(words[at])
    return with_article if has_article or at > 0 else always


@lru_cache(maxsize=1 << 16)
def _names_of_god(word: str) -> tuple[bool, bool]:
    """Whether Abd without an article, and with one, is one name with this word, which may have an article written onto it."""
    bare = _ASSIMILATED.sub("", _bare(word))
    sound = _sound(bare)
    with_article = _skeleton(sound) in _worshipped()["with_article"]
    return (with_article if bare != word else sound in _worshipped()["always"]), with_article


def _kin(word: str) -> str:
    """One spelling for all of Abu, Abou, Abo; other joined words stay as they are."""
    sets = _sets()
    if word in sets["father"]:
        return "ابو" if _ARABIC.match(word) else "abu"
    if word in sets["mother"]:
        return "ام" if _ARABIC.match(word) else "um"
    return word


@lru_cache(maxsize=1 << 18)
def _bare(word: str) -> str:
    """A word without the article written onto it; joined Abd al- as `abd`, so that all spellings of it are one."""
    if word in _sets()["words"]:
        return word
    if _ARABIC.match(word):
        word = _ALLAH.sub("له", word) if word.endswith("لله") else word
        if word.startswith("عبدال") and len(word) > 6:
            return "عبد" + _SEAM + word[5:]
        if word.endswith("الدين") and len(word) > 6:
            return word[:-5] + _SEAM + "دين"
        return word[2:] if word.startswith("ال") and len(word) > 4 else word
    if word.startswith(("abd", "abed")) and len(word) > 6:
        return "abd" + _SEAM + _SERVANT_LATIN.sub("", word) if _SERVANT_LATIN.match(word) else word
    if len(word) > 5 and word[:2] in ("al", "el") and word[2] not in "aeioul" and (word[2] not in "wy" or len(word) > 6):
        return word[2:]
    return word


# ------------------------------------------------------------------------------------------------ forms


@lru_cache(maxsize=1 << 19)
def _part(text: str) -> Part:
    sound = _sound(text)
    return Part(text.replace(_SEAM, ""), sound, _skeleton(sound), len(text) == 1)


def _sound(text: str) -> str:
    """Consonants in one alphabet, a leading `a` for any vowel or ayn, and the vowels i and u where they are written."""
    if _ARABIC.match(text):
        letters = "".join([_ARABIC_SOUNDS.get(letter, "") for letter in text])
    else:
        text = text if text.isascii() else text.translate(_OTHER_SCRIPTS)
        letters = "".join([_latin_sounds(piece) for piece in text.split(_SEAM)])
    if len(letters) > 1 and letters[-1] == "h":
        letters = letters[:-1]
    if not letters:
        return text
    head = {"u": "w", "i": "y"}.get(letters[0], letters[0]) if _ARABIC.match(text) else letters[0]
    head = "a" if head in "aeiou" else head
    return head + letters[1:].replace("a", "").replace("e", "")


def _latin_sounds(text: str) -> str:
    if "c" in text:
        text = _HARD_C.sub("k", text if "ch" in text else _C_SOUNDS.sub("s", text))
    if text[:1] == "w" or text[:1] == "y":
        return text[0] + _latin_sounds(text[1:])
    for spelled, sound in _DIGRAPHS:
        if spelled in text:
            text = text.replace(spelled, sound)
    text = _DOUBLED.sub(r"\1", text)
    return text.replace("w", "u").replace("v", "u").replace("y", "i")


def _skeleton(sound: str) -> str:
    return sound[0] + sound[1:].replace("i", "").replace("u", "")


# ------------------------------------------------------------------------------------------------ the word lists


@cache
def _words() -> dict[str, Any]:
    with resources.files("onrecord.victims").joinpath("names.toml").open("rb") as handle:
        return tomllib.load(handle)


@cache
def _worshipped() -> dict[str, frozenset[str]]:
    """The sounds that Abd always goes with, and the skeletons that it goes with when an article stands between."""
    sounds = {kind: {_sound(word) for word in listed} for kind, listed in _words()["worshipped"].items()}
    skeletons = frozenset(_skeleton(sound) for kind in sounds for sound in sounds[kind])
    return {"always": frozenset(sounds["always"]), "with_article": skeletons}


@cache
def _sets() -> dict[str, frozenset[str]]:
    words = _words()
    tables = ("joined_to_next", "joined_to_previous", "dropped")
    sets = {kind: frozenset(listed) for table in tables for kind, listed in words[table].items()}
    sets |= {"before": sets["father"] | sets["mother"] | sets["particle"], "special": frozenset().union(*sets.values())}
    return sets | {"words": frozenset(words["not_an_article"]["words"])}
