import { type Feed, watchFeed } from "../feed.ts";
import { formBlob } from "../form-blob.ts";
import { newId } from "../new-id.ts";
import { reasonOf } from "../reason-of.ts";
import { type ClientOptions, type RequestOptions, Transport } from "../transport.ts";
import type { components } from "./generated/api.ts";
import { Assets, Jobs, Projects, Resources } from "./generated/resources.ts";
import type { Answer, Body } from "./resource.ts";

type Schemas = components["schemas"];
export type Job = Schemas["Job"];
export type Asset = Schemas["Asset"];
export type JobFrame = Schemas["Frame"];
export type ProjectFrame = Schemas["ProjectFrame"];

export interface WatchOptions {
	/** Number of the last event that was seen; 0, if absent: from the beginning. */
	after?: number;
	/** Pictures of what develops, too. */
	previews?: boolean;
	signal?: AbortSignal;
}

/**
 * Parameters of workflows by their id, for programs that have them: `darkroom types` writes a file that says them.
 * Whatever is not named takes any parameters.
 */
export interface Workflows extends Record<never, never> {}

/** A job that is asked for; of a workflow that {@link Workflows} knows with its own parameters. */
export type JobRequest<W extends string> = Omit<Body<"createJob">, "workflow" | "parameters"> & {
	workflow?: W;
	parameters?: W extends keyof Workflows ? Workflows[W] : Record<string, unknown>;
};

/** The share of a file that was sent, and not yet answered for. */
const ALMOST = 0.99;

const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "canceled", "expired"]);

class JobsOfAccount extends Jobs {
	/** Submits a job. When this returns, it is stored. */
	override create<W extends string>(
		body: JobRequest<W | (keyof Workflows & string)>,
		options?: RequestOptions,
	): Promise<Answer<"createJob">> {
		return super.create(body as Body<"createJob">, options);
	}

	/**
	 * A job's frames until it has ended, across lost connections: every numbered event comes exactly once and in order.
	 * @throws DarkroomError where coming back is of no use
	 */
	watch(id: string, options: WatchOptions = {}): AsyncGenerator<JobFrame> {
		const query = options.previews ? "?previews=1" : "";
		const feed: Feed<JobFrame> = {
			what: "job",
			socket: `${this.transport.url}/v1/jobs/${encodeURIComponent(id)}/socket${query}`,
			ticket: () => this.createTicket(id),
			isLast: (frame, after) =>
				(frame.type === "job" && ENDED.has(frame.status)) ||
				(frame.type === "hello" && ENDED.has(frame.status) && frame.head <= after),
		};
		return watchFeed(feed, options);
	}

	/** The job once it has ended, however that takes; `onFrame` hears all that comes meanwhile. */
	async wait(id: string, options: WatchOptions & { onFrame?(frame: JobFrame): void } = {}): Promise<Job> {
		for await (const frame of this.watch(id, options)) options.onFrame?.(frame);
		if (options.signal?.aborted) throw reasonOf(options.signal);
		return this.get(id, {}, options.signal ? { signal: options.signal } : {});
	}

	/** Submits a job and waits for its end. */
	async run<W extends string>(
		body: JobRequest<W | (keyof Workflows & string)>,
		options: RequestOptions & Omit<WatchOptions, "after"> & { onFrame?(frame: JobFrame): void } = {},
	): Promise<Job> {
		const job = await this.create(body, options);
		return ENDED.has(job.status) ? job : this.wait(job.id, options);
	}
}

class ProjectsOfAccount extends Projects {
	/** The feed of all pictures of a project, until the project is deleted or the signal fires. */
	watch(id: string, options: Omit<WatchOptions, "previews"> = {}): AsyncGenerator<ProjectFrame> {
		const feed: Feed<ProjectFrame> = {
			what: "project",
			socket: `${this.transport.url}/v1/projects/${encodeURIComponent(id)}/socket`,
			ticket: () => this.createTicket(id),
			isLast: () => false,
		};
		return watchFeed(feed, options);
	}
}

class AssetsOfAccount extends Assets {
	/**
	 * Uploads a picture, video or sound. `onProgress` hears the share that was sent, and the bytes of the form: in browsers and
	 * React Native as they say it, in Node as the socket takes them; elsewhere, and where another `fetch` was given in a browser, only
	 * that it began and ended. A try that begins anew begins at 0. The share is 1 once the answer is there.
	 */
	async uploadFile(
		file: Blob,
		filename: string,
		options: RequestOptions & { onProgress?(share: number, sent: number, total: number): void } = {},
	): Promise<Asset> {
		const { onProgress, idempotencyKey = newId(), headers, ...rest } = options;
		const body = formBlob(file, filename);
		// All is sent before it is taken: that is said at the end alone.
		const onSent = (sent: number) => onProgress?.(Math.min(sent / body.size, ALMOST), sent, body.size);
		const all = { ...headers, "idempotency-key": idempotencyKey };
		const answer = await this.transport.send("POST", "/v1/assets", { body, onSent, headers: all, ...rest });
		const asset = (await answer.json()) as Asset;
		onProgress?.(1, body.size, body.size);
		return asset;
	}

	/** The bytes of an asset, checked against its SHA-256: not on platforms without `crypto.subtle`, as React Native is. */
	async download(
		asset: Pick<Asset, "id" | "sha256">,
		options: RequestOptions = {},
	): Promise<Uint8Array<ArrayBuffer>> {
		if (!globalThis.crypto?.subtle)
			throw new Error(
				"there is no crypto.subtle here to check a download with: assets.createUrl gives an address",
			);
		const response = await this.getContent(asset.id, {}, options);
		const bytes = new Uint8Array(await response.arrayBuffer());
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
		const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		if (sha256 !== asset.sha256) throw new Error(`${asset.id} arrived with other bytes than recorded`);
		return bytes;
	}
}

/** What a program does with Darkroom: every route of the API is a method of its resource. */
export class Darkroom extends Resources {
	override readonly jobs: JobsOfAccount;
	override readonly projects: ProjectsOfAccount;
	override readonly assets: AssetsOfAccount;

	constructor(options: ClientOptions) {
		const transport = new Transport(options);
		super(transport);
		this.jobs = new JobsOfAccount(transport);
		this.projects = new ProjectsOfAccount(transport);
		this.assets = new AssetsOfAccount(transport);
	}
}
