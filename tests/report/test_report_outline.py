import re
from dataclasses import replace
from itertools import pairwise

import invented

from onrecord.model import Incident, Place
from onrecord.report.outline import View, drawn_map, outline
from onrecord.report.views import Index


def test_the_outline_holds_the_whole_world_and_its_arcs_fit_together() -> None:
    land = outline()
    assert len(land.countries) == 241
    assert "Natural Earth" in land.source
    for _, rings in land.countries:
        for ring in rings:
            arcs = [land.arcs[n] if n >= 0 else land.arcs[~n][::-1] for n in ring]
            assert all(a[-1] == b[0] for a, b in zip(arcs, [*arcs[1:], arcs[0]], strict=True))


def test_a_close_view_shows_all_its_points_inside_the_frame() -> None:
    points = [(31.18, 14.62), (31.35, 14.41), (30.92, 14.83)]
    view = View(points)
    assert all(0 < x < 900 and 0 < y < view.height for x, y in map(view, points))


def test_what_is_known_only_to_a_region_is_listed_and_not_drawn() -> None:
    wide = Place("Darvane", None, 14.6, 31.1, "region")
    near = Place("Senn", None, 14.6, 31.1, "town")
    incidents = [Incident("a", False, (), (), (near,)), Incident("b", False, (), (), (wide,)), Incident("c", False, (), ())]
    page = str(drawn_map(Index(replace(invented.small(), incidents=tuple(incidents))), incidents))
    assert page.count('class="spot') == 1
    assert "known only to a country or region: 2 incidents" in page
    assert "no place given" in page


def test_the_map_says_whose_borders_it_draws() -> None:
    d = invented.small()
    page = str(drawn_map(Index(d), d.incidents))
    assert "Natural Earth" in page
    assert "Borders are a political choice" in page


def test_places_on_both_sides_of_the_world_do_not_break_the_map() -> None:
    far = [
        Incident(str(n), False, (), (), (Place(str(n), None, lat, lon, "town"),))
        for n, (lat, lon) in enumerate([(-89, -180), (89, 180)])
    ]
    assert str(drawn_map(Index(invented.small()), far)).count('class="spot') == 2


def test_one_misplaced_incident_does_not_shrink_the_map() -> None:
    near = [
        Incident(f"n{n}", False, (), (), (Place(f"Village {n}", None, 34 + n / 50, 36 + n / 50, "village"),))
        for n in range(30)
    ]
    far = Incident("far", False, (), (), (Place("Far Town", None, -30, -60, "town"),))
    page = str(drawn_map(Index(invented.small()), [*near, far]))
    assert page.count('class="spot') == 30
    assert "Outside the area shown: 1 incident" in page


def test_lands_across_the_date_line_are_drawn_in_one_piece() -> None:
    fiji = [Incident(str(n), False, (), (), (Place("Place", None, -17.5 + n, 178.0, "town"),)) for n in range(2)]
    paths = re.findall(r'<path d="([^"]+)" class="land"', str(drawn_map(Index(invented.small()), fiji)))
    steps = [
        abs(float(b.split()[0]) - float(a.split()[0]))
        for path in paths
        for ring in path.split("Z")
        for a, b in pairwise(ring.lstrip("M").split("L"))
    ]
    assert paths
    assert max(steps) < 900


def placed(*points: tuple[float, float]) -> str:
    incidents = [
        Incident(str(n), False, (), (), (Place(f"Village {n}", None, lat, lon, "village"),))
        for n, (lat, lon) in enumerate(points)
    ]
    return str(drawn_map(Index(invented.small()), incidents))


def test_a_corner_shows_and_names_the_country_in_which_places_lie() -> None:
    page = placed((46.9, 7.4), (47.4, 8.5))
    assert "In the corner: Switzerland, with the area of the map framed." in page
    assert page.count('class="frame"') == 1


def test_a_map_as_large_as_its_countries_has_no_corner() -> None:
    page = placed((46.2, 6.1), (47.7, 8.6), (46.8, 10.2))
    assert "They lie in: Switzerland." in page
    assert 'class="frame"' not in page


def test_names_of_places_are_set_for_wide_and_for_narrow_screens() -> None:
    page = placed((46.9, 7.4), (47.4, 8.5))
    groups = re.findall(r'<g class="(wide|narrow)">(.*?)</g>', page)
    assert [(kind, inside.count("</text>")) for kind, inside in groups] == [("wide", 2), ("narrow", 2)]
