"""What `make audit` tells of what pip-audit found."""

from __future__ import annotations

import json

from tests.audit import judged

CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}
WEAK = {
    "name": "old",
    "version": "1.0",
    "vulns": [
        {"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]},
        {"id": "PYSEC-2", "fix_versions": []},
    ],
}
UNKNOWN = {"name": "mine", "version": "1", "skip_reason": "not found on PyPI"}


def found(*packages: object) -> str:
    return json.dumps({"dependencies": packages})


def test_no_known_weakness() -> None:
    told = "1 packages were checked, 1 are unknown to the database."
    assert judged(found(CLEAN, UNKNOWN), "") == (0, told)


def test_weaknesses_are_named_with_what_mends_them() -> None:
    code, told = judged(found(CLEAN, WEAK), "")
    assert code == 1
    assert "old 1.0: PYSEC-1, mended in 1.1, 2.0" in told
    assert "old 1.0: PYSEC-2, mended in no version yet" in told


def test_a_database_out_of_reach_is_not_taken_for_a_clean_bill() -> None:
    for packages, said, why in (("", "no route", "no route"), (found(UNKNOWN), "", "not found")):
        code, told = judged(packages, said)
        assert (code, "cannot be reached. Nothing was checked." in told) == (2, True)
        assert why in told
