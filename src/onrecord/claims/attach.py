"""What attaches to a claim from around it: who says so, when, where, who is alleged to have done it, and how."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from onrecord.claims import dates
from onrecord.claims.alleged import not_reporting, perpetrators, they
from onrecord.claims.blame import Blame
from onrecord.claims.chunks import Chunk, Chunker
from onrecord.claims.clauses import Finding
from onrecord.claims.editions import report_time
from onrecord.claims.lexicon import ATTACK, Lexicon
from onrecord.claims.speakers import Heard, Speech
from onrecord.claims.tokens import Tokens
from onrecord.model import Claim, DateRange, Document, Place, Victims, content_id
from onrecord.places import Gazetteer

_SPANNING_WORDS = """
    since between from during over through until throughout till
"""
_SPANNING = frozenset(_SPANNING_WORDS.split())
_SPANNING_PHRASES = (
    "so far",
    "to date",
    "as of",
    "this year",
    "of the year",
    "the past",
    "the last",
    "since the",
    "in total",
    "at least since",
)
_CAUSES_WORDS = """
    in by from under with through during due of amid after to
"""
_CAUSES = frozenset(_CAUSES_WORDS.split())
_PLACED_BY_WORDS = """
    in at near from outside of across around on to inside within throughout toward towards , (
"""
_PLACED_BY = frozenset(_PLACED_BY_WORDS.split())
_DAYS_OF_TOTAL = 31
_DAYS_OF_RANGE = 14
"""A figure for "from 1 March to 20 March" is a total over that period when it is at least so long."""

_ISSUED = frozenset(["published", "issued", "dated", "released", "posted", "updated"])
_TELLERS = frozenset(["i", "we", "my", "our"])
_WITHIN = frozenset(["in", "during", "over", "within", "for", "throughout"])
_BARE_PERIODS = frozenset(["period", "time"])
_PERIODS = _BARE_PERIODS | {"timeframe", "span", "weeks", "months", "years", "days", "month", "week", "year"}
"""What "the same …" makes the time of the figure before; "that period" and "this time" do so by themselves."""

_DESCRIBING = frozenset(["reduced", "attributive", "status"])
"""Rules by which an act only describes those of whom something else is said."""

_SHORTEST_SENTENCE = 3

Span = tuple[int, int]
_T = TypeVar("_T", DateRange, Place)


class Context:
    """A document's statements, dates and places: found when first asked for, looked up for each claim."""

    def __init__(
        self,
        document: Document,
        tokens: Tokens,
        lexicon: Lexicon,
        gazetteer: Gazetteer | None,
        speech: Speech,
        read: Mapping[int, list[Chunk]],
        telling: frozenset[int],
    ) -> None:
        """`read`: the chunks of the sentences that were read closely, by their first token; `telling`: those with findings."""
        self.document, self.tokens, self.lexicon, self.gazetteer = document, tokens, lexicon, gazetteer
        self.publisher = (document.publisher.value,) if document.publisher else ()
        self.speech = speech
        self.dates = dates.find(tokens, report_time(document))
        self._date_begins = [first for first, _, _ in self.dates]
        self.places = gazetteer.find(tokens.words, tokens.lower) if gazetteer is not None else []
        self._place_begins = [first for first, _, _ in self.places]
        self._begins = [first for first, _ in tokens.sentences]
        self.blame = Blame(tokens, lexicon, read, telling)
        self._paragraph_of = [bisect_right(tokens.paragraphs, first) for first in self._begins]
        self._last_when: tuple[int, DateRange, bool] | None = None
        self._period: tuple[DateRange, bool, tuple[Place, ...]] | None = None
        self._last_places: tuple[int, tuple[Place, ...]] | None = None
        self._last_alleged: tuple[int, tuple[str, ...]] | None = None
        self._country: tuple[Place, ...] | None = None

    def complete(self, claim: Claim, finding: Finding, chunks: list[Chunk]) -> Claim:
        """The claim with everything that stands around it in the text."""
        first = finding.groups[0].first
        heard = self.speech.of(first, finding.groups[0].last, given=self._is_given(finding))
        if not heard.chain and self.tokens.lower[chunks[0].first] in self.lexicon.sets["pointing"]:
            heard = self._pointing(first) or heard
        heard = self._own_organisation(heard)
        sentence = bisect_right(self._begins, first) - 1
        when, is_total = self._when(finding, chunks, sentence)
        alleged = not_reporting(perpetrators(finding, chunks, self.tokens, self.lexicon), heard)
        whole = self.tokens.lower[chunks[0].first] == "of" and first - chunks[0].first <= 2  # "Of the 312 killed, 187 by …"
        if finding.total is None and not whole:  # a part has the party of its own words, or that of its total
            alleged = alleged or self._alleged_before(finding, chunks, sentence) or self.blame.near(finding, sentence)
        elif finding.total is not None and "spelled_out" not in finding.rules:
            figures = [
                c.first for c in chunks if c.group is not None and c.group.number is not None and c.group.kind != "measure"
            ]
            alleged = alleged or self.blame.of_part(finding, figures, sentence)
        if alleged and not any(word[:1].isupper() for words in alleged for word in words.split()[1:]):
            alleged += tuple(words for words in self.blame.named(finding, sentence) if alleged[0] not in words)
        if alleged:
            self._last_alleged = (sentence, alleged)
        places = self._places(finding, chunks, sentence, alleged)
        if when is not None and when.start != when.end:
            self._period = (when, is_total, places)
        return replace(
            claim,
            attribution=heard.chain,
            sources=heard.sources or self.publisher,
            asserted=claim.asserted and heard.asserted,
            when=when,
            is_total=is_total,
            places=places,
            perpetrators=_in_one_line(alleged),
            manner=self._manner(finding, chunks),
        )

    def alleged(self, finding: Finding, chunks: list[Chunk]) -> tuple[str, ...]:
        """Who is alleged in the sentence of a finding that tells again of people told of before."""
        heard = self.speech.of(finding.groups[0].first, finding.groups[0].last)
        before = self.tokens.lower[chunks[0].first : finding.first]
        if not heard.asserted or not self.lexicon.sets["denied"].isdisjoint(before):
            return ()
        return _in_one_line(not_reporting(perpetrators(finding, chunks, self.tokens, self.lexicon), heard))

    def _is_given(self, finding: Finding) -> bool:
        """ "The 27 dead", "the 27 people killed": told as known before, whatever is then said of them."""
        definite = self.tokens.lower[finding.groups[0].first] in ("the", "these", "those", "all")
        return definite and bool(_DESCRIBING & set(finding.rules))

    def _own_organisation(self, heard: Heard) -> Heard:
        """ "The Network said" in a statement that the Lorne Rights Network publishes: the publisher itself."""
        name = self.publisher[0].split() if self.publisher else []
        if len(name) < 2 or len(heard.sources) != 1:
            return heard
        said = heard.sources[0].lower().split()
        own = said in (["the", name[-1].lower()], [name[-1].lower()], ["our", name[-1].lower()])
        return replace(heard, sources=self.publisher) if own else heard

    def _pointing(self, first: int) -> Heard | None:
        """ "Pointing to the arrest of nine students, she said that …": whoever speaks says what is pointed to."""
        attributor = self.speech.attributor
        for statement in attributor.of_sentence(attributor.sentence_of(first)):
            if statement.source is not None and statement.source[0] > first and statement.content:
                begins = statement.content[0][0]
                return self.speech.of(begins, begins + 1)
        return None

    def _alleged_before(self, finding: Finding, chunks: list[Chunk], sentence: int) -> tuple[str, ...]:
        """ "Additionally, 40 died under torture" goes on with those alleged before.

        Executions are carried out by authorities: those that the text names nearby.
        """
        lower, first = self.tokens.lower, chunks[0].first
        going_on = lower[first] in self.lexicon.sets["additive"]
        if going_on and self._last_alleged is not None and sentence - self._last_alleged[0] <= 1:
            return self._last_alleged[1]
        if lower[first] == "they" and self._same_paragraph(sentence):
            before = Chunker(self.tokens, self.lexicon, *self.tokens.sentences[sentence - 1]).read()
            return they(finding, chunks, before, self.tokens, self.lexicon)
        if finding.act != "executed":
            return ()
        last_sentence = min(sentence + 1, len(self._begins) - 1)
        end = self.tokens.sentences[last_sentence][1]
        for k in (*range(chunks[-1].last, chunks[0].first - 1, -1), *range(chunks[-1].last, end)):
            if k < len(lower) and lower[k] in self.lexicon.sets["authorities"]:
                return (self._full_name(k),)
        return ()

    def _same_paragraph(self, sentence: int) -> bool:
        return sentence > 0 and self._paragraph_of[sentence] == self._paragraph_of[sentence - 1]

    def _full_name(self, at: int) -> str:
        """ "The regime" in the words that named it last, such as "Ruritanian regime"; as it stands where none did."""
        words, lower = self.tokens.words, self.tokens.lower
        for k in range(at, 0, -1):
            if lower[k] == lower[at] and words[k - 1][:1].isupper() and lower[k - 1] not in ("the", "a", "this"):
                return self.tokens.slice(k - 1, k + 1)
        return self.tokens.slice(at - 1 if at and lower[at - 1] == "the" else at, at + 1)

    # ------------------------------------------------------------------------------------------------ when

    def _when(self, finding: Finding, chunks: list[Chunk], sentence: int) -> tuple[DateRange | None, bool]:
        """The date nearest the act in its sentence, else that of the claim before in the same or the last sentence."""
        first, last = chunks[0].first, chunks[-1].last
        found = self.dates[bisect_left(self._date_begins, first) : bisect_left(self._date_begins, last)]
        year = self._year_of_act(finding, chunks)
        if year is not None:
            self._last_when = (sentence, year, False)
            return year, False
        if self._period is not None and self._same_period(first, last):
            self._last_when = (sentence, *self._period[:2])
            if self._period[2]:
                self._last_places = (sentence, self._period[2])
            return self._period[:2]
        at = chunks[finding.verb].first if finding.verb is not None else finding.first
        found = [d for d in found if d[1] <= at or not self._is_then(d)]
        if not found:
            return self._when_before(sentence)
        nearest = min(
            found,
            key=lambda d: (self._is_of_speech(d, chunks, at), _distance(d[0], d[1], finding.first, finding.last, at), d[0]),
        )
        is_total = self._spans(nearest)
        self._last_when = (sentence, nearest[2], is_total)
        return nearest[2], is_total

    def _is_then(self, found: tuple[int, int, DateRange]) -> bool:
        """ "The deadliest attack since October 2024, when 17 died": the date of those, and not of the attack."""
        return self.tokens.lower[found[1] : found[1] + 2] == [",", "when"]

    def _when_before(self, sentence: int) -> tuple[DateRange | None, bool]:
        """The time of the last claim in this sentence or the one before, or when whoever tells of it was there."""
        told = self._last_when
        near = told is not None and sentence - told[0] <= (
            3 if self._paragraph_of[told[0]] == self._paragraph_of[sentence] else 1
        )
        setting = self._setting(sentence, self.dates, self._date_begins, told[0] if told is not None and near else -1)
        if setting:
            self._last_when = (sentence, setting[0][2], False)
            return setting[0][2], False
        if told is None or not near:
            return None, False
        return told[1], told[2] and self._paragraph_of[told[0]] == self._paragraph_of[sentence]

    def _setting(
        self, sentence: int, found: list[tuple[int, int, _T]], begins: list[int], after: int
    ) -> list[tuple[int, int, _T]]:
        """ "I was in the market of Lorne on 3 May. I saw nine bodies", "On 3 May soldiers entered Lorne. Nine died": the dates
        or places of the last sentence, after the sentence `after` and in this paragraph, that sets the scene."""
        for back in range(sentence - 1, after, -1):
            if self._paragraph_of[back] != self._paragraph_of[sentence]:
                break
            first, last = self.tokens.sentences[back]
            here = found[bisect_left(begins, first) : bisect_left(begins, last)]
            if here and self._sets_scene(first):
                return here
        return []

    def _sets_scene(self, first: int) -> bool:
        """Does the sentence begin with the one who tells of it, or with a date?"""
        at = bisect_left(self._date_begins, first)
        dated = at < len(self.dates) and self.dates[at][0] - first <= 1 and not self._spans(self.dates[at])
        return dated or not _TELLERS.isdisjoint(self.tokens.lower[first : first + 4])

    def _is_placed(self, place: tuple[int, int, Place], leading: frozenset[str]) -> bool:
        """Does a word that leads to a place stand before it: "in Lorne", "at the Lorne camp"?"""
        the = self.tokens.lower[place[0] - 1] == "the"
        before = self.tokens.lower[place[0] - 1 - the]
        return before in leading and not (the and before in ("of", ","))

    def _same_period(self, first: int, last: int) -> bool:
        """ "In the same period", "during that time", "over the same months": when the last figure over a period was."""
        lower = self.tokens.lower
        for at in range(first, last - 2):
            if lower[at] in _WITHIN and lower[at + 1] in ("the", "that", "this", "those", "these"):
                same = lower[at + 2] == "same"
                noun = lower[at + 2 + same : at + 3 + same]
                if noun and noun[0] in _PERIODS and (same or lower[at + 1] != "the") and (same or noun[0] in _BARE_PERIODS):
                    return True
        return False

    def _year_of_act(self, finding: Finding, chunks: list[Chunk]) -> DateRange | None:
        """ "the 1988 massacre": a year before the noun of the act."""
        group = chunks[finding.verb].group if finding.verb is not None and finding.verb < len(chunks) else None
        for k in range(group.first, group.head_at) if group is not None and group.kind == "act" else ():
            word = self.tokens.lower[k]
            if len(word) == 4 and word.isdigit() and "1900" <= word <= "2099":
                return DateRange(date(int(word), 1, 1), date(int(word), 12, 31), word, "year", "text")
        return None

    def _is_of_speech(self, found: tuple[int, int, DateRange], chunks: list[Chunk], at: int) -> bool:
        """ "In March the monitor reported that …": the date of the saying, not of the act."""
        if not _ISSUED.isdisjoint(self.tokens.lower[max(0, found[0] - 2) : found[0]]):
            return True  # "published on 15 March"
        if found[1] > at or found[0] - chunks[0].first > 2:
            return False
        between = self.tokens.lower[found[1] : at]
        return any(word in ("reported", "said", "stated", "announced", "noted", "documented", "told") for word in between)

    def _spans(self, found: tuple[int, int, DateRange]) -> bool:
        """Is this date a period that a total runs over ("since October", "during the year")?"""
        first, last, when = found
        lower = self.tokens.lower
        before = lower[first - 1] if first else ""
        words = " ".join(lower[max(0, first - 2) : last])
        spanning = before in _SPANNING or lower[first] in _SPANNING or any(phrase in words for phrase in _SPANNING_PHRASES)
        if when.start is None or when.end is None:
            return (spanning and lower[first] in ("since", "from")) or before == "since"
        days = (when.end - when.start).days
        spanning = spanning or "and" in lower[first:last]  # "in March and April"
        if when.precision == "month" and lower[last : last + 1] == ["alone"]:
            return True  # "in March alone"
        return (spanning and days >= _DAYS_OF_TOTAL) or (lower[first] in ("from", "between") and days >= _DAYS_OF_RANGE)

    # ------------------------------------------------------------------------------------------------ where

    def _places(self, finding: Finding, chunks: list[Chunk], sentence: int, alleged: tuple[str, ...]) -> tuple[Place, ...]:
        """The places named around the act in its sentence, nearest first; else those of the claim before it.

        Else the country of the people it speaks of, or the one that the document is mostly about.
        """
        first, last = chunks[0].first, chunks[-1].last
        found = self.places[bisect_left(self._place_begins, first) : bisect_left(self._place_begins, last)]
        at = chunks[finding.verb].first if finding.verb is not None else finding.first
        near = [p for p in found if self._is_placed(p, _PLACED_BY) or self._opens(p, first)]
        if near:
            near.sort(key=lambda p: (self._is_apart(p[1], at), _distance(p[0], p[1], finding.first, finding.last, at), p[0]))
            chosen = self._with_containers(near)
            self._last_places = (sentence, chosen)
            return chosen
        told = self._last_places[0] if self._last_places is not None else -1
        setting = self._setting(sentence, self.places, self._place_begins, told)
        if setting := [p for p in setting if self._is_placed(p, _PLACED_BY | self.lexicon.sets["reaching"])]:
            self._last_places = (sentence, self._with_containers(setting))
            return self._last_places[1]
        if self._last_places is not None and sentence - self._last_places[0] <= 3:
            return self._last_places[1]
        spoken = [self.tokens.words[k] for group in finding.groups for k in range(group.first, group.last)]
        if finding.act in ("executed", "detained"):  # by the authorities of the country
            spoken += [word for words in alleged for word in words.split()]
        return self._of_demonym(spoken, sentence) or self.country()

    def _is_apart(self, last: int, at: int) -> bool:
        """ "The worst in Lorne since May, when nine died in Ashby": Lorne stands in another clause."""
        lower = self.tokens.lower
        return any(lower[k : k + 2] == [",", "when"] for k in range(last, at))

    def _opens(self, place: tuple[int, int, Place], first: int) -> bool:
        """Does the sentence begin with this place, and not with a name that holds it ("Lorne Radio said …")?"""
        after = self.tokens.words[place[1]] if place[1] < len(self.tokens.words) else ""
        return place[0] == first and not after[:1].isupper()

    def _with_containers(self, near: list[tuple[int, int, Place]]) -> tuple[Place, ...]:
        """The nearest place, and those that go with it: "Darat Izza, Aleppo", "Camp Ashraf and Camp Liberty"."""
        chosen = [near[0]]
        for place in sorted(near[1:], key=lambda p: p[0]):
            if any(abs(place[0] - other[1]) <= 4 or abs(other[0] - place[1]) <= 4 for other in chosen):
                chosen.append(place)
        return tuple(dict.fromkeys(place for _, _, place in chosen))

    def _of_demonym(self, spoken: list[str], sentence: int) -> tuple[Place, ...]:
        for word in spoken if self.gazetteer is not None else ():
            if word[0].isupper() and self.gazetteer is not None and (country := self.gazetteer.demonym(word)):
                chosen = (Place(word, country=country, precision="country"),)
                self._last_places = (sentence, chosen)
                return chosen
        return ()

    def country(self) -> tuple[Place, ...]:
        """The country that the document is about, as the only place; none where it is about several."""
        if self._country is None:
            self._country = self._main_country()
        return self._country

    def _main_country(self) -> tuple[Place, ...]:
        """The country that most of the document's places and peoples belong to; none where they are mixed."""
        if self.gazetteer is None:
            return ()
        named = [(place.country, place) for _, _, place in self.places if place.country]
        words, lower = self.tokens.words, self.tokens.lower
        for first, last in self.tokens.sentences:
            for k in range(first, last) if last - first > _SHORTEST_SENTENCE else ():  # a label names a language
                if not words[k][0].isupper() or (country := self.gazetteer.demonym(words[k])) is None:
                    continue
                if k + 1 < last and self._does_harm(lower[k + 1]):
                    continue  # "a Ruritanian airstrike" says whose it was, not where
                named.append((country, Place(words[k], country=country, precision="country")))
        counted = Counter(country for country, _ in named)
        if not counted:
            return ()
        (country, number), *others = counted.most_common(2)
        place = next((p for c, p in named if c == country and p.precision == "country"), None)
        return (place,) if place is not None and number >= 3 and number >= 2 * (others[0][1] if others else 0) else ()

    def _does_harm(self, word: str) -> bool:
        return word in self.lexicon.sets["actors"] or bool(self.lexicon.flags.get(word, 0) & ATTACK)

    # ------------------------------------------------------------------------------------------------ how

    def _manner(self, finding: Finding, chunks: list[Chunk]) -> str | None:
        """ "under torture", "in an airstrike", "due to denial of medical treatment": the cause nearest to the act."""
        known = self.lexicon.sets["manner"]
        k = finding.verb if finding.verb is not None else 0
        best: tuple[int, Span] | None = None
        for i, chunk in enumerate(chunks):
            group = chunk.group
            if group is None and (i == k or chunk.word not in known):  # "by shelling": a noun that could be a verb
                continue
            if group is not None and (group in finding.groups or group.kind in ("person", "name", "time")):
                continue
            first, last = (chunk.first, chunk.last) if group is None else (group.first, group.last)
            words = self.tokens.lower[first:last]
            caused = i and chunks[i - 1].kind == "P" and chunks[i - 1].word in _CAUSES
            denial = "denial" in words and caused
            if not (caused or abs(i - k) == 1) or not (denial or any(word in known for word in words)):
                continue
            if denial and i + 2 < len(chunks) and chunks[i + 1].word == "of":
                last = chunks[i + 2].last
            start = first + (self.tokens.lower[first] in ("a", "an", "the"))
            if best is None or abs(i - k) < best[0]:
                best = (abs(i - k), (start, last))
        return self.tokens.slice(*best[1]) if best else None


def _in_one_line(parties: tuple[str, ...]) -> tuple[str, ...]:
    """A line's end in its words makes no other party."""
    return tuple(" ".join(words.split()) for words in parties)


class People:
    """What the whole document says of the people it names: "photojournalist X" here is a journalist below."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, order: tuple[str, ...]) -> None:
        self.tokens, self.lexicon, self.order = tokens, lexicon, order
        self._positions: dict[str, list[int]] = {}

    def described(self, victims: Victims, finding: Finding, chunks: list[Chunk]) -> Victims:
        """The victims with the groups that their names, pronouns and what they were doing put them into."""
        found = set(victims.categories)
        if len(victims.names) == 1 and len(finding.groups) == 1:
            found |= self._of_name(victims.names[0].lower().split())
        if len(finding.groups) == 1 and finding.groups[0].kind == "pronoun" and finding.groups[0].head in ("she", "her"):
            found.add("woman")
        last = max(group.last for group in finding.groups)
        doing = self.tokens.lower[last : last + 7]
        if "protesting" in doing or "demonstrating" in doing:
            found.add("protester")
        categories = tuple(name for name in self.order if name in found)
        return victims if categories == victims.categories else replace(victims, categories=categories)

    def _of_name(self, name: list[str]) -> set[str]:
        """The groups named right before or, between commas, right after this surname, where no other first name stands."""
        surname = name[-1]
        if surname not in self._positions:
            self._positions[surname] = [k for k, word in enumerate(self.tokens.lower) if word == surname][:40]
        found: set[str] = set()
        for k in self._positions[surname]:
            begin = self._begin(k)
            if begin == k or name[0] in self.tokens.lower[begin : k + 1] or len(name) == 1:
                found |= self._before(begin) | self._after(k)
        return found - {"woman", "man"}

    def _begin(self, k: int) -> int:
        """Where the capitalised name that ends here begins."""
        words, lower = self.tokens.words, self.tokens.lower
        while k and words[k - 1][:1].isupper() and lower[k - 1] not in self.lexicon.people:
            k -= 1
        return k

    def _before(self, k: int) -> set[str]:
        lower = self.tokens.lower
        found: set[str] = set()
        for j in range(k - 1, max(-1, k - 5), -1):
            known = self.lexicon.people.get(lower[j])
            if known is None and lower[j] not in ("and", "rights") and j < k - 1:
                break
            if known is None and not lower[j].isalpha():
                break
            if known is not None and not known.plural:
                found.update(known.categories)
        return found

    def _after(self, k: int) -> set[str]:
        lower = self.tokens.lower
        if lower[k + 1 : k + 2] != [","]:
            return set()
        found: set[str] = set()
        for word in lower[k + 2 : k + 8]:
            if word in (",", ".", "who", "was", "and", "of", "in"):
                break
            known = self.lexicon.people.get(word)
            if known is not None and not known.plural:
                found.update(known.categories)
        return found


def _distance(first: int, last: int, start: int, end: int, at: int) -> int:
    """Tokens between a span and the act; what stands inside the claim's own words is nearest."""
    if start <= first and last <= end:
        return 0
    return min(abs(first - end), abs(start - last), abs(first - at) + 1)


# ---------------------------------------------------------------------------------------------- several totals over time


def series(claims: list[Claim], earlier: dict[str, str]) -> list[Claim]:
    """Claims by which the document states one figure at several times share a `series`: "rose from 3 to 8"."""
    linked = {id: content_id("series", *sorted(pair)) for pair in earlier.items() for id in pair}
    return [replace(claim, series=linked[claim.id]) if claim.id in linked else claim for claim in claims]
