import { inArray, sql } from "drizzle-orm";
import { hashSecret } from "../auth/secret.ts";
import { type Database, listOf } from "../db/client.ts";
import { needs } from "../db/schema.ts";
import type { TaskNeeds } from "../db/stored.ts";
import type { Machine } from "./capabilities.ts";
import type { Lent } from "./lent.ts";
import { abilityOf, canRun } from "./match.ts";

/** Needs read from D1 at once: a large graph names hundreds of node classes. */
const READ_AT_ONCE = 50;

export interface HashedNeeds {
	hash: string;
	body: TaskNeeds;
}

/** Needs with the name they are stored under; the same whatever order they are listed in. */
export async function hashNeeds(given: TaskNeeds): Promise<HashedNeeds> {
	const body: TaskNeeds = {
		...given,
		nodes: given.nodes.toSorted(),
		models: given.models.toSorted((a, b) => (modelKey(a) < modelKey(b) ? -1 : 1)),
	};
	return { hash: (await hashSecret(JSON.stringify(body))).slice(0, 32), body };
}

function modelKey({ folder, file }: TaskNeeds["models"][number]): string {
	return `${folder}/${file}`;
}

/** Stores needs that are not stored yet; any number in one statement. */
export function insertNeeds(db: Database, rows: readonly HashedNeeds[]) {
	const json = JSON.stringify(rows.map(({ hash, body }) => ({ hash, body: JSON.stringify(body) })));
	return db
		.insert(needs)
		.select(sql`SELECT DISTINCT value ->> 'hash', value ->> 'body' FROM json_each(${json}) WHERE true`)
		.onConflictDoNothing();
}

/** Needs never change under their hash, so this isolate may keep them. */
const needsByHash = new Map<string, TaskNeeds>();
const MAX_CACHED_NEEDS = 1000;

/** The needs of these hashes; what is not stored is left out. */
export async function loadNeeds(db: Database, hashes: Iterable<string>): Promise<Map<string, TaskNeeds>> {
	const found = new Map<string, TaskNeeds>();
	const missing: string[] = [];
	for (const hash of new Set(hashes)) {
		const cached = needsByHash.get(hash);
		if (cached) found.set(hash, cached);
		else missing.push(hash);
	}
	for (let at = 0; at < missing.length; at += READ_AT_ONCE) {
		const part = missing.slice(at, at + READ_AT_ONCE);
		for (const row of await db
			.select()
			.from(needs)
			.where(inArray(needs.hash, listOf(part)))) {
			if (needsByHash.size >= MAX_CACHED_NEEDS) needsByHash.clear();
			needsByHash.set(row.hash, row.body);
			found.set(row.hash, row.body);
		}
	}
	return found;
}

/** What machines of one kind cannot run, as far as this isolate has met it. */
const unfitByKind = new Map<string, Set<string>>();
const MAX_CACHED_FLEETS = 50;
/** Hashes that are named to the queue as not wanted, about 40 bytes each; past these it starts again. */
const MAX_UNFIT = 1000;

/** Which needs a kind of machine can meet: asked about once, remembered after. */
export class Fitness {
	/** Hashes that this kind of machine is known not to be able to run. */
	readonly unfit: Set<string>;
	private readonly machine: Machine;
	private readonly lent: Lent | null;

	/** @param lent what it was lent for; null: for everything */
	constructor(capabilitiesHash: string, machine: Machine, lent: Lent | null) {
		this.machine = machine;
		this.lent = lent;
		const kind = `${capabilitiesHash} ${machine.vram_bytes} ${JSON.stringify(lent)}`;
		let unfit = unfitByKind.get(kind);
		if (!unfit) {
			if (unfitByKind.size >= MAX_CACHED_FLEETS) unfitByKind.clear();
			unfit = new Set();
			unfitByKind.set(kind, unfit);
		}
		this.unfit = unfit;
	}

	/** Those of these needs that the worker can meet. */
	async among(db: Database, hashes: Iterable<string>): Promise<Map<string, TaskNeeds>> {
		const asked = [...hashes];
		const known = await loadNeeds(db, asked);
		const able = abilityOf(this.machine.capabilities, this.machine.vram_bytes, this.lent);
		if (this.unfit.size > MAX_UNFIT) this.unfit.clear();
		for (const hash of asked) {
			const body = known.get(hash);
			if (body && canRun(body, able)) continue;
			this.unfit.add(hash);
			known.delete(hash);
		}
		return known;
	}
}
