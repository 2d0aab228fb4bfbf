import { and, eq, getTableColumns, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { type Database, listOf } from "../../db/client.ts";
import { pods, workers } from "../../db/schema.ts";
import { isIdle, isServing, loadCapabilities, vramOf, WORKER_SEEN_MS } from "../../pools/capabilities.ts";
import { type Ability, abilityOf } from "../../pools/match.ts";

/** Open pods of one pool that are looked at; all of its endpoints may have more, but no account does. */
const MAX_OPEN = 500;
/** Idle workers of a pool that are asked what they can run. */
const MAX_IDLE = 50;
/** What names of pods begin with, and so those of their workers. As `workers_pods` has it. */
const NAMED = sql`workers.name >= 'pod_' AND workers.name < 'pod\`'`;

export type PodRow = typeof pods.$inferSelect;
/** What is known of the worker of a pod. */
export interface PodWorker {
	id: string;
	seen_at: number;
	gone_at: number | null;
	/** It holds a task. */
	busy: boolean;
}

/** An open pod, with its worker. */
export type OpenPod = PodRow & { worker: PodWorker | null };

/** Where pods are written down. */
export interface PodStore {
	/** Writes a new pod, unless its endpoint has as many open ones as it may. Whether it did. */
	insertPod(row: PodRow, most: number): Promise<boolean>;
	/** Changes an open pod, if it still has this status. Whether it did. */
	changePod(pod: Pick<PodRow, "id" | "status">, to: Partial<PodRow>): Promise<boolean>;
	/** Of these ids those of pods that are over. */
	closedPods(ids: string[]): Promise<string[]>;
	/** A worker takes nothing new from now on. */
	drain(worker: string): Promise<void>;
	/** The workers of a pool that wait for work and are no pods. */
	idle(pool: string, now: number): Promise<Ability[]>;
}

/** The open pods of a pool, each with its worker. */
export function openPodsQuery(db: Database, pool: string) {
	return db
		.select({
			...getTableColumns(pods),
			// By names of their own: a batch tells columns apart by nothing else.
			worker: sql<string | null>`${workers.id}`.as("worker"),
			seen_at: sql<number | null>`${workers.last_seen_at}`.as("seen_at"),
			gone_at: sql<number | null>`${workers.gone_at}`.as("gone_at"),
			busy: sql<number>`EXISTS (SELECT 1 FROM tasks
				WHERE tasks.pool_id = ${workers.pool_id} AND tasks.worker_id = ${workers.id})`.as("busy"),
		})
		.from(pods)
		.leftJoin(
			workers,
			// The last of its name: it may have registered anew.
			sql`${workers.id} = (SELECT max(workers.id) FROM workers
				WHERE ${NAMED} AND workers.name = ${pods.id} AND workers.pool_id = ${pods.pool_id})`,
		)
		.where(and(eq(pods.pool_id, pool), isNull(pods.closed_at)))
		.orderBy(pods.id)
		.limit(MAX_OPEN);
}

export function toOpenPods(rows: Awaited<ReturnType<typeof openPodsQuery>>): OpenPod[] {
	return rows.map(({ worker, seen_at, gone_at, busy, ...row }) => ({
		...row,
		worker: worker === null ? null : { id: worker, seen_at: seen_at ?? 0, gone_at, busy: busy === 1 },
	}));
}

/** Pods in D1. */
export function podStore(db: Database): PodStore {
	return {
		insertPod: async (row, most) => {
			const names = Object.keys(getTableColumns(pods));
			const columns = sql.raw(names.map((name) => `new.value ->> '${name}'`).join(", "));
			// Those of an endpoint that was taken away and added again count as well.
			const written = await db
				.insert(pods)
				.select(
					sql`SELECT ${columns} FROM json_each(${JSON.stringify([row])}) AS new
						WHERE (SELECT count(*) FROM pods AS open WHERE open.closed_at IS NULL
							AND open.runpod_endpoint = ${row.runpod_endpoint}) < ${most}`,
				)
				.returning({ id: pods.id });
			return written.length > 0;
		},
		changePod: async ({ id, status }, to) => {
			const changed = await db
				.update(pods)
				.set(to)
				.where(and(eq(pods.id, id), eq(pods.status, status), isNull(pods.closed_at)))
				.returning({ id: pods.id });
			return changed.length > 0;
		},
		closedPods: async (ids) => {
			const rows = await db
				.select({ id: pods.id })
				.from(pods)
				.where(and(inArray(pods.id, listOf(ids)), isNotNull(pods.closed_at)));
			return rows.map(({ id }) => id);
		},
		drain: async (worker) => {
			await db.update(workers).set({ draining: true }).where(eq(workers.id, worker));
		},
		idle: async (pool, now) => {
			const rows = await db
				.select({ hash: workers.capabilities_hash, vram_bytes: vramOf })
				.from(workers)
				.where(
					sql`${workers.pool_id} = ${pool} AND ${workers.last_seen_at} > ${now - WORKER_SEEN_MS}
						AND NOT (${NAMED}) AND ${isServing(now)} AND ${isIdle}`,
				)
				.limit(MAX_IDLE);
			return Promise.all(
				rows.map(async ({ hash, vram_bytes }) => abilityOf(await loadCapabilities(db, hash), vram_bytes)),
			);
		},
	};
}

/** Deletes pods that were over at `until` (milliseconds), so many at once. */
export async function forgetPods(db: Database, until: number, count: number): Promise<void> {
	const old = db.select({ id: pods.id }).from(pods).where(lte(pods.closed_at, until)).limit(count);
	await db.delete(pods).where(sql`${pods.id} IN ${old}`);
}
