#!/usr/bin/env python3
"""Fits the forests that tell the text of a web page from what is around it, and prints how they do on pages not fitted to.

    cargo run --release --example evaluate_html -- CORPORA --blocks BLOCKS [--folder DIR]...
    python3 benches/train_html.py BLOCKS        # needs numpy and lightgbm

Writes src/article/html/forest_first.txt and forest_second.txt. A block is text of the article if most of its runs of four words are in
the known text. The first forest sees the features of a block alone; the second also what the first found around it, for pages that
it was not fitted to. Figures are those of five folds: each page is judged by forests that have not seen it.
"""
import collections
import json
import pathlib
import re
import sys

try:
    import lightgbm
    import numpy as np
except ImportError:
    sys.exit("skipped: train_html.py needs numpy and lightgbm")

HERE = pathlib.Path(__file__).resolve().parent.parent / "src/article/html"
WORDS = re.compile(r"\w+")
FOLDS = 5
# Readability's texts are the output of its own program, so that they weigh less than those that others checked.
WEIGHTS = {"readability": 0.6, "newspaper4k": 1.5}
SETTINGS = dict(objective="binary", num_leaves=12, learning_rate=0.08, min_sum_hessian_in_leaf=5, lambda_l2=5, feature_fraction=0.5,
                bagging_fraction=0.8, bagging_freq=1, verbose=-1, num_threads=2, seed=1, deterministic=True)
# Comments, related, share, subscribe, advert, about, caption, hidden.
AGAINST = {f"{prefix} {mark}" for prefix in ("mark", "near") for mark in (4, 5, 6, 7, 8, 9, 11, 13)}
FIRST_TREES, SECOND_TREES = 90, 70


def runs(text):
    words = WORDS.findall(text)
    return collections.Counter(tuple(words[at:at + 4]) for at in range(max(1, len(words) - 3))) if words else collections.Counter()


def letters(text):
    return "".join(WORDS.findall(text.lower()))


def is_text(block, gold_runs, gold_letters, gold_lines):
    words = WORDS.findall(block)
    if not words:
        return 0
    if len(words) <= 6:
        own = letters(block)
        return int(own in gold_lines or len(own) > 25 and own in gold_letters)
    own = runs(block)
    return int(sum(1 for run in own if run in gold_runs) > len(own) / 2)


def load(folder):
    pages = []
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        page = json.loads(path.read_text())
        blocks = page["blocks"]
        if not blocks:
            continue
        gold = page["gold"]
        known = runs(gold), letters(gold), {letters(line) for line in gold.split("\n")}
        rows = np.zeros((len(blocks), len(page["features"])), np.float32)
        for at, block in enumerate(blocks):
            rows[at, block["features"]] = 1
        words = np.array([len(block["text"].split()) for block in blocks], float)
        weight = np.minimum(words, 120) + 2
        pages.append(dict(
            set=page["set"], names=page["features"], gold=gold, texts=[block["text"] for block in blocks], around=[block["around"] for block in blocks],
            rows=rows, words=words, labels=np.array([is_text(block["text"], *known) for block in blocks]),
            weight=weight / weight.sum() * 100 * WEIGHTS.get(page["set"], 1.0),
            fold=int(sum(path.name.encode()) * 2654435761 % 2**32) % FOLDS,
        ))
    return pages


