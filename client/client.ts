import * as z from "zod";
import { type Asset, assetSchema } from "../edge/contract/assets.ts";
import {
	type JobResource,
	jobSchema,
	type Sidecar,
	sidecarSchema,
	ticketSchema,
} from "../edge/contract/jobs.ts";
import { DarkroomError, readProblem } from "./problem.ts";

export interface ClientOptions {
	/** Where the edge is, for example `https://darkroom.example.workers.dev`. */
	url: string;
	/** An API key or a client token. */
	key: string;
	fetch?: typeof fetch;
	/** Tries in all for requests that can be repeated without harm. */
	tries?: number;
}

export interface SubmitOptions {
	workflow: string;
	parameters: Record<string, unknown>;
	priority?: number;
	deadline_s?: number;
	metadata?: Record<string, string>;
	pool?: string;
}

const jobPage = z.object({
	data: z.array(jobSchema),
	next_cursor: z.string().nullable(),
	has_more: z.boolean(),
});

/** The longest pause between two tries, in milliseconds. */
const MAX_PAUSE_MS = 5000;

/**
 * What a program does with Darkroom. Requests are tried again when the network or the edge fails; a
 * submission carries an idempotency key, so that trying again never makes a second job.
 */
export class DarkroomClient {
	readonly url: string;
	readonly key: string;
	private readonly fetch: typeof fetch;
	private readonly tries: number;

	constructor(options: ClientOptions) {
		this.url = options.url.replace(/\/+$/, "");
		this.key = options.key;
		this.fetch = options.fetch ?? fetch;
		this.tries = options.tries ?? 4;
	}

	/** Uploads a picture, video or sound. Throws DarkroomError where the file is not accepted. */
	async upload(bytes: Uint8Array<ArrayBuffer>, filename: string): Promise<Asset> {
		const form = new FormData();
		form.set("file", new File([bytes], filename));
		const headers = { "idempotency-key": crypto.randomUUID() };
		return assetSchema.parse(await this.json("POST", "/v1/assets", { body: form, headers }));
	}

	/** Submits a job of a workflow. When this returns, the job is stored. */
	async submit(request: SubmitOptions, idempotencyKey: string = crypto.randomUUID()): Promise<JobResource> {
		return this.submitRaw({ ...request }, idempotencyKey);
	}

	/** Submits a raw API graph; `inputs` maps `"<node>.<input>"` to asset ids. */
	async submitGraph(
		request: { graph: object; inputs?: Record<string, string>; deadline_s?: number; pool?: string },
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<JobResource> {
		return this.submitRaw({ ...request }, idempotencyKey);
	}

	async job(id: string): Promise<JobResource> {
		return jobSchema.parse(await this.json("GET", `/v1/jobs/${encodeURIComponent(id)}`));
	}

	/** A page of jobs, newest first. */
	async jobs(
		query: { limit?: number; cursor?: string; status?: string } = {},
	): Promise<z.infer<typeof jobPage>> {
		const search = new URLSearchParams();
		for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
		return jobPage.parse(await this.json("GET", `/v1/jobs?${search}`));
	}

	async cancel(id: string): Promise<JobResource> {
		return jobSchema.parse(await this.json("POST", `/v1/jobs/${encodeURIComponent(id)}/cancel`));
	}

	/** Graphs, seeds, models and inputs of a job: enough to make it again. */
	async sidecar(id: string): Promise<Sidecar> {
		return sidecarSchema.parse(await this.json("GET", `/v1/jobs/${encodeURIComponent(id)}/workflow`));
	}

	/** A ticket for one socket of one job. */
	async ticket(id: string): Promise<z.infer<typeof ticketSchema>> {
		return ticketSchema.parse(await this.json("POST", `/v1/jobs/${encodeURIComponent(id)}/tickets`));
	}

	/** The bytes of an asset, checked against its recorded size and SHA-256. */
	async download(asset: Asset): Promise<Uint8Array<ArrayBuffer>> {
		const response = await this.request("GET", asset.url);
		const bytes = new Uint8Array(await response.arrayBuffer());
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
		const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		if (bytes.byteLength !== asset.size || sha256 !== asset.sha256) {
			throw new DarkroomError(
				200,
				"corrupt_download",
				`${asset.id} arrived with other bytes than recorded`,
				null,
				null,
			);
		}
		return bytes;
	}

	private async submitRaw(body: object, idempotencyKey: string): Promise<JobResource> {
		const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
		return jobSchema.parse(await this.json("POST", "/v1/jobs", { body: JSON.stringify(body), headers }));
	}

	private async json(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
		return (await this.request(method, path, init)).json();
	}

	/** Every request made here may be repeated: reads, cancels, and posts with an idempotency key. */
	private async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		headers.set("authorization", `Bearer ${this.key}`);
		for (let attempt = 1; ; attempt++) {
			const last = attempt >= this.tries;
			try {
				const response = await this.fetch(new URL(path, this.url), { ...init, method, headers });
				if (response.ok) return response;
				const problem = await readProblem(response);
				if (last || (response.status < 500 && response.status !== 429)) throw problem;
				await pause(attempt, Number(response.headers.get("retry-after")) * 1000);
			} catch (error) {
				if (last || error instanceof DarkroomError) throw error;
				await pause(attempt, 0);
			}
		}
	}
}

function pause(attempt: number, atLeast: number): Promise<void> {
	const jittered = Math.random() * Math.min(MAX_PAUSE_MS, 200 * 2 ** attempt);
	return new Promise((resolve) => setTimeout(resolve, Math.max(jittered, atLeast || 0)));
}
