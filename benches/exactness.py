#!/usr/bin/env python3
"""Are the counts exact? Indexes Reuters-21578 and compares every answer with a naive scan of the SGML files.

    python3 benches/exactness.py                  # builds nothing: needs target/release/dateline
    python3 benches/exactness.py --dateline PATH  # another binary (or DATELINE=PATH)
    python3 benches/exactness.py --archive DIR    # keeps the archive in DIR, and uses it if it is already there
    python3 benches/exactness.py --self-test      # only this script's own tokenizer and stemmer

The SGML files are looked for in the folder `reuters21578` below DATELINE_CORPORA (default ../shared/corpora); without
them the script says so and exits 0. Python's standard library is enough: the English stemmer is written out below.

What is compared, article by article: the number of articles, the commonest places and organizations that the files name
(by filter, by `-c` and by facet), ten words, three written forms, and ten phrases. Exit 1 on
any difference, naming the articles (NEWID).

The rule for text: title and body are apart, paragraphs of the body run on. An article without a title element may have
its first line taken for the title, and a few articles carry loose text beside their body; where that alone decides
whether a phrase or word matches, either answer is right, and the table says how many articles that concerns.
"""
import argparse
import collections
import functools
import glob
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PLACES_CHECKED = 10
ORGANIZATIONS_CHECKED = 5
WORDS = "oil cocoa tonnes prices banking negotiated palladium guerrillas chernobyl tungsten".split()
FORMS = ["U.S.", "OPEC's", "1,750"]
PHRASES = ["crude oil", "interest rates", "white house", "bank of england", "three months ended", "tender offer",
           "soviet union", "cocoa buffer stock", "securities and exchange commission", "nuclear power plants"]


def main():
    args = arguments()
    problems = self_test()
    if problems or args.self_test:
        print("\n".join(problems) or "self-test passed")
        return 1 if problems else 0
    files = sgml_files()
    if not files:
        print("skipped: no reuters21578/reut2-*.sgm below the folder named by DATELINE_CORPORA")
        return 0
    if not os.access(args.dateline, os.X_OK):
        print(f"error: no program at {args.dateline}; run cargo build --release, or name one with --dateline")
        return 2

    started = time.time()
    articles = [article for path in files for article in read_sgml(path)]
    print(f"{len(articles)} articles read from {len(files)} SGML files in {time.time() - started:.1f} s")
    if args.archive:
        return compare(articles, files, Archive(args.dateline, args.archive))
    with tempfile.TemporaryDirectory(prefix="dateline-exactness-") as folder:
        return compare(articles, files, Archive(args.dateline, os.path.join(folder, "archive")))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("DATELINE", os.path.join(ROOT, "target", "release", "dateline"))
    parser.add_argument("--dateline", default=default, metavar="PATH")
    parser.add_argument("--archive", metavar="DIR")
    parser.add_argument("--self-test", action="store_true")
    return parser.parse_args()


def sgml_files():
    corpora = os.environ.get("DATELINE_CORPORA", os.path.join(ROOT, "..", "shared", "corpora"))
    return sorted(glob.glob(os.path.join(corpora, "reuters21578", "reut2-*.sgm")))


def compare(articles, files, archive):
    """Runs every check and returns the exit code."""
    if not os.path.exists(archive.folder):
        started = time.time()
        archive.run("index", "--names", "given", *files, ok=(0,))
        print(f"indexed in {time.time() - started:.1f} s")
    table = Table()
    table.equal("articles", sum(count_elements(path) for path in files), archive.count(""))
    exported = Exported(archive, articles, table)
    check_names(articles, archive, exported, table, "place", "places", PLACES_CHECKED)
    check_names(articles, archive, exported, table, "org", "organizations", ORGANIZATIONS_CHECKED)
    check_texts(articles, archive, exported, table)
    return table.close()


# ---- the SGML files, read without the engine ---------------------------------------------------------------------

Article = collections.namedtuple("Article", "newid titles bodies loose places organizations")
# titles and bodies hold streams of text that a phrase may not leave. `loose` holds the further streams through which
# the article may match as well, see the rule at the top.


def count_elements(path):
    with open(path, "rb") as file:
        return file.read().count(b"<REUTERS")


