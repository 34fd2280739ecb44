"""Outlines of communes, made up for tests."""

import json

SOURCE = "Bản đồ ví dụ, 2026"


def ring(west=107.1, south=16.6, side=0.2, points=1):
    """A square around Hải Lăng, each side in so many pieces."""
    step = side / points
    steps = [round(step * number, 7) for number in range(points)]
    return [
        *([west + at, south] for at in steps),
        *([west + side, south + at] for at in steps),
        *([west + side - at, south + side] for at in steps),
        *([west, south + side - at] for at in steps),
        [west, south],
    ]


def outline(properties=None, geometry=None, **where):
    """One feature of a file."""
    shape = geometry or {"type": "Polygon", "coordinates": [ring(**where)]}
    known = {"ma_xa": "19702"} if properties is None else properties
    return {"type": "Feature", "properties": known, "geometry": shape}


def outlines_file(*features, **more):
    """The bytes of a file of outlines."""
    document = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(document).encode()
