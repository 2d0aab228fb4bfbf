import { expect } from "vitest";
import type { WorkflowDocument } from "../../workflows/document/document.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { CreatedWorkflow } from "../contract/workflows/workflows.ts";
import type { TestAccount } from "./accounts.ts";
import { sha256 } from "./files.ts";
import { GRAPH, OBJECT_INFO } from "./harbour.ts";
import { call, jsonOf } from "./http.ts";
import { makeWorker, type TestWorker } from "./workers.ts";

export { GRAPH, OBJECT_INFO, SENT_INFO, UI } from "./harbour.ts";

/** A document for that graph. */
export function documentNamed(id: string, change: Partial<WorkflowDocument> = {}): WorkflowDocument {
	return {
		id,
		title: "Harbour",
		purpose: "One picture of what is said.",
		category: "image",
		family: "flux",
		parameters: [
			{
				type: "text",
				name: "prompt",
				description: "What is to be seen.",
				required: true,
				slots: [{ node: "2", input: "text" }],
			},
			{ type: "seed", name: "seed", description: "The seed.", slots: [{ node: "5", input: "seed" }] },
			{
				type: "integer",
				name: "steps",
				description: "Steps of sampling.",
				default: 20,
				min: 1,
				max: 50,
				slots: [{ node: "5", input: "steps" }],
			},
		],
		graph: structuredClone(GRAPH),
		outputs: [{ name: "image", node: "7", kind: "image" }],
		...change,
	};
}

let names = 0;

/** An id that no other test uses. */
export function newName(): string {
	return `harbour-${++names}`;
}

export function postWorkflow(account: TestAccount, body: object, headers: Record<string, string> = {}) {
	return call("POST", "/v1/workflows", { as: account.key, json: body, headers });
}

export function postVersion(
	account: TestAccount,
	id: string,
	body: object,
	headers: Record<string, string> = {},
) {
	return call("POST", `/v1/workflows/${id}/versions`, { as: account.key, json: body, headers });
}

/** A workflow of the account's own, which must be accepted. */
export async function makeWorkflow(
	account: TestAccount,
	change: Partial<WorkflowDocument> = {},
): Promise<CreatedWorkflow> {
	const document = documentNamed(newName(), change);
	const made = await jsonOf<CreatedWorkflow>(await postWorkflow(account, { document }), 201);
	expect(made.workflow.version).toBe(1);
	return made;
}

export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Sends bytes as a worker's object_info, whatever becomes of it. */
export async function putObjectInfo(
	worker: TestWorker,
	bytes: Uint8Array<ArrayBuffer>,
	headers: Record<string, string> = {},
): Promise<Response> {
	return call("PUT", `/v1/workers/${worker.id}/object-info`, {
		as: worker.token,
		body: bytes,
		headers: {
			"content-type": "application/gzip",
			"content-length": String(bytes.length),
			"x-content-sha256": await sha256(bytes),
			...headers,
		},
	});
}

/** A worker that has sent what its nodes are. */
export async function makeInformedWorker(
	options: { pool?: string; info?: string; capabilities?: Capabilities } = {},
): Promise<TestWorker> {
	const bytes = await gzip(options.info ?? OBJECT_INFO);
	const worker = await makeWorker({ ...options, object_info_sha256: await sha256(bytes) });
	await jsonOf(await putObjectInfo(worker, bytes), 201);
	return worker;
}
