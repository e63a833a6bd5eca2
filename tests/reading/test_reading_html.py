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


def test_a_false_declaration_does_not_spoil_utf8_and_utf16_pages_are_read():
    arabic = "قتل سبعة أشخاص في قرية تل عمار صباح الخميس، وفق ما قال مرصد سارن، وأصيب تسعة آخرون بجروح متفاوتة."
    source = f'<html><head><meta charset="windows-1256"></head><body><p>{arabic}</p></body></html>'
    document = read(source.encode(), name="a.html")
    assert (document.text, document.encoding) == (arabic, "utf-8")
    assert document.notes == ("It declares cp1256, but its bytes are UTF-8, and were read so.",)
    for encoding in ("utf-16", "utf-16-le"):
        wide = read(source.replace("windows-1256", "utf-16").encode(encoding), name="a.html")
        assert (wide.text, wide.media_type) == (arabic, "text/html")


def test_inline_markup_does_not_cut_words_and_breaks_stay():
    source = (
        "<html><body><article><p>The <b>Saren</b> Mon<i>itor</i> counted 14<sup>1</sup> dead<br>and<br><br>9 injured in the "
        "strikes on Tel Amar and Deir Safa in March.</p></article></body></html>"
    )
    assert read(source.encode(), name="a.html").text == (
        "The Saren Monitor counted 14¹ dead\nand\n\n9 injured in the strikes on Tel Amar and Deir Safa in March."
    )


def test_a_figure_stands_under_its_head_whatever_cells_are_empty_or_spanned():
    source = """<html><body><article><p>The Saren Monitor counted the dead and the injured of the spring by village.</p>
    <table><caption>Killed and injured</caption>
    <tr><th rowspan="2">Village<th rowspan=2>Month<th colspan="2">Killed<th colspan="2">Injured</tr>
    <tr><th>Men<th>Women<th>Men<th>Women</tr>
    <tr><td rowspan="2">Tel Amar<td>March<td>12<sup>3</sup><td>4<td><td>7</tr>
    <tr><td>April<td>9<td></td><td></td><td>2</tr>
    <tr><td colspan="2">Total<td>21<td>4<td>–<td>9</tr></table></article></body></html>"""
    document = read(source.encode(), name="a.html")
    assert document.text.split("\n\n")[1:] == [
        "Killed and injured",
        "Village\tMonth\tKilled\t\tInjured",
        "\t\tMen\tWomen\tMen\tWomen",
        "Tel Amar\tMarch\t12³\t4\t\t7",
        "\tApril\t9\t\t\t2",
        "Total\t\t21\t4\t–\t9",
    ]
    at = document.text.index("12³")
    [span] = locate(document, at, at + 2)
    assert source[span.start : span.end] == "12"


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


PARAGRAPH = (
    "<p>At least twelve people were killed in the village of Tel Amar on Friday, the Saren Monitor said, and nine were "
    "injured in the strike.</p>"
)
WORDS = PARAGRAPH[3:-4]


def test_a_page_of_plain_divisions_loses_its_menu_its_latest_news_and_its_foot():
    source = f"""<html><head><title>Twelve killed - The Post</title></head><body><div id=w>
    <div id=t><a href=1>Home</a> <a href=2>News</a> <a href=3>Sports</a></div>
    <div id=c><div class=x>Twelve killed</div><div class=d>March 15, 2031</div>{PARAGRAPH}{PARAGRAPH}</div>
    <div id=r><b>Latest</b><ul><li><a href=7>Nine injured in Port Vela</a></li><li><a href=8>400 displaced</a></li></ul></div>
    <div id=f>Contact us | Privacy policy | Copyright The Post 2031. All rights reserved.</div></div></body></html>"""
    document = read(source.encode(), name="a.html")
    assert document.text == f"Twelve killed\n\nMarch 15, 2031\n\n{WORDS}\n\n{WORDS}"
    assert (document.title, document.publisher) == (Guess("Twelve killed", "metadata"), Guess("The Post", "text"))
    assert document.published is not None
    assert document.published.basis == "text"


def test_a_page_laid_out_by_tables_is_read_without_its_menu_cell():
    source = f"""<table><tr><td colspan=2><font>Isles Online</font></td></tr><tr><td width=150><a href=1>Home</a><br>
    <a href=2>News</a><br><a href=3>Links</a></td><td><b>Twelve killed</b><br><br>{WORDS}<br><br>{WORDS}
    <ul><li>Basil Hadran<li>Mira Hadran</ul></td></tr><tr><td colspan=2>Copyright 2031 Isles Online</td></tr></table>"""
    document = read(f"<html><body>{source}</body></html>".encode(), name="a.html")
    assert document.text == f"Isles Online\n\nTwelve killed\n\n{WORDS}\n\n{WORDS}\n\nBasil Hadran\nMira Hadran"


def test_a_page_that_is_only_a_list_keeps_all_of_it():
    rows = "".join(f"<li>Person {n}, aged {20 + n}, Tel Amar</li>" for n in range(20))
    document = read(
        f"<html><body><nav><a href=1>Home</a></nav><h1>The dead</h1><ol>{rows}</ol></body></html>".encode(), name="a"
    )
    assert document.text.split("\n\n") == ["The dead", *(f"Person {n}, aged {20 + n}, Tel Amar" for n in range(20))]


def test_sources_at_the_end_of_an_article_stay_and_the_comments_of_readers_go():
    source = f"""<html><body class="single has-sidebar comments-open"><div id="page">
    <header id="masthead"><a href=/>Blog</a></header><main><article class="post">
    <h1 class="entry-title">Twelve killed</h1>
    <div class="entry-content">{PARAGRAPH}{PARAGRAPH}
    <div class="sharedaddy"><h3>Share this:</h3><ul><li><a href=x>Twitter</a></li></ul></div>
    <h2>Sources</h2><ul><li><a href=s>Saren Monitor, statement of 14 March</a></li><li><a href=t>Isle Post</a></li></ul></div>
    <footer class="entry-footer">Filed by the night desk</footer></article>
    <div id="comments" class="comments-area"><ol><li>
    <p>I heard it was 50 people who were killed there, my cousin told me so.</p></li></ol></div></main>
    <aside class="widget-area"><h2>Recent posts</h2><ul><li><a href=z>300 killed</a></li></ul></aside></div>
    </body></html>"""
    assert read(source.encode(), name="a.html").text.split("\n\n") == [
        "Twelve killed",
        WORDS,
        WORDS,
        "Sources",
        "Saren Monitor, statement of 14 March",
        "Isle Post",
        "Filed by the night desk",
    ]
