import * as z from "zod";
import {
	capacitySchema,
	type EndpointResource,
	type EndpointSettings,
	endpointSchema,
	type PoolCapacity,
} from "../edge/contract/capacity.ts";
import { type PoolResource, poolSchema } from "../edge/contract/operator.ts";
import { type Ask, searchOf } from "./ask.ts";

const pageSchema = z.object({ data: z.array(poolSchema), next_cursor: z.string().nullable() });

/** Pools, and the endpoints of RunPod that bring them machines. All of it needs the operator's key. */
export class Pools {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All pools, by name. */
	async list(): Promise<PoolResource[]> {
		const all: PoolResource[] = [];
		for (let cursor: string | null | undefined; cursor !== null; ) {
			const page: z.infer<typeof pageSchema> = pageSchema.parse(
				await this.json("GET", `/v1/pools?${searchOf({ cursor })}`),
			);
			all.push(...page.data);
			cursor = page.next_cursor;
		}
		return all;
	}

	/** The endpoints of a pool, and why it has the tickets that it has. */
	async capacity(pool: string): Promise<PoolCapacity> {
		return capacitySchema.parse(await this.json("GET", `${pathOf(pool)}/capacity`));
	}

	/** Adds an endpoint to a pool, or sets it anew. */
	async putEndpoint(pool: string, endpoint: string, settings: EndpointSettings): Promise<EndpointResource> {
		const path = `${pathOf(pool)}/endpoints/${encodeURIComponent(endpoint)}`;
		return endpointSchema.parse(await this.json("PUT", path, settings));
	}

	/** Takes an endpoint away from a pool; it must have no open tickets. */
	async deleteEndpoint(pool: string, endpoint: string): Promise<void> {
		await this.ask("DELETE", `${pathOf(pool)}/endpoints/${encodeURIComponent(endpoint)}`);
	}

	private async json(method: string, path: string, body?: object): Promise<unknown> {
		const init =
			body === undefined
				? {}
				: { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
		return (await this.ask(method, path, init)).json();
	}
}

const pathOf = (pool: string) => `/v1/pools/${encodeURIComponent(pool)}`;
