import type * as z from "zod";
import {
	type CharacterResource,
	type characterChangeSchema,
	type characterRequestSchema,
	characterSchema,
} from "../edge/contract/characters/characters.ts";
import {
	type datasetRequestSchema,
	type ReferenceDataset,
	referenceDatasetSchema,
} from "../edge/contract/documents/reference-datasets.ts";
import { isTerminal } from "../edge/contract/status.ts";
import { type Ask, askJson, pageOf, searchOf } from "./ask.ts";

const pageSchema = pageOf(characterSchema);

/** How often a job that makes references is asked for, in milliseconds. */
const POLL_MS = 3000;

/** Who is to look the same in many pictures, and their references. Jobs name a character as `character`. */
export class Characters {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	async create(
		request: z.input<typeof characterRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<CharacterResource> {
		return characterSchema.parse(await askJson(this.ask, "POST", "/v1/characters", request, idempotencyKey));
	}

	/** A page of characters, newest first. */
	async list(query: { limit?: number; cursor?: string } = {}): Promise<z.infer<typeof pageSchema>> {
		return pageSchema.parse(await askJson(this.ask, "GET", `/v1/characters?${searchOf(query)}`));
	}

	async get(id: string): Promise<CharacterResource> {
		return characterSchema.parse(await askJson(this.ask, "GET", pathOf(id)));
	}

	/** Changes what is named. */
	async change(id: string, change: z.input<typeof characterChangeSchema>): Promise<CharacterResource> {
		return characterSchema.parse(await askJson(this.ask, "PATCH", pathOf(id), change));
	}

	/** Deletes a character with its references, for good. Throws `conflict` while a job about it has not ended. */
	async delete(id: string): Promise<void> {
		await this.ask("DELETE", pathOf(id));
	}

	/**
	 * Has the references made, or made anew: `job` of the answer is the job that does. Throws `dataset_running` while
	 * another one is at it.
	 */
	async makeReferences(
		id: string,
		request: z.input<typeof datasetRequestSchema> = {},
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<ReferenceDataset> {
		return referenceDatasetSchema.parse(
			await askJson(this.ask, "POST", datasetOf(id), request, idempotencyKey),
		);
	}

	/** The references as they are, and how far the job is that makes the next. */
	async references(id: string): Promise<ReferenceDataset> {
		return referenceDatasetSchema.parse(await askJson(this.ask, "GET", datasetOf(id)));
	}

	/**
	 * Asks every `everyMs` milliseconds until the job that makes the references has ended, and answers with what there
	 * is then. `watch` hears of the same job at once. Stops where `signal` says so, with its reason.
	 */
	async waitForReferences(
		id: string,
		{ everyMs = POLL_MS, signal }: { everyMs?: number; signal?: AbortSignal } = {},
	): Promise<ReferenceDataset> {
		for (;;) {
			const dataset = await this.references(id);
			if (dataset.job === null || isTerminal(dataset.job.status)) return dataset;
			await pause(everyMs, signal);
		}
	}

	/** Deletes the references. Throws `dataset_running` while a job makes the next. */
	async deleteReferences(id: string): Promise<void> {
		await this.ask("DELETE", datasetOf(id));
	}
}

function pathOf(id: string): string {
	return `/v1/characters/${encodeURIComponent(id)}`;
}

function datasetOf(id: string): string {
	return `${pathOf(id)}/reference-dataset`;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const ended = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", ended);
			resolve();
		}, ms);
		signal?.addEventListener("abort", ended, { once: true });
	});
}
