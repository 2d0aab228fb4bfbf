import type * as z from "zod";
import { type Page, type pageRequestSchema, pageSchema } from "../edge/contract/documents/pages.ts";
import { type Ask, askJson } from "./ask.ts";

/** Manga pages, within the limits of the machine they were made for. */
export class Pages {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** Submits a page. When this returns, it is stored; with a key that was used before, the page of that time comes. */
	async submit(
		request: z.input<typeof pageRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<Page> {
		return pageSchema.parse(await askJson(this.ask, "POST", "/jobs", request, idempotencyKey));
	}

	/** How a page stands; any job of the account can be asked for. */
	async get(id: string): Promise<Page> {
		return pageSchema.parse(await askJson(this.ask, "GET", `/jobs/${encodeURIComponent(id)}`));
	}
}
