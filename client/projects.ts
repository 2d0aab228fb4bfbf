import * as z from "zod";
import { ticketSchema } from "../edge/contract/jobs/jobs.ts";
import { type ProjectFrame, projectFrameSchema } from "../edge/contract/projects/project-events.ts";
import {
	type Generated,
	type GeneratedAll,
	type generateAllRequestSchema,
	generatedAllSchema,
	generatedSchema,
	type ProjectResource,
	type projectChangeSchema,
	type projectRequestSchema,
	projectSchema,
	type ShotResource,
	type shotChangeSchema,
	type shotRequestSchema,
	shotSchema,
} from "../edge/contract/projects/projects.ts";
import { type Ask, allOf, askJson, jsonBody, pageOf, readAs, searchOf } from "./ask.ts";
import { watchFeed } from "./sdk/feed.ts";

const projectPage = pageOf(projectSchema);
const shotPage = pageOf(shotSchema);
const canceled = z.object({ canceled: z.int(), has_more: z.boolean() });

/** Storyboards: scripts whose sentences become pictures. */
export class Projects {
	private readonly url: string;
	private readonly ask: Ask;

	constructor(url: string, ask: Ask) {
		this.url = url;
		this.ask = ask;
	}

	async create(
		request: z.input<typeof projectRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<ProjectResource> {
		return projectSchema.parse(await askJson(this.ask, "POST", "/v1/projects", request, idempotencyKey));
	}

	/** A page of projects, newest first. */
	async list(query: { limit?: number; cursor?: string } = {}): Promise<z.infer<typeof projectPage>> {
		return projectPage.parse(await askJson(this.ask, "GET", `/v1/projects?${searchOf(query)}`));
	}

	async get(id: string): Promise<ProjectResource> {
		return projectSchema.parse(await askJson(this.ask, "GET", pathOf(id)));
	}

	/** Changes what is named. What makes pictures leaves the shots dirty. */
	async change(id: string, change: z.input<typeof projectChangeSchema>): Promise<ProjectResource> {
		return projectSchema.parse(await askJson(this.ask, "PATCH", pathOf(id), change));
	}

	/** Deletes a project with its shots, for good. Throws `conflict` while a picture is being made. */
	async delete(id: string): Promise<void> {
		await this.ask("DELETE", pathOf(id));
	}

	/** Adds up to 500 shots behind those there are. */
	async addShots(
		id: string,
		shots: readonly z.input<typeof shotRequestSchema>[],
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<ShotResource[]> {
		const made = await askJson(this.ask, "POST", `${pathOf(id)}/shots`, { shots }, idempotencyKey);
		return shotPage.pick({ data: true }).parse(made).data;
	}

	/** All shots in the order of the script, page by page. */
	shots(id: string): AsyncGenerator<ShotResource> {
		return allOf(this.ask, `${pathOf(id)}/shots`, { limit: 200 }, shotSchema);
	}

	async shot(id: string, shot: string): Promise<ShotResource> {
		return shotSchema.parse(await askJson(this.ask, "GET", pathOf(id, shot)));
	}

	/** Changes what is named. What makes its picture leaves the shot dirty. */
	async changeShot(
		id: string,
		shot: string,
		change: z.input<typeof shotChangeSchema>,
	): Promise<ShotResource> {
		return shotSchema.parse(await askJson(this.ask, "PATCH", pathOf(id, shot), change));
	}

	async deleteShot(id: string, shot: string): Promise<void> {
		await this.ask("DELETE", pathOf(id, shot));
	}

	/** Puts the shots into another order: all of them, each once. */
	async order(id: string, shots: readonly string[]): Promise<void> {
		await this.ask("PUT", `${pathOf(id)}/order`, jsonBody({ shots }));
	}

	/** Makes the picture of a shot; with `reuse` takes one that was asked for in just this way. */
	async generateShot(
		id: string,
		shot: string,
		request: { reuse?: boolean } = {},
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<Generated> {
		const path = `${pathOf(id, shot)}/generate`;
		return generatedSchema.parse(await askJson(this.ask, "POST", path, request, idempotencyKey));
	}

	/** Makes the pictures of all dirty shots, up to 500: ask again while `has_more`. */
	async generate(
		id: string,
		request: z.input<typeof generateAllRequestSchema> = {},
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<GeneratedAll> {
		const path = `${pathOf(id)}/generate`;
		return generatedAllSchema.parse(await askJson(this.ask, "POST", path, request, idempotencyKey));
	}

	/** Cancels what is being made, up to 500 pictures: ask again while `has_more`. */
	async cancel(id: string): Promise<z.infer<typeof canceled>> {
		return canceled.parse(await askJson(this.ask, "POST", `${pathOf(id)}/cancel`));
	}

	/** The bytes of a shot's picture as it is now. */
	async image(id: string, shot: string): Promise<Uint8Array<ArrayBuffer>> {
		const answer = await this.ask("GET", `${pathOf(id, shot)}/image`);
		return new Uint8Array(await answer.arrayBuffer());
	}

	/**
	 * The feed of all pictures of a project from after event number `after` on, across lost connections, until the
	 * project is deleted or the signal fires: see {@link watchFeed}.
	 */
	watch(id: string, options: { after?: number; signal?: AbortSignal } = {}): AsyncGenerator<ProjectFrame> {
		return watchFeed(
			{
				what: "project",
				socket: `${this.url}${pathOf(id)}/socket`,
				ticket: async () => ticketSchema.parse(await askJson(this.ask, "POST", `${pathOf(id)}/tickets`)),
				read: readAs(projectFrameSchema),
				isLast: () => false,
			},
			options,
		);
	}
}

function pathOf(id: string, shot?: string): string {
	const project = `/v1/projects/${encodeURIComponent(id)}`;
	return shot === undefined ? project : `${project}/shots/${encodeURIComponent(shot)}`;
}
