"""Reads, writes and deletes `plan.json`, which lies beside the sessions of a library."""

from __future__ import annotations

from pathlib import Path

from coach.errors import SessionDamaged, WrittenByNewer
from coach.library.disk import write_record, writing
from coach.library.reading import read_record
from coach.paths import private_folder
from coach.plan.records import Plan

_NAME = "plan.json"
_CALLED = Path("The plan")  # in sentences about the file
_HINT = "Mend the file, or end the plan and begin another: coach plan --forget"


class PlanFile:
    """The plan of the library in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / _NAME

    def read(self) -> Plan | None:
        """The plan; None where there is none. Raises SessionDamaged."""
        if not self.path.is_file():
            return None
        try:
            return read_record(self.path, Plan, _CALLED)
        except WrittenByNewer:
            raise
        except SessionDamaged as error:
            raise SessionDamaged(error.message, _HINT) from error

    def write(self, plan: Plan) -> None:
        """Keep `plan`. Raises CannotWrite."""
        with writing(self.path):
            private_folder(self.path.parent)
        write_record(self.path, plan)

    def forget(self) -> bool:
        """Delete the plan, whether it can be read or not; whether there was one.

        Raises CannotWrite.
        """
        was_there = self.path.is_file()
        with writing(self.path):
            self.path.unlink(missing_ok=True)
        return was_there
