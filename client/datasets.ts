import type * as z from "zod";
import {
	type DatasetAdded,
	type DatasetArchive,
	type DatasetChecksResource,
	type DatasetDiffResource,
	type DatasetItemResource,
	type DatasetRole,
	datasetAddedSchema,
	type datasetAdditionSchema,
	datasetArchiveSchema,
	datasetChecksSchema,
	datasetDiffSchema,
	type datasetHashesSchema,
	type datasetItemChangeSchema,
	datasetItemSchema,
} from "../edge/contract/training/dataset-items.ts";
import {
	type DatasetResource,
	type DatasetVersion,
	type datasetChangeSchema,
	type datasetRequestSchema,
	datasetSchema,
	datasetVersionSchema,
	type regularisationRequestSchema,
} from "../edge/contract/training/datasets.ts";
import { type Ask, allOf, askJson, searchOf } from "./ask.ts";

/** Pictures with captions, from which LoRAs are trained. `version` 0, or absent, is a dataset as it is now. */
export class Datasets {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** All datasets of the account, by name. */
	list(): AsyncGenerator<DatasetResource> {
		return allOf(this.ask, "/v1/datasets", {}, datasetSchema);
	}

	async get(name: string): Promise<DatasetResource> {
		return datasetSchema.parse(await askJson(this.ask, "GET", pathOf(name)));
	}

	/** Begins a dataset, without pictures. */
	async create(
		request: z.input<typeof datasetRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<DatasetResource> {
		return datasetSchema.parse(await askJson(this.ask, "POST", "/v1/datasets", request, idempotencyKey));
	}

	async change(name: string, change: z.input<typeof datasetChangeSchema>): Promise<DatasetResource> {
		return datasetSchema.parse(await askJson(this.ask, "PATCH", pathOf(name), change));
	}

	/** Deletes a dataset with all its versions, or one of them. */
	async delete(name: string, version?: number): Promise<void> {
		await this.ask("DELETE", version === undefined ? pathOf(name) : `${pathOf(name)}/versions/${version}`);
	}

	/** Its pictures, in their order. */
	items(
		name: string,
		query: { version?: number; role?: DatasetRole } = {},
	): AsyncGenerator<DatasetItemResource> {
		return allOf(this.ask, `${pathOf(name)}/items`, { limit: 200, ...query }, datasetItemSchema);
	}

	/** Adds pictures of the account, of a job or of a character: all of them or none. */
	async add(
		name: string,
		addition: z.input<typeof datasetAdditionSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<DatasetAdded> {
		const path = `${pathOf(name)}/items`;
		return datasetAddedSchema.parse(await askJson(this.ask, "POST", path, addition, idempotencyKey));
	}

	/** Adds the pictures of a ZIP archive, with the texts beside them as captions: all of them or none. */
	async addArchive(
		name: string,
		archive: Blob,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<DatasetArchive> {
		const headers = { "content-type": "application/zip", "idempotency-key": idempotencyKey };
		const response = await this.ask("POST", `${pathOf(name)}/archive`, { body: archive, headers });
		return datasetArchiveSchema.parse(await response.json());
	}

	async changeItem(
		name: string,
		item: number,
		change: z.input<typeof datasetItemChangeSchema>,
	): Promise<DatasetItemResource> {
		const path = `${pathOf(name)}/items/${item}`;
		return datasetItemSchema.parse(await askJson(this.ask, "PATCH", path, change));
	}

	async deleteItem(name: string, item: number): Promise<void> {
		await this.ask("DELETE", `${pathOf(name)}/items/${item}`);
	}

	/** What a training of it would stumble over. */
	async checks(name: string, version = 0): Promise<DatasetChecksResource> {
		const path = `${pathOf(name)}/checks?${searchOf({ version })}`;
		return datasetChecksSchema.parse(await askJson(this.ask, "GET", path));
	}

	/** Says what pictures look like that were decoded here; answers with the checks, these considered. */
	async noteHashes(
		name: string,
		hashes: z.input<typeof datasetHashesSchema>["hashes"],
	): Promise<DatasetChecksResource> {
		return datasetChecksSchema.parse(await askJson(this.ask, "PUT", `${pathOf(name)}/hashes`, { hashes }));
	}

	/** Freezes it as its next version; where nothing was changed, the newest one is the answer. */
	async freeze(name: string): Promise<DatasetVersion> {
		return datasetVersionSchema.parse(await askJson(this.ask, "POST", `${pathOf(name)}/versions`));
	}

	/** How two versions differ. */
	async diff(name: string, from: number, to: number): Promise<DatasetDiffResource> {
		const path = `${pathOf(name)}/diff?${searchOf({ from, to })}`;
		return datasetDiffSchema.parse(await askJson(this.ask, "GET", path));
	}

	/** It as a ZIP archive, as trainers read it. */
	async download(name: string, version = 0): Promise<Response> {
		return this.ask("GET", `${pathOf(name)}/archive?${searchOf({ version })}`);
	}

	/** Has pictures of the class made by the base model, to be trained beside; a job does it. */
	async regularise(
		name: string,
		request: z.input<typeof regularisationRequestSchema> = {},
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<DatasetResource> {
		const path = `${pathOf(name)}/regularisation`;
		return datasetSchema.parse(await askJson(this.ask, "POST", path, request, idempotencyKey));
	}
}

function pathOf(name: string): string {
	return `/v1/datasets/${encodeURIComponent(name)}`;
}
