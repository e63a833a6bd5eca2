from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import (
    Claim,
    Count,
    DateRange,
    Document,
    Guess,
    Incident,
    Interval,
    Place,
    Run,
    Speaker,
    Victims,
    content_id,
    from_data,
    to_data,
)

CLAIM = Claim(
    id="c1",
    document="d1",
    name="letter.html",
    start=10,
    end=30,
    quote="more than 200 people",
    act="killed",
    count=Count(200, None, words="more than 200", rule="stated", reading=(("more_than", (200,)),)),
    victims=Victims("people", ("civilian",), ("A. B.",)),
    perpetrators=("the Northern Command",),
    places=(Place("Sarin", "ZZ", 1.5, 2.0, "village", "sarin", ("vale",)),),
    when=DateRange(date(2018, 2, 24), None, "since Saturday", "day", "text"),
    attribution=(Speaker("the Observatory", "said", 40, 55),),
    sources=("the Observatory",),
)


def test_a_record_comes_back_from_its_data():
    document = Document(
        "d1", "a.pdf", "application/pdf", "text", Guess("T", "text"), runs=(Run(0, 4, page=1, box=(0, 1, 2, 3)),)
    )
    incident = Incident("i1", False, ("c1",), ("d1",), tallies={"killed": Interval(8, 9)})
    assert from_data(Claim, to_data(CLAIM)) == CLAIM
    assert from_data(Document, to_data(document)) == document
    assert from_data(Incident, to_data(incident)) == incident


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_an_id_tells_all_contents_apart(a, b):
    assert (content_id(*a) == content_id(*b)) == (a == b)
