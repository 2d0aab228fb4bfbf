import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { isRecord } from "../object-info/read.ts";
import { readJson } from "../testing/comfyui.ts";
import { normalisations } from "./testing/compare.ts";
import { compareWith, RealServer } from "./testing/real.ts";

/**
 * A real ComfyUI is the judge: `COMFYUI_URL=http://127.0.0.1:8188 npm run test:comfyui` asks it about graphs made
 * of its own classes and spoilt in every way we know, and compares its answers with ours. Graphs that it would
 * run are only sent to a server with our probe nodes, where they wait behind a blocked one and are taken off the
 * queue; other servers are asked about those that nothing can come of. COMFYUI_GRAPHS says how many (300).
 */
const url = process.env.COMFYUI_URL?.replace(/\/$/, "");
const count = Number(process.env.COMFYUI_GRAPHS ?? 300);

/** The graphs of the library and, where they are at hand, those it began with. */
function graphs(): Record<string, unknown>[] {
	const library = resolve(import.meta.dirname, "../library");
	const shared = resolve(import.meta.dirname, "../../../shared/graphs");
	const files = [
		...readdirSync(library).map((name) => join(library, name, "graph.json")),
		...(existsSync(shared) ? readdirSync(shared) : [])
			.filter((name) => name.endsWith(".api.json"))
			.map((name) => join(shared, name)),
	];
	return files.filter(existsSync).map(readJson).filter(isRecord);
}

test.skipIf(url === undefined)(
	"S1-57 a real ComfyUI gives the same verdicts, errors and details",
	async () => {
		const { server, objectInfo } = await RealServer.connect(url ?? "");
		const found = await compareWith(server, objectInfo, graphs(), count).finally(() => server.close());
		const statuses = Object.entries(found.statuses).map(([status, many]) => `${many} with ${status}`);
		console.log(
			`${url}: ${found.equal} of ${found.compared} answers equal (${statuses.join(", ")}; ${found.reordered} in another order), ${normalisations.length} normalisations${server.plugged ? "" : "; graphs that would run were not sent"}`,
		);
		expect(found.differences).toEqual([]);
		expect(found.compared).toBeGreaterThan(count / 3);
	},
	600_000,
);
