import type { OperatorSession, Session } from "../contract/access/sessions.ts";
import type { JobResource, JobSummary } from "../contract/jobs/jobs.ts";
import type { Problem } from "../contract/problem.ts";
import type { JobStatus } from "../contract/status.ts";

/** A page of a list. */
export interface Page<T> {
	data: T[];
	next_cursor: string | null;
	has_more: boolean;
}

/** What the edge refused, and where in the request it was wrong. */
export class Refusal extends Error {
	readonly status: number;
	readonly code: string;
	/** Words for each field that was wrong, by its pointer (`/parameters/prompt`). */
	readonly fields: ReadonlyMap<string, string>;

	constructor(status: number, problem: Partial<Problem>) {
		super(problem.detail ?? `HTTP ${status}`);
		this.name = "Refusal";
		this.status = status;
		this.code = problem.code ?? "unknown";
		this.fields = new Map(problem.errors?.map(({ pointer, message }) => [pointer, message]));
	}
}

/** What a form shows of an error: words for its fields, and what belongs to none of them. */
export function problemsOf(error: Error | null): { fields: ReadonlyMap<string, string>; problem?: string } {
	const fields = error instanceof Refusal ? error.fields : new Map<string, string>();
	return error !== null && fields.size === 0 ? { fields, problem: error.message } : { fields };
}

/** What was said of a field by its pointer, or of something in it. Pure. */
export function errorAt(fields: ReadonlyMap<string, string>, pointer: string): string | undefined {
	for (const [at, message] of fields) if (at === pointer || at.startsWith(`${pointer}/`)) return message;
	return undefined;
}

interface Asked {
	method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
	json?: unknown;
	/** Sent as a form of several parts, in place of JSON. */
	form?: FormData;
	/** Sent as it is, with the type that it says. */
	file?: Blob;
	/** The body as JSON text, where its numbers have to stay as they are written. */
	text?: string;
	/** Reads the answer, where `JSON.parse` would lose digits. */
	read?: (text: string) => unknown;
	/** Credentials other than the session's. */
	bearer?: string;
	idempotencyKey?: string;
	signal?: AbortSignal | undefined;
}

const heard = new Set<() => void>();

/** Calls back when an answer says that the session is over. Returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
	heard.add(listener);
	return () => heard.delete(listener);
}

/** Tells everybody who listens that the session is over. */
export function tellSignedOut(): void {
	for (const listener of heard) listener();
}

/**
 * Asks the edge, as the session of the page. `T` is what its contract says the answer is.
 * @throws Refusal for an answer that is one; TypeError where there is no answer at all.
 */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
	const headers = new Headers({ accept: "application/json" });
	const sent = asked.text ?? (asked.json === undefined ? undefined : JSON.stringify(asked.json));
	if (sent !== undefined) headers.set("content-type", "application/json");
	if (asked.bearer !== undefined) headers.set("authorization", `Bearer ${asked.bearer}`);
	if (asked.idempotencyKey !== undefined) headers.set("idempotency-key", asked.idempotencyKey);
	const answer = await fetch(path, {
		method: asked.method ?? "GET",
		headers,
		credentials: "same-origin",
		...(sent === undefined ? {} : { body: sent }),
		...(asked.form === undefined ? {} : { body: asked.form }),
		...(asked.file === undefined ? {} : { body: asked.file }),
		...(asked.signal === undefined ? {} : { signal: asked.signal }),
	});
	if (answer.status === 204) return undefined as T;
	const read = asked.read ?? JSON.parse;
	const body: unknown = await answer
		.text()
		.then(read)
		.catch(() => ({}));
	if (answer.ok) return body as T;
	if (answer.status === 401 && asked.bearer === undefined) tellSignedOut();
	throw new Refusal(answer.status, body as Partial<Problem>);
}

const SESSIONS = { account: "/v1/sessions", operator: "/v1/operator/sessions" } as const;
type SessionKind = keyof typeof SESSIONS;
/** Keys of accounts begin so; tokens and codes that sign in have three parts. The operator's key may be anything else. */
const OF_ACCOUNT = /^(dk_live_|[\w-]+\.[\w-]+\.[\w-]+$)/;

export const openSession = (bearer: string) =>
	ask<Session | OperatorSession>(SESSIONS[OF_ACCOUNT.test(bearer) ? "account" : "operator"], {
		method: "POST",
		bearer,
	});
export const renewSession = (kind: SessionKind) =>
	ask<Session | OperatorSession>(`${SESSIONS[kind]}/current`, { method: "POST" });
export const endSession = (kind: SessionKind) => ask<void>(`${SESSIONS[kind]}/current`, { method: "DELETE" });

export interface JobFilter {
	status?: JobStatus | undefined;
	limit?: number;
	cursor?: string | undefined;
}

/** `?a=b` of what is there; empty where nothing is. */
export function queryOf(values: Record<string, string | number | undefined>): string {
	const there = Object.entries(values).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, String(value)]],
	);
	return there.length === 0 ? "" : `?${new URLSearchParams(there)}`;
}

export const listJobs = (filter: JobFilter, signal?: AbortSignal) =>
	ask<Page<JobSummary>>(`/v1/jobs${queryOf({ ...filter })}`, { signal });
export const getJob = (id: string, signal?: AbortSignal) =>
	ask<JobResource>(`/v1/jobs/${encodeURIComponent(id)}`, { signal });
export const cancelJob = (id: string) =>
	ask<JobResource>(`/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST" });
