"""What the rules ask of a sentence's chunks: subjects, objects, what governs a group, which groups make one list."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.claims.chunks import Chunk
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.tokens import Tokens

PEOPLE = frozenset(["person", "name", "unknown", "unit", "whom"])
_SKIP = frozenset("AQ")
_FAR = 28
PLACING = frozenset(["in", "at", "near", "from", "outside", "around"])
"""Between these and a name stands no victim."""

_THEM = frozenset(["them", "these", "those", "whom"])
_FROM = frozenset(["of", "from", "in"])

Reading = tuple[tuple[str, tuple[int, ...]], ...]


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
    later: int = 0
    """The index of the first group that stands behind the verb ("was killed along with two guards"); 0 where none does."""
    agents: tuple[str, ...] = ()
    manner: str | None = None
    earlier: Finding | None = None
    sums: list[Finding] = field(default_factory=list)
    """Figures told before that it adds up: its parts."""


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
        at = self._mate(j)
        if mate.kind == "name" and group.kind != "name" and self.kind(at - 1) == "P" and self.chunks[at - 1].word in PLACING:
            return False  # "died in Lorne and two nurses were wounded in Ashby"
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
        if self.kind(j) in ",-" and depth < 1 and (inserted := self._after_insertion(j)) is not None:
            return inserted if self.suffers(inserted, act) else None
        if self.kind(j) == "P" and depth < 1 and self.chunks[j].word in ("off", "up", "down", "out"):
            return self.object_of(j, act, depth + 1)
        return None

    def _after_insertion(self, j: int) -> int | None:
        """ "murdered, at gunpoint, a guard": the group after the phrases between two commas or dashes."""
        i, sign = j + 1, self.kind(j)
        while self.kind(i) == "P" and self.kind(i + 1) == "G":
            i += 2
        group = self.group(i + 1)
        if i == j + 1 or self.kind(i) != sign or group is None or not is_counted(group):
            return None
        return None if self.kind(self.skip(i + 2, 1)) in "VX" else i + 1

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
                if relative and self._is_antecedent(j, act):
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
                    if self._is_close(governed, k):
                        return governed
                    return self.subject_of(j, act) if self._lacks_subject(j, k) else None
                j = over
            elif kind == "S" and self.tokens.lower[self.chunks[k].first] in ("being", "having"):
                j -= 1
            else:
                break
        return governed if self._is_close(governed, k) else None

    def _is_antecedent(self, j: int, act: str) -> bool:
        """May a relative clause after this group tell what it suffered?"""
        group = self.chunks[j].group
        if group is None or not self.suffers(j, act) or not is_counted(group):
            return False
        return not (group.kind == "name" and group.partitive and self.governor(j)[0] == "P")

    def _lacks_subject(self, j: int, k: int) -> bool:
        """ "was abducted, was released, and taken into custody": a verb without a subject goes on with the last one's."""
        return k - j < 16 and (self.chunks[k].passive or self.chunks[k].form in ("participle", "subject", "passive"))

    def _is_close(self, governed: int | None, k: int) -> bool:
        if governed is None or k - governed > 2:
            return False
        return self.chunks[k].form == "participle" or self.tokens.lower[self.chunks[k].first] == "being"

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
        if group.kind == "time" or self._is_confirmed(j):
            return None, j - 1, governed
        kind, g = self.governor(j)
        if (before := self._before_aside(j)) is not None or (before := self._placed_by_list(j)) is not None:
            return None, before, governed
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
            if self._begins_clause(j, g):
                return j, j, governed
            return None, g - 1, governed
        described = self.chunks[g].form == "ing" and self.kind(g - 1) == "G" and not self.suffers(j, act)
        if kind in "VX" and self._takes_object(g) and (described or not self._introduces(g, j)):
            relative = self.skip(g - 1, -1)
            if self.kind(relative) in "RS" or self.chunks[g].form == "ing":
                return None, relative - (self.kind(relative) != "G"), governed
            if self.tokens.lower[self.chunks[k].first] in ("being", "having"):
                return self.subject_of(g, act), -1, governed
            if self.kind(self.skip(k - 1, -1)) != "C" and j < k - 2:
                return None, -1, governed
            return (j if self.suffers(j, act) and j == self.skip(k - 1, -1) else None), -1, governed
        if self.suffers(j, act):
            apposed = self._apposed_to(j)
            return (apposed if apposed is not None else j), j, governed
        goes_on = group.kind in ("thing", "organisation", "measure", "pronoun")
        goes_on = goes_on and self.kind(self.skip(j - 1, -1)) == ","
        return None, j - 1 if goes_on else -1, governed

    def _is_confirmed(self, j: int) -> bool:
        """ "Up to 30 herders, 16 confirmed, were killed": 16 of the 30."""
        group = self.chunks[j].group
        said = self.kind(j + 1) == "X" and self.chunks[j + 1].word in ("confirmed", "identified", "named")
        return group is not None and group.bare and group.number is not None and said and self.kind(j - 1) in ",-"

    def _begins_clause(self, j: int, including: int) -> bool:
        """ "14 were killed, including three boys, and four people, two of them guards, were hurt": not one of the 14."""
        joined, before = self.skip(j - 1, -1), self.skip(including - 1, -1)
        before = self.skip(before - 1, -1) if self.kind(before) == "," else before
        new = self.kind(joined) == "C" and self.kind(joined - 1) == ","
        group = self.group(j)
        return new and self.kind(before) == "V" and group is not None and is_counted(group)

    def joint(self, j: int) -> int | None:
        """ "as well as", "along with", "in addition to" read as "and"; so does "with" before kin ("with their two sons")."""
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
        following = self.group(j + 1)
        beside = words[:1] == ["with"] and following is not None and following.determiner in ("his", "her", "their")
        return j + 1 if beside and following is not None and following.head in self.lexicon.sets["kin"] else None

    def joint_before(self, i: int) -> int | None:
        """The chunk before "along with", "as well as" or "alongside" that ends at chunk `i`."""
        if i < 1 or self.chunks[i].word not in ("with", "as", "alongside", "to"):
            return None
        for j in range(i, max(-1, i - 3), -1):
            after = self.joint(j)
            if after == i + 1:
                j -= 1
                return j - 1 if self.kind(j) == "," else j
        return None

    def is_of_them(self, i: int) -> bool:
        """ "five of them", "the first two": a share of those just told of, no people beside them."""
        group = self.group(i)
        if group is None or group.number is None or not group.partitive:
            return False
        return not _THEM.isdisjoint(self.tokens.lower[group.number.last : group.last])

    def _before_aside(self, j: int) -> int | None:
        """ "six monks, five of them Ruritanians, were …": where the group stands that the aside is about."""
        first = next((i for i in range(j, max(-1, j - 6), -1) if self.is_of_them(i)), None)
        if first is None or any(self.kind(i) not in "GPAC" for i in range(first, j)) or self.kind(first - 1) not in ",-(":
            return None
        return first - 2 if first > 1 else None

    def _placed_by_list(self, j: int) -> int | None:
        """ "the mayors of Lorne, Ashby and Karvel were …": the mayors; names after "of" are where they are from."""
        i = j
        while self.kind(i) == "G" and (group := self.group(i)) is not None and group.kind == "name" and not group.determiner:
            i -= 1
            if self.kind(i) == "P":
                head = self.group(i - 1)
                listed = head is not None and head.kind == "person" and head.plural and self.chunks[i].word in _FROM
                return i - 1 if listed and i < j - 1 else None
            while self.kind(i) in ",C" and i > 0:
                i -= 1
        return None

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
                or first.number is not None
                or group.number is not None
                or group.names
            ):
                return None
            j -= 2  # "X, senator and candidate, was killed"
        if self.kind(j - 1) not in ",-":
            return None
        before = self._dash_before(j - 1) if self.kind(j - 1) == "-" else j - 2
        while self.kind(before) == "G" and self.kind(before - 1) == "P" and self.joint_before(before - 1) is None:
            before -= 2
        earlier = self.group(before)
        one_of = group.partitive and group.number is not None and group.number.numbers == (1,)
        if earlier is None or self.kind(before) != "G" or (group.number is not None and not one_of):
            return None
        if one_of:  # "X, one of the best known painters, was killed"
            return before if earlier.kind == "name" and self.governor(before)[0] != "P" else None
        kind, g = self.governor(before)
        if kind == "P" and self.joint_before(g) is None:
            return None
        single = not group.plural
        if group.plural and not is_counted(group) and is_counted(earlier) and earlier.kind in ("person", "unknown", "name"):
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


def is_counted(group: Group) -> bool:
    """Does the group say how many: a number, names, or one described person?"""
    if group.number is not None or group.names or group.negative:
        return True
    if group.head == "parents" and group.determiner in ("his", "her", "'s"):
        return True
    return group.kind in ("person", "facility", "body") and not group.plural and bool(group.head)


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
    if group.head in ("couple", "parents", "twins"):
        return 2
    return None if group.plural or group.negative else 1
