import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRecord } from "../object-info/read.ts";
import { absent } from "../testing/absent.ts";
import { recording, recordings } from "../testing/comfyui.ts";
import { loads } from "./python/python-json.ts";
import { serverOf } from "./server.ts";
import { normalisations, ordersUntilEqual, ourAnswer, withFiles } from "./testing/compare.ts";
import { probeClasses } from "./testing/probes.ts";

/**
 * Every `POST /prompt` of the recordings of two real servers, asked again. What is made equal first is in
 * testing/compare.ts; requests that were answered before anybody looked at the graph are counted apart.
 */

interface Asked {
	where: string;
	status: number;
	body: unknown;
	response: unknown;
}

function asked(version: string): Asked[] {
	const folder = join(recordings, "recordings", version);
	return readdirSync(folder).flatMap((file) =>
		readFileSync(join(folder, file), "utf8")
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => loads(line))
			.flatMap((line): Asked[] =>
				isRecord(line) && line.req === "POST /prompt"
					? [
							{
								where: `${file} at ${line.t}`,
								status: Number(line.status),
								body: line.body,
								response: line.res,
							},
						]
					: [],
			),
	);
}

/** Why a request says nothing of validation, or null. */
function answeredBefore({ status, body, response }: Asked): string | null {
	if (status === 403) return "a foreign Origin";
	if (!isRecord(body)) return "no JSON object";
	if (!("prompt" in body)) return "no prompt";
	const error = isRecord(response) && isRecord(response.error) ? response.error.type : undefined;
	if (error === "invalid_prompt_id") return "an id that is no UUID";
	if (status === 500) return "two prompts of the same number in the queue";
	return null;
}

test.each(["0.3.64", "0.33.0"])("S1-57 every recorded answer of ComfyUI %s to a graph is ours", (version) => {
	const core = recording(`object_info/core-${version}.json`);
	if (!isRecord(core) || !existsSync(join(recordings, "recordings"))) {
		absent(`no recordings in ${recordings}`);
		return;
	}
	const objectInfo = { ...core, ...probeClasses(version === "0.33.0" ? { is_input_list: false } : {}) };
	const server = withFiles(serverOf(objectInfo));
	const apart: string[] = [];
	const different: unknown[] = [];
	let compared = 0;
	for (const entry of asked(version)) {
		const why = answeredBefore(entry);
		if (why !== null || !isRecord(entry.body) || !isRecord(entry.response)) {
			apart.push(why ?? "no JSON object");
			continue;
		}
		compared += 1;
		const { prompt, partial_execution_targets: targets } = entry.body;
		const wanted = Array.isArray(targets) ? targets.map(String) : null;
		const real = {
			status: entry.status,
			error: entry.response.error ?? null,
			node_errors: entry.response.node_errors,
		};
		if (ordersUntilEqual(real, prompt, server, wanted) === undefined)
			different.push({ where: entry.where, real, ours: ourAnswer(prompt, server, wanted) });
	}
	console.log(
		`ComfyUI ${version}: ${compared - different.length} of ${compared} equal, ${normalisations.length} normalisations; answered before validation: ${apart.length} (${[...new Set(apart)].join(", ")})`,
	);
	expect(different).toEqual([]);
	expect(compared).toBeGreaterThan(45);
});
