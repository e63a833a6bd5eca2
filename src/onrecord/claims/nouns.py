"""Rules that begin at a noun: deaths, tolls, bodies, lives lost, injuries suffered."""

from __future__ import annotations

from onrecord.claims.clauses import PEOPLE, Finding
from onrecord.claims.groups import Group
from onrecord.claims.lexicon import HAVE
from onrecord.claims.numbers import Number, number_at
from onrecord.claims.verbs import VerbRules

_COUNTS = frozenset(["count", "figure", "number"])
_TOLL_PREPOSITIONS = frozenset(["to", "at", "of", "by", "with", "past", "above", "beyond"])


class NounRules(VerbRules):
    """Who suffers what a noun names."""

    def _noun(self, k: int, group: Group) -> None:
        self.in_relative, self.of_noun = False, True
        if group.kind == "act":
            self._act_noun(k, group)
        elif group.head in self.lexicon.agents:
            self._agents(k, group, self.lexicon.agents[group.head])
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
            later = range(after + 1, min(after + 7, len(self.chunks)))
            of = next((i for i in later if self.chunks[i].word == "of" and self.suffers(i + 1, act)), None)
            after = of if of is not None else after  # "the killings during the past week of …"
        joints = ("of", "to") if act == "injured" else ("of",)
        if self.kind(after) == "P" and self.chunks[after].word in joints:
            j = self.skip(after + 1, 1)
            if (
                self.suffers(j, act)
                and self._is_counted_or_many(j)
                and not (self._is_place_of(group, j) or self._is_of_law(j))
            ):
                members, appositions, _ = self.coordinated(j, act, stop=len(self.chunks))
                if not (countable and self._states_another_number(group, members)):
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
        vague = self._vague_toll(after) if plural else None
        if vague is not None:
            self._add(act, [after + 1], k, ["toll"], reading=((vague, ()),))
            return
        of_several = group.possessor is not None and self._number_of_owners(group.possessor) is not None
        if (group.possessor is not None and not plural) or of_several or group.determiner in ("his", "her"):
            self._possessed(k, group, act)

    def _states_another_number(self, group: Group, members: list[int]) -> bool:
        """ "45 killings in the district of Karvel": the number stated counts, never what stands without one after "of"."""
        number = group.number
        if number is None or (number.rule, number.numbers) == ("exactly", (1,)):
            return False
        groups = [member for m in members if (member := self.chunks[m].group) is not None]
        if any(member.number is not None for member in groups):
            return False
        return number.numbers != (sum(len(member.names) for member in groups),)

    def _is_of_law(self, j: int) -> bool:
        """ "The rape of a child is punishable by …": what the law says, not what happened."""
        group = self.chunks[j].group
        if group is None or group.number is not None or group.names or group.determiner not in ("a", "an", "any", ""):
            return False
        first, last = self.chunks[0].first, self.chunks[-1].last
        return not self.lexicon.sets["law"].isdisjoint(self.tokens.lower[first:last])

    def _vague_toll(self, after: int) -> str | None:
        """ "detentions in the tens of thousands": the rule of the vague number after "in"."""
        group = self.group(after + 1)
        if self.kind(after) != "P" or self.chunks[after].word != "in" or group is None or not group.bare:
            return None
        return group.number.rule if group.number is not None and not group.number.numbers else None

    def _is_place_of(self, group: Group, j: int) -> bool:
        """ "the massacre of Santa Rosa": a place, not a person."""
        named = self.chunks[j].group
        return (
            group.head in ("massacre", "massacres", "slaughter", "destruction") and named is not None and named.kind == "name"
        )

    def _denies_reports(self, k: int) -> bool:
        return False

    def _agents(self, k: int, group: Group, act: str) -> None:
        """ "The killers of the two farmers", "Omar's kidnappers": whom those are said to have killed or kidnapped."""
        j = self.skip(k + 2, 1)
        if (
            self.kind(k + 1) == "P"
            and self.chunks[k + 1].word == "of"
            and self.suffers(j, act)
            and self._is_counted_or_many(j)
        ):
            members, appositions, _ = self.coordinated(j, act, stop=len(self.chunks))
            self._add(act, members, k, ["agents"], appositions=appositions)
        elif group.possessor is not None:
            self._possessed(k, group, act)

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
            number = self._number_of_owners(group.possessor)
            if number is not None:
                people = Group(first, last, "person", head=words[-1].lower(), head_at=last - 1, number=number, plural=True)
                people.categories = self.lexicon.people[people.head].categories
                self.findings.append(Finding(act, [people], group.first, group.last, ["possessed"], verb=k, chunk=k))
                return
            if not words or not words[-1][0].isupper() or words[-1].isupper():
                return
            if self.tokens.lower[first] in ("the", "a", "an"):
                return
            names = (self.tokens.slice(first, last),)
        person = Group(
            group.first, group.last, "name" if names else "pronoun", head=group.determiner, head_at=group.first, names=names
        )
        self.findings.append(Finding(act, [person], group.first, group.last, ["possessed"], verb=k, chunk=k))

    def _number_of_owners(self, span: tuple[int, int]) -> Number | None:
        """ "The six nurses' deaths": how many people the act is of; None for "the two countries' arrests"."""
        number = number_at(self.tokens, self.lexicon, *span)
        people = self.tokens.lower[span[1] - 1] in self.lexicon.people
        return number if number is not None and number.last < span[1] and people else None

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
        single = not group.plural and (group.determiner in ("a", "an") or self._of_somebody(group))
        described = self.tokens.lower[group.last : group.last + 1] in (["with"], ["bearing"], ["showing"])
        found = self.tokens.lower[group.last : group.last + (9 if described else 5)]
        if group.number is not None or (single and not self.lexicon.sets["body_verbs"].isdisjoint(found)):
            self._add("killed", [k], k, ["bodies"])

    def _of_somebody(self, group: Group) -> bool:
        """ "A man's body", "the teacher's body": whose body it is says that it is one person."""
        if group.possessor is None:
            return False
        known = self.lexicon.people.get(self.tokens.lower[group.possessor[1] - 1])
        return known is not None and not known.plural

    def _sustained(self, k: int) -> None:
        """ "suffered two gunshot wounds", "suffering from serious injuries": the subject is injured."""
        sets = self.lexicon.sets
        verb = self.tokens.lower[self.chunks[k].last - 1]
        if verb not in sets["sustaining"] and not self.lexicon.flags.get(verb, 0) & HAVE:
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

    def _toll(self, k: int, group: Group) -> bool:
        """ "the death toll rose to 23", "the number of executions exceeds 800", "the number of people killed reached 90"."""
        act, i = self._toll_act(k, group)
        if act is None:
            return False
        if group.head == "toll":
            act = self._act_after(k + 2) or act  # "a toll of one person wounded"
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

    def _act_after(self, i: int) -> str | None:
        """The act that a participle after the counted group names."""
        state = self.chunks[i + 1] if self.kind(i) == "G" and self.kind(i + 1) == "V" else None
        return state.act if state is not None and state.form == "participle" else None

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
        if group.head in _COUNTS and self.previous is not None and self._is_raised(k + 1):
            return self.previous.act, k + 1
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
        told = self.findings[-1] if self.findings else self.previous
        if told is not None and self.kind(k - 1) in "XV" and self.chunks[k - 1].word in ("put", "puts"):
            return (told.act, k + 1) if self.chunks[k + 1].word == "at" else (None, k)  # "the council puts the number at 900"
        return None, k

    def _is_raised(self, i: int) -> bool:
        """ "The count was revised up to 114": the figure of the sentence before, with another number."""
        return self.kind(i) == "X" and self.chunks[i].word in self.lexicon.sets["raised"]

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
        elif number.rule == "up_to" and self.tokens.lower[number.first - 1] in self.lexicon.sets["raised"]:
            reading = (("exactly", number.numbers),)  # "revised up to 114"
        self._add(act, [i], k, ["toll"], reading=reading, first=self.chunks[k].first)
        head = self.chunks[k].group
        if (
            self.findings
            and self.previous is not None
            and head is not None
            and head.head in _COUNTS
            and self._is_raised(k + 1)
        ):
            self.findings[-1].earlier = self.previous
        elif earlier and self.findings:
            last = self.findings[-1]
            before = Finding(
                act, [previous or group], last.first, last.last, ["toll", "earlier"], verb=k, chunk=k, reading=earlier
            )
            self.findings.append(before)
            last.earlier = before
