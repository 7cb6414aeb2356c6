"""Label Studio's own check of an export (`pip install label-studio-sdk` in an environment of its own).

Reads the folder that is named, writes one line: how many predictions there are, and what is wrong with which.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from label_studio_sdk.label_interface import LabelInterface


def main() -> None:
    folder = Path(sys.argv[1])
    interface = LabelInterface((folder / "config.xml").read_text(encoding="utf-8"))
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    faults = [
        f"{task['data']['claim_id']}: {fault}"
        for task in tasks
        for prediction in task["predictions"]
        for fault in interface.validate_prediction(prediction, return_errors=True)
    ]
    print(json.dumps({"items": len(tasks), "faults": faults}))


if __name__ == "__main__":
    main()
