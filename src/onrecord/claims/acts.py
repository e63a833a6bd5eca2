"""From the chunks of one sentence to findings: which act befell which groups, by which rule of the grammar.

`verbs` and `nouns` begin at the word that names the act; here stand the rules for what is left over (a number that shares
a verb, counted nouns that say by themselves what happened) and for parts of a total.
"""

from __future__ import annotations

from onrecord.claims.clauses import PEOPLE, Finding, exact, is_counted
from onrecord.claims.groups import Group
from onrecord.claims.nouns import NounRules

_NAMED_STATES = frozenset(["killed", "executed", "abducted", "disappeared"])
_IS_NAMED = frozenset(["are", "were", "is", "was", "as", ":", "include", "included", "includes"])
_SEQUELS = frozenset(["in", "at", "near", "for", "from", "on", "by", "during", "outside", "inside", "after"])


class Rules(NounRules):
    """All rules: every one looks at one chunk, and finds who suffered what."""

    def read(self) -> list[Finding]:
        self._named_after_colon()
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
        self._gapping_parts()
        self._of_the_total()
        self._identified()
        self._described()
        self.findings.sort(key=lambda finding: (finding.first, finding.last))
        return self.findings

    def _named_after_colon(self) -> None:
        """ "the following guards died: A, B and C", "four farmers were killed: A, B, C and D": the names say who they are."""
        for i, chunk in enumerate(self.chunks):
            names = self._names_from(i + 1) if chunk.kind == ":" else ()
            if len(names) < 2:
                continue
            for before in range(i - 1, max(-1, i - 14), -1):
                group = self.chunks[before].group
                if group is None or not group.plural or group.kind != "person" or group.names:
                    continue
                if group.number is None or exact(group) == len(names):
                    group.names = names
                break

    def _names_from(self, i: int) -> tuple[str, ...]:
        """The names of the list that begins at chunk `i`; none where something else than names is listed."""
        names: list[str] = []
        while (
            (i := self.skip(i, 1)) < len(self.chunks) and (group := self.chunks[i].group) is not None and len(group.names) == 1
        ):
            names.append(group.names[0])
            i += 1
            if self.kind(i) not in ",;C":
                break
            while self.kind(i) in ",;C" and i < len(self.chunks):
                i += 1
        return tuple(names)

    def _identified(self) -> None:
        """ "The four were: A, B, C and D", "The dead are A and B": names of those told of before, or of this act's victims."""
        if not self.chunks or self.tokens.lower[self.chunks[0].first] not in ("the", "they", "those", "all"):
            return
        told = next((i for i in range(1, min(8, len(self.chunks))) if self._names_from(i)), None)
        if told is None or any(finding.groups[0].names for finding in self.findings):
            return
        before = [word for chunk in self.chunks[:told] for word in self.tokens.lower[chunk.first : chunk.last]]
        names = self._names_from(told)
        if _IS_NAMED.isdisjoint(before[-3:]):
            return
        act = self.chunks[1].act if self.kind(0) == "G" and self.kind(1) == "V" and before[1] in self.lexicon.states else None
        total = self.findings[0] if self.findings else self.previous
        if total is not None and total.act == (act or total.act) and total.groups[0].number is not None:
            count = exact(total.groups[0])
            people = [g for chunk in self.chunks[told:] if (g := chunk.group) is not None and g.names]
            if total.total is None and not total.zero and (count is None or count >= len(names)):
                total.appositions.extend(group for group in people if group.names[0] in names)
        elif act is not None and self.suffers(told, act):
            self._add(act, self._listed(told, act), 1, ["identified"])

    def _described(self) -> None:
        """ "Two of those killed were girls and one was a boy": who those counted were, and who the others."""
        for finding in list(self.findings):
            group, at = finding.groups[0], finding.chunk + 1
            if len(finding.groups) > 1 or not group.partitive or {"reduced", "attributive"}.isdisjoint(finding.rules):
                continue
            if (who := self._predicate(at)) is not None:
                group.categories = tuple(dict.fromkeys((*group.categories, *who.categories)))
            other = self.group(at + 3) if self.kind(at + 2) in "C," else None
            total = finding.total or next((f for f in reversed(self.before) if f.act == finding.act), None)
            if who is None or other is None or not other.bare or id(other) in self.used or total is None:
                continue
            if (who := self._predicate(at + 4)) is not None:
                other.categories = who.categories
                self._part(total, other, "of_whom")

    def _predicate(self, at: int) -> Group | None:
        """The people without a number after "was" or "were" at chunk `at`."""
        who = self.group(at + 1)
        counts = who is None or who.kind != "person" or who.number is not None or who.determiner not in ("", "a", "an")
        return None if counts or self.chunks[at].word not in _IS_NAMED else who

    def _gapping(self) -> None:
        """ "115 were arrested for …, and 84 for …": a bare number that shares the verb of the claim before it."""
        for i, chunk in enumerate(self.chunks):
            group = chunk.group
            if group is None or not group.bare or group.number is None or group.partitive or id(group) in self.used:
                continue
            if group.number.rule != "exactly" or self.kind(self.skip(i - 1, -1)) not in "C,":
                continue
            if not self._has_sequel(i) or any(self.kind(j) == "I" for j in range(max(0, i - 16), i)):
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

    def _has_sequel(self, i: int) -> bool:
        """Does the number at chunk `i` go on with "by …", "in …", perhaps after its share in brackets: "496 (40%) by …"?"""
        j = i + 1
        if self.kind(j) == "(":
            j = next((k + 1 for k in range(j + 1, min(j + 5, len(self.chunks))) if self.kind(k) == ")"), j)
        return j < len(self.chunks) and self.kind(j) == "P" and self.chunks[j].word in _SEQUELS

    def _gapping_parts(self) -> None:
        """ "Of whom 744 by the army and 496 by the rebels": a bare number that goes on with the part before it."""
        for i, chunk in enumerate(self.chunks):
            group = chunk.group
            if group is None or not group.bare or group.number is None or id(group) in self.used or not self._has_sequel(i):
                continue
            before = [(at, f) for f in self.findings if f.groups[0].bare and f.total and (at := self._group_index(f)) < i]
            joined = group.number.rule == "exactly" and self.kind(self.skip(i - 1, -1)) in "C,"
            total = before[-1][1].total if joined and before and i - before[-1][0] < 12 else None
            if total is not None:
                self._part(total, group, "gapping")
                self.findings[-1].verb = i

    def _of_the_total(self) -> None:
        """ "Of the 1,240 killed, 744 were killed by …": parts of that total, which the sentence before may have told."""
        total = next((f for f in self.findings if "reduced" in f.rules and f.total is None and not f.zero), None)
        number = exact(total.groups[0]) if total is not None and len(total.groups) == 1 else None
        if total is None or number is None or self._group_index(total) != 1 or self.chunks[0].word != "of":
            return
        same = (f for f in self.before if f.act == total.act and len(f.groups) == 1 and exact(f.groups[0]) == number)
        told = next(same, None)
        for finding in self.findings:
            part = exact(finding.groups[0]) if finding.act == total.act and len(finding.groups) == 1 else None
            if finding is not total and finding.total in (None, total) and part is not None and part < number:
                finding.total = told or total
        if told is not None:
            self.findings.remove(total)

    def _states(self) -> None:
        """ "6 million refugees", "20 wounded soldiers": a counted noun that says by itself what happened."""
        for i, chunk in enumerate(self.chunks):
            group = chunk.group
            if group is None or id(group) in self.used:
                continue
            if group.state in _NAMED_STATES and group.names and group.determiner == "the":
                self._add(group.state, [i], i, ["attributive"], first=group.first, last=group.last)  # "the murdered X"
                continue
            if group.number is None:
                continue
            act = group.state or self.lexicon.status.get(group.head)
            if (
                act is None
                or group.kind not in PEOPLE
                or (
                    group.number.article
                    and group.number.rule == "exactly"
                    and group.number.numbers[0] < 3
                    and group.state not in _NAMED_STATES
                )
            ):
                continue
            if self._is_released(i):
                continue
            rule = "attributive" if group.state else "status"
            self._add(act, [i], i, [rule], first=group.first, last=group.last)

    def _is_released(self, i: int) -> bool:
        released = self.lexicon.sets["released"]
        before = self.tokens.lower[self.chunks[max(0, i - 5)].first : self.chunks[i].first]
        if not self.lexicon.sets["wanted"].isdisjoint(before):
            return False  # "demanding the return of seven kidnapped students": they are still held
        window = self.chunks[max(0, i - 3) : i + 4]
        return any(word in released for chunk in window for word in self.tokens.lower[chunk.first : chunk.last])

    def _including(self) -> None:
        """ "including 120 children", "among them two women", "of whom 30 were children": parts of the claim before."""
        for i, chunk in enumerate(self.chunks):
            if chunk.kind == "I":
                self._parts_after(i)
            elif chunk.kind == "P" and chunk.word in ("among", "amongst"):
                self._among_people(i)
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

    def _among(self, i: int) -> bool:
        """ "Among the wounded are …", "the dead include …", "Two are among the dead": the act that these words name."""
        act = self._state_named(i)
        if act is None:
            return False
        j = self.skip(i + 1, 1)
        j = self.skip(j + 1, 1) if self.kind(j) == "X" else j
        if not (self.kind(j) == "G" and self.suffers(j, act)):
            j = self.skip(i - 1, -1)
            beside = (number := self.group(j)) is not None and number.number is not None  # "with five children among the dead"
            j = self.skip(j - 1, -1) if self.kind(j) == "X" else j if beside else -1
            members = [j] if self.kind(j) == "G" and self.suffers(j, act) and j >= 0 else []
            while members and self.kind(members[0] - 1) in "C," and self._is_part(members[0] - 2, act) and members[0] > 1:
                members.insert(0, members[0] - 2)  # "five women and seven children were among the dead"
        else:
            members = self._listed(j, act)
        groups = [group for m in members if (group := self.chunks[m].group) is not None and is_counted(group)]
        if not groups:
            return True
        total = self._same_act(act)
        if total is None:
            self._add(act, members, i, ["among"])
        else:
            for group in groups:
                if id(group) not in self.used:
                    self._part(total, group, "including")
        return True

    def _among_people(self, i: int) -> None:
        """ "Among the priests murdered was Father X": the people and the act stand between."""
        act = self.chunks[i + 2].act if i + 3 < len(self.chunks) and self.kind(i + 2) == "V" else None
        people = self.group(i + 1)
        if act is None or people is None or people.kind != "person" or self.kind(i + 3) != "X":
            return
        members = self._listed(self.skip(i + 4, 1), act)
        groups = [group for m in members if (group := self.chunks[m].group) is not None and is_counted(group)]
        total = self._same_act(act)
        for group in groups if total is not None else ():
            if id(group) not in self.used and total is not None:
                self._part(total, group, "including")
        if groups and total is None:
            self._add(act, members, i, ["among"])

    def _state_named(self, i: int) -> str | None:
        """The act in "among the wounded", or of "wounded" in "the wounded include"."""
        words = self.chunks[i].word.split()
        if words[0] in ("among", "amongst"):
            verb = self.lexicon.verbs.get(words[-1])
            return self.lexicon.states.get(words[-1]) or (verb.act if verb is not None else None)
        before = self.group(i - 2)
        named = before is not None and before.kind == "pronoun" and before.head == "the" and self.kind(i - 1) == "V"
        return self.chunks[i - 1].act if named and words[0].startswith("include") else None

    def _listed(self, j: int, act: str) -> list[int]:
        """The groups of a list from chunk `j` on; semicolons part names with their ages."""
        members = []
        while j < len(self.chunks) and self.kind(j) == "G" and self.suffers(j, act):
            members.append(j)
            j = self.skip(j + 1, 1)
            if self.kind(j) not in ",;C":
                break
            while self.kind(j) in ",;C" and j < len(self.chunks):
                j += 1
        return members

    def _parts_after(self, i: int) -> None:
        if self._among(i):
            return
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
            ) and not self._speaks_of_victims(i):
                return
        elif total is None or any(c.kind in "S;" for c in self.chunks[self._group_index(total) : i]):
            return
        j = self.skip(i + 1, 1)
        if self.kind(j) == "X":
            j = self.skip(j + 1, 1)
        if not self._is_part(j, total.act):
            return
        verb = total.verb if total is not self.previous else None
        stop = verb if verb is not None and verb > i else len(self.chunks)  # "12, including two women and a child were killed"
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
            if finding is total or finding.groups != [group] or finding.total is not None:
                continue
            same = (f for f in reversed(self.findings) if f.act == finding.act and f.total is None and f is not finding)
            finding.total = (
                total if finding.act == total.act else next(same, None)
            )  # "five dead, two hurt, including one who was killed"

    def _is_part(self, j: int, act: str) -> bool:
        group = self.group(j)
        return group is not None and self.suffers(j, act) and group.kind != "pronoun"

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
