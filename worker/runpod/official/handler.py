"""A handler for the official Python worker of RunPod, which `record.ts` starts: what it says crosses the wire as it is."""

import sys
import time

import runpod


def plain(job):
    asked = job["input"]
    if "progress" in asked:
        runpod.serverless.progress_update(job, asked["progress"])
        # Sent from a thread: the result would overtake it.
        time.sleep(asked["seconds"])
    return asked["answer"]


def parts(job):
    yield from job["input"]["parts"]


async def several(job):
    return job["input"]["answer"]


def unfit():
    raise RuntimeError("no GPU is here")


KINDS = {
    "plain": {"handler": plain},
    "parts": {"handler": parts, "return_aggregate_stream": True},
    "several": {"handler": several, "concurrency_modifier": lambda current: 3},
    "unfit": {"handler": plain},
}

kind = sys.argv.pop()
if kind == "unfit":
    runpod.serverless.register_fitness_check(unfit)
runpod.serverless.start(KINDS[kind])
