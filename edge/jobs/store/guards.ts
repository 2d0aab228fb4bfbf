import { type SQL, sql } from "drizzle-orm";
import { machineRoom } from "../../pools/machines.ts";
import { budgetRoom } from "../budgets/left.ts";
import { monthOf } from "../budgets/month.ts";
import type { GuardName, JobChange } from "./job-change.ts";

/**
 * A fact beside the job that must hold at the moment a change is written. It is plain data, so that it can
 * travel to the job's object. All guards of one name and `of` draw from the same room.
 */
export interface Guard {
	name: GuardName;
	/** What the room is asked of: a job, whose account it is; a worker and its claim. */
	of: string[];
	/** How much of the room the change takes. */
	takes: number;
}

interface GuardKind {
	/** How much room there is, asked of `want.value -> 'of'`. NULL counts as none. */
	room: SQL;
	/** What whoever is refused should know. */
	refusal: string;
}

const BUDGET = budgetRoom(sql.raw("(want.value ->> '$.of[0]')"), sql.raw("(want.value ->> '$.of[1]')"));

const KINDS: Readonly<Record<GuardName, GuardKind>> = {
	account_limit: {
		room: sql.raw(
			`(SELECT max_running - running_tasks FROM accounts WHERE id = (SELECT account_id FROM jobs WHERE id = want.value ->> '$.of[0]'))`,
		),
		refusal: "the account holds as many workers as it may",
	},
	// Two requests of one claim at the same moment must not be given two tasks.
	claim_unanswered: {
		room: sql.raw(
			`NOT EXISTS (SELECT 1 FROM tasks WHERE pool_id = (SELECT pool_id FROM jobs WHERE id = want.value ->> '$.of[2]')
				AND worker_id = want.value ->> '$.of[0]' AND claim_id = want.value ->> '$.of[1]')`,
		),
		refusal: "this claim was given a task already",
	},
	storage: {
		room: sql.raw(`(SELECT max_bytes - stored_bytes FROM accounts
			WHERE id = (SELECT account_id FROM jobs WHERE id = want.value ->> '$.of[0]'))`),
		refusal: "the account would store more bytes than it may",
	},
	// However often it was delivered, and whoever holds it: a ticket is good for one attempt.
	ticket: {
		room: sql.raw(
			`EXISTS (SELECT 1 FROM tickets WHERE id = want.value ->> '$.of[0]' AND used_task IS NULL AND closed_at IS NULL)`,
		),
		refusal: "its ticket was used already, or is over",
	},
	// What a machine holds is the lease of it: whatever ends an attempt frees it.
	machine: {
		room: machineRoom(sql.raw("(want.value ->> '$.of[0]')"), sql.raw("(want.value ->> '$.of[1]')")),
		refusal: "its machine trains or makes something else, and never both at once",
	},
	budget: {
		room: BUDGET,
		refusal: "the budget of the account, of the character or of the job does not hold it",
	},
	// Or whoever raised it a moment ago would wake nothing, and what is noted now would wait for the next look.
	budget_short: { room: sql`-${BUDGET}`, refusal: "its budgets hold it" },
};

/** The guards of a change of a job. */
export function guardsOf(
	jobId: string,
	{ command, assets = [], ran, opened, ticket, needs = 0 }: JobChange,
	now: number,
): Guard[] {
	if (command.type === "open" && "tasks" in command.opening) {
		return [
			...(opened?.bytes ? [{ name: "storage" as const, of: [jobId], takes: opened.bytes }] : []),
			budgetGuard(jobId, reckonedOf({ command }), now),
		];
	}
	if (command.type === "budget" && command.short)
		return [{ name: "budget_short", of: [jobId, monthOf(now), command.stage], takes: 1 - needs }];
	if (command.type === "complete" || command.type === "checkpoint") {
		const bytes = assets.reduce((sum, { row }) => sum + row.size, ran?.bytes ?? 0);
		return bytes === 0 ? [] : [{ name: "storage", of: [jobId], takes: bytes }];
	}
	if (command.type !== "claim") return [];
	return [
		{ name: "account_limit", of: [jobId], takes: 1 },
		{ name: "claim_unanswered", of: [command.worker, command.claim_id, jobId], takes: 1 },
		{ name: "machine", of: [command.worker, command.task], takes: 1 },
		...(ticket ? [{ name: "ticket" as const, of: [ticket.id], takes: 1 }] : []),
		// What it is reckoned with was taken when it was opened: only that must still hold.
		budgetGuard(jobId, 0, now),
	];
}

