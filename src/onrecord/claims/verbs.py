"""Rules that begin at a verb of harm: active, passive, participle, intransitive, with a complement."""

from __future__ import annotations

from onrecord.claims.clauses import PEOPLE, PLACING, is_counted
from onrecord.claims.findings import Findings
from onrecord.claims.groups import Group
from onrecord.claims.numbers import number_at

_MANY = 50
"""So many people at least who left a place are said to be displaced."""

_PLURAL = frozenset(["were", "are", "have"])
_REPORTED = frozenset(["feared", "believed", "presumed", "reported", "confirmed"])
_SINGULAR = frozenset(["was", "is", "has"])


class VerbRules(Findings):
    """Who suffers a verb of harm."""

    def _verb(self, k: int) -> None:
        chunk = self.chunks[k]
        self.in_relative, self.of_noun = self.kind(self.skip(k - 1, -1)) == "R", False
        act = chunk.act
        if (act is None or chunk.options) and (self._complemented(k) or act is None):
            return
        assert act is not None
        if self.kind(self.skip(k - 1, -1)) == "R" and chunk.form == "participle" and self.object_of(k, act) is None:
            return  # "the men who tortured and …": active, whatever its object
        if chunk.lemma == "hold" and not self._holds_people(k):
            return
        if chunk.lemma in self.lexicon.sets["taking"] and not self._takes_people(k):
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

    def _takes_people(self, k: int) -> bool:
        """ "Seized 200 rifles", "many wagons were held": verbs that take things too take nobody where no people are named."""
        chunk = self.chunks[k]
        is_object = chunk.form in ("active", "ing") or (chunk.form == "participle" and self.kind(k + 1) == "G")
        j = self.object_of(k, "detained") if is_object else self.subject_of(k, "detained")
        group = self.group(j) if j is not None else None
        if group is None or group.kind != "unknown" or group.bare:
            return True
        return self.tokens.words[group.head_at][0].isupper()

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
                told = len(words) if tuple(self.tokens.lower[at : at + len(words)]) == words else 0
                if told or self._ends_with(end, words):
                    if not self.suffers(j, act):
                        return True
                    kept = [m for m in members if m <= end]
                    self._add(act, kept, k, ["complement"], appositions=appositions, last=at + told)
                    return True
        return False

    def _ends_with(self, end: int, words: tuple[str, ...]) -> bool:
        """ "took six nurses hostage": the word after the people, read with them."""
        group = self.chunks[end].group
        if (
            group is None
            or words != (group.head,)
            or group.head_at == group.first
            or (group.number is None and not group.names)
        ):
            return False
        return self.tokens.lower[group.head_at - 1] in self.lexicon.people

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
        members, appositions = self._as_one(*self._subject_list(j, act, k), k)
        if members == [j] and (self._disagrees(j, k) or self._only_goes(j, k)):
            return
        self._add_with_those_beside(k, act, members, appositions, rule)

    def _add_with_those_beside(self, k: int, act: str, members: list[int], appositions: list[Group], rule: str) -> None:
        """ "Was killed along with two others", "12 dead, plus the two bombers": those told beside the subject count too."""
        joint = self.joint(k + 1)
        if joint is None and self.kind(k + 1) == "," and self.chunks[k + 2 : k + 3] and self.chunks[k + 2].word == "plus":
            joint = self.joint(k + 2)
        with_kin = self.group(k + 2)
        if joint is None and self.kind(k + 1) == "P" and self.chunks[k + 1].word == "with" and with_kin is not None:
            of_theirs = with_kin.determiner in ("his", "her", "their")
            joint = k + 2 if of_theirs and (with_kin.head in self.lexicon.sets["kin"] or with_kin.names) else None
        joint = self._joined_later(k + 1) if joint is None else joint
        if joint is not None and self.suffers(joint, act) and self._is_counted_or_many(joint):
            more, others, _ = self.coordinated(joint, act, stop=len(self.chunks))  # "was killed along with two others"
            members, appositions = [*members, *more], [*appositions, *others]
        self._add(act, members, k, [rule], appositions=appositions)
        added = self.findings[-1] if self.findings else None
        if added is not None and added.verb == k and added.total is None:
            at = self.chunks[k].first
            added.later = next((i for i, group in enumerate(added.groups) if i and group.first > at), 0)

    def _as_one(self, members: list[int], appositions: list[Group], k: int) -> tuple[list[int], list[Group]]:
        """ "A painter and father of two, Omar Osk, was killed": one person, as the verb says, however often described."""
        groups = [group for m in members if (group := self.chunks[m].group) is not None]
        named = [group for group in (*groups, *appositions) if group.names]
        if len(members) < 2 or len(named) != 1 or self.tokens.lower[self.chunks[k].first] not in _SINGULAR:
            return members, appositions
        if any(g.number or g.plural or g.determiner not in ("a", "an", "the", "") for g in groups):
            return members, appositions
        one = next((m for m, group in zip(members, groups, strict=True) if group.names), members[0])
        return [one], [*(group for group in groups if group is not self.chunks[one].group), *appositions]

    def _disagrees(self, j: int, k: int) -> bool:
        """ "one of the two women who were injured": two were; "the dean of Lorne College, who were killed": others were."""
        group = self.chunks[j].group
        if group is None or self.kind(self.skip(k - 1, -1)) != "R" or self.tokens.lower[self.chunks[k].first] not in _PLURAL:
            return False
        if group.number is not None and group.number.numbers == (1,) and group.partitive:
            at = group.number.last + (self.tokens.lower[group.number.last] == "of")
            number = number_at(self.tokens, self.lexicon, at, group.last)
            group.number = number or group.number
            return number is None
        return group.number is None and not group.plural and group.head not in ("couple", "pair")

    def _only_goes(self, j: int, k: int) -> bool:
        """ "Two men left the village": few people who leave a place are not displaced."""
        group, words = self.chunks[j].group, self.tokens.lower[self.chunks[k].first : self.chunks[k].last]
        if "left" not in words or "the" not in words[words.index("left") :]:
            return False
        number = group.number if group is not None else None
        return (
            number is None
            or (bool(number.numbers) and number.numbers[0] < _MANY)
            or number.rule in ("several", "few", "couple")
        )

    def _joined_later(self, i: int) -> int | None:
        """ "was killed at noon near his home, along with two guards": the group after "along with" past the phrases."""
        first = i
        while i < len(self.chunks) and i - first < 10 and self.kind(i) in "PGA,()":
            joint = self.joint(i)
            if joint is not None and self.chunks[i].word in ("along", "together"):
                return joint
            i += 1
        return None

    def _subject_list(self, j: int, act: str, k: int, *, governed: bool = False) -> tuple[list[int], list[Group]]:
        """All members of the list that the subject at `j` ends or begins."""
        found = [j]
        while (step := self._left_of(found[-1], j)) is not None:
            (i, mate), first = step, found[-1]
            mate = self._dash_before(mate) if self.kind(mate) == "-" else mate
            mate = self._opening(mate) - 1 if self.kind(mate) == ")" else mate
            if not (self.kind(mate) == "G" and self._joins_left(mate, first, act, governed=governed)):
                mate = self._head_of(mate)
            if mate >= 0 and self.kind(i) == ";" and (named := self._apposed_to(mate)) is not None:
                mate = named  # "X, rector of the college; Y, Z and W"
            if mate >= 0 and not self._joins_left(mate, first, act, governed=governed):
                mate = self._antecedent(mate)
            if mate < 0 or not self._joins_left(mate, first, act, governed=governed):
                break
            if (self.kind(i - 1) == "," and self._is_included(mate)) or self._is_told_aside(mate):
                break  # "38 were killed, including 17 children and 12 women, and four others were injured"
            found.append(mate)
        first = found[-1]
        left, right = self.chunks[first].group, self.chunks[j].group
        if first == j - 2 and self.kind(j - 1) == ",":
            return [first, j], []
        if first != j and left is not None and right is not None and self._shares_number(left, right):
            return [first], []
        members, appositions, last = self.coordinated(first, act, stop=k)
        for mate in reversed(found):  # past a relative clause, which no list goes on over
            if last < mate and (right is None or is_counted(right)):
                more, others, last = self.coordinated(mate, act, stop=k)
                members, appositions = [*members, *more], [*appositions, *others]
        counted = self._counted_before(first, members)
        if counted is not None:
            names = [group for m in members if (group := self.chunks[m].group) is not None]
            return [counted], [*names, *appositions]
        return self._without_descriptions(members), appositions

    def _is_told_aside(self, mate: int) -> bool:
        """ "In addition to 30 dead civilians, 200 soldiers and officers were killed": the civilians have their own act."""
        before, group = self.joint_before(self.skip(mate - 1, -1)), self.chunks[mate].group
        return (
            group is not None
            and group.state is not None
            and before is not None
            and (before < 0 or self.kind(before) in ",;:SR")
        )

    def _left_of(self, first: int, j: int) -> tuple[int, int] | None:
        """The comma, "and" or "as well as" before the list from `first` to `j`, and the chunk before that."""
        i = self.skip(first - 1, -1)
        joint = self.joint_before(i)
        if joint is not None:
            return i, joint
        if self.kind(i) == "C" and self.chunks[i].word in ("and", "&", "or"):
            return i, i - 1 - (self.kind(i - 1) == ",")
        if (self.kind(i) in ",;" and first != j) or (self.kind(i) == "," and self._opens_headline(i)):
            return i, i - 1
        return None

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

    def _without_descriptions(self, members: list[int]) -> list[int]:
        """ "activist and retired worker X": one person, described twice before the name."""
        groups = [self.chunks[m].group for m in members]
        first, second = groups[0], groups[1] if len(groups) > 1 else None
        if first is None or second is None or len(members) != 2 or not second.names or first.names or first.number is not None:
            return members
        described = second.head_at - second.first >= 2 and not second.determiner
        return members[1:] if described and first.kind == "person" and not first.plural and not first.determiner else members

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
        while j > 0 and i - j < 10 and self.kind(j) not in "S;.":
            if self.kind(j) == "R" and self.kind(j - 1) == "G":
                return j - 1
            j -= 1
        return -1

    def _joins_left(self, mate: int, first: int, act: str, *, governed: bool) -> bool:
        group, right = self.chunks[mate].group, self.chunks[first].group
        if group is None or right is None or not self.suffers(mate, act) or self.is_of_them(first):
            return False
        if not is_counted(group) and not (group.plural and group.kind == "person" and not is_counted(right)):
            return False
        kind, g = self.governor(mate)
        if kind == "V" and self.chunks[g].act and self._takes_object(g) and not (self.in_relative and is_counted(right)):
            return False
        if kind == "P" and group.kind == "name" and self.chunks[g].word in PLACING:
            return False  # "26 dead in Ashby and 8 dead in Karvel"
        return governed or kind != "P" or self.joint_before(g) is not None

    def _reduced(self, k: int, act: str) -> None:
        """ "23 people arrested at …", "three dead", "his son, killed by …": a participle after its group."""
        j = self.skip(k - 1, -1)
        if self._has_other_object(k, act):
            return
        if j < 0 or self.kind(j) == "S":
            self._fronted(k, act)
        elif self.kind(j) == "C":
            self._sharing(j, k, act)
        elif self.kind(j) == "," and self.kind(j - 1) == "V" and self.chunks[j - 1].form in ("passive", "participle"):
            if self._goes_on(k):
                self._sharing(j, k, act)
        else:
            self._after_group(j, k, act)

    def _has_other_object(self, k: int, act: str) -> bool:
        """ "executed a warrant", "shot at a car": what stands after the participle is no person who suffered it."""
        chunk, after = self.chunks[k], self.skip(k + 1, 1)
        following = self.group(after)
        if chunk.lemma == "shoot" and self.tokens.lower[chunk.last : chunk.last + 1] == ["at"]:
            return True
        if following is None or chunk.form != "participle" or chunk.word in self.lexicon.states:
            return False
        return following.kind not in ("time", "measure", "pronoun") and not self.suffers(after, act)

    def _sharing(self, j: int, k: int, act: str) -> None:
        """ "were arrested and tortured": the participle shares the subject of the verb before the joint at `j`."""
        shared = self._shared_subject(j, k, act)
        if shared is not None:
            members, appositions = self._subject_list(shared, act, k)
            self._add(act, members, k, ["shared"], appositions=appositions)

    def _after_group(self, j: int, k: int, act: str) -> None:
        """The group that the participle at `k` follows, directly or after a comma or an insertion."""
        comma = self.kind(j) in ",-"
        if (the := self.group(j)) is not None and the.kind == "pronoun" and the.head == "the":
            return  # "we remember the dead": nobody is counted
        if comma:
            j = self.skip(j - 1, -1)
        if self.kind(j) == ")":
            j = self._opening(j) - 1
        if self.kind(j) == "X" and self.chunks[j].word in _REPORTED and self.kind(j - 1) == "G" and not comma:
            j -= 1  # "two feared dead", "nine confirmed killed"
        if self.kind(j) == "V" and self.chunks[j].act is None and not comma:
            self._found(k, j, act)
            return
        if self.kind(j) in "XV" or (comma and j < 0):
            return
        if not (self.kind(j) == "G" and self.suffers(j, act)):
            head = self._head_of(j) if self.kind(j) == "G" else -1
            found = head if head >= 0 and self.suffers(head, act) else None
            if found is None and act != "facility_damaged":
                found = self.subject_of(k, act)
            if found is None:
                return
            j = found
        j = self._counted_of(j, k) if comma else j
        group = self.chunks[j].group
        assert group is not None
        if not (is_counted(group) or (act == "injured" and group.head == "others")) or self._is_of_those(group, k):
            return
        if (comma and not self._followed_by_by(k) and not group.names) or (
            group.kind == "name" and not comma and not self._may_end(k)
        ):
            return
        members, appositions = self._subject_list(j, act, k, governed=True)
        self._add_with_those_beside(k, act, members, appositions, "reduced")

    def _counted_of(self, j: int, k: int) -> int:
        """ "The eleven men of Lorne, executed in May": the men, and not Lorne; else `j` itself."""
        head = self.group(j - 2)
        placed = self.kind(j - 1) == "P" and self.chunks[j - 1].word in ("of", "from") and self.chunks[j].word != "who"
        named = (group := self.group(j)) is not None and group.kind == "name"
        counted = head is not None and head.number is not None and head.kind == "person" and head.plural
        return j - 2 if placed and named and counted else j

    def _is_of_those(self, group: Group, k: int) -> bool:
        """ "Two of the wounded died": the wounded were told of before; what is told of the two is that they died."""
        after = self.skip(k + 1, 1)
        while self.kind(after) == "P" and self.kind(after + 1) == "G":
            after = self.skip(after + 2, 1)
        dead = self.kind(after) == "V" and self.chunks[after].form in ("subject", "passive")
        return group.partitive and self.tokens.lower[group.last - 1] in ("the", "those") and dead

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
