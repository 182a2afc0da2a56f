"""Asks pip-audit whether any installed package has a known weakness: `make audit`.

Says so where its database cannot be reached; nothing was checked then. Exit codes: 0 no weakness is
known, 1 some are, 2 the database cannot be reached.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_OPTIONS = ("--format=json", "--progress-spinner=off", "--skip-editable")


def main() -> int:
    """Ask, and tell the answer."""
    command = [sys.executable, "-m", "pip_audit", *_OPTIONS]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    code, told = judged(ran.stdout, ran.stderr)
    print(told)
    return code


def judged(found: str, said: str) -> tuple[int, str]:
    """The exit code and what to tell of what pip-audit has `found`, as JSON, and `said`."""
    try:
        packages: list[dict[str, Any]] = json.loads(found)["dependencies"]
    except ValueError:
        packages = []
    checked = [package for package in packages if "vulns" in package]
    if not checked:
        why = next((p["skip_reason"] for p in packages if "skip_reason" in p), said.strip())
        return 2, f"The database of known weaknesses cannot be reached. Nothing was checked.\n{why}"
    weak = [
        f"{package['name']} {package['version']}: {each['id']}, mended in "
        f"{', '.join(each['fix_versions']) or 'no version yet'}"
        for package in checked
        for each in package["vulns"]
    ]
    left_out = len(packages) - len(checked)
    told = f"{len(checked)} packages were checked, {left_out} are unknown to the database."
    return int(bool(weak)), "\n".join([*weak, told])


if __name__ == "__main__":
    sys.exit(main())
