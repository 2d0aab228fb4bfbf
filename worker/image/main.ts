import { readdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { describeWorkflow, library } from "../../workflows/library/index.ts";
import lock from "../models/lock.json" with { type: "json" };
import { readLock } from "../models/lock.ts";
import { writeContext } from "./context.ts";
import { nodeProgram } from "./node-program.ts";
import nodesLock from "./nodes.lock.json" with { type: "json" };
import { readNodesLock } from "./nodes-lock.ts";

const USAGE = `Writes what the image of the worker is made from: the worker and Node as one file each, ComfyUI and the node packs at
the commits of worker/image/nodes.lock.json, and where models lie.

  --out FOLDER         where to (default: dist/image)
  --comfyui FOLDER     a ComfyUI that is there already, instead of the locked one
  --nodes FOLDER       checkouts of node packs that are there already; the others are fetched
  --no-nodes           no node packs: for workflows of core nodes only
  --volume FOLDER      where models lie in the container (default: /runpod-volume/models)

It prints the command that builds the image.
`;

const root = path.resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
	options: {
		out: { type: "string", default: path.join(root, "dist/image") },
		comfyui: { type: "string" },
		nodes: { type: "string" },
		"no-nodes": { type: "boolean", default: false },
		volume: { type: "string", default: "/runpod-volume/models" },
		help: { type: "boolean", default: false },
	},
});
if (values.help) {
	process.stdout.write(USAGE);
	process.exit(0);
}
const here = process.env.DARKROOM_CWD ?? process.cwd();
const out = path.resolve(here, values.out);
const { comfyui, nodes } = readNodesLock(nodesLock, library.map(describeWorkflow));
const local = new Map<string, string>();
if (values.nodes !== undefined) {
	const folder = path.resolve(here, values.nodes);
	for (const name of await readdir(folder)) local.set(name, path.join(folder, name));
}
if (values.comfyui !== undefined) local.set(comfyui.name, path.resolve(here, values.comfyui));
await writeContext(out, {
	comfyui,
	nodes: values["no-nodes"] ? [] : nodes,
	models: readLock(lock),
	volume: values.volume,
	local,
	node: await nodeProgram(),
	say: (line) => console.error(line),
});
console.log(`docker build -f ${path.join(root, "worker/Dockerfile")} -t darkroom-worker ${out}`);
