"""From the chunks of one sentence to findings: which act befell which groups, by which rule of the grammar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.claims.chunks import Chunk, Group
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.tokens import Tokens

PEOPLE = frozenset(["person", "name", "unknown", "unit", "whom"])
_SKIP = frozenset("AQ")
_TOLL_PREPOSITIONS = frozenset(["to", "at", "of", "by", "with", "past", "above", "beyond"])
_FAR = 28
_SEQUELS = frozenset(["in", "at", "near", "for", "from", "on", "by", "during", "outside", "inside", "after"])


@dataclass(slots=True)
class Finding:
    """One act and the groups that suffered it, before it becomes a claim."""

    act: str
    groups: list[Group]
    first: int
    last: int
    rules: list[str]
    verb: int | None = None
    """Index of the chunk that names the act."""
    asserted: bool = True
    negated: bool = False
    total: Finding | None = None
    appositions: list[Group] = field(default_factory=list)
    zero: bool = False
    chunk: int = 0
    reading: tuple[tuple[str, tuple[int, ...]], ...] | None = None
    """Set where the number is not the groups' own ("the number of those killed rose to 23")."""
    agents: tuple[str, ...] = ()
    manner: str | None = None
    earlier: Finding | None = None


class Clauses:
    """The chunks of one sentence with the questions that the rules ask of them."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, chunks: list[Chunk]) -> None:
        self.tokens, self.lexicon, self.chunks = tokens, lexicon, chunks
        self.findings: list[Finding] = []
        self.used: dict[int, set[str]] = {}
        self.of_noun = False
        """The list at hand hangs on a noun ("the killing of X and Y was …"): the verb after it is the noun's."""
        self.in_relative = False
        """The verb at hand stands in a relative clause: a later verb may go on with the main clause."""

    # ------------------------------------------------------------------------------------------------ questions

    def group(self, i: int) -> Group | None:
        return self.chunks[i].group if 0 <= i < len(self.chunks) else None

    def kind(self, i: int) -> str:
        return self.chunks[i].kind if 0 <= i < len(self.chunks) else "."

    def skip(self, i: int, step: int) -> int:
        while self.kind(i) in _SKIP and 0 <= i < len(self.chunks):
            i += step
        return i

    def suffers(self, i: int, act: str) -> bool:
        """Can this group be the victim of this act?"""
        group = self.group(i)
        if group is None:
            return False
        if act == "facility_damaged":
            return group.kind == "facility" and (group.head in self.lexicon.strict_facilities)
        if group.kind == "pronoun":
            return group.head in ("he", "she", "him", "her", "himself", "herself")
        return group.kind in PEOPLE

    def governor(self, i: int) -> tuple[str, int]:
        """What stands before this group (past its coordinates): the kind and index of a preposition, verb or "including"."""
        j = self.skip(i - 1, -1)
        while self.kind(j) in "C," and self._coordinates(j, i):
            j = self.skip(self._mate(j) - 1, -1)
        return self.kind(j), j

    def _mate(self, j: int) -> int:
        while self.kind(j) in "C,AQ" and j >= 0:
            j -= 1
        return j

    def _coordinates(self, j: int, i: int) -> bool:
        """Do the groups left and right of this comma or "and" belong to one list?"""
        if self.kind(j) == ",":
            return False
        mate, group = self.group(self._mate(j)), self.group(i)
        if mate is None or group is None:
            return False
        return (mate.kind in PEOPLE) == (group.kind in PEOPLE) or mate.kind == group.kind

    def object_of(self, k: int, act: str, depth: int = 0) -> int | None:
        """The group right after an active verb; that of the verb it is coordinated with where it has none itself."""
        j = self.skip(k + 1, 1)
        if self.kind(j) == "G":
            group = self.chunks[j].group
            if group and group.kind == "time" and self.kind(j + 1) == "G":
                j += 1
            return j if self.suffers(j, act) else None
        if self.kind(j) in "C," and depth < 3:
            after = self.skip(j + 1 + (self.kind(j + 1) == "C"), 1)
            if self.kind(after) == "V" and self.chunks[after].form in ("participle", "active", "ing"):
                return self.object_of(after, act, depth + 1)
        if self.kind(j) == "P" and depth < 1 and self.chunks[j].word in ("off", "up", "down", "out"):
            return self.object_of(j, act, depth + 1)
        return None

    def subject_of(self, k: int, act: str) -> int | None:
        """The group that is the subject of the verb group at `k`, walking left over what may stand between."""
        j, steps, governed = k - 1, 0, None
        relative = self.kind(self.skip(k - 1, -1)) == "R"
        while j >= 0 and steps < _FAR:
            steps += 1
            kind = self.kind(j)
            if kind == "-" and j == self.skip(k - 1, -1):
                j = self._dash_before(j)
            elif kind in "AQ,-RP":
                j -= 1
            elif kind == ")":
                j = self._opening(j) - 1
            elif kind == "I":
                j -= 1
            elif kind == "G":
                group = self.chunks[j].group
                if relative and group is not None and self.suffers(j, act) and is_counted(group):
                    if not (group.kind == "name" and group.partitive and self.governor(j)[0] == "P"):
                        return j
                found, j, governed = self._candidate(j, k, act, governed)
                if found is not None:
                    return found
                if j < 0:
                    break
            elif kind == "C":
                if self.skip(j + 1, 1) == k:
                    return self._shared_subject(j, k, act)
                j -= 1
            elif kind in "XV":
                over = self._over_verb(j)
                if over is None:
                    return self.subject_of(j, act) if self._lacks_subject(j, k) else None
                j = over
            elif kind == "S" and self.tokens.lower[self.chunks[k].first] in ("being", "having"):
                j -= 1
            else:
                break
        return governed if self._is_close(governed, k) else None

    def _lacks_subject(self, j: int, k: int) -> bool:
        """ "was abducted, was released, and taken into custody": a verb without a subject goes on with the last one's."""
        return k - j < 16 and (self.chunks[k].passive or self.chunks[k].form in ("participle", "subject", "passive"))

    def _is_close(self, governed: int | None, k: int) -> bool:
        return governed is not None and k - governed <= 2 and self.chunks[k].form in ("participle",)

    def _dash_before(self, j: int) -> int:
        """ "18 people – seven women and six men – were killed": to before the dash that opens the insertion."""
        opening = next((i for i in range(j - 1, max(-1, j - 40), -1) if self.kind(i) == "-"), None)
        return opening - 1 if opening else j - 1

    def _opening(self, j: int) -> int:
        depth = 0
        while j >= 0:
            depth += (self.kind(j) == ")") - (self.kind(j) == "(")
            if depth == 0:
                return j
            j -= 1
        return 0

    def _candidate(self, j: int, k: int, act: str, governed: int | None) -> tuple[int | None, int, int | None]:
        """Is the group at `j` the subject of `k`? Else where to go on, and the nearest group governed by a preposition."""
        group = self.chunks[j].group
        assert group is not None
        if group.kind == "time":
            return None, j - 1, governed
        kind, g = self.governor(j)
        whom = self.group(self.skip(g - 1, -1)) if kind == "X" else None
        if whom is not None and whom.kind == "whom":  # "four women, one of whom was pregnant, were killed"
            return None, self.skip(g - 1, -1) - 1, governed
        clause = kind == "P" and self.chunks[g].word == "as" and j == self.skip(k - 1, -1) and is_counted(group)
        if kind == "P" and not clause:
            if governed is None and self.suffers(j, act):
                governed = j
            return None, g - 1, governed
        if kind in ",C" and (opened := self._listed_part(j, act)) is not None:
            return None, opened - 1, governed
        if kind == "I":
            if group.bare and j == self.skip(k - 1, -1) and self.chunks[k].form in ("passive", "subject"):
                return j, j, governed  # "of whom five were later found dead"
            return None, g - 1, governed
        if kind in "VX" and self._takes_object(g) and not self._introduces(g, j):
            relative = self.skip(g - 1, -1)
            if self.kind(relative) in "RS" or self.chunks[g].form == "ing":
                return None, relative - 1, governed
            if self.tokens.lower[self.chunks[k].first] in ("being", "having"):
                return self.subject_of(g, act), -1, governed
            if self.kind(self.skip(k - 1, -1)) != "C" and j < k - 2:
                return None, -1, governed
            return (j if self.suffers(j, act) and j == self.skip(k - 1, -1) else None), -1, governed
        if self.suffers(j, act):
            apposed = self._apposed_to(j)
            return (apposed if apposed is not None else j), j, governed
        goes_on = group.kind in ("thing", "organisation", "measure", "pronoun") and self.kind(j - 1) in ",C"
        return None, j - 1 if goes_on else -1, governed

    def _is_included(self, i: int) -> bool:
        """Does this group stand in a list that "including" opens?"""
        first = max(0, i - _FAR)
        while i > first and self.kind(i) in "GC,":
            i -= 1
        return self.kind(i) == "I"

    def _listed_part(self, j: int, act: str) -> int | None:
        """ "20 people, including eight women, two of them pregnant, and four men, were killed": where "including" stands."""
        i, steps = j - 1, 0
        while i > 0 and steps < 24:
            steps += 1
            kind = self.kind(i)
            if kind == "I":
                total = self.skip(i - 1, -1)
                total = self._head_of_total(total - 1 if self.kind(total) in ",-(" else total)
                group = self.group(total)
                return i if group is not None and group.number is not None and self.suffers(total, act) else None
            whom = self.group(i - 1)
            if kind == "X" and whom is not None and (whom.kind == "whom" or whom.partitive):
                i -= 1
            elif kind not in "GC,PA()-":
                return None
            i -= 1
        return None

    def _head_of_total(self, i: int) -> int:
        """ "20 members of the family": the group that "of the family" hangs on."""
        steps = 0
        while steps < 3 and self.kind(i) == "G" and self.kind(i - 1) == "P" and self.kind(i - 2) == "G":
            i, steps = i - 2, steps + 1
        return i

    def _takes_object(self, g: int) -> bool:
        chunk = self.chunks[g]
        return chunk.form not in ("passive", "subject") or chunk.act is None

    def _introduces(self, g: int, j: int) -> bool:
        """ "said 12 people were killed": the group after a verb of speech begins its own clause."""
        return self.kind(g) == "X" and g == self.skip(j - 1, -1) and self.kind(self.skip(g - 1, -1)) != "R"

    def _apposed_to(self, j: int) -> int | None:
        """ "X, an imam, was killed": the named one is the subject, the description only says who that is."""
        group = self.chunks[j].group
        assert group is not None
        if self.kind(j - 1) == "C" and self.kind(j - 3) == "," and (first := self.group(j - 2)) is not None:
            if (
                first.determiner
                or group.determiner
                or first.kind not in ("person", "thing")
                or group.number is not None
                or group.names
            ):
                return None
            j -= 2  # "X, senator and candidate, was killed"
        if self.kind(j - 1) not in ",-":
            return None
        before = j - 2
        while self.kind(before) == "G" and self.kind(before - 1) == "P":
            before -= 2
        earlier = self.group(before)
        if earlier is None or self.kind(before) != "G" or group.number is not None:
            return None
        kind, _ = self.governor(before)
        if kind == "P":
            return None
        single = not group.plural
        if group.plural and not is_counted(group) and is_counted(earlier) and earlier.kind in ("person", "unknown"):
            return before
        if (
            earlier.kind == "name"
            and single
            and not group.names
            and group.determiner in ("a", "an", "the", "his", "her", "'s", "")
        ):
            return before
        if earlier.kind == "person" and group.names and (not earlier.plural or earlier.number is not None):
            return before
        return None

    def _over_verb(self, j: int) -> int | None:
        """Where to go on to the left of a verb between subject and predicate: over a relative or reduced clause."""
        chunk = self.chunks[j]
        before = self.skip(j - 1, -1)
        if self.kind(before) == "R":
            return before - 1
        subject = self.group(before)
        if (
            subject is not None
            and (subject.kind == "whom" or (subject.partitive and subject.bare))
            and self.kind(before - 1) in ",-"
        ):
            return before - 1  # "…, two of whom were pregnant, were killed"
        whom = self.group(before)
        if whom is not None and whom.kind == "whom":  # "four women, one of whom was pregnant, were killed"
            return before - 1
        if chunk.form in ("participle", "ing") or (
            chunk.kind == "X"
            and chunk.word.endswith(("ed", "ing", "wn", "en"))
            and chunk.last - chunk.first == 1
            and self.kind(before) == "G"
        ):
            return j - 1
        return None

    def _shared_subject(self, j: int, k: int, act: str) -> int | None:
        """ "were arrested and tortured": the subject of the verb before "and"."""
        i = j - 1
        steps = 0
        while i >= 0 and steps < 14:
            steps += 1
            chunk = self.chunks[i]
            if chunk.kind == "V" and chunk.act:
                if chunk.form in ("passive", "subject") or (chunk.form == "participle" and self.object_of(i, act) is None):
                    return self.subject_of(i, act)
                if self.chunks[k].form in ("passive", "subject"):
                    return self.subject_of(i, act)
                return self.object_of(i, act)
            if chunk.kind == "X" and not chunk.infinitive and chunk.form != "ing":
                return self.subject_of(i, act)
            if chunk.kind in "S;.":
                return None
            i -= 1
        return None

    def has_own_verb(self, i: int, stop: int, *, near: bool = False) -> bool:
        """Does the group at `i` begin a clause of its own ("killed three, and five soldiers were wounded")?"""
        j = self.skip(i + 1, 1)
        steps = 0
        while not near and steps < 6 and (self.kind(j) == "P" and self.kind(j + 1) == "G"):
            j, steps = self.skip(j + 2, 1), steps + 1
        if j >= stop:
            return False
        if self.kind(j) == "V":
            return self.chunks[j].form in ("passive", "subject", "participle", "active")
        return self.kind(j) == "X" and not self.of_noun and self.chunks[j].form != "ing" and not self.chunks[j].infinitive

    # ------------------------------------------------------------------------------------------------ lists

    def coordinated(self, i: int, act: str, *, stop: int) -> tuple[list[int], list[Group], int]:
        """The groups of the list that begins at chunk `i`, their appositions, and the last chunk of the list before `stop`."""
        members, appositions, last, j = [i], [], i, i + 1
        counted = self.chunks[i].group
        if counted is not None and counted.names and counted.number is not None and counted.number.numbers:
            last = self._named_one_by_one(i, i, stop, appositions)  # "two boys X and Y"
            appositions, j = appositions[1:], last + 1
        while j < stop and len(members) < 400:
            taken = self._apposition(members[-1], j, stop)
            if taken is not None:
                last = self._named_one_by_one(members[-1], taken, stop, appositions)
                last = self._second_description(last, stop)
                j = last + 1
                continue
            if self.kind(j) == "," and not self._opens_list(i):
                break
            nxt = self._next_member(j, act, stop, last)
            if nxt is None:
                break
            members.append(nxt)
            last, j = nxt, nxt + 1
        return members, appositions, last

    def _opens_list(self, i: int) -> bool:
        """A plural without a number opens no list of counted people after a comma."""
        group = self.chunks[i].group
        return group is not None and (is_counted(group) or group.kind in ("pronoun", "facility"))

    def _second_description(self, last: int, stop: int) -> int:
        """ "X, senator and candidate, …": a second description without an article belongs to the first."""
        first, second = self.chunks[last].group, self.group(last + 2)
        if first is None or second is None or self.kind(last + 1) != "C" or last + 2 >= stop:
            return last
        plain = all(g.kind == "person" and not g.plural and not g.determiner and g.number is None for g in (first, second))
        return last + 2 if plain else last

    def _named_one_by_one(self, member: int, taken: int, stop: int, appositions: list[Group]) -> int:
        """ "two nurses, Omar and Ali": takes as many names as the number says. Returns the last chunk taken."""
        counted = self.chunks[member].group
        first = self.chunks[taken].group
        assert counted is not None and first is not None
        appositions.append(first)
        number = counted.number
        left = number.numbers[0] - 1 if number is not None and first.names and number.numbers else 0
        left = 1 if counted.head in ("couple", "twins", "parents") and first.names else left
        last, j = taken, taken + 1
        while left > 0 and j < stop:
            while self.kind(j) in ",C-(" and j < stop:
                j += 1
            group = self.group(j)
            if group is None or not group.names or j >= stop:
                break
            appositions.append(group)
            last, j, left = j, j + 1, left - 1
            if self.kind(j) == "(":
                while j < stop and self.kind(j) != ")":
                    j += 1
                last, j = min(j, stop - 1), j + 1
        return last

    def _apposition(self, member: int, j: int, stop: int) -> int | None:
        """ "Omar, a nurse, …", "a nurse, Omar, …", "two nurses, Omar and Ali, …": the group that says who the member is."""
        if self.kind(j) not in ",-(":
            return None
        group, other = self.chunks[member].group, self.group(j + 1)
        if group is None or other is None or j + 1 >= stop or (other.number is not None and not other.names):
            return None
        follows = self.kind(j + 2)
        if group.kind == "name" and not other.names and other.kind in ("person", "thing") and not other.plural:
            if other.determiner in ("a", "an") and self._is_listed_like(j + 2, other, stop):
                return None
            kin = other.determiner in ("his", "her", "their") and other.head in self.lexicon.sets["kin"]
            return None if kin or (follows == "C" and other.determiner not in ("a", "an", "the", "")) else j + 1
        if group.kind == "person" and other.kind == "name" and (not group.plural or group.number is not None):
            return j + 1
        return None

    def _is_listed_like(self, j: int, other: Group, stop: int) -> bool:
        """ "X, a policeman, and a judge": one more of the same form closes a list of three."""
        if self.kind(j) == "," and self.kind(j + 1) == "C":
            following = self.group(j + 2)
            return j + 2 < stop and following is not None and following.determiner in ("a", "an") and not following.names
        return False

    def _next_member(self, j: int, act: str, stop: int, last: int) -> int | None:
        over = self._over_phrases(j, stop)
        phrases, j = over > j, over
        kind = self.kind(j)
        if kind == ",":
            after = j + 1
            if self.kind(after) == "C":
                after += 1
            elif not self._list_goes_on(after, act, stop):
                return None
        elif kind == "C":
            if self.chunks[j].word not in ("and", "&", "plus", "or"):
                return None
            after = j + 1
        else:
            joint = self._joint(j)
            if joint is None:
                return None
            after = joint
        after = self.skip(after, 1)
        if after >= stop or not self._is_member(after, act, stop):
            return None
        group = self.chunks[after].group
        apart = group is not None and (group.bare or (group.kind == "name" and group.age is None))
        return None if phrases and apart else after

    def _over_phrases(self, j: int, stop: int) -> int:
        """Over "of the army", "from Aleppo", "(35)" to where a list may go on; stays where it does not."""
        i, steps = j, 0
        while steps < 8 and i + 1 < stop:
            if self.kind(i) == "P" and self.kind(i + 1) == "G" and self._joint(i) is None:
                i += 2
            elif self.kind(i) == "(":
                while i < stop and self.kind(i) != ")":
                    i += 1
                i += 1
            else:
                break
            steps += 1
        return i if i < stop and self.kind(i) in "C," else j

    def _joint(self, j: int) -> int | None:
        """ "as well as", "along with", "together with", "in addition to" read as "and"."""
        if j >= len(self.chunks):
            return None
        at = self.chunks[j].first
        words = self.tokens.lower[at : at + 3]
        for joint in (
            ["as", "well", "as"],
            ["alongside"],
            ["along", "with"],
            ["together", "with"],
            ["in", "addition", "to"],
            ["plus"],
        ):
            if words[: len(joint)] == joint:
                end = at + len(joint)
                while j < len(self.chunks) and self.chunks[j].first < end:
                    j += 1
                return j
        return None

    def _list_goes_on(self, i: int, act: str, stop: int) -> bool:
        """After a comma: does a list follow that an "and" closes?"""
        steps = 0
        while i < stop and steps < 60:
            if self.kind(i) == "G" and self._is_member(i, act, stop):
                i = self._over_phrases(i + 1, stop)
            else:
                return False
            if self.kind(i) == "C" or (self.kind(i) == "," and self.kind(i + 1) == "C"):
                after = self.skip(i + 1 + (self.kind(i) == ","), 1)
                return after < len(self.chunks) and self._is_member(after, act, stop)
            if self.kind(i) != ",":
                return False
            i += 1
            steps += 1
        return False

    def _is_member(self, i: int, act: str, stop: int) -> bool:
        group = self.group(i)
        if group is None or not self.suffers(i, act) or self.has_own_verb(i, stop, near=self.in_relative):
            return False
        return is_counted(group) or (
            group.plural and group.kind == "person" and group.determiner in ("his", "her", "their", "'s")
        )


