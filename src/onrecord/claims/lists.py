"""Lists of groups: which make one, which only describe another, and which names spell a number out."""

from __future__ import annotations

from onrecord.claims.clauses import Clauses, is_counted
from onrecord.claims.groups import Group


class Lists(Clauses):
    """What the rules ask of a list: its members, their appositions, where it goes on."""

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
                second = self._second_description(last, stop)
                if second != last and (described := self.group(second)) is not None:
                    appositions.append(described)
                last = second
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
        kin = self.lexicon.sets["kin"]  # "X, a nurse and wife of Y", "X and Y, the wife and son of Z"
        return joint + 1 if plain and (second.head not in kin or first.head in kin or self._is_of(joint + 2)) else last

    def _is_of(self, i: int) -> bool:
        return self.kind(i) == "P" and self.chunks[i].word == "of"

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
        after = self.skip(j + 1, 1)
        group, other = self.chunks[member].group, self.group(after)
        if group is None or other is None or after >= stop or (other.number is not None and not other.names):
            return None
        follows = self.kind(after + 1)
        if group.kind == "name" and not other.names and other.kind in ("person", "thing") and not other.plural:
            if other.determiner in ("a", "an") and self._is_listed_like(after + 1, other, stop):
                return None
            kin = other.determiner in ("his", "her", "their") and other.head in self.lexicon.sets["kin"]
            return None if kin or (follows == "C" and other.determiner not in ("a", "an", "the", "")) else after
        if group.kind == "person" and other.kind == "name" and (not group.plural or group.number is not None):
            return after
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
        if kind in ",;":
            after = j + 1
            joint = self.joint(after)
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
            joint = self.joint(j)
            if joint is None:
                return None
            after = joint
        after = self.skip(after, 1)
        if after >= stop or not self._is_member(after, act, stop):
            return None
        group = self.chunks[after].group
        apart = kind != ";" and group is not None and (group.bare or (group.kind == "name" and group.age is None))
        return None if phrases and apart else after

    def _over_phrases(self, j: int, stop: int) -> int:
        """Over "of the army", "from Aleppo", "(35)" to where a list may go on; stays where it does not."""
        i, steps = j, 0
        while steps < 8 and i + 1 < stop:
            if self.kind(i) == "P" and self.kind(i + 1) == "G" and self.joint(i) is None:
                i += 2
            elif self.kind(i) == "(":
                while i < stop and self.kind(i) != ")":
                    i += 1
                i += 1
            elif self.kind(i) == "-" and (end := self._dash_after(i, stop)) is not None:
                i = end + 1
            else:
                break
            steps += 1
        return i if i < stop and (self.kind(i) in "C,;" or (i > j and self.joint(i) is not None)) else j

    def _dash_after(self, i: int, stop: int) -> int | None:
        """ "six monks - five from Lorne and one from Ashby - and two cooks": the dash that closes an aside without a verb."""
        for j in range(i + 1, min(stop, i + 14)):
            if self.kind(j) == "-":
                return j
            if self.kind(j) in "VXRS;":
                return None
        return None

    def _list_goes_on(self, i: int, act: str, stop: int) -> bool:
        """After a comma: does a list follow that an "and" closes?"""
        steps = 0
        while i < stop and steps < 60:
            if self.kind(i) == "G" and self._is_member(i, act, stop):
                i = self._over_phrases(i + 1, stop)
            else:
                return False
            if self.kind(i) == "C" or (self.kind(i) in ",;" and self.kind(i + 1) == "C"):
                after = self.skip(i + 1 + (self.kind(i) != "C"), 1)
                return after < len(self.chunks) and self._is_member(after, act, stop)
            if self.kind(i) not in ",;":
                return False
            i += 1
            steps += 1
        return False

    def _is_member(self, i: int, act: str, stop: int) -> bool:
        group = self.group(i)
        if group is None or not self.suffers(i, act) or self.has_own_verb(i, stop, near=self.in_relative):
            return False
        if self.is_of_them(i):
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
