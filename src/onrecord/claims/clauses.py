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
        goes_on = group.kind in ("thing", "organisation", "measure", "pronoun") and self.kind(j - 1) == ","
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
        one_of = group.partitive and group.number is not None and group.number.numbers == (1,)
        if earlier is None or self.kind(before) != "G" or (group.number is not None and not one_of):
            return None
        if one_of:  # "X, one of the best known painters, was killed"
            return before if earlier.kind == "name" and self.governor(before)[0] != "P" else None
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


class Lists(Clauses):
    """Lists of groups: coordination, appositions, names that spell a number out."""

    def coordinated(self, i: int, act: str, *, stop: int) -> tuple[list[int], list[Group], int]:
        """The groups of the list that begins at chunk `i`, their appositions, and the last chunk of the list before `stop`."""
        members, last, j = [i], i, i + 1
        appositions: list[Group] = []
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
        """ "X, a leader of the party and head of the office, …": a second description without an article is the same one's."""
        joint = self._over_phrases(last + 1, stop)
        first, second = self.chunks[last].group, self.group(joint + 1)
        if first is None or second is None or self.kind(joint) != "C" or joint + 1 >= stop or first.names:
            return last
        number = second.number
        if second.partitive and number is not None and number.numbers == (1,) and last > 0 and self.kind(last - 1) in ",-":
            return joint + 1  # "X, a painter and one of the best known men of the town"
        both = first.kind == second.kind == "person" and not (first.plural or second.plural)
        plain = both and not (second.determiner or second.names) and first.number is None and number is None
        return joint + 1 if plain and second.head not in self.lexicon.sets["kin"] else last

    def _named_one_by_one(self, member: int, taken: int, stop: int, appositions: list[Group]) -> int:
        """ "two nurses, Omar and Ali": takes as many names as the number says. Returns the last chunk taken."""
        counted = self.chunks[member].group
        first = self.chunks[taken].group
        assert counted is not None
        assert first is not None
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
            joint = self._joint(after)
            if joint is not None:
                after = joint  # "the mayor, as well as two farmers"
            elif self.kind(after) == "C":
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
        if group.bare and group.number is not None and not group.number.numbers and self.kind(self.skip(i + 1, 1)) == "P":
            return False  # "the injury of six people and millions in losses"
        return is_counted(group) or (
            group.plural and group.kind == "person" and group.determiner in ("his", "her", "their", "'s")
        )

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
    return None if group.plural or group.negative else 1
