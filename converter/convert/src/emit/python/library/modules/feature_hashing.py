"""Feature Hashing."""

import numpy as np
import pandas as pd
from sklearn.utils import murmurhash3_32

from shared.columns import choose_columns
from shared.types import type_of

# What Vowpal Wabbit multiplies a sequence of words with before it adds the next one.
NEXT_WORD = 27_942_141
BITS = 0xFFFF_FFFF


def feature_hashing(table, *, target_column, hashing_bitsize=10, n_grams=2):
    """Feature Hashing: makes a fixed number of columns of texts by hashing their words, as Vowpal
    Wabbit does.
    """
    if hashing_bitsize > 17:
        raise ValueError(f"{2**hashing_bitsize} columns are more than a table can have.")
    result = [table]
    taken = set(table.columns)
    for name in choose_columns(table, target_column):
        if type_of(table[name]) != "String":
            raise ValueError(f"Column {name!r} holds no text.")
        counts = np.zeros((len(table), 2**hashing_bitsize))
        for row, text in enumerate(table[name]):
            for place in places(text, hashing_bitsize, n_grams) if isinstance(text, str) else ():
                counts[row, place] += 1
        names = next(
            names for names in names_of(name, 2**hashing_bitsize) if taken.isdisjoint(names)
        )
        taken.update(names)
        result.append(pd.DataFrame(counts, columns=names))
    hashed = pd.concat(result, axis=1)
    hashed.attrs = table.attrs
    return hashed


def names_of(column, count):
    """Names for the new columns; further ones for when some of them are there already."""
    for ending in ["", *map(str, range(2, 1000))]:
        yield [f"{column}_HashingFeature{ending}_{place}" for place in range(1, count + 1)]


def places(text, bits, n_grams):
    """The places of the words of a text, and of sequences of words."""
    words = [word_hash(word) for word in text.split()]
    for start in range(len(words)):
        sequence = 0
        for word in words[start : start + max(n_grams, 1)]:
            sequence = (sequence * NEXT_WORD + word) & BITS
            yield sequence & (2**bits - 1)


def word_hash(word):
    """The hash of a word; a word of digits alone is its number."""
    if word.isascii() and word.isdigit():
        return int(word) & BITS
    return murmurhash3_32(word, seed=0, positive=True)
