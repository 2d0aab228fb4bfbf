import type { Report } from "../contract/workers/workers.ts";

/** Which job an object is for: an object does not know its own name. */
export interface JobIdentity {
	job: string;
	pool: string;
}

export type ReportResult =
	| { ok: true; cancel: boolean; watched: boolean; renew_due: boolean }
	| { ok: false; code: "lease_lost" };

/** What a job's object is asked over RPC; `JobObject` says what each does. */
export interface JobRpc extends Rpc.DurableObjectBranded {
	publish(identity: JobIdentity, events: string): Promise<void>;
	change(identity: JobIdentity, asked: string): Promise<string>;
	lookAfterAt(identity: JobIdentity, at: number): Promise<void>;
	report(
		identity: JobIdentity & { account: string },
		taskId: string,
		epoch: number,
		report: Report,
	): Promise<ReportResult>;
	lookedAt(identity: JobIdentity): Promise<void>;
	dismiss(keys: string[]): Promise<void>;
	renewed(taskId: string): Promise<void>;
	progress(): Promise<string>;
	erase(): Promise<void>;
}
