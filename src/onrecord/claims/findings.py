"""Findings: an act and the groups that suffered it, kept once, with what else its words say of the number."""

from __future__ import annotations

from itertools import pairwise

from onrecord.claims.chunks import Chunk
from onrecord.claims.clauses import Finding, exact, is_counted, spell_out
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import Lexicon
from onrecord.claims.lists import Lists
from onrecord.claims.tokens import Tokens


class Findings(Lists):
    """Keeps the findings of one sentence."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, chunks: list[Chunk], *, previous: tuple[Finding, ...] = ()) -> None:
        super().__init__(tokens, lexicon, chunks)
        self.before = previous
        """The totals of the sentence before, which "the dead include" at the beginning of this one goes on from."""

        self.previous = previous[-1] if previous else None
        self.uncounted: list[Finding] = []
        """ "The priests were murdered by soldiers": what is told of people already told of, without a number."""

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
            groups = _without_descriptions(groups)
            groups = [g for g in groups if is_counted(g) or g.kind == "pronoun"] or groups
        groups = _in_one_unit(groups) if reading is None else groups
        if not groups or all(act in self.used.get(id(g), ()) for g in groups):
            return
        others = act == "injured" and groups[0].head == "others"  # "and others injured": some beside those counted
        if reading is None and not others and not any(is_counted(g) or g.kind == "pronoun" for g in groups):
            if groups[0].determiner in ("the", "these", "those"):
                self.uncounted.append(Finding(act, groups, groups[0].first, groups[-1].last, rules, verb=k))
            return
        if any(g.negative for g in groups) and self._is_far(members[0], k):
            return
        if not self._says_more(act, groups):
            return
        end_of_list = self._take_mates(members[-1]) if len(groups) == 1 and reading is None else None
        self._inherit(groups)
        self._told_by_pronouns(groups)
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
        for g in spelled_out or self._spelled_inside(finding, members, k) or self._spelled_after(finding, max(k, *members)):
            self._part(finding, g, "spelled_out")

    def _is_far(self, i: int, k: int) -> bool:
        """ "No one knew who had planned the murders": nobody is the subject of the verb between, not of the act."""
        return not self.chunks[k].infinitive and any(chunk.kind == "X" for chunk in self.chunks[i + 1 : k])

    def _spelled_inside(self, finding: Finding, members: list[int], k: int) -> list[Group]:
        """ "four people – a couple and two boys – were killed": the list before the verb that adds up to the total."""
        listed = self._spelled_after(finding, members[0]) if members[-1] < k else []
        return [] if any(group.names for group in listed) else listed

    def _spelled_after(self, finding: Finding, at: int) -> list[Group]:
        """ "five people were killed, a woman and four children": the list after it that adds up to the total."""
        total = exact(finding.groups[0])
        counted = finding.groups[0]
        if len(finding.groups) != 1 or finding.reading is not None or counted.number is None or counted.names or total is None:
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
        adds_up = adds_up or (self.kind(i) == ":" and _is_by_sex(groups))  # and where they do not, that is to be seen
        return groups if adds_up and not any(id(g) in self.used for g in groups) else []

    def _take_mates(self, m: int) -> int | None:
        """ "dozens of journalists and bloggers": the plurals after a counted one share its number. Returns where they end."""
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

    def _told_by_pronouns(self, groups: list[Group]) -> None:
        """ "Lina Saba and her son": the pronoun says that she is a woman; the name would not."""
        for group, following in pairwise(groups):
            sex = {"her": "woman", "his": "man"}.get(following.determiner)
            kin = following.head in self.lexicon.sets["kin"] or following.kind == "name"
            if sex and kin and group.kind == "name" and group.number is None and not group.categories:
                group.categories = (sex,)

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
            words_before = self.tokens.lower[max(self.chunks[0].first, chunk.first - 3) : chunk.first]
            head_at = chunk.group.head_at if chunk.group is not None else chunk.first
            described = self.tokens.lower[chunk.first : head_at]
            wanted, unfulfilled = self.lexicon.sets["wanted"], self.lexicon.sets["unfulfilled"]
            return wanted.isdisjoint(words_before) and unfulfilled.isdisjoint(described)
        if chunk.doubtful and not chunk.negated:
            return False
        sets = self.lexicon.sets
        before = self.skip(k - 1, -1)
        word = self.chunks[before].word if before >= 0 else ""
        near = max(self.chunks[before].first, chunk.first - 3) if self.kind(before) in "XA" and before >= 0 else chunk.first
        words = self.tokens.lower[near : chunk.last]
        previous = self.tokens.lower[chunk.first - 1] if chunk.first else ""
        if chunk.infinitive and chunk.word != "find" and not (word in sets["managed"] or previous in sets["managed"]):
            return False
        if chunk.form == "ing" and previous in ("about", "without"):
            return False
        prior = self.tokens.lower[max(self.chunks[0].first, chunk.first - 5) : chunk.first]
        if chunk.form == "ing" and previous in ("of", "from", "at") and not sets["meant"].isdisjoint(prior):
            return False  # "with the intention of kidnapping", "prevented the crowd from killing"
        if not {"nearly", "almost"}.isdisjoint(self.tokens.lower[chunk.first : chunk.last]):
            return False
        if chunk.form in ("passive", "participle", "active", "subject") and any(w in sets["feared"] for w in words[-4:]):
            return False
        return not any(
            w in ("if", "unless", "whether") for w in self.tokens.lower[self.chunks[max(0, k - 4)].first : chunk.first]
        )

    def _shares_number(self, mate: Group, group: Group) -> bool:
        """ "260 journalists, activists and nurses": the number before the list counts all of it."""
        return mate.number is not None and group.plural and group.number is None and not group.determiner and not group.names

    def _is_counted_or_many(self, j: int) -> bool:
        group = self.chunks[j].group
        return group is not None and is_counted(group)

    def _same_act(self, act: str) -> Finding | None:
        """The last total of this act before, in this sentence or the one before it."""
        told = [f for f in self.findings if f.act == act and f.total is None and not f.zero]
        if told:
            return told[-1]
        return next((f for f in reversed(self.before) if f.act == act), None)

    def _part(self, total: Finding, group: Group, rule: str) -> None:
        self.used.setdefault(id(group), set()).add(total.act)
        here = all(total is not earlier for earlier in self.before)
        part = Finding(total.act, [group], group.first, group.last, [rule], asserted=total.asserted, total=total)
        part.verb, part.chunk = (total.verb, total.chunk) if here else (None, 0)
        self.findings.append(part)


def _is_by_sex(groups: list[Group]) -> bool:
    """ "240 men, 52 women and 28 children": all people of a total, by sex and age."""
    kinds = [{"man", "woman", "child"} & set(group.categories) for group in groups]
    counted = all(group.number is not None for group in groups)
    return counted and len(groups) == 3 and sorted(kind for each in kinds for kind in each) == ["child", "man", "woman"]


def _in_one_unit(groups: list[Group]) -> list[Group]:
    """ "120 families, some 700 people": never a sum of families and people; the people are counted."""
    people = [group for group in groups if group.kind != "unit"]
    return people if any(group.number is not None for group in people) else groups


def _without_descriptions(groups: list[Group]) -> list[Group]:
    """ "senator and presidential candidate X": one person, described twice before the name."""
    kept = []
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        plain = group.kind == "person" and not group.plural and not (group.determiner or group.names) and group.number is None
        named = following is not None and following.names and not following.determiner
        if not (plain and named and following is not None and following.head_at - following.first >= 2):
            kept.append(group)
    return kept
