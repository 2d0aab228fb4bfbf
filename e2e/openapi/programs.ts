/** First calls as users of generated clients would write them; they only have to compile. */

/** With the types of openapi-typescript, and its `fetch` of choice. */
export const WITH_TYPES = `
import type { components, paths } from "./types.ts";

type Schemas = components["schemas"];
type Body = paths["/v1/jobs"]["post"]["requestBody"]["content"]["application/json"];

export async function firstCall(api: string, key: string): Promise<Schemas["Job"]> {
	const body: Body = { workflow: "z-image-turbo-base-image", parameters: { prompt: "a lighthouse", seed: 1 } };
	const headers = { authorization: "Bearer " + key, "content-type": "application/json" };
	const response = await fetch(api + "/v1/jobs", { method: "POST", headers, body: JSON.stringify(body) });
	if (!response.ok) {
		const problem = (await response.json()) as Schemas["Problem"];
		const code: Schemas["ProblemCode"] = problem.code;
		throw new Error(code === "unknown_workflow" ? "no such workflow" : problem.errors[0]?.pointer);
	}
	return (await response.json()) as Schemas["Job"];
}

/** Every frame has a name, and its type says which fields it has. */
export function tell(frame: Schemas["Frame"]): string | null {
	switch (frame.type) {
		case "hello":
			return String(frame.head);
		case "job":
			return frame.error === null ? frame.status : failed(frame.error.code);
		case "stage":
			return frame.stage;
		case "task":
			return frame.retry_at;
		case "output":
			return url(frame.output);
		case "checkpoint":
			return String(frame.step);
		case "verdict":
			return frame.result;
		case "decision":
			return frame.choice;
		case "progress":
			return frame.percent.toFixed(0);
		case "preview":
			return frame.data;
		case "queue":
			return frame.type;
		default:
			return frame satisfies never;
	}
}
const failed = (code: Schemas["FailureCode"]) => code;
const url = (asset: Schemas["Asset"]) => asset.url;

export const graphs = (sidecar: Schemas["Sidecar"]): unknown[] =>
	sidecar.tasks.flatMap((task) => Object.values(task.graph));

// @ts-expect-error a field that nobody knows
export const slip: Body = { workflow: "x", priorty: 1 };
// @ts-expect-error a priority is a number
export const wrong: Body = { workflow: "x", priority: "1" };
`;

/** With the client of @hey-api/openapi-ts. */
export const WITH_CLIENT = `
import { type Asset, createAssetUrl, createJob, type Frame, listJobs, type Problem, uploadAsset } from "./client/index.ts";
import { client } from "./client/client.gen.ts";

client.setConfig({ baseUrl: "http://127.0.0.1:8787", auth: "dk_live_" });

export async function firstCall(file: Blob): Promise<string> {
	const uploaded = await uploadAsset({ body: { file } });
	const asset: Asset | undefined = uploaded.data;
	const { data: job, error } = await createJob({
		body: { workflow: "upscale", parameters: { image: asset?.id } },
		headers: { "idempotency-key": "one" },
	});
	if (job === undefined) {
		const problem: Problem | undefined = error;
		throw new Error(problem?.detail);
	}
	const page = await listJobs({ query: { workflow: "upscale", metadata: { customer: "42" } } });
	for (const summary of page.data?.data ?? []) if (summary.id === job.id) break;
	const signed = await createAssetUrl({ path: { id: job.outputs[0]?.id ?? "" } });
	return signed.data?.url ?? "";
}

export const done = (frame: Frame): boolean => frame.type === "job" && frame.status === "succeeded";

// @ts-expect-error a workflow is a text
void createJob({ body: { workflow: 1 } });
`;
