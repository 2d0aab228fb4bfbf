/** What D1 was asked and what it read and wrote for it, as D1 itself counts: this is what it bills. */
export interface Counts {
	statements: number;
	round_trips: number;
	rows_read: number;
	rows_written: number;
}

/** What else Cloudflare bills. */
export interface Usage extends Counts {
	worker_requests: number;
	/** Calls of objects: requests, RPC, alarms. */
	object_requests: number;
	/** Messages that came over their WebSockets; a request is billed for twenty. */
	object_messages: number;
	/** For how long objects were at work, in milliseconds; what one does at the same time counts once. */
	object_ms: number;
	object_rows_read: number;
	object_rows_written: number;
	/** What writes or lists in R2, and what reads. */
	r2_class_a: number;
	r2_class_b: number;
}

/** Rows written by what a statement does and to which table, such as `update jobs`; triggers count for their statement. */
export type Written = Readonly<Record<string, number>>;

/**
 * Stands between the edge and what it is billed for, and counts. It has two routes of its own, which do not count: one
 * answers with the counts. `classes`: those of its Durable Objects.
 */
export function countingWorker(classes: readonly string[]): string {
	return HEAD + classes.map((name) => `export const ${name} = counting(all.${name});\n`).join("");
}

const HEAD = `
import { AsyncLocalStorage } from "node:async_hooks";
import { DurableObject } from "cloudflare:workers";
import edge, * as all from "./edge.js";
const counts = {
	statements: 0, round_trips: 0, rows_read: 0, rows_written: 0, worker_requests: 0,
	object_requests: 0, object_messages: 0, object_ms: 0, object_rows_read: 0, object_rows_written: 0,
	r2_class_a: 0, r2_class_b: 0,
};
const written = {};
/** \`update jobs\`, of a statement as drizzle writes it. */
const does = (sql) => /^\\s*(insert|update|delete)\\s+(?:into\\s+|from\\s+)?"?(\\w+)/i.exec(sql)?.slice(1).join(" ").toLowerCase();
function note(results, statements) {
	counts.round_trips += 1;
	for (const [i, { meta }] of results.entries()) {
		const name = does(statements[i].sql);
		if (meta.rows_written > 0) written[name ?? "?"] = (written[name ?? "?"] ?? 0) + meta.rows_written;
		counts.statements += 1;
		counts.rows_read += meta.rows_read ?? 0;
		counts.rows_written += meta.rows_written ?? 0;
	}
}
class Statement {
	constructor(db, sql, values) { this.db = db; this.sql = sql; this.values = values; }
	get inner() { return this.db.prepare(this.sql).bind(...this.values); }
	bind(...values) { return new Statement(this.db, this.sql, values); }
	async all() { const result = await this.inner.all(); note([result], [this]); return result; }
	async run() { const result = await this.inner.run(); note([result], [this]); return result; }
	// Only the other calls say what was read; columns of one name would be lost in them.
	async raw() {
		if (/^\\s*(select|with)/i.test(this.sql)) note([await this.inner.all()], [this]);
		else return (await this.all()).results.map(Object.values);
		return this.inner.raw();
	}
	async first(column) { const { results: [row] } = await this.all(); return row === undefined ? null : column ? row[column] : row; }
}
const CLASS_OF = { put: "r2_class_a", list: "r2_class_a", createMultipartUpload: "r2_class_a", get: "r2_class_b", head: "r2_class_b" };
const PART_CALLS = ["uploadPart", "complete"];
/** The same object, with calls counted. */
const counted = (target, before, after = (_, value) => value) => new Proxy(target, {
	get(_, name) {
		const value = Reflect.get(target, name);
		if (typeof value !== "function") return value;
		return (...args) => { before(name); return after(name, value.apply(target, args)); };
	},
});
const upload = (one) => counted(one, (name) => { if (PART_CALLS.includes(name)) counts.r2_class_a += 1; });
const bucket = (one) => counted(
	one,
	(name) => { const kind = CLASS_OF[name]; if (kind) counts[kind] += 1; },
	(name, value) => name === "createMultipartUpload" ? value.then(upload) : name === "resumeMultipartUpload" ? upload(value) : value,
);
const around = (env) => ({ ...env, BUCKET: bucket(env.BUCKET), DB: {
	prepare: (sql) => new Statement(env.DB, sql, []),
	batch: async (list) => { const results = await env.DB.batch(list.map((one) => one.inner)); note(results, list); return results; },
} });
const inside = new AsyncLocalStorage();
/** An object's class whose calls from outside are counted, with the time until it has nothing left to do. */
function counting(Base) {
	const busy = new WeakMap();
	class Counting extends Base {
		constructor(context, env) {
			const { storage } = context;
			const setAlarm = storage.setAlarm.bind(storage);
			storage.setAlarm = (...args) => { counts.object_rows_written += 1; return setAlarm(...args); };
			const exec = storage.sql.exec.bind(storage.sql);
			storage.sql.exec = (...args) => {
				const cursor = exec(...args);
				// It counts while it is read, which is done at once.
				queueMicrotask(() => { counts.object_rows_read += cursor.rowsRead; counts.object_rows_written += cursor.rowsWritten; });
				return cursor;
			};
			super(context, around(env));
		}
	}
	const names = new Set();
	for (let one = Base.prototype; one !== DurableObject.prototype && one !== Object.prototype; one = Object.getPrototypeOf(one))
		for (const name of Object.getOwnPropertyNames(one)) if (name !== "constructor" && typeof one[name] === "function") names.add(name);
	for (const name of names)
		Counting.prototype[name] = function (...args) {
			const call = () => Base.prototype[name].apply(this, args);
			if (inside.getStore() === this) return call();
			if (name === "webSocketMessage") counts.object_messages += 1;
			else if (name !== "webSocketClose" && name !== "webSocketError") counts.object_requests += 1;
			const own = busy.get(this) ?? { calls: 0, since: 0 };
			busy.set(this, own);
			if (own.calls++ === 0) own.since = Date.now();
			const done = () => { if (--own.calls === 0) counts.object_ms += Date.now() - own.since; };
			let result;
			try { result = inside.run(this, call); } catch (error) { done(); throw error; }
			if (typeof result?.then !== "function") { done(); return result; }
			return result.finally(done);
		};
	return Counting;
}
export default {
	async fetch(request, env, context) {
		const { pathname } = new URL(request.url);
		if (pathname === "/bench/counts") return Response.json(counts);
		if (pathname === "/bench/written") return Response.json(written);
		if (pathname === "/bench/sql") return Response.json(await env.DB.batch((await request.json()).map((sql) => env.DB.prepare(sql))));
		counts.worker_requests += 1;
		return edge.fetch(request, around(env), context);
	},
};
`;
