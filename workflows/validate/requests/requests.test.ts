import { expect, test } from "vitest";
import type { ApiGraph } from "../../graph/graph.ts";
import { isRecord } from "../../object-info/read.ts";
import { planGraph } from "../../plan/raw.ts";
import { problemsOf, recording } from "../../testing/comfyui.ts";
import { defaultNodePolicy, type NodePolicy, policyProblems } from "./requests.ts";
import { riskOf, riskyNodes } from "./risky-nodes.ts";

const graph = (...classes: string[]) =>
	Object.fromEntries(classes.map((class_type, i) => [String(i + 1), { class_type, inputs: {} }]));

/** Ids of the nodes that are refused. */
function refused(classes: string[], policy: Partial<NodePolicy> = {}): string[] {
	return policyProblems(graph(...classes), { ...defaultNodePolicy, ...policy }).map((p) => p.pointer);
}

test("every node is allowed but those that reach beyond the graph", () => {
	expect(refused(["SaveImage", "KSampler", "AnythingElse"])).toEqual([]);
	expect(refused(["SaveImage", "LoadImagesFromDir //Inspire", "VHS_LoadImagesPath"])).toEqual([
		"/graph/2/class_type",
		"/graph/3/class_type",
	]);
});

test("a problem names node, class, reason and what to do", () => {
	expect(policyProblems(graph("TrainDatasetAdd"), defaultNodePolicy)).toEqual([
		{
			pointer: "/graph/1/class_type",
			code: "node_not_allowed",
			message:
				"Node 1 is a TrainDatasetAdd, which is not allowed in graphs of one's own because it reads every picture of a folder it is given by name. Use another node, or ask the operator to trust this account with it.",
		},
	]);
});

test("what an account is trusted with it may use", () => {
	expect(refused(["VHS_LoadImages", "VHS_LoadImagesPath", "Image Save"], { trusted: ["VHS_*"] })).toEqual([
		"/graph/3/class_type",
	]);
	expect(refused(["VHS_LoadImages"], { trusted: ["VHS_LoadImagesPath"] })).toHaveLength(1);
});

test("a list of allowed nodes allows no others, and trusts none of them", () => {
	const allow = ["Save*", "VHS_LoadImages"];
	expect(refused(["SaveImage", "Save", "KSampler"], { allow })).toEqual(["/graph/3/class_type"]);
	expect(refused(["VHS_LoadImages"], { allow })).toHaveLength(1);
	expect(refused(["VHS_LoadImages"], { allow, trusted: ["*"] })).toEqual([]);
	expect(refused(["SaveImage"], { allow: [] })).toHaveLength(1);
	expect(refused(["SaveImage"], { allow: ["*"] })).toEqual([]);
});

test("what is denied is denied, whatever else is said", () => {
	const policy = { allow: ["KSampler"], deny: ["KSam*"], trusted: ["KSampler"] };
	expect(refused(["KSampler"], policy)).toHaveLength(1);
	expect(refused(["LoadCache"], { deny: ["*"] })).toHaveLength(1);
});

test("patterns are names, or beginnings of names: nothing else in them has a meaning", () => {
	expect(refused(["A.B", "AxB", "a.b"], { deny: ["A.B"] })).toEqual(["/graph/1/class_type"]);
	expect(refused(["A*B", "AxB"], { deny: ["A*B"] })).toEqual(["/graph/1/class_type"]);
	expect(refused(["__proto__", "constructor"], { deny: ["constructor"] })).toEqual(["/graph/2/class_type"]);
});

test("names that say it themselves are risky, and harmless ones that sound alike are not", () => {
	for (const name of [
		"PythonInterpreterNode",
		"ExecutePython",
		"Run Python Code",
		"RunPythonScript",
		"ShellCodeNode",
		"EvalCode",
		"Load Image From Url (mtb)",
		"FetchFromURL",
		"HTTP Request",
	])
		expect([name, riskOf(name)]).toEqual([name, expect.any(String)]);
	for (const name of ["ExecuteAllControlNetPreprocessors", "UnicodeText", "EncodeScript", "ImageUrlLabel"])
		expect([name, riskOf(name)]).toEqual([name, null]);
});

