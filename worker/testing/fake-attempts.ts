import type { IncomingMessage } from "node:http";
import type * as z from "zod";
import type { Failure } from "../../edge/contract/failures.ts";
import { checkpointRequestSchema } from "../../edge/contract/training/checkpoints.ts";
import {
	type ClaimedTask,
	type CompleteRequest,
	completeRequestSchema,
	failRequestSchema,
	type ReportEvent,
	releaseRequestSchema,
	reportSchema,
} from "../../edge/contract/workers/workers.ts";
import { problem, type Reply, sha256 } from "./fake-wire.ts";

export interface FakeTask {
	id: string;
	status: "queued" | "running" | "canceling" | "succeeded" | "failed" | "canceled" | "released";
	epoch: number;
	/** What of it is special. `watched`: somebody watches its job from the start. */
	plan: Omit<Partial<ClaimedTask>, "graph"> & { graph: unknown; watched?: boolean };
	claimId: string | null;
	watched: boolean;
	reports: ReportEvent[];
	/** How many of them came from earlier attempts. */
	reportedBefore: number;
	lastSeq: number;
	renewals: number;
	uploads: Map<number, { bytes: Buffer; sha256: string; type: string }>;
	completion: CompleteRequest | null;
	failure: Failure | null;
	releases: { reason: string; cause: string }[];
	/** Of a training: what its attempts kept, with the bytes, oldest first. */
	checkpoints: KeptCheckpoint[];
}

export interface KeptCheckpoint {
	step: number;
	loss: number | null;
	files: { role: "state" | "lora" | "log"; name: string; sha256: string; bytes: Buffer }[];
}

/** A task that waits. */
export function newTask(number: number, plan: FakeTask["plan"]): FakeTask {
	return {
		id: `tsk_${String(number).padStart(26, "0")}`,
		status: "queued",
		epoch: 0,
		plan,
		claimId: null,
		watched: plan.watched ?? false,
		reports: [],
		reportedBefore: 0,
		lastSeq: 0,
		renewals: 0,
		uploads: new Map(),
		completion: null,
		failure: null,
		releases: [],
		checkpoints: [],
	};
}

/** What an attempt is told of the edge around it, and where breaches of the contract are collected. */
export interface AroundAttempts {
	readonly drain: boolean;
	readonly leaseMs: number;
	readonly violations: string[];
	check<T>(what: string, schema: z.ZodType<T>, value: unknown): T | null;
}

/** What becomes of what attempts send: reports, outputs in one or many parts, and their last word. */
export class FakeAttempts {
	/** Parts of outputs that came, by task, epoch, upload and number. */
	readonly parts = new Map<string, Buffer>();
	private readonly edge: AroundAttempts;

	constructor(edge: AroundAttempts) {
		this.edge = edge;
	}

	upload(task: FakeTask, n: number, request: IncomingMessage, body: Buffer): Reply {
		const hash = sha256(body);
		if (request.headers["x-content-sha256"] !== hash) return [422, problem("output_mismatch")];
		if (body.length > 100_000_000) return [413, problem("payload_too_large")];
		const query = new URL(request.url ?? "", "http://edge").searchParams;
		const key = `${task.id}/${task.epoch}/${n}`;
		const part = query.get("part");
		if (part !== null) this.parts.set(`${key}/${part}`, body);
		const type = request.headers["content-type"] ?? "";
		const whole = request.headers["x-whole-sha256"];
		if (part !== null && whole === undefined) return [200, { upload: n, size: body.length, sha256: hash }];
		const count = Number(query.get("parts") ?? 0);
		const parts = Array.from({ length: count }, (_, i) => this.parts.get(`${key}/${i}`) ?? Buffer.alloc(0));
		const bytes = part === null ? body : Buffer.concat(parts);
		if (part !== null && sha256(bytes) !== whole) return [422, problem("output_mismatch")];
		task.uploads.set(n, { bytes, sha256: sha256(bytes), type });
		return [200, { upload: n, size: bytes.length, sha256: sha256(bytes) }];
	}

	report(task: FakeTask, step: string, json: unknown): Reply {
		if (step === "progress") {
			const report = this.edge.check("report", reportSchema, json);
			if (report === null) return [422, problem("invalid_request")];
			if (report.seq > task.lastSeq) {
				task.lastSeq = report.seq;
				for (const event of report.events) this.take(task, event);
			}
			task.renewals++;
			const cancel = task.status === "canceling";
			return [
				200,
				{ cancel, drain: this.edge.drain, watched: task.watched, lease_until: leaseUntil(this.edge.leaseMs) },
			];
		}
		if (step === "checkpoints") return this.checkpoint(task, json);
		if (step === "complete") {
			const read = this.edge.check("complete", completeRequestSchema, json);
			if (read === null) return [422, problem("invalid_request")];
			for (const item of read.manifest) {
				const stored = task.uploads.get(item.upload);
				if (stored?.sha256 !== item.sha256 || stored.bytes.length !== item.size)
					return [422, problem("output_mismatch")];
			}
			task.completion = read;
			task.status = task.status === "canceling" ? "canceled" : "succeeded";
			return done(task);
		}
		if (step === "fail") {
			const read = this.edge.check("fail", failRequestSchema, json);
			if (read === null) return [422, problem("invalid_request")];
			task.failure = read.failure;
			task.status = task.status === "canceling" || read.failure.code === "canceled" ? "canceled" : "failed";
			return done(task);
		}
		const read = this.edge.check("release", releaseRequestSchema, json);
		if (read === null) return [422, problem("invalid_request")];
		task.releases.push({ reason: read.reason, cause: read.cause });
		task.status = task.status === "canceling" ? "canceled" : "released";
		return done(task);
	}

	private checkpoint(task: FakeTask, json: unknown): Reply {
		const read = this.edge.check("checkpoint", checkpointRequestSchema, json);
		if (read === null) return [422, problem("invalid_request")];
		const { step, loss } = read;
		const files = read.files.map(({ role, name, upload, sha256: hash }) => {
			const stored = task.uploads.get(upload);
			return stored?.sha256 === hash ? [{ role, name, sha256: hash, bytes: stored.bytes }] : [];
		});
		if (files.some((one) => one.length === 0)) return [422, problem("output_mismatch")];
		task.checkpoints.push({ step, loss, files: files.flat() });
		return done(task);
	}

	private take(task: FakeTask, event: ReportEvent): void {
		const own = task.reports.slice(task.reportedBefore);
		const before = own.findLast((one) => one.type === "progress");
		if (event.type === "progress" && before?.type === "progress" && event.percent < before.percent)
			this.edge.violations.push(
				`progress of ${task.id} goes back from ${before.percent} to ${event.percent}`,
			);
		if (event.type === "preview" && !task.watched) this.edge.violations.push("a preview nobody watches");
		task.reports.push(event);
	}
}

export function leaseUntil(leaseMs: number): string {
	return new Date(Date.now() + leaseMs).toISOString();
}

/** The answer to a last word. */
export function done(task: FakeTask): Reply {
	return [200, { status: task.status, job_status: task.status }];
}
