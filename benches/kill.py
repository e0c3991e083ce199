#!/usr/bin/env python3
"""Does an archive survive `kill -9`? Kills the indexing of Reuters-21578 at random moments and looks at what is left.

    python3 benches/kill.py                   # 50 rounds
    python3 benches/kill.py --rounds 3        # the short form
    python3 benches/kill.py --seed 7 --names given --dateline PATH

First an undisturbed run, timed. Then each round indexes into a fresh archive and is killed at a moment drawn evenly from
that duration. What it leaves must open (`dateline check` exits 0), hold only whole articles (each exported line is the
line of the undisturbed archive) as many as it counts, and a second `dateline index` must bring it to the same articles
and the same answers. One line a round; exit 1 on any failure. The folder of a failed round is kept and named.

The SGML files are looked for in the folder `reuters21578` below DATELINE_CORPORA (default ../shared/corpora); without
them the script says so and exits 0. Standard library only.
"""
import argparse
import glob
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

QUERIES = ["oil prices", '"interest rates"', "palladium OR rapeseed", "bank NOT japan", "coffee quotas"]
# What an archive says about the others of an article's kind: it differs while some of them are not yet in.
DEPENDS_ON_OTHERS = ("story", "copies")
# A name that no list has is shown as the archive spells it most fully, which it learns as it grows.
SHOWN_BY_OTHERS = ("name", "path")


def main():
    args = arguments()
    files = sgml_files()
    if not files:
        print("skipped: no reuters21578/reut2-*.sgm below the folder named by DATELINE_CORPORA")
        return 0
    if not os.access(args.dateline, os.X_OK):
        print(f"error: no program at {args.dateline}; run cargo build --release, or name one with --dateline")
        return 2

    scratch = tempfile.mkdtemp(prefix="dateline-kill-")
    index_args = ["--names", args.names, *files]
    whole = Archive(args.dateline, os.path.join(scratch, "undisturbed"))
    try:
        started = time.monotonic()
        whole.run("index", *index_args, ok=(0,))
        duration = time.monotonic() - started
        expected = Contents(whole)
    except Unexpected as error:
        print(f"error: the undisturbed run failed: {error} ({whole.folder})")
        return 2
    print(f"undisturbed: {len(expected.lines)} articles in {duration:.2f} s; seed {args.seed}", flush=True)

    moments = random.Random(args.seed)
    outcomes = []
    for number in range(1, args.rounds + 1):
        archive = Archive(args.dateline, os.path.join(scratch, f"round-{number}"))
        moment, duration = kill_indexing(archive, index_args, moments, duration)
        outcome = play_round(archive, index_args, expected)
        outcomes.append(outcome)
        verdict = "ok" if not outcome.failures else "FAILED " + "; ".join(outcome.failures)
        print(f"round {number:>3}: killed at {moment:6.2f} s, {outcome.state:<20} {verdict}", flush=True)
        if outcome.failures:
            print(f"           kept: {archive.folder}")
        else:
            shutil.rmtree(archive.folder, ignore_errors=True)

    failed = sum(bool(outcome.failures) for outcome in outcomes)
    partly = sum(outcome.articles not in (None, 0, len(expected.lines)) for outcome in outcomes)
    print(f"{args.rounds} rounds, {failed} failed; {partly} left an archive with some but not all articles")
    if not failed:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1 if failed else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("DATELINE", os.path.join(ROOT, "target", "release", "dateline"))
    parser.add_argument("--dateline", default=default, metavar="PATH")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=21578)
    parser.add_argument("--names", choices=["given", "off", "all"], default="all")
    return parser.parse_args()


def sgml_files():
    corpora = os.environ.get("DATELINE_CORPORA", os.path.join(ROOT, "..", "shared", "corpora"))
    return sorted(glob.glob(os.path.join(corpora, "reuters21578", "reut2-*.sgm")))


class Outcome:
    """What one round left: `articles` is None where the archive did not exist yet."""

    def __init__(self):
        self.articles, self.state, self.failures = None, "no archive yet", []


def play_round(archive, index_args, expected):
    outcome = Outcome()
    try:
        if archive.exists():
            look_at_remains(archive, expected, outcome)
        archive.run("index", *index_args, ok=(0,))
        archive.run("check", ok=(0,))
        compare_whole(Contents(archive), expected, outcome)
    except Unexpected as error:
        outcome.failures.append(str(error))
    return outcome


