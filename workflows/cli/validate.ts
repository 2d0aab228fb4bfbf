import type { Problem } from "../graph/problems.ts";
import { summariseObjectInfo } from "../object-info/capabilities.ts";
import { isRecord } from "../object-info/read.ts";
import { planGraph } from "../plan/raw.ts";
import { needsOf } from "../validate/needs.ts";
import { asNumbers } from "../validate/python/read-json.ts";
import { validateGraph } from "../validate/validate.ts";
import { command } from "./command.ts";
import { print } from "./io.ts";
import { neededServer, type Server, serverOptions } from "./server.ts";
import { load } from "./source.ts";

export const validate = command({
	name: "validate",
	says: "what ComfyUI would say to a graph, and what our API would; ends with 2 where ComfyUI refuses it. - is stdin. It takes --object-info or --comfyui",
	takes: ["<file>"],
	options: {
		...serverOptions,
		"comfyui-version": {
			value: "version",
			says: "by the rules of this version; absent: what it says itself",
		},
		"as-request": { says: "ends with 2 also where our API would refuse it" },
	},
	examples: ["workflow_api.json --comfyui http://127.0.0.1:8188"],
	async run({ words: [file = ""], values }) {
		const server = await neededServer(values);
		const version = values["comfyui-version"] ?? server.comfyui;
		const made = await load(file, server);
		// What is no graph for us may be one for ComfyUI, or may be refused by it in other words.
		const graph = made.exact ?? (made.ok ? made.graph : null);
		if (graph === null) {
			print({ valid: false, node_errors: {}, problems: made.ok ? [] : made.problems });
			return 2;
		}
		const verdict = validateGraph(
			graph,
			server.objectInfo,
			version === undefined ? {} : { comfyui: version },
		);
		const problems = requestProblems(asNumbers(graph), made.inputs, server, version);
		print({
			...verdict,
			problems,
			needs: made.ok ? needsOf(made.graph, server.objectInfo) : null,
			...(made.ok && made.unknowns.length > 0 ? { unknowns: made.unknowns } : {}),
		});
		return verdict.valid && (!values["as-request"] || problems.length === 0) ? 0 : 2;
	},
});

/** What `POST /v1/jobs` would refuse, were the graph sent with these assets. */
function requestProblems(
	graph: unknown,
	inputs: unknown,
	server: Server,
	version: string | undefined,
): Problem[] {
	const capabilities = summariseObjectInfo(server.objectInfo, version ?? "");
	const places = isRecord(inputs) ? Object.entries(inputs) : [];
	const assets = places.map(([place, asset]): [string, string] => [place, String(asset)]);
	const planned = planGraph({ graph, inputs: Object.fromEntries(assets) }, capabilities);
	return planned.ok ? [] : planned.problems;
}
