import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { PipelineDocument } from "../../workflows/pipelines/definition/document.ts";
import type { CreatedPipeline } from "../contract/workflows/pipelines.ts";
import type { TestAccount } from "./accounts.ts";
import { call, jsonOf } from "./http.ts";
import { capabilitiesFor } from "./pipelines.ts";
import { CAPABILITIES, makeWorker } from "./workers.ts";

const LIBRARY_BASE = "z-image-turbo-base-image@1";

/** A pipeline of two stages: a picture that a person approves, and its skin enhanced. */
export function pipelineNamed(
	id: string,
	base = LIBRARY_BASE,
	change: Partial<PipelineDocument> = {},
): PipelineDocument {
	return {
		id,
		title: "Portrait",
		purpose: "A picture, and its skin enhanced.",
		category: "image",
		parameters: [
			{ type: "text", name: "prompt", description: "What is seen.", required: true, max_length: 1000 },
			{ type: "seed", name: "seed", description: "The seed." },
		],
		stages: [
			{
				key: "base",
				title: "Base",
				run: { workflow: base },
				with: {
					prompt: { parameter: "prompt" },
					seed: { parameter: "seed" },
					...(base === LIBRARY_BASE && { variations: { value: 1 } }),
				},
				gate: { approve: true },
			},
			{
				key: "skin",
				title: "Skin",
				run: { workflow: "skin-enhance-upscale@1" },
				with: { image: { stage: "base", of: "chosen" }, seed: { parameter: "seed" } },
			},
		],
		example: { prompt: "A woman of 30" },
		...change,
	};
}

let names = 0;

/** An id that no other test uses. */
export function newPipelineName(): string {
	return `portrait-${++names}`;
}

export function postPipeline(account: TestAccount, body: object, headers: Record<string, string> = {}) {
	return call("POST", "/v1/pipelines", { as: account.key, json: body, headers });
}

export function postPipelineVersion(
	account: TestAccount,
	id: string,
	body: object,
	headers: Record<string, string> = {},
) {
	return call("POST", `/v1/pipelines/${id}/versions`, { as: account.key, json: body, headers });
}

/** A pipeline of the account's own, which must be accepted. */
export async function makePipeline(account: TestAccount, base?: string): Promise<CreatedPipeline> {
	const document = pipelineNamed(newPipelineName(), base);
	return jsonOf<CreatedPipeline>(await postPipeline(account, { document }), 201);
}

const filesOf = ({ model_inputs }: Capabilities) =>
	Object.values(model_inputs).flatMap((inputs) => Object.values(inputs).flat());

/** A worker that can run both stages, the first with a workflow of the library or of the account's own. */
export function portraitWorker() {
	const library = capabilitiesFor("character-creation");
	return makeWorker({
		capabilities: {
			...CAPABILITIES,
			nodes: [...new Set([...CAPABILITIES.nodes, ...library.nodes])].sort(),
			model_inputs: { AnyLoader: { file: [CAPABILITIES, library].flatMap(filesOf) } },
			file_inputs: { ...CAPABILITIES.file_inputs, ...library.file_inputs },
		},
	});
}
