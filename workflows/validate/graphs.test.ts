import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isRecord } from "../object-info/read.ts";
import { absent } from "../testing/absent.ts";
import { readJson, recording } from "../testing/comfyui.ts";
import { validateGraph } from "./validate.ts";

/** The graphs our library began with, and what two real servers with custom nodes and models said of each. */
const folder = resolve(import.meta.dirname, "../../../shared/graphs");

/** The server's list of models, where object_info was taken from one that had none. */
function withModels(
	objectInfo: Record<string, unknown>,
	models: Record<string, unknown>,
): Record<string, unknown> {
	const copy = structuredClone(objectInfo);
	for (const [name, entry] of Object.entries(copy)) {
		const input = isRecord(entry) && isRecord(entry.input) ? entry.input : {};
		for (const group of [input.required, input.optional]) {
			if (!isRecord(group)) continue;
			for (const [loader, at] of Object.entries(lookUp(modelFolders, name) ?? {})) {
				const spec = group[loader];
				if (!Array.isArray(spec)) continue;
				const list = Array.isArray(spec[0]) ? spec[0] : spec[1]?.options;
				if (Array.isArray(list)) list.push(...filesIn(at, models));
			}
			// The datasets that lay in the input folder.
			if (/DataSetFromFolder$|SetFromFolderNode$/.test(name) && Array.isArray(group.folder)) {
				const list = Array.isArray(group.folder[0]) ? group.folder[0] : group.folder[1]?.options;
				if (Array.isArray(list)) list.push("spyke");
			}
		}
	}
	return copy;
}

/** Files of a folder and of those in it, as ComfyUI lists them. */
function filesIn(at: string, models: Record<string, unknown>): string[] {
	return Object.entries(models).flatMap(([name, files]) => {
		if (!Array.isArray(files) || (name !== at && !name.startsWith(`${at}/`))) return [];
		const prefix = name === at ? "" : `${name.slice(at.length + 1)}/`;
		return files.map((file) => prefix + String(file));
	});
}

interface Said {
	ok: boolean;
	outputs: string[];
	error: string[];
}

/** What the two servers said, by release and graph. */
function recorded(): Map<string, Map<string, Said>> {
	const found = new Map<string, Map<string, Said>>();
	let current = new Map<string, Said>();
	for (const line of readFileSync(join(folder, "_validation.txt"), "utf8").split("\n")) {
		const release = /^#+ ComfyUI (\S+)/.exec(line)?.[1];
		if (release !== undefined) {
			current = new Map();
			found.set(release, current);
		}
		const [, verdict, file, outputs = "", error = ""] =
			/^(OK|BAD) +(\S+) \d+ outputs \[(.*?)\] ?(.*)$/.exec(line) ?? [];
		if (file === undefined) continue;
		const words = (text: string) => [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map((m) => m[1] ?? m[2] ?? "");
		const listed = [...outputs.matchAll(/'([^']*)'/g)].map((m) => m[1] ?? "");
		current.set(file, { ok: verdict === "OK", outputs: listed, error: words(error) });
	}
	return found;
}

/** Could not be checked by those servers: a class of this graph would not load without a network. */
const unchecked = new Set(["face-swap-reactor.api.json"]);

test.each(["0.3.64", "0.33.0"])(
	"S1-57 every graph we began with gets the verdict of a real ComfyUI %s",
	(release) => {
		const objectInfo = recording(`object_info/custom-${release}.json`);
		if (!isRecord(objectInfo) || !existsSync(folder)) {
			absent(`no graphs in ${folder}`);
			return;
		}
		const models = readJson(join(folder, "_models.json"));
		if (!isRecord(models)) throw new Error("no list of models");
		const server = withModels(objectInfo, models);
		const said = recorded().get(release) ?? new Map<string, Said>();
		const graphs = readdirSync(folder).filter((file) => file.endsWith(".api.json"));
		const compared: string[] = [];
		for (const file of graphs) {
			const real = said.get(file);
			if (real === undefined || unchecked.has(file)) continue;
			const ours = validateGraph(readJson(join(folder, file)), server);
			expect([
				file,
				ours.valid
					? { ok: true, outputs: [...ours.outputs].sort(), error: [] }
					: { ok: false, outputs: [], error: [ours.error.type, ours.error.message, ours.error.details] },
			]).toEqual([file, { ...real, outputs: [...real.outputs].sort() }]);
			compared.push(file);
		}
		console.log(
			`ComfyUI ${release}: ${compared.length} of ${graphs.length} graphs have the real verdict; not checked: ${[...unchecked].join(", ")}`,
		);
		expect(compared.length).toBe(graphs.length - unchecked.size);
	},
);
