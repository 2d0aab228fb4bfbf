import { randomUUID } from "node:crypto";
import { DarkroomClient } from "../../../client/client.ts";
import {
	type ClaimedTask,
	claimedTaskSchema,
	registerReplySchema,
} from "../../../edge/contract/workers/workers.ts";
import { summariseObjectInfo } from "../../../workflows/object-info/capabilities.ts";
import type { Stack } from "../../stack/stack.ts";
import { invertedColour } from "../../testing/graphs.ts";
import type { CrowdEdge } from "./crowd-edge.ts";

/** A worker without a ComfyUI: it speaks the wire protocol and nothing else. */
export interface HollowWorker {
	id: string;
	claim(): Promise<ClaimedTask | null>;
}

/** Registers workers that claim by hand. `capabilities` are those of the stack's ComfyUI. */
export async function hollowWorkers(stack: Stack, count: number, token: string): Promise<HollowWorker[]> {
	const info: unknown = await (await fetch(`${stack.comfyui.url}/object_info`)).json();
	const capabilities = summariseObjectInfo(info, "0.33.0");
	const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
	return Promise.all(
		Array.from({ length: count }, async (_, i) => {
			const body = {
				name: `hollow-${i}`,
				version: "bench",
				gpu: { name: "none", vram_bytes: 0, type: "none" },
				emulated: true,
				capabilities,
			};
			const reply = await post(`${stack.edge.url}/v1/workers`, headers, body);
			const { worker_id } = registerReplySchema.parse(await reply.json());
			return {
				id: worker_id,
				claim: async () => {
					const response = await post(`${stack.edge.url}/v1/workers/${worker_id}/claim`, headers, {
						claim_id: randomUUID(),
					});
					if (response.status === 204) return null;
					return claimedTaskSchema.parse(await response.json());
				},
			};
		}),
	);
}

export async function post(url: string, headers: Record<string, string>, body: object): Promise<Response> {
	const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 300)}`);
	return response;
}

/** Workers of the default pool that can run the graph of this benchmark, and say so by hand. */
export async function crowdWorkers(edge: CrowdEdge, count: number) {
	const admin = { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" };
	const { token } = (await (
		await post(`${edge.url}/v1/worker-tokens`, admin, { name: "crowd", pool: "default" })
	).json()) as { token: string };
	const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
	const nodes = [...new Set(Object.values(invertedColour(0)).map((node) => node.class_type))];
	const body = {
		name: "crowd",
		version: "bench",
		gpu: { name: "none", vram_bytes: 0, type: "none" },
		emulated: true,
		capabilities: {
			comfyui_version: "0.33.0",
			nodes,
			model_inputs: {},
			file_inputs: {},
			output_nodes: ["SaveImage"],
		},
	};
	return Promise.all(
		Array.from({ length: count }, async () => {
			const reply = await post(`${edge.url}/v1/workers`, headers, body);
			return { headers, id: registerReplySchema.parse(await reply.json()).worker_id };
		}),
	);
}

/** A new account that may run as much as it likes. */
export async function crowdAccount(edge: CrowdEdge): Promise<DarkroomClient> {
	const admin = { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" };
	const limits = { name: "crowd", max_running: 10_000, max_jobs: 100_000 };
	const made = (await (await post(`${edge.url}/v1/accounts`, admin, limits)).json()) as {
		api_key: { key: string };
	};
	return new DarkroomClient({ url: edge.url, key: made.api_key.key });
}
