"""Uses comfy-api-simplified as its own documents say, and prints what it got as JSON.

Only the address and the credentials are Darkroom's: a key is the password.
"""

import json
import os
import sys
import threading

from comfy_api_simplified import ComfyApiWrapper, ComfyWorkflowWrapper
from comfy_api_simplified.exceptions import ComfyApiError


def main() -> None:
    graphs = json.load(sys.stdin)
    api = ComfyApiWrapper(os.environ["SERVER_URL"], "anybody", os.environ["SERVER_KEY"])
    told = {}

    workflow = ComfyWorkflowWrapper(write("picture.json", graphs["picture"]))
    workflow.set_node_param("Sampler", "seed", 7)
    images = api.queue_and_wait_images(workflow, "Save")
    told["images"] = {name: describe(content) for name, content in images.items()}

    uploaded = api.upload_image(write_picture(graphs["photo"]))
    told["uploaded"] = uploaded
    workflow = ComfyWorkflowWrapper(write("negative.json", graphs["negative"]))
    workflow.set_node_param("Load", "image", f"{uploaded['subfolder']}/{uploaded['name']}")
    made = api.queue_and_wait_images(workflow, "Save")
    told["negative"] = {name: describe(content) for name, content in made.items()}

    told["classes"] = sorted(api.get_object_info())
    told["one_class"] = list(api.get_object_info("KSampler"))
    told["devices"] = len(api.get_system_stats()["devices"])
    told["embeddings"] = api.get_embeddings()

    # What runs does not end by itself while it is looked at; a worker takes the next one ahead, so the third waits.
    jobs = [api.queue_prompt(graphs["longer"])["prompt_id"] for _ in range(3)]
    told["jobs"] = jobs
    told["begun"] = wait_for(lambda: [api.get_queue_size_before(job) for job in jobs] == [0, 0, 1])
    stop(api, jobs)
    told["ended"] = [api.get_history(job)[job]["status"]["status_str"] for job in jobs]

    told["refused"] = refusal(lambda: api.queue_prompt({"1": {"class_type": "Nothing", "inputs": {}}}))
    stranger = ComfyApiWrapper(os.environ["SERVER_URL"], "anybody", "no key")
    told["stranger"] = refusal(stranger.get_queue)
    json.dump(told, sys.stdout)


def write(name: str, graph: dict) -> str:
    with open(name, "w") as file:
        json.dump(graph, file)
    return name


def write_picture(hexadecimal: str) -> str:
    with open("photo.png", "wb") as file:
        file.write(bytes.fromhex(hexadecimal))
    return "photo.png"


def describe(content: bytes) -> dict:
    return {"magic": content[:4].hex(), "bytes": len(content)}


def refusal(call) -> str:
    try:
        call()
    except ComfyApiError as error:
        return str(error)
    return "not refused"


def wait_for(is_so) -> bool:
    """Asks four times a second, at most for a minute."""
    pause = threading.Event()
    for _ in range(240):
        if is_so():
            return True
        pause.wait(0.25)
    return False


def stop(api: ComfyApiWrapper, jobs: list) -> None:
    """Interrupts until none is queued any more: one begins when another was stopped."""

    def gone() -> bool:
        api.interrupt()
        queue = api.get_queue()
        return not queue["queue_running"] and not queue["queue_pending"]

    if not wait_for(gone):
        raise SystemExit(f"{jobs} still run")


main()