def is_counted(group: Group) -> bool:
    """Does the group say how many: a number, names, or one described person?"""
    if group.number is not None or group.names or group.negative:
        return True
    if group.head == "parents" and group.determiner in ("his", "her", "'s"):
        return True
    return group.kind in ("person", "facility") and not group.plural and bool(group.head)


def readings(groups: list[Group]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The number words of the groups, summand by summand."""
    summands: list[tuple[str, tuple[int, ...]]] = []
    for group in groups:
        if group.negative:
            summands.append(("none", ()))
        elif group.number is not None:
            summands.append((group.number.rule, group.number.numbers))
        elif group.names:
            summands.append(("named", (len(group.names),)))
        elif group.head in ("couple", "pair", "twins", "parents", "grandparents"):
            summands.append(("couple", ()))
        elif group.plural:
            summands.append(("plural", ()))
        else:
            summands.append(("exactly", (1,)))
    return tuple(summands)


def spell_out(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """ "Four people, a father and three children": the first group is the total where the others add up to it."""
    total = exact(groups[0])
    others = [exact(group) for group in groups[1:]]
    if len(groups) < 3 or total is None or groups[0].number is None or None in others:
        return groups, []
    named = set(groups[0].categories) - {"civilian", "detainee", "protester", "refugee"}
    if named and not all(named & set(group.categories) for group in groups[1:]):  # "three soldiers, two nurses and a child"
        return groups, []
    return (groups[:1], groups[1:]) if sum(n for n in others if n is not None) == total else (groups, [])


def exact(group: Group) -> int | None:
    """How many people a group is, where its words say so exactly."""
    if group.number is not None:
        return group.number.numbers[0] if group.number.rule in ("exactly", "at_least") and group.number.numbers else None
    if group.names:
        return len(group.names)
    return None if group.plural or group.negative else 1


class Rules(Clauses):
    """The rules: every one looks at one chunk that names an act, and finds who suffered it."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, chunks: list[Chunk], *, previous: Finding | None = None) -> None:
        super().__init__(tokens, lexicon, chunks)
        self.previous = previous
        """The last total of the sentence before, which "among them" at the beginning of this one goes on from."""

    def read(self) -> list[Finding]:
        for k, chunk in enumerate(self.chunks):
            if chunk.kind == "V":
                self._verb(k)
            elif chunk.kind == "X":
                self._lives(k)
                self._sustained(k)
            elif chunk.group is not None:
                self._noun(k, chunk.group)
        self._gapping()
        self._states()
        self._including()
        self.findings.sort(key=lambda finding: (finding.first, finding.last))
        return self.findings

    # ------------------------------------------------------------------------------------------------ verbs

    def _verb(self, k: int) -> None:
        chunk = self.chunks[k]
        self.in_relative, self.of_noun = self.kind(self.skip(k - 1, -1)) == "R", False
        act = chunk.act
        if (act is None or chunk.options) and (self._complemented(k) or act is None):
            return
        assert act is not None
        if chunk.lemma == "hold" and not self._holds_people(k):
            return
        if chunk.form in ("passive", "subject"):
            self._suffered(k, act, chunk.form)
        elif chunk.form in ("active", "ing"):
            if not self._done_to(k, act) and chunk.intransitive:
                self._suffered(k, act, "intransitive")
        elif not self._done_to(k, act):
            self._reduced(k, act)

    def _holds_people(self, k: int) -> bool:
        chunk = self.chunks[k]
        if chunk.form == "passive" or (
            chunk.form == "participle" and self.kind(self.skip(k - 1, -1)) == "C" and self.kind(k + 1) != "G"
        ):
            return True
        j = self.object_of(k, "detained")
        group = self.group(j) if j is not None else None
        return group is not None and (group.head in self.lexicon.status or "detainee" in group.categories)

    def _complemented(self, k: int) -> bool:
        """ "left 12 dead", "shot three men dead", "forced 500 to flee": the words after the object make the act."""
        chunk = self.chunks[k]
        j = self.object_of(k, "killed")
        if j is None:
            return False
        members, appositions, last = self.coordinated(j, "killed", stop=len(self.chunks))
        for end in dict.fromkeys((last, *members)):
            at = self.chunks[end].last
            for words, act in chunk.options:
                if tuple(self.tokens.lower[at : at + len(words)]) == words:
                    if not self.suffers(j, act):
                        return True
                    kept = [m for m in members if m <= end]
                    self._add(act, kept, k, ["complement"], appositions=appositions, last=at + len(words))
                    return True
        return False

    def _done_to(self, k: int, act: str) -> bool:
        j = self.object_of(k, act)
        if j is None:
            return False
        chunk = self.chunks[k]
        group = self.chunks[j].group
        assert group is not None
        if chunk.form == "participle" and self.kind(j) == "G" and self._reads_as_reduced(k, j):
            return False
        members, appositions, _ = self.coordinated(j, act, stop=len(self.chunks))
        members = self._without_descriptions(members)
        self._add(act, members, k, ["active" if chunk.form != "ing" else "gerund"], appositions=appositions)
        return True

    def _reads_as_reduced(self, k: int, j: int) -> bool:
        """ "five wounded, three of them": no object; also "12 killed 30 wounded" in a headline."""
        left = self.group(self.skip(k - 1, -1))
        right = self.chunks[j].group
        return bool(left and left.bare and left.number and right and right.number and right.bare and self.kind(j + 1) == "V")

    def _suffered(self, k: int, act: str, rule: str) -> None:
        j = self.subject_of(k, act)
        if j is None:
            return
        members, appositions = self._subject_list(j, act, k)
        joint = self._joint(k + 1)
        if joint is not None and self.suffers(joint, act) and self._is_counted_or_many(joint):
            more, others, _ = self.coordinated(joint, act, stop=len(self.chunks))  # "was killed along with two others"
            members, appositions = [*members, *more], [*appositions, *others]
        self._add(act, members, k, [rule], appositions=appositions)

    def _subject_list(self, j: int, act: str, k: int, *, governed: bool = False) -> tuple[list[int], list[Group]]:
        """All members of the list that the subject at `j` ends or begins."""
        first = j
        while True:
            i = self.skip(first - 1, -1)
            joint = self._joint_before(i)
            if joint is not None:
                mate = joint
            elif self.kind(i) == "C" and self.chunks[i].word in ("and", "&", "or"):
                mate = i - 1 - (self.kind(i - 1) == ",")
            elif self.kind(i) == "," and (first != j or self._opens_headline(i)):
                mate = i - 1
            else:
                break
            mate = self._opening(mate) - 1 if self.kind(mate) == ")" else mate
            if not (self.kind(mate) == "G" and self._joins_left(mate, first, act, governed=governed)):
                mate = self._head_of(mate)
            if mate >= 0 and not self._joins_left(mate, first, act, governed=governed):
                mate = self._antecedent(mate)
            if mate < 0 or not self._joins_left(mate, first, act, governed=governed):
                break
            if self.kind(i - 1) == "," and self._is_included(mate):
                break  # "38 were killed, including 17 children and 12 women, and four others were injured"
            first = mate
        left, right = self.chunks[first].group, self.chunks[j].group
        if first == j - 2 and self.kind(j - 1) == ",":
            return [first, j], []
        if first != j and left is not None and right is not None and self._shares_number(left, right):
            return [first], []
        members, appositions, _ = self.coordinated(first, act, stop=k)
        if j not in members and self.chunks[j].group not in appositions:
            members = [j]
        counted = self._counted_before(first, members)
        if counted is not None:
            names = [group for m in members if (group := self.chunks[m].group) is not None]
            return [counted], [*names, *appositions]
        return self._without_descriptions(members), appositions

    def _counted_before(self, first: int, members: list[int]) -> int | None:
        """ "five lawyers - A, B, C, D and E - were held": the group whose number the names before the verb only spell out."""
        if self.kind(first - 1) not in "-:(," or first < 2:
            return None
        before = self.chunks[first - 2].group
        names = sum(1 for m in members if (group := self.chunks[m].group) is not None and group.names)
        if before is None or before.number is None or before.kind not in ("person", "unknown") or names != len(members):
            return None
        numbers = before.number.numbers
        return (
            first - 2 if not numbers or numbers[0] == names or (self.kind(first - 1) in "-:(" and numbers[0] > names) else None
        )

    def _shares_number(self, mate: Group, group: Group) -> bool:
        """ "260 journalists, activists and nurses": the number before the list counts all of it."""
        return mate.number is not None and group.plural and group.number is None and not group.determiner and not group.names

    def _without_descriptions(self, members: list[int]) -> list[int]:
        """ "activist and retired worker X": one person, described twice before the name."""
        groups = [self.chunks[m].group for m in members]
        first, second = groups[0], groups[1] if len(groups) > 1 else None
        if first is None or second is None or len(members) != 2 or not second.names or first.names or first.number is not None:
            return members
        described = second.head_at - second.first >= 2 and not second.determiner
        return members[1:] if described and first.kind == "person" and not first.plural and not first.determiner else members

    def _joint_before(self, i: int) -> int | None:
        """The chunk before "along with", "as well as" or "alongside" that ends at chunk `i`."""
        if i < 1 or self.chunks[i].word not in ("with", "as", "alongside", "to"):
            return None
        for j in range(i, max(-1, i - 3), -1):
            after = self._joint(j)
            if after == i + 1:
                j -= 1
                return j - 1 if self.kind(j) == "," else j
        return None

    def _opens_headline(self, comma: int) -> bool:
        """ "One soldier, 12 civilians killed": two counted groups at the beginning, without "and"."""
        before, after = self.group(comma - 1), self.group(comma + 1)
        if comma != 1 or before is None or after is None:
            return False
        return before.number is not None and after.number is not None and not before.bare and before.kind in PEOPLE

    def _head_of(self, i: int) -> int:
        """The group that "of the army" or "in the car" at `i` hangs on; `i` itself where it hangs on nothing."""
        steps = 0
        while steps < 3 and self.kind(i) == "G" and self.kind(i - 1) == "P" and self.kind(i - 2) == "G":
            i, steps = i - 2, steps + 1
        return i if self.kind(i) == "G" else -1

    def _antecedent(self, i: int) -> int:
        """The group whose relative clause ends at chunk `i`: "two guards who were watching the door"."""
        j = i
        while j > 1 and i - j < 10 and self.kind(j) not in "S;.":
            if self.kind(j) == "R" and self.kind(j - 1) == "G":
                return j - 1
            j -= 1
        return -1

    def _joins_left(self, mate: int, first: int, act: str, *, governed: bool) -> bool:
        group, right = self.chunks[mate].group, self.chunks[first].group
        if group is None or right is None or not self.suffers(mate, act):
            return False
        if not is_counted(group) and not (group.plural and group.kind == "person" and not is_counted(right)):
            return False
        kind, g = self.governor(mate)
        if kind == "V" and self.chunks[g].act and self._takes_object(g):
            return False
        return governed or kind != "P"

    def _reduced(self, k: int, act: str) -> None:
        """ "23 people arrested at …", "three dead", "his son, killed by …": a participle after its group."""
        j = self.skip(k - 1, -1)
        following = self.group(self.skip(k + 1, 1))
        if (
            following is not None
            and following.kind not in ("time", "measure")
            and self.chunks[k].form == "participle"
            and not (self.chunks[k].word in self.lexicon.states)
        ):
            if not self.suffers(self.skip(k + 1, 1), act) and following.kind != "pronoun":
                return  # an object that is no person: "executed a warrant"
        if (
            self.chunks[k].lemma == "shoot"
            and self.chunks[k].last < len(self.tokens.lower)
            and self.tokens.lower[self.chunks[k].last] == "at"
        ):
            return
        if j < 0 or self.kind(j) == "S":
            self._fronted(k, act)
            return
        if self.kind(j) == "C":
            shared = self._shared_subject(j, k, act)
            if shared is not None:
                members, appositions = self._subject_list(shared, act, k)
                self._add(act, members, k, ["shared"], appositions=appositions)
            return
        comma = self.kind(j) in ",-"
        if self.kind(j) == "," and self.kind(j - 1) == "V" and self.chunks[j - 1].form in ("passive", "participle"):
            shared = self._shared_subject(j, k, act)
            if shared is not None and self._goes_on(k):
                members, appositions = self._subject_list(shared, act, k)
                self._add(act, members, k, ["shared"], appositions=appositions)
            return
        if comma:
            j = self.skip(j - 1, -1)
        if self.kind(j) == ")":
            j = self._opening(j) - 1
        if self.kind(j) == "V" and self.chunks[j].act is None and not comma:
            self._found(k, j, act)
            return
        if self.kind(j) in "XV" or (comma and j < 0):
            return
        if not (self.kind(j) == "G" and self.suffers(j, act)):
            head = self._head_of(j) if self.kind(j) == "G" else -1
            j = head if head >= 0 and self.suffers(head, act) else -1
        if j < 0:
            if act == "facility_damaged":
                return
            found = self.subject_of(k, act)
            if found is None:
                return
            j = found
        group = self.chunks[j].group
        assert group is not None
        if not (is_counted(group) or (act == "injured" and group.head == "others")):
            return
        if comma and not self._followed_by_by(k) and not group.names:
            return
        if group.names and not comma and not self._may_end(k):
            return
        members, appositions = self._subject_list(j, act, k, governed=True)
        self._add(act, members, k, ["reduced"], appositions=appositions)

    def _found(self, k: int, j: int, act: str) -> None:
        """ "was found decapitated": the subject of the verb before."""
        if self.chunks[j].passive and (i := self.subject_of(j, act)) is not None:
            members, appositions = self._subject_list(i, act, j)
            self._add(act, members, k, ["found"], appositions=appositions)

    def _goes_on(self, k: int) -> bool:
        """ "were arrested, beaten and released": does "and" or a comma with one more verb follow?"""
        return self.kind(self.skip(k + 1, 1)) in "C,"

    def _may_end(self, k: int) -> bool:
        """After a reduced participle stands a preposition, a sign, a time or the end, not another verb's object."""
        j = self.skip(k + 1, 1)
        group = self.group(j)
        return self.kind(j) in "P,.;:)-S" or (group is not None and group.kind == "time")

    def _fronted(self, k: int, act: str) -> None:
        """ "Arrested in 2019, she was released": the subject of the main clause."""
        j = k + 1
        while j < len(self.chunks) and self.kind(j) in "PGAQCSX" and j - k < 24:
            j += 1
            if self.kind(j) == "," and self.kind(j + 1) == "G" and self.kind(self.skip(j + 2, 1)) in "XV,":
                group = self.chunks[j + 1].group
                if group is None or not self.suffers(j + 1, act) or group.number is not None:
                    return
                if is_counted(group) or group.kind == "pronoun":
                    self._add(act, [j + 1], k, ["fronted"])
                return

    def _followed_by_by(self, k: int) -> bool:
        j = self.skip(k + 1, 1)
        return self.kind(j) == "P" and self.chunks[j].word in ("by", "in", "on", "during", "when", "at", "after")

    # ------------------------------------------------------------------------------------------------ nouns

    def _noun(self, k: int, group: Group) -> None:
        self.in_relative, self.of_noun = False, True
        if group.kind == "act":
            self._act_noun(k, group)
        elif group.kind == "body":
            self._bodies(k, group)
        elif group.head in ("whereabouts", "fate"):
            self._unknown_fate(k)
        if group.head in self.lexicon.sets["toll"]:
            self._toll(k, group)

    def _act_noun(self, k: int, group: Group) -> None:
        act, plural, countable = self.lexicon.nouns[group.head]
        after = self.skip(k + 1, 1)
        if group.negative:
            if self._denies_reports(k):
                return
            self._add(act, [k], k, ["none"], zero=True)
            return
        if self.kind(after) == "P" and self.chunks[after].word in ("during", "in", "on", "at", "over"):
            of = next((i for i in range(after + 1, min(after + 5, len(self.chunks))) if self.chunks[i].word == "of"), None)
            after = of if of is not None else after  # "the killings during the past week of …"
        if self.kind(after) == "P" and self.chunks[after].word in ("of", "to"):
            j = self.skip(after + 1, 1)
            if self.suffers(j, act) and self._is_counted_or_many(j) and not self._is_place_of(group, j):
                members, appositions, _ = self.coordinated(j, act, stop=len(self.chunks))
                self._add(act, members, k, ["nominal"], appositions=appositions)
                return
        if act in self.used.get(id(group), ()):
            return
        if countable and group.number is not None and (plural or group.number.numbers):
            total = self._same_act(act)
            self._add(act, [k], k, ["counted"])
            if group.partitive and total is not None and self.findings and self.findings[-1].groups == [group]:
                self.findings[-1].total = total  # "34 of these deaths"
            return
        if countable and plural and self._toll(k, group):
            return
        numbers = self.group(after + 1)
        if plural and self.kind(after) == "P" and self.chunks[after].word == "in" and numbers is not None:
            if numbers.bare and numbers.number is not None and not numbers.number.numbers:
                self._add(act, [after + 1], k, ["toll"], reading=((numbers.number.rule, ()),))
                return
        if (group.possessor is not None and not plural) or group.determiner in ("his", "her"):
            self._possessed(k, group, act)

    def _same_act(self, act: str) -> Finding | None:
        """The last total of this act before, in this sentence or the one before it."""
        told = [f for f in self.findings if f.act == act and f.total is None and not f.zero]
        if told:
            return told[-1]
        return self.previous if self.previous is not None and self.previous.act == act else None

    def _is_place_of(self, group: Group, j: int) -> bool:
        """ "the massacre of Santa Rosa": a place, not a person."""
        named = self.chunks[j].group
        return (
            group.head in ("massacre", "massacres", "slaughter", "destruction") and named is not None and named.kind == "name"
        )

    def _denies_reports(self, k: int) -> bool:
        return False

    def _is_counted_or_many(self, j: int) -> bool:
        group = self.chunks[j].group
        return group is not None and is_counted(group)

    def _possessed(self, k: int, group: Group, act: str) -> None:
        """ "Omar's death", "his arrest": one person."""
        if act not in ("killed", "executed", "detained", "abducted", "disappeared") or group.number is not None:
            return
        following = self.tokens.lower[group.last] if group.last < len(self.tokens.lower) else ""
        if following in ("sentence", "sentences", "toll", "warrant", "record") or group.head in (
            "execution",
            "hanging",
            "capture",
            "detention",
            "passing",
        ):
            return
        names: tuple[str, ...] = ()
        if group.possessor is not None:
            first, last = group.possessor
            words = self.tokens.words[first:last]
            if not words or not words[-1][0].isupper() or words[-1].isupper():
                return
            if self.tokens.lower[first] in ("the", "a", "an"):
                return
            names = (self.tokens.slice(first, last),)
        person = Group(
            group.first, group.last, "name" if names else "pronoun", head=group.determiner, head_at=group.first, names=names
        )
        self.findings.append(Finding(act, [person], group.first, group.last, ["possessed"], verb=k, chunk=k))

    def _unknown_fate(self, k: int) -> None:
        """ "the whereabouts of X and Y were unknown"."""
        j = self.skip(k + 2, 1)
        if self.kind(k + 1) != "P" or not self.suffers(j, "disappeared") or not self._is_counted_or_many(j):
            return
        members, appositions, last = self.coordinated(j, "disappeared", stop=len(self.chunks))
        after = self.tokens.lower[self.chunks[last].last : self.chunks[last].last + 6]
        if "unknown" in after or "unclear" in after:
            self._add("disappeared", members, k, ["fate"], appositions=appositions)

    def _bodies(self, k: int, group: Group) -> None:
        after = self.skip(k + 1, 1)
        if self.kind(after) == "P" and self.chunks[after].word == "of":
            j = self.skip(after + 1, 1)
            if self.suffers(j, "killed") and self._is_counted_or_many(j):
                members, appositions, _ = self.coordinated(j, "killed", stop=len(self.chunks))
                self._add("killed", members, k, ["bodies"], appositions=appositions)
                return
        if group.number is not None:
            self._add("killed", [k], k, ["bodies"])

    def _toll(self, k: int, group: Group) -> bool:
        """ "the death toll rose to 23", "the number of executions exceeds 800", "the number of people killed reached 90"."""
        act, i = self._toll_act(k, group)
        if act is None:
            return False
        raised = self.group(k - 1)
        if raised is not None and raised.number is not None and self.kind(k - 2) == "P" and self.chunks[k - 2].word == "to":
            self._add_toll(act, k, k - 1, False, None)  # "bringing to eight the number of …"
            return True
        exceeds, steps, previous = False, 0, None
        while i < len(self.chunks) and steps < 14:
            chunk = self.chunks[i]
            steps += 1
            if chunk.kind == "X":
                exceeds = chunk.word in (
                    "exceeds",
                    "exceeded",
                    "exceed",
                    "surpassed",
                    "surpasses",
                    "topped",
                    "passed",
                    "exceeding",
                )
                if chunk.word not in self.lexicon.sets["toll_verbs"]:
                    return False
            elif (
                chunk.kind == "G"
                and chunk.group
                and chunk.group.number is not None
                and chunk.group.kind in ("person", "unknown", "act", "name")
            ):
                if self.kind(i - 1) == "P" and self.chunks[i - 1].word == "from" and steps < 10:
                    if chunk.group.number.rule == "between":
                        self._add_toll(act, k, i, exceeds, previous)
                        return True
                    previous = chunk.group
                elif self._again(i):
                    previous = chunk.group  # "was raised to 118 and later to 162"
                elif self.kind(i - 1) in "XA" or (self.kind(i - 1) == "P" and self.chunks[i - 1].word in _TOLL_PREPOSITIONS):
                    self._add_toll(act, k, i, exceeds, previous)
                    return True
                else:
                    return False
            elif chunk.kind == "V" and chunk.act is None and chunk.word in self.lexicon.sets["toll_verbs"]:
                pass  # "was put at 23"
            elif chunk.kind in "V;." and not (chunk.kind == "V" and chunk.form == "participle"):
                return False
            i += 1
        return False

    def _again(self, i: int) -> bool:
        """Does a later number of the same toll follow ("… and later to 162")?"""
        j = i + 1
        if self.kind(j) not in "C," or j + 1 >= len(self.chunks):
            return False
        j = self.skip(j + 1 + (self.kind(j + 1) == "C"), 1)
        later = self.group(j + 1)
        return (
            self.kind(j) == "P"
            and self.chunks[j].word == "to"
            and later is not None
            and later.bare
            and later.number is not None
        )

    def _toll_act(self, k: int, group: Group) -> tuple[str | None, int]:
        if group.head in self.lexicon.nouns:
            return self.lexicon.nouns[group.head][0], k + 1
        before = self.tokens.lower[group.head_at - 1] if group.head_at > group.first else ""
        if before in self.lexicon.toll_kinds:
            return self.lexicon.toll_kinds[before], k + 1
        if group.head == "toll" and (self.kind(k + 1) == "X" or self.kind(k + 2) == "G"):
            return "killed", k + 1
        if (
            group.head in ("number", "total", "figure", "toll", "count", "tally")
            and self.kind(k + 1) == "P"
            and self.chunks[k + 1].word == "of"
        ):
            counted = self.group(k + 2)
            if counted is None:
                state = self.chunks[k + 2] if k + 2 < len(self.chunks) and self.kind(k + 2) == "V" else None
                return (state.act, k + 3) if state else (None, k)
            if counted.kind == "act" or counted.head in self.lexicon.nouns:
                return self.lexicon.nouns.get(counted.head, (None,))[0], k + 3
            if counted.head in self.lexicon.status:
                return self.lexicon.status[counted.head], k + 3
            if counted.kind in PEOPLE and self.kind(k + 3) == "V" and self.chunks[k + 3].act:
                return self.chunks[k + 3].act, k + 4
            if counted.kind in PEOPLE and self.kind(k + 3) == "R" and self.kind(k + 4) == "V":
                return self.chunks[k + 4].act, k + 5
            if counted.state:
                return counted.state, k + 3
        return None, k

    def _add_toll(self, act: str, k: int, i: int, exceeds: bool, previous: Group | None) -> None:
        group = self.chunks[i].group
        assert group is not None
        assert group.number is not None
        number = group.number
        reading = ((number.rule, number.numbers),)
        earlier = ((previous.number.rule, previous.number.numbers),) if previous and previous.number else None
        if number.rule == "between" and "from" in (self.tokens.lower[number.first], self.tokens.lower[number.first - 1]):
            reading, earlier = (("exactly", number.numbers[1:]),), (("exactly", number.numbers[:1]),)
        elif exceeds and number.rule == "exactly":
            reading = (("more_than", number.numbers),)
        self._add(act, [i], k, ["toll"], reading=reading, first=self.chunks[k].first)
        if earlier and self.findings:
            last = self.findings[-1]
            before = Finding(
                act, [previous or group], last.first, last.last, ["toll", "earlier"], verb=k, chunk=k, reading=earlier
            )
            self.findings.append(before)
            last.earlier = before

    def _sustained(self, k: int) -> None:
        """ "suffered two gunshot wounds", "suffering from serious injuries": the subject is injured."""
        sets = self.lexicon.sets
        if self.tokens.lower[self.chunks[k].last - 1] not in sets["sustaining"]:
            return
        j = self.skip(k + 1, 1)
        j = self.skip(j + 1, 1) if self.kind(j) == "P" and self.chunks[j].word in ("from", "with") else j
        group = self.group(j)
        if group is None or group.head not in sets["wounds"] or group.negative:
            return
        i = self.subject_of(k, "injured")
        if i is not None:
            members, appositions = self._subject_list(i, "injured", k)
            self._add("injured", members, k, ["sustained"], appositions=appositions)
            self.used.setdefault(id(group), set()).add("injured")

    def _lives(self, k: int) -> None:
        """ "claimed 12 lives", "took the lives of four people", "cost eight soldiers their lives"."""
        chunk = self.chunks[k]
        j = self.skip(k + 1, 1)
        group = self.group(j)
        if group is None or group.kind != "lives" or not self.lexicon.flags.get(chunk.word, 0):
            return
        if chunk.word not in (
            "claimed",
            "claiming",
            "claim",
            "claims",
            "took",
            "taking",
            "taken",
            "take",
            "cost",
            "costing",
            "costs",
            "ended",
            "lost",
        ):
            return
        if group.number is not None:
            self._add("killed", [j], k, ["lives"])
            return
        after = self.skip(j + 1, 1)
        if self.kind(after) == "P" and self.chunks[after].word == "of":
            i = self.skip(after + 1, 1)
            if self.suffers(i, "killed") and self._is_counted_or_many(i):
                members, appositions, _ = self.coordinated(i, "killed", stop=len(self.chunks))
                self._add("killed", members, k, ["lives"], appositions=appositions)

    # ------------------------------------------------------------------------------------------------ what is left over

    def _gapping(self) -> None:
        """ "115 were arrested for …, and 84 for …": a bare number that shares the verb of the claim before it."""
        for i, chunk in enumerate(self.chunks):
            group = chunk.group
            if group is None or not group.bare or group.number is None or group.partitive or id(group) in self.used:
                continue
            if group.number.rule != "exactly" or self.kind(self.skip(i - 1, -1)) not in "C,":
                continue
            after = self.chunks[i + 1] if i + 1 < len(self.chunks) else None
            if after is None or after.kind != "P" or after.word not in _SEQUELS:
                continue
            before = [f for f in self.findings if f.chunk < i and not f.zero and f.total is None]
            if before and i - before[-1].chunk < 16 and before[-1].groups[0].number is not None:
                self._add(
                    before[-1].act,
                    [i],
                    before[-1].verb if before[-1].verb is not None else i,
                    ["gapping"],
                    first=group.first,
                    last=group.last,
                )

    def _states(self) -> None:
        """ "6 million refugees", "20 wounded soldiers": a counted noun that says by itself what happened."""
        for i, chunk in enumerate(self.chunks):
            group = chunk.group
            if group is None or group.number is None or id(group) in self.used:
                continue
            act = group.state or self.lexicon.status.get(group.head)
            if (
                act is None
                or group.kind not in PEOPLE
                or (group.number.article and group.number.rule == "exactly" and group.number.numbers[0] < 3)
            ):
                continue
            if self._is_released(i):
                continue
            rule = "attributive" if group.state else "status"
            self._add(act, [i], i, [rule], first=group.first, last=group.last)

    def _is_released(self, i: int) -> bool:
        released = self.lexicon.sets["released"]
        window = self.chunks[max(0, i - 3) : i + 4]
        return any(word in released for chunk in window for word in self.tokens.lower[chunk.first : chunk.last])

    def _including(self) -> None:
        """ "including 120 children", "among them two women", "of whom 30 were children": parts of the claim before."""
        for i, chunk in enumerate(self.chunks):
            if chunk.kind == "I":
                self._parts_after(i)
            elif chunk.group is not None and chunk.group.number is not None and chunk.group.partitive:
                self._part_of_them(i, chunk.group)

    def _total_before(self, i: int) -> Finding | None:
        best: Finding | None = None
        for finding in self.findings:
            at = self._group_index(finding)
            if at < i and finding.total is None and not finding.zero and (best is None or at >= self._group_index(best)):
                best = finding
        return best

    def _group_index(self, finding: Finding) -> int:
        group = finding.groups[-1]
        for index, chunk in enumerate(self.chunks):
            if chunk.group is group:
                return index
        return finding.chunk

    def _parts_after(self, i: int) -> None:
        total = self._total_before(i)
        if total is None and (i <= 1 or self._speaks_of_victims(i)) and self.previous is not None:
            total = self.previous
            if self.chunks[i].word in (
                "including",
                "includes",
                "include",
                "included",
                "such as",
                "mostly",
                "mainly",
                "namely",
            ):
                if not self._speaks_of_victims(i):
                    return
        elif total is None or any(c.kind in "S;" for c in self.chunks[self._group_index(total) : i]):
            return
        j = self.skip(i + 1, 1)
        if self.kind(j) == "X":
            j = self.skip(j + 1, 1)
        if not self._is_part(j, total.act):
            return
        stop = len(self.chunks)
        members, _, last = self.coordinated(j, total.act, stop=stop)
        while (following := self._past_aside(last + 1, total.act)) is not None:
            more, _, last = self.coordinated(following, total.act, stop=stop)
            members = [*members, *more]
        for member in members:
            group = self.chunks[member].group
            if group is None or not is_counted(group):
                continue
            if group.bare and self.kind(self.skip(member + 1, 1)) in "XV" and id(group) not in self.used:
                self._part_of_them(member, group)
                continue
            if id(group) in self.used:
                self._make_part(total, group)
            else:
                self._part(total, group, "including")

    def _speaks_of_victims(self, i: int) -> bool:
        """ "The victims of the attack included three children": parts of the people counted before."""
        words = set(self.tokens.lower[self.chunks[0].first : self.chunks[i].first])
        return bool(words & {"victims", "dead", "deceased", "fatalities", "killed", "casualties"})

    def _past_aside(self, i: int, act: str) -> int | None:
        """ "eight women, two of whom were pregnant, and four men": the counted group that goes on after the aside."""
        whom = self.group(i + 1)
        if self.kind(i) != "," or whom is None or whom.kind != "whom":
            return None
        j = i + 2
        while j < i + 8 and (self.kind(j) in "XAP" or ((group := self.group(j)) is not None and group.number is None)):
            j += 1
        while self.kind(j) in ",C" and j < i + 10:
            j += 1
        group = self.group(j)
        return j if group is not None and is_counted(group) and group.number is not None and self.suffers(j, act) else None

    def _make_part(self, total: Finding, group: Group) -> None:
        """ "30 injured, including six who were badly injured": found by its own verb, and a part all the same."""
        for finding in self.findings:
            if finding is not total and finding.groups == [group] and finding.act == total.act and finding.total is None:
                finding.total = total

    def _is_part(self, j: int, act: str) -> bool:
        group = self.group(j)
        return group is not None and self.suffers(j, act) and group.kind != "pronoun"

    def _part(self, total: Finding, group: Group, rule: str) -> None:
        self.used.setdefault(id(group), set()).add(total.act)
        here = total is not self.previous
        part = Finding(total.act, [group], group.first, group.last, [rule], asserted=total.asserted, total=total)
        part.verb, part.chunk = (total.verb, total.chunk) if here else (None, 0)
        self.findings.append(part)

    def _part_of_them(self, i: int, group: Group) -> None:
        """ "2.5 million of whom were children", "five of them women": the group after it says who the part is."""
        pronoun = self.tokens.lower[group.last - 1] in ("them", "whom", "these", "those", "us")
        if id(group) in self.used or not (pronoun or self.kind(self.skip(i - 1, -1)) == "I"):
            return
        total = self._total_before(i) or (self.previous if i == 0 else None)
        if total is None:
            return
        j = self.skip(i + 1, 1)
        if self.kind(j) == "X":
            j = self.skip(j + 1, 1)
        described = self.group(j)
        if (
            described is not None
            and described.kind == "person"
            and described.plural | (described.number is None)
            and self.kind(j) == "G"
        ):
            group.categories = described.categories
            group.head = described.head
            group.last = described.last if described.last - group.last < 8 else group.last
            self._part(total, group, "of_whom")
            more = self.group(j + 2) if self.kind(j + 1) in "C," else None
            if (
                more is not None
                and more.number is not None
                and more.kind == "person"
                and id(more) not in self.used
                and not more.bare
            ):
                self._part(total, more, "of_whom")

    # ------------------------------------------------------------------------------------------------ findings

    def _add(
        self,
        act: str,
        members: list[int],
        k: int,
        rules: list[str],
        *,
        appositions: list[Group] | None = None,
        zero: bool = False,
        reading: tuple[tuple[str, tuple[int, ...]], ...] | None = None,
        first: int | None = None,
        last: int | None = None,
    ) -> None:
        """Keeps a finding unless the same groups already suffer the same act."""
        groups = [group for m in members if (group := self.chunks[m].group) is not None]
        if len(groups) > 1 and reading is None:
            groups = [g for g in groups if is_counted(g) or g.kind == "pronoun"] or groups
        if not groups or all(act in self.used.get(id(g), ()) for g in groups):
            return
        others = act == "injured" and groups[0].head == "others"  # "and others injured": some beside those counted
        if reading is None and not others and not any(is_counted(g) or g.kind == "pronoun" for g in groups):
            return
        if not self._says_more(act, groups):
            return
        end_of_list = self._take_mates(members[-1]) if len(groups) == 1 and reading is None else None
        self._inherit(groups)
        for g in groups:
            self.used.setdefault(id(g), set()).add(act)
        verb = self.chunks[k]
        zero = zero or any(g.negative for g in groups)
        begin = min(min(g.first for g in groups), verb.first) if first is None else first
        end = max(max(g.last for g in groups), verb.last, end_of_list or 0)
        groups, spelled_out = spell_out(groups) if reading is None else (groups, [])
        finding = Finding(
            act,
            groups,
            begin,
            max(end, last or 0) if first is None or last is None else last,
            rules,
            verb=k,
            zero=zero,
            chunk=max(members[-1], k),
            reading=reading,
        )
        finding.appositions = appositions or []
        finding.asserted = self._is_asserted(k, zero)
        if verb.negated and not zero and verb.kind == "V":
            finding.asserted = False
        self.findings.append(finding)
        for g in spelled_out or self._spelled_after(finding, max(k, *members)):
            self._part(finding, g, "spelled_out")

    def _spelled_after(self, finding: Finding, at: int) -> list[Group]:
        """ "five people were killed, a woman and four children": the list after it that adds up to the total."""
        total = exact(finding.groups[0])
        if len(finding.groups) != 1 or finding.reading is not None or finding.groups[0].number is None or total is None:
            return []
        i = at + 1
        while self.kind(i) == "P" and self.kind(i + 1) == "G" and i < at + 6:
            i += 2
        if self.kind(i) not in ",:-(" or not self.suffers(i + 1, finding.act):
            return []
        listed, _, _ = self.coordinated(i + 1, finding.act, stop=len(self.chunks))
        groups = [group for m in listed if (group := self.chunks[m].group) is not None]
        counts = [exact(group) for group in groups]
        adds_up = len(groups) > 1 and None not in counts and sum(n for n in counts if n is not None) == total
        return groups if adds_up and not any(id(g) in self.used for g in groups) else []

    def _take_mates(self, m: int) -> int | None:
        """ "dozens of journalists and bloggers": the plurals after a counted one belong to its number. Returns where they end."""
        group, j, end = self.chunks[m].group, m + 1, None
        assert group is not None
        while group.number is not None and group.plural and not group.bare and self.kind(j) in "C,":
            i = j + 1 + (self.kind(j) == "," and self.kind(j + 1) == "C")
            mate = self.group(i)
            if mate is None or not self._shares_number(group, mate) or mate.kind != "person" or mate.determiner:
                break
            if self.has_own_verb(i, len(self.chunks)) and not self.has_own_verb(m, i + 2):
                following = self.skip(i + 1, 1)
                if self.kind(following) == "V" and self.chunks[following].form in ("passive", "subject") and end is None:
                    pass
            group.categories = tuple(dict.fromkeys((*group.categories, *mate.categories)))
            end, j = mate.last, i + 1
        return end

    def _inherit(self, groups: list[Group]) -> None:
        """ "killed four civilians and injured another six": who "another six" are was said just before."""
        for group in groups:
            words = self.tokens.lower[group.first : group.last]
            if group.bare and not group.categories and ("another" in words or "more" in words) and self.findings:
                group.categories = self.findings[-1].groups[0].categories

    def _says_more(self, act: str, groups: list[Group]) -> bool:
        """ "was shot and later died": who is killed or injured is not also a casualty of the same sentence."""
        told = {"killed", "executed", "injured"}
        if act == "casualties":
            return not all(told & self.used.get(id(g), set()) for g in groups)
        if act in told:
            ids = {id(g) for g in groups}
            self.findings = [
                f for f in self.findings if f.act != "casualties" or f.zero or not {id(g) for g in f.groups} <= ids
            ]
        return True

    def _is_asserted(self, k: int, zero: bool) -> bool:
        chunk = self.chunks[k]
        if chunk.kind not in "VX":
            return True
        if chunk.doubtful and not chunk.negated:
            return False
        sets = self.lexicon.sets
        before = self.skip(k - 1, -1)
        word = self.chunks[before].word if before >= 0 else ""
        near = max(self.chunks[before].first, chunk.first - 3) if self.kind(before) in "XA" and before >= 0 else chunk.first
        words = self.tokens.lower[near : chunk.last]
        previous = self.tokens.lower[chunk.first - 1] if chunk.first else ""
        if chunk.infinitive and not (word in sets["managed"] or previous in sets["managed"]):
            return False
        if chunk.form == "ing" and previous == "about":
            return False
        if chunk.form in ("passive", "participle", "active", "subject") and any(w in sets["feared"] for w in words[-4:]):
            return False
        return not any(
            w in ("if", "unless", "whether") for w in self.tokens.lower[self.chunks[max(0, k - 4)].first : chunk.first]
        )


def members_of(finding: Finding) -> Iterator[Group]:
    yield from finding.groups