test("planning a client's graph refuses such nodes unless the account is trusted", () => {
	const sent = {
		"1": { class_type: "LoadImagesFromDir //Inspire", inputs: { directory: "faces" } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	expect(problemsOf(planGraph({ graph: sent }, null))).toEqual([["/graph/1/class_type", "node_not_allowed"]]);
	const trusting = { ...defaultNodePolicy, trusted: ["LoadImagesFromDir //Inspire"] };
	expect(planGraph({ graph: sent }, null, trusting).ok).toBe(true);
	// Trust is for the node, not for leaving the folder.
	const out = { ...sent, "1": { ...sent["1"], inputs: { directory: "/etc" } } };
	expect(problemsOf(planGraph({ graph: out }, null, trusting))).toEqual([
		["/graph/1/inputs/directory", "unsafe_path"],
	]);
});

test("what can hold a ComfyUI for ever is not allowed; a trusted account may use it", () => {
	const graph = (class_type: string, inputs: ApiGraph[string]["inputs"] = {}) => ({
		"1": { class_type, inputs },
	});
	for (const name of [
		"RegexMatch",
		"RegexExtract",
		"RegexReplace",
		"Some Regex Node",
		"MathExpression|pysssss",
		"Evaluate Integers",
		"easy whileLoopStart",
	]) {
		expect([name, policyProblems(graph(name), defaultNodePolicy).length]).toEqual([name, 1]);
		expect(policyProblems(graph(name), { ...defaultNodePolicy, trusted: [name] })).toEqual([]);
	}
	const formula = (expression: unknown) =>
		policyProblems(
			graph("ComfyMathExpression", { expression } as ApiGraph[string]["inputs"]),
			defaultNodePolicy,
		);
	for (const quick of [
		"a/2",
		"floor(a/16)*16",
		"min(abs(b), 16) * a",
		"a & ~1",
		"a > 2048",
		"1e5 + 2.5*b",
		"(b - c) * (a - 1)",
	])
		expect([quick, formula(quick)]).toEqual([quick, []]);
	for (const slow of [
		"pow(pow(9,4000),4000)",
		"9**9**9",
		"a << 9999999",
		"'a' * 10",
		"[0] * 9",
		"factorial(9999999)",
		"__import__",
		["2", 0],
		"a".repeat(501),
	])
		expect([slow, formula(slow).length]).toEqual([slow, 1]);
});

test("every reason completes a sentence", () => {
	for (const [name, why] of riskyNodes)
		expect([name, why]).toEqual([name, expect.stringMatching(/^[a-z].*[^.]$/)]);
});

test("nodes of real servers that take folders, paths and addresses as text are on the list", () => {
	const known: Record<string, unknown> = {};
	for (const file of ["custom-0.3.64", "custom-0.33.0"]) {
		const info = recording(`object_info/${file}.json`);
		if (!isRecord(info)) return;
		Object.assign(known, info);
	}
	const tells = /(^|_)(directory|folder|folder_name|path|url|code|script)$/i;
	const suspects = Object.entries(known).flatMap(([name, entry]) => {
		const input = isRecord(entry) && isRecord(entry.input) ? entry.input : {};
		const specs = {
			...(isRecord(input.required) ? input.required : {}),
			...(isRecord(input.optional) ? input.optional : {}),
		};
		const texts = Object.entries(specs).filter(
			([key, spec]) => tells.test(key) && Array.isArray(spec) && spec[0] === "STRING",
		);
		return texts.length > 0 ? [[name, ...texts.map(([key]) => key)].join(" ")] : [];
	});
	// Played in the browser; a language.
	const judged = ["PlaySoundKJ audio_path", "language_code"];
	expect(
		suspects.filter(
			(found) => riskOf(found.split(/ (?=\w+$)/)[0] ?? "") === null && !judged.some((j) => found.endsWith(j)),
		),
	).toEqual([]);
	expect(suspects.length).toBeGreaterThan(15);
	// And the patterns for unknown packs take none that nobody judged.
	const byName = Object.keys(known).filter((name) => riskOf(name) !== null && !riskyNodes.has(name));
	expect(byName).toEqual([]);
});