def kill_indexing(archive, index_args, moments, duration):
    """Returns the moment of the kill and the duration that it was drawn from.

    Where the process ended before its moment, the machine has become faster than it was in the undisturbed run: that run
    tells the new duration, and the archive is begun afresh."""
    while True:
        moment = moments.uniform(0, duration)
        started = time.monotonic()
        process = subprocess.Popen(archive.line("index", *index_args), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return moment, duration
        duration = min(duration, time.monotonic() - started)
        shutil.rmtree(archive.folder, ignore_errors=True)


def look_at_remains(archive, expected, outcome):
    outcome.state = "does not open"
    archive.run("check", ok=(0,))
    lines = archive.lines()
    outcome.articles = len(lines)
    outcome.state = f"{len(lines)} articles"
    counted = archive.count()
    if counted != len(lines):
        outcome.failures.append(f"counts {counted} articles, exports {len(lines)}")
    for article_id, line in lines.items():
        if article_id not in expected.lines:
            outcome.failures.append(f"article {article_id} is not one of the undisturbed archive")
            break
        if by_itself(line) != by_itself(expected.lines[article_id]):
            outcome.failures.append(f"article {article_id} differs in {difference(line, expected.lines[article_id])}")
            break


def compare_whole(contents, expected, outcome):
    missing = [article_id for article_id in expected.lines if article_id not in contents.lines]
    extra = [article_id for article_id in contents.lines if article_id not in expected.lines]
    if missing or extra:
        outcome.failures.append(f"after the second run {len(missing)} articles are missing, {len(extra)} are new")
    changed = [article_id for article_id, line in contents.lines.items() if expected.lines.get(article_id, line) != line]
    if changed:
        first = difference(contents.lines[changed[0]], expected.lines[changed[0]])
        outcome.failures.append(f"after the second run {len(changed)} articles differ, {changed[0]} in {first}")
    for query, answer in contents.answers.items():
        if answer != expected.answers[query]:
            same_articles = set(answer) == set(expected.answers[query])
            outcome.failures.append(f"after the second run {query!r} gives "
                                    + ("another order" if same_articles else "other articles"))


def by_itself(line):
    article = {key: value for key, value in json.loads(line).items() if key not in DEPENDS_ON_OTHERS}
    for field in ("places", "organizations", "people"):
        article[field] = [{key: value for key, value in name.items() if key not in SHOWN_BY_OTHERS}
                          for name in article.get(field, [])]
    return article


def difference(line, other):
    line, other = json.loads(line), json.loads(other)
    return ", ".join(key for key in {**line, **other} if line.get(key) != other.get(key)) or "the order of its fields"


class Unexpected(Exception):
    pass


class Archive:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def line(self, command, *rest):
        return [self.program, command, "--archive", self.folder, *rest]

    def run(self, command, *rest, ok):
        done = subprocess.run(self.line(command, *rest), capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in ok:
            said = (done.stderr.strip() or done.stdout.strip() or "nothing said").splitlines()[-1]
            raise Unexpected(f"{command} exits {done.returncode}: {said}")
        return done.stdout

    def exists(self):
        """Returns whether the database has been created: before that there is nothing to open."""
        return any("archive.db" in names for _, _, names in os.walk(self.folder))

    def count(self):
        found = re.search(r"\d[\d,]*", self.run("search", "", "-c", ok=(0, 1)))
        return int(found.group().replace(",", "")) if found else 0

    def lines(self):
        """Returns the exported line of every article, by its id."""
        exported = [line for line in self.run("export", "--format", "ndjson", ok=(0, 1)).split("\n") if line]
        lines = {json.loads(line)["id"]: line for line in exported}
        if len(lines) != len(exported):
            raise Unexpected(f"export gives {len(exported)} lines for {len(lines)} articles")
        return lines


class Contents:
    """Everything that two archives of the same articles must share: the exported lines and ranked answers in order."""

    def __init__(self, archive):
        self.lines = archive.lines()
        self.answers = {query: archive.run("search", query, "--format", "ids", "-n", "100", ok=(0,)).split()
                        for query in QUERIES}


if __name__ == "__main__":
    sys.exit(main())
