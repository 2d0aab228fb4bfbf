import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareVersions } from "../graph/versions.ts";
import { library } from "../library/index.ts";
import { readObjectInfo } from "../object-info/read.ts";
import { cutDown } from "./signatures.ts";
import { usesOf } from "./uses.ts";

/**
 * Writes the signatures of one ComfyUI version anew:
 *
 *   node workflows/signatures/generate.ts 0.33.0 object_info.json [more.json ...]
 *
 * The files are answers of `GET /object_info` of servers of that version; of a class that several have, the
 * first counts. Classes that none has keep the signature they had. `by-hand.json` holds those that no server
 * without network describes: ReActorFaceSwap fetches a list from the web to say what it takes, so its inputs are
 * noted from the source of ComfyUI-ReActor (nodes.py, 0414a8a7).
 */
const [version, ...files] = process.argv.slice(2);
if ((version !== "0.3.64" && version !== "0.33.0") || files.length === 0) {
	console.error("usage: node workflows/signatures/generate.ts 0.3.64|0.33.0 FILE [FILE ...]");
	process.exit(2);
}
const target = join(import.meta.dirname, `${version}.json`);
const there = library.filter((workflow) => compareVersions(version, workflow.comfyui) >= 0);
const uses = usesOf(there, version);
const merged: Record<string, unknown> = {};
// Last what was there before, then the files from last to first: of a class that several have, the first counts.
const byHand = join(import.meta.dirname, "by-hand.json");
for (const file of [byHand, target, ...files.toReversed()])
	Object.assign(merged, JSON.parse(readFileSync(file, "utf8")));
const cut = cutDown(readObjectInfo(merged), uses);
// One class a line: a change of one is a line of a diff.
const lines = Object.entries(cut).map(([name, info]) => `${JSON.stringify(name)}: ${JSON.stringify(info)}`);
writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
const absent = [...uses.keys()].filter((name) => !Object.hasOwn(cut, name));
console.log(`${lines.length} classes; not in these files: ${absent.join(", ") || "none"}`);
