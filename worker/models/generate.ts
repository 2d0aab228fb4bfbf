import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWorkflow, library } from "../../workflows/library/index.ts";
import { lockOf, readLock } from "./lock.ts";

/** Writes the lock of the library's models anew. Run it with Node after a change to what a workflow needs. */
const path = join(import.meta.dirname, "lock.json");
const before = readLock(JSON.parse(await readFile(path, "utf8")));
const lock = lockOf(library.map(describeWorkflow), before);
await writeFile(path, `${JSON.stringify(lock, null, "\t")}\n`);
