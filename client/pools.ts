import { type PoolResource, poolSchema } from "../edge/contract/operator/operator.ts";
import {
	capacitySchema,
	type EndpointResource,
	type EndpointSettings,
	endpointSchema,
	type PoolCapacity,
} from "../edge/contract/pools/capacity.ts";
import {
	type HistoryStep,
	type PoolHistory,
	poolHistorySchema,
} from "../edge/contract/pools/pool-history.ts";
import { type Ask, allOf, askJson, searchOf } from "./ask.ts";

/** Pools, and the endpoints of RunPod that bring them machines. All of it needs the operator's key. */
export class Pools {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All pools, by name. */
	list(): AsyncGenerator<PoolResource> {
		return allOf(this.ask, "/v1/pools", {}, poolSchema);
	}

	/** The endpoints of a pool, and why it has the tickets that it has. */
	async capacity(pool: string): Promise<PoolCapacity> {
		return capacitySchema.parse(await askJson(this.ask, "GET", `${pathOf(pool)}/capacity`));
	}

	/** How a pool stood: minutes of the last day, or hours of the last thirty. `since`: an RFC 3339 time. */
	async history(pool: string, query: { step?: HistoryStep; since?: string } = {}): Promise<PoolHistory> {
		return poolHistorySchema.parse(
			await askJson(this.ask, "GET", `${pathOf(pool)}/history?${searchOf(query)}`),
		);
	}

	/** Adds an endpoint to a pool, or sets it anew. */
	async putEndpoint(pool: string, endpoint: string, settings: EndpointSettings): Promise<EndpointResource> {
		const path = `${pathOf(pool)}/endpoints/${encodeURIComponent(endpoint)}`;
		return endpointSchema.parse(await askJson(this.ask, "PUT", path, settings));
	}

	/** Takes an endpoint away from a pool; it must have no open tickets. */
	async deleteEndpoint(pool: string, endpoint: string): Promise<void> {
		await this.ask("DELETE", `${pathOf(pool)}/endpoints/${encodeURIComponent(endpoint)}`);
	}
}

const pathOf = (pool: string) => `/v1/pools/${encodeURIComponent(pool)}`;