def read_sgml(path):
    with open(path, encoding="latin-1") as file:
        data = file.read()
    for attributes, element in re.findall(r"<REUTERS([^>]*)>(.*?)</REUTERS>", data, re.S):
        newid = int(re.search(r'NEWID="(\d+)"', attributes).group(1))
        text = re.search(r"<TEXT[^>]*>(.*?)</TEXT>", element, re.S).group(1)
        title, body = inside("TITLE", text), inside("BODY", text)
        rest = re.sub(r"<(TITLE|DATELINE|AUTHOR|BODY)>.*?</\1>", " ", text, flags=re.S)
        title, body, rest = (None if part is None else plain(part) for part in (title, body, rest))
        loose = []
        if title is None:
            first, _, remainder = (rest if body is None else body).partition("\n")
            titles, bodies, loose = [first], [remainder], [rest if body is None else body]
        elif body is None:
            titles, bodies = [title], [rest]
        else:
            titles, bodies = [title], [body]
        if body is not None and rest:
            loose = loose + [rest, body + " " + rest, rest + " " + body]
        # A few datelines go on into the story: `ROME, April 2 - The state bank`.
        loose = loose + [plain(inside("DATELINE", text) or "")]
        yield Article(newid, titles, bodies, loose, codes("PLACES", element), codes("ORGS", element))


def inside(tag, text):
    found = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.S)
    return found.group(1) if found else None


def plain(text):
    text = re.sub(r"&#(\d+);", lambda found: chr(int(found.group(1))) if int(found.group(1)) >= 32 else " ", text)
    return "".join(c if c >= " " or c == "\n" else " " for c in html.unescape(text)).strip()


def codes(tag, element):
    # A set: twelve articles name one place twice.
    return set(html.unescape(code) for code in re.findall(r"<D>(.*?)</D>", inside(tag, element) or ""))


# ---- words, as the engine sees them -------------------------------------------------------------------------------

LETTER, DIGIT = r"[^\W\d_]", r"\d"
WORD = re.compile(  # UAX 29 for scripts that part words by spaces; a dot joins single letters (U.S.) and digits, no other letters
    rf"(?<!\w){LETTER}(?:\.{LETTER}(?!\w))+"
    rf"|\w+(?:(?<={LETTER})['\u2019\u00b7](?={LETTER})\w+|(?<={DIGIT})[.,](?={DIGIT})\w+)*")
ACRONYM = re.compile(rf"{LETTER}(?:\.{LETTER})+")


def words(text):
    """Returns the words of a text in order, unstemmed: `U.S. banks' 1,750 don't` -> us banks 1,750 dont."""
    return [word for word in map(normal, WORD.findall(unicodedata.normalize("NFKC", text))) if word]


@functools.lru_cache(maxsize=None)
def normal(word):
    word = unicodedata.normalize("NFD", word.casefold().replace("\u2019", "'"))
    word = "".join(c for c in word if not unicodedata.combining(c))
    word = word.removesuffix("'s").replace("'", "")
    if ACRONYM.fullmatch(word):
        word = word.replace(".", "")
    return word if any(c.isalnum() for c in word) else ""


# The English stemmer ("Porter2"), from its published definition: https://snowballstem.org/algorithms/english/stemmer.html
# In the form that most libraries carry (Snowball 2): version 3 changed a few endings.

VOWELS = "aeiouy"
DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
IRREGULAR = {"skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl",
             "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl"}
UNCHANGED = {"sky", "news", "howe", "atlas", "cosmos", "bias", "andes"}
UNCHANGED_AFTER_1A = {"inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"}
STEP_2 = {"tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize",
          "ization": "ize", "ational": "ate", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al", "alli": "al",
          "fulness": "ful", "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble",
          "bli": "ble", "fulli": "ful", "lessli": "less", "ogi": "og", "li": ""}
STEP_3 = {"tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ful": "",
          "ness": "", "ative": ""}
STEP_4 = ("al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion").split()


@functools.lru_cache(maxsize=None)
def stem(word):
    if len(word) <= 2 or word in UNCHANGED:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    # A y that stands for a consonant is written Y, so that VOWELS leaves it out.
    word = re.sub(r"(^|[aeiouy])y", lambda found: found.group(1) + "Y", word)
    r1, r2 = regions(word)
    word = step_1a(word)
    if word in UNCHANGED_AFTER_1A:
        return word
    word = step_1b(word, r1)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in VOWELS:
        word = word[:-1] + "i"
    word = replace_longest(word, STEP_2, r1, lambda stem, end: (end != "ogi" or stem.endswith("l"))
                           and (end != "li" or stem[-1:] in tuple("cdeghkmnrt")))
    word = replace_longest(word, STEP_3, r1, lambda stem, end: end != "ative" or len(stem) >= r2)
    word = replace_longest(word, dict.fromkeys(STEP_4, ""), r2, lambda stem, end: end != "ion" or stem[-1:] in ("s", "t"))
    if word.endswith("e") and (len(word) - 1 >= r2 or len(word) - 1 >= r1 and not ends_in_short_syllable(word[:-1])):
        word = word[:-1]
    elif word.endswith("ll") and len(word) - 1 >= r2:
        word = word[:-1]
    return word.replace("Y", "y")


def regions(word):
    """Returns where R1 and R2 begin: after the first consonant that follows a vowel, and after the next such one."""
    exception = re.match(r"gener|commun|arsen", word)
    r1 = exception.end() if exception else after_consonant(word, 0)
    return r1, after_consonant(word, r1)


