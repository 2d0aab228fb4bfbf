import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRecord, readObjectInfo } from "../object-info/read.ts";
import { readJson, recordings } from "../testing/comfyui.ts";
import { type Conversion, convert } from "./convert.ts";
import { specsOf } from "./inputs/class-inputs.ts";
import { compareGraphs, type Difference } from "./testing/compare.ts";

/**
 * The conversion against what the real editor made of the same files. The pairs are recordings and no part of
 * the repository; a clone without them skips these tests, and the rules have tests of their own.
 */
interface PairSet {
	name: string;
	/** The classes the pairs were made with. */
	objectInfo: string;
	/** Made by editors of other versions, whose classes had fewer inputs. */
	older: boolean;
	/**
	 * What buttons and players of editors of then sent though no class declares it; today's editor sends it no
	 * longer.
	 */
	gone: readonly string[];
	/** The part that has to agree. */
	atLeast: number;
	/** What differs, and why. A pair that is not named here must agree, and one that is must not. */
	known: Record<string, string>;
}

const sets: PairSet[] = [
	{
		name: "oracle",
		objectInfo: "core-0.33.0.json",
		older: false,
		gone: ["audioUI", "refresh"],
		atLeast: 0.985,
		known: {
			ComfyUI_frontend__browser_tests_assets_widgets_image_compare_widget:
				"the editor of then sends the two names of a comparison as an object with the keys 0 and 1, the one of today as a list",
			ComfyUI_frontend__browser_tests_assets_3d_load3d_node:
				"the editor renders the 3D scene and uploads the pictures while it queues; their names carry the time",
			workflow_templates__templates_flux_kontext_dev_basic:
				"the editor fetches the list of outputs from its server and replaces the saved file by the state of that list; the saved file is kept here and a remote_choice said",
		},
	},
	{ name: "crafted", objectInfo: "core-0.33.0.json", older: false, gone: [], atLeast: 1, known: {} },
	{
		name: "embedded",
		objectInfo: "custom-0.33.0.json",
		older: true,
		gone: ["audioUI", "upload", "choose file to upload"],
		// Of 65, one is spoiled and one names a class that is nowhere; all others agree.
		atLeast: 0.96,
		known: {
			"example_workflows__flux_text-to-image_flux_dev_t5fp16":
				"the picture's workflow was saved after the seed had moved on: the seed that ran is nowhere in it",
			"rgthree-comfy__docs_rgthree_context_metadata":
				"a class of the file is not in the object_info of the set, so the answer is missing_node",
		},
	},
];

/** The pairs were made in this year; the only thing in them that depends on the time. */
const options = { random: () => 0, now: new Date(2026, 8, 29) };

type Verdict = "equal" | "refused as nobody can run it" | Difference[] | string;

for (const set of sets) {
	const folder = join(recordings, "pairs", set.name);
	const there = existsSync(folder);
	if (!there) console.log(`skipped: no pairs in ${folder}`);
	test.skipIf(!there)(`S0-A17 pairs/${set.name}: the same graphs as the editor`, () => {
		const objectInfo = readJson(join(recordings, "object_info", set.objectInfo));
		const names = readdirSync(folder).flatMap((file) =>
			file.endsWith(".ui.json") ? [file.slice(0, -8)] : [],
		);
		const verdicts = names.map((name): [string, Verdict] => {
			const conversion = convert(readJson(join(folder, `${name}.ui.json`)), objectInfo, options);
			return [name, judge(conversion, readJson(join(folder, `${name}.api.json`)), set, objectInfo)];
		});
		const count = (verdict: Verdict) => verdicts.filter(([, v]) => v === verdict).length;
		const [equal, refused] = [count("equal"), count("refused as nobody can run it")];
		console.log(
			`pairs/${set.name}: ${equal} of ${names.length} equal, and ${refused} that the editor makes and nobody can run are refused`,
		);
		const differing = verdicts.filter(([, v]) => v !== "equal" && v !== "refused as nobody can run it");
		for (const [name, verdict] of differing)
			console.log(`  ${name}: ${set.known[name] ?? `UNEXPECTED ${JSON.stringify(verdict).slice(0, 600)}`}`);
		expect(names.length).toBeGreaterThan(0);
		expect(differing.map(([name]) => name).sort()).toEqual(Object.keys(set.known).sort());
		expect((equal + refused) / names.length).toBeGreaterThanOrEqual(set.atLeast);
	});
}

function judge(conversion: Conversion, wanted: unknown, set: PairSet, objectInfo: unknown): Verdict {
	if (!conversion.ok)
		return cannotRun(wanted)
			? "refused as nobody can run it"
			: conversion.problems.map((p) => p.message).join(" ");
	const { graph } = conversion;
	const info = readObjectInfo(objectInfo);
	const declared = (node: string, input: string) =>
		specsOf(info.get(graph[node]?.class_type ?? "") ?? { input: {}, output: [] }).some(([n]) => n === input);
	const differences = compareGraphs(graph, wanted, { moreLiterals: set.older }).filter(
		({ node, input, got }) =>
			input === undefined || got !== undefined || !set.gone.includes(input) || declared(node, input),
	);
	return differences.length === 0 ? "equal" : differences;
}

/** True for what the editor sends when it does not know a class: a node without one. */
function cannotRun(wanted: unknown): boolean {
	if (!isRecord(wanted)) return false;
	const nodes = Object.values(wanted);
	return nodes.some((node) => isRecord(node) && node.class_type === undefined);
}
