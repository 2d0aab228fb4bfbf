import type * as z from "zod";
import type { importRequestSchema } from "../edge/contract/jobs/imports.ts";
import { type JobResource, jobSchema } from "../edge/contract/jobs/jobs.ts";
import type { Ask } from "./ask.ts";

/** What a ComfyUI ran; integers of its graph that a double cannot hold may be `bigint`. */
export type ImportOf = z.input<typeof importRequestSchema>;

/** What was made before Darkroom was there. */
export class Imports {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/**
	 * Keeps what a ComfyUI made as a job that has ended; the same is the same job. `known`: it was there.
	 * @throws DarkroomError `missing_asset` with a place for each file that is to be uploaded first
	 */
	async create(request: ImportOf): Promise<{ job: JobResource; known: boolean }> {
		const body = JSON.stringify(request, (_, value: unknown) =>
			typeof value === "bigint" ? String(value) : value,
		);
		const headers = { "content-type": "application/json" };
		const answer = await this.ask("POST", "/v1/imports", { body, headers });
		return { job: jobSchema.parse(await answer.json()), known: answer.status === 200 };
	}
}
