"""Writes decisions until it is killed, and prints the key of each one after it was acknowledged.

`python crash_writer.py LOG REVIEWER`
"""

import sys
import uuid
from pathlib import Path

from claimsift.review.event_log import EventLog
from claimsift.review.events import Draft

path, actor = Path(sys.argv[1]), sys.argv[2]
log = EventLog(path)
for number in range(1_000_000):
    key = uuid.uuid4().hex
    action = ("accept", "flag", "undo")[number % 3]
    anchors = {} if action == "undo" else {f"clm_{number % 50}": {"start": number}}
    log.append(Draft(actor, action, anchors, key))
    sys.stdout.write(key + "\n")
    sys.stdout.flush()
