"""Five real documents through the whole run: every required row of the gold, the letter once, its share checked."""

import re

import pytest
from corpora import corpus, rows

from onrecord.case.folder import Case
from onrecord.case.intake import add
from onrecord.case.results import Results, results
from onrecord.case.run import run
from onrecord.case.verify import verify
from onrecord.model import Claim

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Results:
    folder = tmp_path_factory.mktemp("seeds")
    with Case.open(folder / "case", create=True) as case:
        add(case, sorted(corpus("seeds").glob("*.txt")))
        run(case)
        assert verify(case).broken == ()
        return results(case)


def same_figure(claim: Claim, gold: dict) -> bool:
    overlap = min(claim.end, gold["end"]) - max(claim.start, gold["start"])
    figure = (claim.act, claim.count.low, claim.count.high)
    return claim.name == gold["document"] and overlap > 0 and figure == (gold["act"], gold["low"], gold["high"])


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - {"the", "a", "an", "of"}


def holds(stated: list[str], wanted: list[str]) -> bool:
    """Whether each wanted name stands in one of the stated ones, titles and articles aside."""
    return all(
        any(words(want) <= words(have) or words(have) <= words(want) for have in stated if words(have)) for want in wanted
    )


def wrong(claim: Claim, gold: dict, by_id: dict[str, Claim]) -> list[str]:
    """What of the gold's further fields this claim does not have."""
    when = claim.when
    countries = {place.country for place in claim.places}
    faults = {
        "sources": holds(list(claim.sources), gold["sources"]),
        "perpetrators": holds(list(claim.perpetrators), gold["perpetrator"]),
        "countries": set(gold["country"]) <= countries,
        "dates": not gold["date_start"]
        or (when is not None and (str(when.start), str(when.end)) == (gold["date_start"], gold["date_end"])),
        "part_of": not gold["part_of"] or (claim.part_of in by_id),
    }
    return [name for name, is_right in faults.items() if not is_right]


def test_every_required_claim_is_found_with_its_sources_perpetrators_dates_and_countries(found):
    by_id = {claim.id: claim for claim in found.claims}
    missing = []
    for gold in rows(corpus("seeds") / "gold.jsonl"):
        candidates = [claim for claim in found.claims if same_figure(claim, gold)]
        faults = min((wrong(claim, gold, by_id) for claim in candidates), key=len, default=["not found"])
        if gold["required"] and faults:
            missing.append((gold["document"][:3], gold["quote"][:40], faults))
    assert missing == []


def test_at_most_three_claims_are_beyond_the_gold(found):
    gold = rows(corpus("seeds") / "gold.jsonl")
    beyond = [
        (claim.name[:3], claim.act, claim.quote)
        for claim in found.claims
        if not any(
            claim.name == g["document"] and claim.act == g["act"] and claim.start < g["end"] and g["start"] < claim.end
            for g in gold
        )
    ]
    assert len(beyond) <= 3, beyond


def test_nothing_is_claimed_from_dates_ordinals_durations_and_shares(found):
    forbidden = ("17, 2024", "26th", "eight-year", "10 %", "10%")
    assert [claim.quote for claim in found.claims if any(words in claim.quote for words in forbidden)] == []


def test_the_letter_is_one_origin_and_its_claims_count_once(found):
    ids = {document.name[:3]: id for id, document in found.documents.items()}
    assert found.origins[ids["000"]] == found.origins[ids["001"]]
    [incident] = [i for i in found.incidents if any(t.low == 147061 for t in i.tallies.values())]
    assert (incident.aggregate, incident.independent_sources) == (True, 1)


def test_the_share_of_the_letter_is_checked_against_its_parts(found):
    shares = [check for check in found.checks if check.kind == "share_differs" and "9.5" in check.message]
    assert shares, [check.message for check in found.checks]


def test_the_massacre_of_1988_is_one_incident_with_its_three_passages(found):
    claims = [claim for claim in found.claims if (claim.act, claim.count.low, claim.count.high) == ("killed", 30000, 30000)]
    assert (len(claims), len({claim.incident for claim in claims})) == (3, 1)