def after_consonant(word, start):
    found = re.compile(f"[{VOWELS}][^{VOWELS}]").search(word, start)
    return found.end() if found else len(word)


def step_1a(word):
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and any(c in VOWELS for c in word[:-2]):
        return word[:-1]
    return word


def step_1b(word, r1):
    ending = next((end for end in ("eedly", "ingly", "edly", "eed", "ing", "ed") if word.endswith(end)), None)
    if ending is None:
        return word
    kept = word[:-len(ending)]
    if ending in ("eed", "eedly"):
        return kept + "ee" if len(kept) >= r1 else word
    if not any(c in VOWELS for c in kept):
        return word
    if kept.endswith(("at", "bl", "iz")):
        return kept + "e"
    if kept.endswith(DOUBLES):
        return kept[:-1]
    is_short = len(kept) <= r1 and ends_in_short_syllable(kept)
    return kept + "e" if is_short else kept


def ends_in_short_syllable(word):
    return bool(re.search(rf"(^[{VOWELS}][^{VOWELS}]|[^{VOWELS}][{VOWELS}][^{VOWELS}wxY])$", word))


def replace_longest(word, endings, region, condition):
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            kept = word[:-len(ending)]
            return kept + endings[ending] if len(kept) >= region and condition(kept, ending) else word
    return word


# ---- the engine ---------------------------------------------------------------------------------------------------

class Archive:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, command, *rest, ok=(0, 1)):
        line = [self.program, command, "--archive", self.folder, *rest]
        done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in ok:
            sys.exit(f"error: exit {done.returncode} from {' '.join(line)[:300]}\n{done.stderr[-2000:]}")
        return done.stdout

    def count(self, query, *filters):
        found = re.search(r"\d[\d,]*", self.run("search", query, *filters, "-c"))
        return int(found.group().replace(",", "")) if found else 0

    def ids(self, query, *filters):
        return self.run("search", query, *filters, "--format", "ids", "--all").split()

    def facet_counts(self, field):
        """Returns the count of every entry of a facet's tree, by its id."""
        counts = {}

        def walk(node):
            if isinstance(node, dict):
                if "id" in node and "count" in node:
                    counts[node["id"]] = node["count"]
                node = list(node.values())
            if isinstance(node, list):
                for child in node:
                    walk(child)

        walk(json.loads(self.run("facets", "--field", field, "--limit", "1000", "--json")))
        return counts


class Exported:
    """What the archive says about each article, by the id that the article carried itself."""

    def __init__(self, archive, articles, table):
        records = [json.loads(line) for line in archive.run("export", "--format", "ndjson").split("\n") if line]
        self.newid = {record["id"]: int(re.search(r"\d+$", str(record["guid"])).group()) for record in records}
        self.by_newid = {self.newid[record["id"]]: record for record in records}
        table.same("exported articles", {article.newid for article in articles}, set(self.by_newid))
        table.equal("exported lines", len(articles), len(records))

    def nodes(self, articles, ours, theirs):
        """Returns for every code of the files the entry, as (id, path), that most of the articles naming it have.

        Codes that somewhere stand alone come first: their entries are known when it comes to the codes beside them."""
        naming = collections.defaultdict(list)
        for article in articles:
            for code in getattr(article, ours):
                naming[code].append(article)
        settled = {}
        for code in sorted(naming, key=lambda code: (min(len(getattr(article, ours)) for article in naming[code]), code)):
            votes = collections.Counter()
            for article in naming[code]:
                record = self.by_newid.get(article.newid, {theirs: []})
                entries = {(entry["id"], tuple(entry["path"])) for entry in record[theirs]}
                votes.update(entries - {settled[other] for other in getattr(article, ours) - {code} if other in settled})
            if votes:
                settled[code] = votes.most_common(1)[0][0]
        return settled


class Table:
    def __init__(self):
        self.failed = self.passed = 0
        print(f"\n{'check':<44} {'expected':>9} {'found':>9}")

    def row(self, check, expected, found, good, note=""):
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        print(f"{check:<44} {expected:>9} {found:>9}  {'ok' if good else 'DIFFERS'}{'  ' + note if note else ''}")

    def equal(self, check, expected, found):
        self.row(check, expected, found, expected == found)

    def same(self, check, expected, found, counts={}, either=frozenset()):
        """Compares two sets of articles, and counts given by other ways; articles in `either` may be found or not."""
        missing, extra = sorted(expected - found), sorted(found - expected - either)
        notes = [f"{len(found & either - expected)} of {len(either - expected)} doubtful"] if either - expected else []
        notes += [f"missing {some(missing)}"] if missing else []
        notes += [f"not expected {some(extra)}"] if extra else []
        notes += [f"{way} says {count}" for way, count in counts.items() if count != len(found)]
        good = not missing and not extra and all(count == len(found) for count in counts.values())
        self.row(check, len(expected), len(found), good, "; ".join(notes))

    def close(self):
        print(f"\n{self.passed} checks agree, {self.failed} differ")
        return 1 if self.failed else 0


