"""Draw the map of Europe anew: `draw_map countries-50m.json`, of the npm package world-atlas 2.0.2 (Natural Earth)."""

import itertools
import json
import math

from babel.core import get_global
from django.core.management.base import BaseCommand

from members.maps import EUROPE

# The file is topological: countries are rings of arcs that neighbours share. They are projected so that areas keep
# their size (Lambert azimuthal, about 52° N 10° E), and each arc is made plain by itself, so that borders still meet.
WIDTH, HEIGHT = 600, 610
MIDDLE = math.radians(10), math.radians(52)
SCALE, LEFT, TOP = 930, 250, 318
EDGE = 12  # so far beyond the picture points are kept
PLAIN = 1.6  # the area of the triangle, in square units, under which a point says nothing
SPECK = 5  # islands smaller than this are left out
DOT = 60  # states smaller than this are a disc


def projected(longitude, latitude):
    east, north = math.radians(longitude) - MIDDLE[0], math.radians(latitude)
    away = math.sin(MIDDLE[1]) * math.sin(north) + math.cos(MIDDLE[1]) * math.cos(north) * math.cos(east)
    if away < 0.2:  # near the other side of the earth everything lies everywhere
        return None
    stretch = SCALE * math.sqrt(2 / (1 + away))
    up = math.cos(MIDDLE[1]) * math.sin(north) - math.sin(MIDDLE[1]) * math.cos(north) * math.cos(east)
    x, y = LEFT + stretch * math.cos(north) * math.sin(east), TOP - stretch * up
    return min(max(x, -EDGE), WIDTH + EDGE), min(max(y, -EDGE), HEIGHT + EDGE)


def area(points):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)) / 2


def plainer(points):
    """The points without those that hardly bend the line, the least one first (Visvalingam); both ends stay."""
    points = list(points)
    while len(points) > 2:
        bends = [abs(area(points[place : place + 3])) for place in range(len(points) - 2)]
        least = min(range(len(bends)), key=bends.__getitem__)
        if bends[least] > PLAIN:
            break
        del points[least + 1]
    return points


def arcs_of(atlas):
    (across, down), (west, south) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append(projected(x * across + west, y * down + south))
        yield plainer([point for point in line if point])


def rings_of(country, arcs):
    polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    for outer, *_ in polygons:
        ring = []
        for number in outer:
            ring += arcs[number] if number >= 0 else arcs[~number][::-1]
        if len(ring) > 2:
            yield ring


def drawn(ring):
    """The ring as a path of whole units, each step from the one before."""
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(whole)]
    text = "".join(f"{x}{y:+d} " for x, y in steps if (x, y) != (0, 0)).strip()
    return f"M{whole[0][0]} {whole[0][1]}l{text}z".replace("+", " ").replace(" -", "-")


def middle(ring):
    whole = area(ring)
    if abs(whole) < 1:
        return [round(coordinate) for coordinate in ring[0]]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    return [
        round(sum((a[axis] + b[axis]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * whole)) for axis in (0, 1)
    ]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("atlas", help="the file countries-50m.json")

    def handle(self, atlas, **options):
        with open(atlas) as file:
            atlas = json.load(file)
        arcs, codes, shapes = list(arcs_of(atlas)), get_global("territory_aliases"), {}
        for country in atlas["objects"]["countries"]["geometries"]:
            if "arcs" not in country:
                continue
            name = country["properties"]["name"]
            code = {"N. Cyprus": "CY", "Kosovo": "XK"}.get(name) or codes.get(country.get("id"), [""])[0]
            rings = sorted(rings_of(country, arcs), key=lambda ring: -abs(area(ring)))
            inside = [ring for ring in rings if any(0 < x < WIDTH and 0 < y < HEIGHT for x, y in ring)]
            kept = [ring for number, ring in enumerate(inside) if abs(area(ring)) > SPECK or (number == 0 and code)]
            if code and kept:
                shape = shapes.setdefault(code, {"path": "", "at": middle(kept[0]), "dot": abs(area(kept[0])) < DOT})
                shape["path"] += "".join(map(drawn, kept))
        EUROPE.write_text(
            json.dumps({"size": [WIDTH, HEIGHT], "shapes": dict(sorted(shapes.items()))}, indent=0) + "\n"
        )
        self.stdout.write(f"{len(shapes)} countries, {sum(len(shape['path']) for shape in shapes.values())} letters")
