"""Uses the Python client against a running edge, and prints what it got as JSON."""

import json
import os
import sys
from pathlib import Path
from typing import Callable

from darkroom import Darkroom, DarkroomError, RequestOptions, models

URL, KEY = os.environ["DARKROOM_URL"], os.environ["DARKROOM_KEY"]
REQUEST: models.JobRequest = {"workflow": "z-image-turbo-base-image", "parameters": {"prompt": "a pier", "seed": 3}}


def refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except DarkroomError as error:
        return f"{type(error).__name__} {error.code} {error.status}"
    return "not refused"


def main() -> None:
    client = Darkroom(URL, KEY)
    key = RequestOptions(idempotency_key="the-pier")
    job = client.jobs.create(REQUEST, options=key)
    events = list(client.jobs.events(job["id"], previews=True, timeout_s=120))
    ended = client.jobs.get(job["id"])
    made = client.assets.download_to(ended["outputs"][0], ".")
    picture = client.assets.upload_file(Path(made), "pier.png")
    waiting = client.jobs.create({**REQUEST, "parameters": {"prompt": "another", "seed": 4}})
    client.jobs.cancel(waiting["id"])
    canceled = client.jobs.wait(waiting["id"], timeout_s=120)
    told = {
        "job": job["id"],
        "jobs": [job["id"], waiting["id"]],
        "seqs": [seq for event in events if isinstance(seq := event.get("seq"), int)],
        "ticks": any(event["type"] == "progress" for event in events),
        "outputs": len(ended["outputs"]),
        "magic": client.assets.download(picture)[:4].hex(),
        "again": client.jobs.create(REQUEST, options=key)["id"] == job["id"],
        "canceled": canceled["status"],
        "refused": [
            refusal(lambda: client.jobs.create({"workflow": "z-image-turbo-base-image", "parameters": {"no": 1}})),
            refusal(lambda: client.jobs.get("job_00000000000000000000000000")),
            refusal(lambda: Darkroom(URL, "dk_live_nothing").jobs.list()),
            refusal(lambda: client.jobs.create({**REQUEST, "priority": 3}, options=key)),
        ],
    }
    json.dump(told, sys.stdout)


main()
