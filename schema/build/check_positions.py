#!/usr/bin/env python3
"""Hold schema/positions.tsv to the populated places of GeoNames, so that no sign or digit in it is wrong.

    python3 schema/build/check_positions.py [folder of places.tsv and admin.tsv, target by default]

Reads  schema/countries.tsv, schema/positions.tsv and the two tables that fetch_places.py writes.
Prints every position that lies outside the box of its places (a tenth of the box, and half a degree, beyond it), and every country
that has none. What it prints is to be looked at, not wrong: nobody lives in the north of Greenland.
"""

import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target")
    places = {}
    for cells in rows(folder / "places.tsv"):
        position = (float(cells[3]), float(cells[4]))
        for code in (cells[6], f"{cells[6]}.{cells[7]}"):
            places.setdefault(code, []).append(position)
    divisions = {cells[0]: cells[2] for cells in rows(folder / "admin.tsv")}
    countries = {cells[2]: cells[1] for cells in rows("schema/countries.tsv") if cells[2]}
    former = {cells[0]: cells[1] for cells in rows("schema/countries.tsv") if not cells[2]}
    names = divisions | countries | former

    listed = set()
    for code, lat, lon in rows("schema/positions.tsv"):
        if code in listed or code not in names:
            print(f"{code}: {'listed twice' if code in listed else 'names nothing'}")
        listed.add(code)
        around = places.get(code)
        if around is None:
            if code not in former:
                print(f"{code} {names.get(code)}: has no places to hold it to")
            continue
        for value, axis in ((float(lat), 0), (float(lon), 1)):
            values = [place[axis] for place in around]
            low, high = min(values), max(values)
            margin = 0.5 + (high - low) / 10
            if not low - margin <= value <= high + margin:
                print(f"{code} {names.get(code)}: {value} is not within {low:.1f} to {high:.1f}")
    for code in sorted((countries.keys() | former.keys()) - listed):
        print(f"{code} {names[code]}: has no position")


def rows(path):
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


if __name__ == "__main__":
    main()
