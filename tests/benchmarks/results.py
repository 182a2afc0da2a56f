"""What came of a story: how often it is found, and the weights that find it.

    python tests/benchmarks/results.py

Prints for each author how many results are found in their stories by what the other authors'
stories teach, and what all of them teach: `results.LEARNED`. Only answers that are not held out
are read.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.delivery.advice.results import LEARNED
from tests.helpers.result_learning import (
    Counted,
    counted,
    from_the_others,
    learned,
    stories_to_learn_from,
)


def main() -> int:
    stories = stories_to_learn_from()
    by_author = from_the_others(stories)
    for author, figures in by_author.items():
        print(f"{author}, by the others: {figures}")
    print("all, by the others:", sum(by_author.values(), Counted()))
    print("all, by themselves:", counted(stories))
    weights = learned(stories)
    print("learned:", weights)
    print("used:   ", dict(LEARNED))
    return 0 if weights == LEARNED else 1


if __name__ == "__main__":
    sys.exit(main())
