import { type Asset, assetSchema } from "../edge/contract/assets/assets.ts";
import { type AssetChecks, assetChecksSchema } from "../edge/contract/assets/quality.ts";
import {
	type Provenance,
	type ProvenanceFound,
	provenanceFoundSchema,
	provenanceSchema,
} from "../edge/contract/jobs/provenance.ts";
import { type Ask, allOf, askJson } from "./ask.ts";
import { Reviews } from "./reviews.ts";

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
	/** What people say of them. */
	readonly reviews: Reviews;
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
		this.reviews = new Reviews(ask);
	}

	/** All that a query finds, newest first. */
	list(query: AssetQuery = {}): AsyncGenerator<Asset> {
		return allOf(this.ask, "/v1/assets", query, assetSchema);
	}

	/** Which files of the account's jobs a file is, by its bytes or by what it looks like. */
	async whose(sought: { sha256?: string; phash?: string; distance?: number }): Promise<ProvenanceFound> {
		const query = new URLSearchParams(
			Object.entries(sought).map(([name, value]): [string, string] => [name, String(value)]),
		);
		return provenanceFoundSchema.parse(await askJson(this.ask, "GET", `/v1/provenance?${query}`));
	}

	/** Where one of them comes from. */
	async provenance(id: string): Promise<Provenance> {
		const path = `/v1/assets/${encodeURIComponent(id)}/provenance`;
		return provenanceSchema.parse(await askJson(this.ask, "GET", path));
	}

	/** All that checks found of one of them. */
	async checks(id: string): Promise<AssetChecks> {
		const path = `/v1/assets/${encodeURIComponent(id)}/quality`;
		return assetChecksSchema.parse(await askJson(this.ask, "GET", path));
	}

	async get(id: string): Promise<Asset> {
		return assetSchema.parse(await askJson(this.ask, "GET", `/v1/assets/${encodeURIComponent(id)}`));
	}
}
