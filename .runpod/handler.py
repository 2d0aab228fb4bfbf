"""The Hub asks for a handler in Python. This worker is a program for Node that speaks the queue's protocol itself."""

import os

os.execvp("node", ["node", "/worker/worker.mjs"])