def some(newids):
    return f"{len(newids)}: " + " ".join(map(str, newids[:8])) + (" …" if len(newids) > 8 else "")


# ---- the checks ---------------------------------------------------------------------------------------------------

def check_names(articles, archive, exported, table, field, theirs, how_many):
    """Compares filter and facet with the files. A name's count includes everything below it, so a code stands for
    itself and for every code whose path begins with its own."""
    ours = "places" if field == "place" else "organizations"
    usage = collections.Counter(code for article in articles for code in getattr(article, ours))
    nodes = exported.nodes(articles, ours, theirs)
    facet = archive.facet_counts(field)
    for code, uses in usage.most_common(how_many):
        if code not in nodes:
            table.row(f"{field} {code}", uses, "-", False, "no entry in the articles that name it")
            continue
        node_id, path = nodes[code]
        below = {other for other, (_, other_path) in nodes.items() if other_path[:len(path)] == path}
        expected = {article.newid for article in articles if getattr(article, ours) & below}
        name = f"{field} {code}" + (f" with {', '.join(sorted(below - {code}))}" if below != {code} else "")
        found = {exported.newid[archive_id] for archive_id in archive.ids("", f"--{field}", code)}
        counts = {"-c": archive.count("", f"--{field}", code), f"facet {path[-1]}": facet.get(node_id)}
        table.same(name, expected, found, counts)

    # Every article has the names that its codes stand for, and no other.
    known = {code: node_id for code, (node_id, _) in nodes.items()}
    wrong = [article.newid for article in articles if article.newid in exported.by_newid
             and getattr(article, ours) <= set(known)
             and {known[code] for code in getattr(article, ours)}
             != {entry["id"] for entry in exported.by_newid[article.newid][theirs]}]
    table.row(f"{field}: articles whose names differ", 0, len(wrong), not wrong, some(wrong) if wrong else
              f"{len(known)} of {len(usage)} codes judged")


def check_texts(articles, archive, exported, table):
    forms = {article.newid: [words(text) for text in article.titles + article.bodies] for article in articles}
    loose = {article.newid: [words(text) for text in article.loose] for article in articles if article.loose}

    def check(label, query, wanted, fold):
        def holding(streams):
            return {newid for newid, texts in streams.items() if any(holds(list(map(fold, text)), wanted) for text in texts)}

        expected = holding(forms)
        found = {exported.newid[archive_id] for archive_id in archive.ids(query)}
        table.same(label, expected, found, {"-c": archive.count(query)}, either=holding(loose))

    for word in WORDS + FORMS:
        check(f"word {word}", word, [stem(part) for part in words(word)], stem)
    for phrase in PHRASES:
        check(f'phrase "{phrase}"', f'"{phrase}"', [stem(part) for part in words(phrase)], stem)


def holds(text, wanted):
    first, length = wanted[0], len(wanted)
    if first not in text:
        return False
    return any(word == first and text[at:at + length] == wanted for at, word in enumerate(text))


# ---- this script's own parts --------------------------------------------------------------------------------------

def self_test():
    """Returns what is wrong with the tokenizer and the stemmer."""
    problems = []
    for text, expected in [
        ("U.S. banks' 1,750 don't", "us banks 1,750 dont"), ("OPEC's oil-price, O'Neill", "opec oil price oneill"),
        ("3.14 pct.The U.S.Agency", "3.14 pct the us agency"), ("Caf\u00e9 cafe\u0301 STRASSE", "cafe cafe strasse"),
        ("p.m. N.Y.C. A.", "pm nyc a"), ("vs.....1,337 (adj)....55,250", "vs 1,337 adj 55,250"), ("_____ a/b", "a b"),
    ]:
        if " ".join(words(text)) != expected:
            problems.append(f"words({text!r}) is {' '.join(words(text))!r}, not {expected!r}")
    for word, expected in [line.split(":") for line in (
            "prices:price banking:bank negotiated:negoti tonnes:tonn guerrillas:guerrilla rates:rate skies:sky ties:tie "
            "generously:generous happily:happili national:nation nations:nation relational:relat hopping:hop hoping:hope "
            "agreed:agre feed:feed succeeding:succeed possibly:possibl analogy:analog gas:gas this:this gaps:gap kiwis:kiwi "
            "yesterday:yesterday saying:say monies:moni controlling:control ability:abil formative:format us:us").split()]:
        if stem(word) != expected:
            problems.append(f"stem({word!r}) is {stem(word)!r}, not {expected!r}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
