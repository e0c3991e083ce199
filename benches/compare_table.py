#!/usr/bin/env python3
"""Prints what compare.sh measured, one Markdown table a corpus: compare_table.py WORK CORPUS[,CORPUS]. See README.md."""
import json, os, pathlib, statistics, sys

# The engine that ratios are over.
AGAINST = "tantivy"
# What is asked in a whole process, by the bench's ids.
COLD = {"tf3": "word", "and1": "two words", "ph1": "phrase", "pl2": "in a place", "nw1": "newest", "fa2": "facets"}


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def at(values, share):
    """The value that so large a share of them is at most."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else None


def held(path):
    """Bytes on disk of a file or of everything below a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.lstat().st_size for file in files)


def parts(folder):
    """Sizes of archive.db (with its journal) and of index/, wherever they are below a folder."""
    for database in folder.rglob("archive.db"):
        return sum(held(file) for file in database.parent.glob("archive.db*")), held(database.parent / "index")
    return None


def cell(value, digits=1):
    return "-" if value is None else f"{value:,.{digits}f}"


class Peer:
    """The rows of one engine on one corpus."""

    def __init__(self, rows, name, articles):
        self.name = name
        mine = [row for row in rows if row["peer"] == name and not row["rc"]]
        self.index = [row for row in mine if row["phase"] == "index"]
        self.rate = median([articles / row["wall"] for row in self.index])
        self.cpu_rate = median([articles / row["cpu"] for row in self.index if row["cpu"]])
        self.peak = median([row["rss_mb"] for row in self.index])
        self.size = median([row["ratio"] for row in self.index])
        # Server processes that the bench cannot see into time by the wall; see the bench's README.
        taken = {}
        for row in (row for row in mine if row["phase"] == "query" and row.get("lat")):
            for qid, times in row["lat"].items():
                taken.setdefault(qid, []).extend(times)
        self.warm = {qid: statistics.median(times) for qid, times in taken.items() if times}
        # The least, which other work on the machine disturbs least.
        cold = {qid: [1000 * row["wall"] for row in mine if row["phase"] == "cold" and row["qid"] == qid] for qid in COLD}
        self.cold = {qid: min(times, default=None) for qid, times in cold.items()}

    def row(self, other):
        def beside(value, base, digits=0):
            ratio = f" ({value / base:.2f})" if value and base and other is not self else ""
            return cell(value, digits) + ratio

        alike = [self.warm.get(qid) for qid in other.warm] if other else []
        # Percentiles only over the same queries: some engines have no facets, dates or phrases.
        whole = [value for value in alike if value is not None] if other and None not in alike else []
        facets = median([time for qid, time in self.warm.items() if qid.startswith("fa")])
        base = other or self
        return [self.name, beside(self.rate, base.rate), beside(self.cpu_rate, base.cpu_rate), cell(self.peak, 0), cell(self.size, 2),
                beside(at(whole, 0.5), at(list(base.warm.values()), 0.5)), beside(at(whole, 0.95), at(list(base.warm.values()), 0.95)),
                beside(facets, median([time for qid, time in base.warm.items() if qid.startswith("fa")])),
                *(cell(self.cold[qid]) for qid in COLD)]


def main():
    work, corpora = pathlib.Path(sys.argv[1]), sys.argv[2].split(",")
    rows = [json.loads(line) for line in open(work / "compare.jsonl")]
    stats = json.load(open(work / "data/stats.json"))
    for corpus in corpora:
        of_corpus = [row for row in rows if row["corpus"] == corpus]
        articles, text = stats[corpus]["docs"], stats[corpus]["text_bytes"]
        loads = [row["load"] for row in of_corpus if "load" in row] or [0]
        peers = [Peer(of_corpus, name, articles) for name in dict.fromkeys(row["peer"] for row in of_corpus)]
        other = next((peer for peer in peers if peer.name == AGAINST), None)
        print(f"\n## {corpus}: {articles:,} articles, {text / 1e6:.1f} MB of text\n")
        print(f"Load average {min(loads)} to {max(loads)} on {os.cpu_count()} processors. In brackets: over {AGAINST}'s.\n")
        print("| | articles/s | articles per cpu s | peak MB | size / text | warm p50 µs | warm p95 µs | warm facets µs | "
              + " | ".join(f"{what} ms" for what in COLD.values()) + " |")
        print("|---|" + "--:|" * (7 + len(COLD)))
        for peer in peers:
            print("| " + " | ".join(peer.row(other)) + " |")
        for peer in (peer for peer in peers if peer.name.startswith("dateline")):
            if found := parts(work / "idx" / f"{peer.name}-{corpus}"):
                print(f"\n{peer.name}: archive.db {found[0] / text:.3f} of the text, index/ {found[1] / text:.3f}.")
    failed = [row for row in rows if row["rc"]]
    for row in failed[:10]:
        what = f"{row['peer']} {row['phase']} {row.get('qid', '')} on {row['corpus']}"
        print(f"\nfailed: {what}, exit {row['rc']}: {row.get('error') or row.get('err')}")
    sys.exit(any(row["peer"].startswith("dateline") for row in failed))


main()
