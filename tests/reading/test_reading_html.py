"""HTML: content in, furniture out, and every character leads back to the source."""

from __future__ import annotations

import html

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import DateRange, Guess
from onrecord.reading import Span, locate, read

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Twelve killed in Tel Amar | Coast Courier</title>
<meta property="og:site_name" content="Coast Courier"><meta name="author" content="Lena Orsk">
<meta property="article:published_time" content="2031-03-14T08:00:00+02:00"></head>
<body>
<div class="topbar">Wednesday, July 17, 2034</div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li><li><a href="/a">About us</a></li></ul></nav>
<main><article>
<h1>Twelve killed in Tel Amar</h1>
<div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a></div>
<p>At least twelve people&nbsp;were killed on Thursday in the village of Tel&#32;Amar, the Saren Monitor said.</p>
<p>Among the dead were &ldquo;four   children&rdquo;
   and two nurses, according to the clinic&rsquo;s director.</p>
<h2>The victims</h2>
<ul><li>Basil Hadran, 34</li><li>Mira Hadran, 6</li></ul>
<table><tr><th>Village</th><th>Killed</th></tr><tr><td>Tel Amar</td><td>12</td></tr>
<tr><td>Deir Safa</td><td>3</td></tr></table>
<p>The authorities have not answered questions about the strike, which came after weeks of shelling in the district.</p>
<p>More:</p><ul><li><a href="/1">Nine injured in Port Vela</a></li><li><a href="/2">Curfew extended</a></li></ul>
<h3>Comments</h3>
</article></main>
<div class="cookie-consent">We use cookies. <button>Accept</button></div>
<footer>© 2031 Coast Courier. All rights reserved. 300 killed in other news.</footer>
</body></html>"""

TEXT = """Twelve killed in Tel Amar

At least twelve people were killed on Thursday in the village of Tel Amar, the Saren Monitor said.

Among the dead were “four children” and two nurses, according to the clinic’s director.

The victims

Basil Hadran, 34

Mira Hadran, 6

Village\tKilled

Tel Amar\t12

Deir Safa\t3

The authorities have not answered questions about the strike, which came after weeks of shelling in the district."""


def test_the_article_stays_with_its_list_and_table_and_the_furniture_goes():
    document = read(PAGE.encode(), name="page.html")
    assert document.text == TEXT


def test_metadata_is_guessed_with_its_basis_and_the_day_of_view_is_no_date():
    document = read(PAGE.encode(), name="page.html")
    assert (document.title, document.author, document.publisher) == (
        Guess("Twelve killed in Tel Amar", "metadata"),
        Guess("Lena Orsk", "metadata"),
        Guess("Coast Courier", "metadata"),
    )
    assert document.published is not None
    assert (document.published.start.isoformat(), document.published.basis) == ("2031-03-14", "metadata")
    assert (document.language, document.media_type, document.encoding, document.problem) == ("en", "text/html", "utf-8", None)
    bare = PAGE.replace('<meta property="article:published_time" content="2031-03-14T08:00:00+02:00">', "")
    assert read(bare.encode(), name="page.html").published is None


def test_json_ld_and_time_give_date_and_publisher():
    body = "<article><p>" + "Seven people were injured in Deir Safa when a market was shelled. " * 3 + "</p></article>"
    linked = (
        '<html><head><script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "no"},'
        '{"@type": "NewsArticle", "headline": "Market shelled", "datePublished": "2031-04-02",'
        '"author": [{"name": "A. Venn"}], "publisher": {"name": "Isle Post"}}]}'
        f"</script></head><body>{body}</body></html>"
    )
    document = read(linked.encode(), name="a")
    assert (document.title, document.author, document.publisher) == (
        Guess("Market shelled", "metadata"),
        Guess("A. Venn", "metadata"),
        Guess("Isle Post", "metadata"),
    )
    assert document.published is not None
    assert document.published.words == "2031-04-02"
    timed = f'<html><body><article><time datetime="2031-04-03">yesterday</time>{body}</article></body></html>'
    assert read(timed.encode(), name="a").published == DateRange(
        start=document.published.start.replace(day=3),
        end=document.published.start.replace(day=3),
        words="2031-04-03",
        precision="day",
        basis="metadata",
    )


def test_each_passage_leads_to_its_source():
    document = read(PAGE.encode(), name="page.html")
    for words, source in [
        ("twelve people were killed on Thursday", "twelve people&nbsp;were killed on Thursday"),
        ("“four children” and two", "&ldquo;four   children&rdquo;\n   and two"),
        ("Tel Amar, the", "Tel&#32;Amar, the"),
        ("clinic’s", "clinic&rsquo;s"),
    ]:
        at = document.text.index(words)
        (span,) = locate(document, at, at + len(words))
        assert span == Span(PAGE.index(source), PAGE.index(source) + len(source))
    at = document.text.index("Amar\t12")
    spans = locate(document, at, at + len("Amar\t12"))
    assert [PAGE[span.start : span.end] for span in spans] == ["Amar", "12"]
    assert locate(document, document.text.index("\t"), document.text.index("\t") + 1) == ()


def test_html_named_txt_is_html_and_text_named_html_is_text():
    assert read(PAGE.encode(), name="page.txt").text == TEXT
    plain = read(b"Seven people were killed, the report says; 2 < 3.", name="note.html")
    assert (plain.media_type, plain.text) == ("text/plain", "Seven people were killed, the report says; 2 < 3.")


def test_a_declared_charset_is_believed_before_the_bytes_are_judged():
    arabic = "قتل سبعة أشخاص في قرية تل عمار صباح الخميس، وفق ما قال مرصد سارن، وأصيب تسعة آخرون بجروح متفاوتة."
    source = f'<html><head><meta charset="windows-1256"><title>بيان</title></head><body><p>{arabic}</p></body></html>'
    document = read(source.encode("windows-1256"), name="a.html")
    assert (document.text, document.encoding, document.language) == (arabic, "cp1256", "ar")


def test_inline_markup_does_not_cut_words_and_breaks_stay():
    source = (
        "<html><body><article><p>The <b>Saren</b> Mon<i>itor</i> counted 14<sup>1</sup> dead<br>and<br><br>9 injured in the "
        "strikes on Tel Amar and Deir Safa in March.</p></article></body></html>"
    )
    assert read(source.encode(), name="a.html").text == (
        "The Saren Monitor counted 141 dead\nand\n\n9 injured in the strikes on Tel Amar and Deir Safa in March."
    )


def test_preformatted_lines_stay_lines():
    source = (
        "<html><body><pre>Tel Amar   12 killed\n  Deir Safa   3 killed and many more words here to be read</pre></body></html>"
    )
    assert read(source.encode(), name="a.html").text == (
        "Tel Amar   12 killed\n  Deir Safa   3 killed and many more words here to be read"
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(alphabet="abقي &<>\"'\n\t\u00a0é7", min_size=1, max_size=40), min_size=1, max_size=6))
def test_every_run_points_at_what_the_text_says(paragraphs):
    source = "<html><body><main>" + "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs) + "</main></body></html>"
    document = read(source.encode(), name="a.html")
    previous = 0
    for run in document.runs:
        assert previous <= run.start < run.end <= len(document.text)
        previous = run.end
        assert run.source_start is not None
        original = html.unescape(source[run.source_start : run.source_end])
        assert document.text[run.start : run.end].split() == original.split()