def context(page, likely):
    """The features of src/article/html/context.rs, in the same order."""
    count, words = len(likely), page["words"]
    padded = np.concatenate([np.zeros(3), likely, np.zeros(3)])
    near = [padded[3 + by:3 + by + count] for by in (-3, -2, -1, 1, 2, 3)]
    clipped = np.clip(likely, .02, .98)
    odds = np.log(clipped / (1 - clipped)) * (np.minimum(words, 60) + 1)
    sums = collections.defaultdict(float)
    for around, value in zip(page["around"], odds):
        for node in around:
            sums[node] += value
    best = max(sums, key=lambda node: (sums[node], node))
    in_best = np.array([best in around for around in page["around"]], float)
    text_words = 1 + (words * (likely > .5)).sum()
    parents, grands = collections.defaultdict(lambda: [0., 0.]), collections.defaultdict(lambda: [0., 0.])
    up = [(around[min(1, len(around) - 1)], around[min(2, len(around) - 1)]) for around in page["around"]]
    for (parent, grand), value, length in zip(up, likely, words):
        for sums, node in ((parents, parent), (grands, grand)):
            sums[node][0] += value * length
            sums[node][1] += length
    shares = [[sums[pair[which]][0] / (text_words if whole else max(1, sums[pair[which]][1])) for pair in up]
              for sums, which in ((parents, 0), (grands, 1)) for whole in (True, False)]
    found = np.where((likely > .5) & (words >= 10) & (in_best > 0))[0]
    first, last = (found[0], found[-1]) if len(found) else (0, count)
    at = np.arange(count)
    passed = np.cumsum(likely * words)

    def window(values, reach):
        total = np.concatenate([[0], np.cumsum(values)])
        return total[np.minimum(at + reach + 1, count)] - total[np.maximum(at - reach, 0)]

    columns = [likely, *near, in_best, *map(np.array, shares), at < first, at > last, np.minimum(abs(at - first), 20) / 20,
               np.minimum(abs(at - last), 20) / 20, passed / (passed[-1] + 1)]
    columns += [window(likely * words, reach) / np.maximum(window(words, reach), 1) for reach in (2, 5)]
    columns.append(np.full(count, first / count))
    return np.stack(columns, 1).astype(np.float32)


def fit(pages, rows, trees):
    # Marks that say plainly that a block is no text never speak for it; see src/article/html/marks.rs.
    names = pages[0]["names"] + ["context"] * (rows[0].shape[1] - len(pages[0]["names"]))
    limits = [-1 if name in AGAINST else 0 for name in names]
    settings = SETTINGS | dict(monotone_constraints=limits)
    joined = [np.concatenate(part) for part in (rows, [page["labels"] for page in pages], [page["weight"] for page in pages])]
    return lightgbm.train(settings, lightgbm.Dataset(joined[0], joined[1], weight=joined[2]), trees)


def judge_unseen(pages, rows, trees):
    judged = [None] * len(pages)
    for fold in range(FOLDS):
        seen = [at for at, page in enumerate(pages) if page["fold"] != fold]
        forest = fit([pages[at] for at in seen], [rows[at] for at in seen], trees)
        for at, page in enumerate(pages):
            if page["fold"] == fold:
                judged[at] = forest.predict(rows[at])
    return judged


def write(forest, path):
    lines = []
    for tree in forest.dump_model()["tree_info"]:
        nodes, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(f"{node['leaf_value']:.4f}")
                return -len(leaves)
            at = len(nodes)
            nodes.append(None)
            low, high = walk(node["left_child"]), walk(node["right_child"])
            nodes[at] = f"{node['split_feature']}:{node['threshold']:.5g}:{low}:{high}"
            return at

        walk(tree["tree_structure"])
        lines.append(" ".join(nodes + leaves))
    path.write_text("\n".join(lines) + "\n")


def print_figures(pages, judged):
    for name in sorted({page["set"] for page in pages}):
        precisions, recalls = [], []
        for page, likely in zip(pages, judged):
            if page["set"] != name:
                continue
            gold, found = runs(page["gold"]), runs("\n".join(text for text, value in zip(page["texts"], likely) if value > .5))
            both = sum(min(count, found.get(run, 0)) for run, count in gold.items())
            if found:
                precisions.append(both / sum(found.values()))
            recalls.append(both / max(1, sum(gold.values())))
        precision, recall = np.mean(precisions), np.mean(recalls)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:<16} {len(recalls):4} pages  precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pages = load(sys.argv[1])
    if not pages:
        sys.exit(f"skipped: there are no blocks in {sys.argv[1]}; write them with evaluate_html --blocks")
    rows = [page["rows"] for page in pages]
    first = judge_unseen(pages, rows, FIRST_TREES)
    wider = [np.concatenate([row, context(page, likely)], 1) for row, page, likely in zip(rows, pages, first)]
    print_figures(pages, judge_unseen(pages, wider, SECOND_TREES))
    write(fit(pages, rows, FIRST_TREES), HERE / "forest_first.txt")
    write(fit(pages, wider, SECOND_TREES), HERE / "forest_second.txt")


if __name__ == "__main__":
    main()
