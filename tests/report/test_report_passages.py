from hypothesis import given
from hypothesis import strategies as st

from onrecord.report.passages import AROUND, Utf16, excerpt


def test_a_passage_stands_in_its_sentence() -> None:
    text = "It rained. At dawn, 11 people were killed in Senn, a nurse said. Nobody fled."
    start = text.index("11 people")
    found = excerpt(text, start, start + len("11 people were killed"))
    assert (found.before, found.quote, found.after) == ("At dawn, ", "11 people were killed", " in Senn, a nurse said.")


def test_a_sentence_without_end_is_cut_at_a_word_and_says_so() -> None:
    text = "word " * 200 + "nine died" + " more" * 200
    start = text.index("nine died")
    found = excerpt(text, start, start + 9)
    assert found.before.startswith("… word ")
    assert found.after.endswith(" more …")
    assert len(found.before) <= AROUND + 2
    assert len(found.after) <= AROUND + 2


def test_an_arabic_sentence_ends_at_its_own_marks() -> None:
    text = "هل وصلوا؟ قُتل ١١ شخصًا في سن۔ ثم عادوا."
    start = text.index("١١")
    found = excerpt(text, start, start + 2)
    assert (found.before, found.after) == ("قُتل ", " شخصًا في سن۔")


@given(st.text(max_size=400), st.data())
def test_the_quote_is_always_the_passage_and_its_surroundings_are_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = excerpt(text, start, end)
    assert found.quote == text[start:end]
    assert text[:start].rstrip().endswith(found.before.removeprefix("… ").rstrip())
    assert text[end:].startswith(found.after.removesuffix(" …"))


@given(st.text(max_size=60))
def test_offsets_are_counted_as_a_browser_counts_them(text: str) -> None:
    at = Utf16(text)
    assert [at(n) for n in range(len(text) + 1)] == [
        len(text[:n].encode("utf-16-le", "surrogatepass")) // 2 for n in range(len(text) + 1)
    ]
