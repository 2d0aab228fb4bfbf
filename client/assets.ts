import { type Asset, assetSchema } from "../edge/contract/assets.ts";
import { type Ask, allOf, askJson } from "./ask.ts";

/** What a list of assets is narrowed to. */
export interface AssetQuery {
	kind?: string;
	job?: string;
	workflow?: string;
	character?: string;
	limit?: number;
}

/** Files that were uploaded, or that jobs made. */
export class Assets {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All that a query finds, newest first. */
	list(query: AssetQuery = {}): AsyncGenerator<Asset> {
		return allOf(this.ask, "/v1/assets", query, assetSchema);
	}

	async get(id: string): Promise<Asset> {
		return assetSchema.parse(await askJson(this.ask, "GET", `/v1/assets/${encodeURIComponent(id)}`));
	}
}