/** What the tasks that a change opens are reckoned with, in micro-USD. */
export function reckonedOf({ command }: Pick<JobChange, "command">): number {
	if (command.type !== "open" || !("tasks" in command.opening)) return 0;
	return command.opening.tasks.reduce((sum, task) => sum + task.estimate_micro_usd, 0);
}

/** What a job may still spend; `takes` in micro-USD. */
export function budgetGuard(jobId: string, takes: number, now: number): Guard {
	return { name: "budget", of: [jobId, monthOf(now)], takes };
}

/** Asks what room the account has for bytes, and takes nothing of it. */
export function storageRoom(jobId: string): Guard {
	return { name: "storage", of: [jobId], takes: 0 };
}

export function refusalOf(name: GuardName): string {
	return KINDS[name].refusal;
}

interface RoomRow {
	name: string;
	of: string;
	room: number | null;
}

/** The room that guards draw from, as far as it is known. */
export class Rooms {
	private readonly left = new Map<string, number>();

	/** How much there is at the moment, in one statement; null where there is nothing to ask. */
	static query(guards: readonly Guard[]): SQL | null {
		if (guards.length === 0) return null;
		// One look at the list: D1 joins no more than five.
		const rooms = byName(guards).map(
			([name]) => sql`WHEN want.value ->> 'name' = ${name} THEN ${KINDS[name].room}`,
		);
		return sql`SELECT want.value ->> 'name' AS name, want.value ->> 'of' AS "of", CASE ${sql.join(rooms, sql` `)} END AS room
			FROM json_each(${JSON.stringify(guards)}) AS want`;
	}

	constructor(rows: readonly RoomRow[]) {
		for (const row of rows) this.left.set(`${row.name} ${row.of}`, row.room ?? 0);
	}

	/** What is left of the room of a guard; null: that was not asked. */
	of(guard: Guard): number | null {
		return this.left.get(roomOf(guard)) ?? null;
	}

	/** Takes what the guards need of the rooms, or nothing where one of them has too little: then its name. */
	take(guards: readonly Guard[]): GuardName | null {
		const short = guards.find(
			(guard) => (this.left.get(roomOf(guard)) ?? Number.POSITIVE_INFINITY) < guard.takes,
		);
		if (short) return short.name;
		for (const guard of guards) {
			const left = this.left.get(roomOf(guard));
			if (left !== undefined) this.left.set(roomOf(guard), left - guard.takes);
		}
		return null;
	}
}

/** True where every room is large enough for all that is taken of it; one parameter for each kind of guard. */
export function guardsHold(guards: readonly Guard[]): SQL {
	const conditions = byName(summed(guards)).map(
		([name, list]) =>
			sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(list)}) AS want
				WHERE coalesce(${KINDS[name].room}, 0) < want.value ->> 'takes')`,
	);
	return conditions.length === 0 ? sql`1` : sql.join(conditions, sql` AND `);
}

function roomOf(guard: Guard): string {
	return `${guard.name} ${JSON.stringify(guard.of)}`;
}

function summed(guards: readonly Guard[]): Guard[] {
	const sums = new Map<string, Guard>();
	for (const guard of guards) {
		const sum = sums.get(roomOf(guard));
		sums.set(roomOf(guard), { ...guard, takes: guard.takes + (sum?.takes ?? 0) });
	}
	return [...sums.values()];
}

function byName(guards: readonly Guard[]): [GuardName, Guard[]][] {
	const names = new Set(guards.map((guard) => guard.name));
	return [...names].map((name) => [name, guards.filter((guard) => guard.name === name)]);
}
