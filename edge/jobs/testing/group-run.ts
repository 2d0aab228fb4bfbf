import fc from "fast-check";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { buildJob } from "./build.ts";
import { History, LARGE } from "./history.ts";
import { grant, heldBy, type Wish, wishesFor } from "./race.ts";
import { RealStore } from "./real-store.ts";
import { equal } from "./replay.ts";
import { shapeOf, WIDE } from "./shapes.ts";
import { type Step, wideHistories } from "./steps.ts";
import { Broken } from "./world.ts";

/** What 48 writers ask of one job at the same moment. */
export interface Group {
	steps: readonly Step[];
	/** Numbers of the wishes among all that are possible. */
	picks: readonly number[];
	/** How long after the history, in milliseconds. */
	later: number;
	/** Tasks the account may hold beyond those that it holds. */
	room: number;
}

export const groups: fc.Arbitrary<Group> = fc.record({
	steps: wideHistories,
	picks: fc.array(fc.nat(100_000), { minLength: 48, maxLength: 48 }),
	later: fc.constantFrom(0, 5_000, 31_000),
	room: fc.nat(60),
});

/** Gives D1 all of it in one transaction, and the model one after the other. Throws `Broken` where they differ. */
export async function runTogether(group: Group, d1: D1Database, name: string): Promise<number> {
	const { world } = new History(undefined, name, LARGE).run(group.steps, false);
	const account = `acc_group_${name}`;
	const open = [...world.jobs.values()].find(({ job }) => job.finished_at === null);
	const job = own(open ?? buildJob({ id: `${name}_new`, ...shapeOf(WIDE), now: world.now }), account);
	const now = world.now + group.later;
	const at = { now, random: 0.5 };
	const possible = wishesFor(job, now);
	// A claim is made once, under its own name.
	const commands = [...new Set(group.picks.map((pick) => possible[pick % possible.length]))].flatMap(
		(wish): Command[] => (wish && "command" in wish ? [wish.command] : []),
	);
	const limit = heldBy(new Map([[job.job.id, job]])) + group.room;
	let room = group.room;
	const store = new RealStore(d1);
	await store.addAccounts(new Map([[account, limit]]));
	await store.place(job, world.now);

	const results = await store.together(job, commands, at);
	let jobs: ReadonlyMap<string, JobAggregate> = new Map([[job.job.id, job]]);
	for (const [i, command] of commands.entries()) {
		const wish: Wish = { job: job.job.id, command };
		// What the group itself gives back counts only for the next one: the room is asked once, at the start.
		const granted = grant(jobs, wish, at, { limit: room > 0 ? Number.POSITIVE_INFINITY : 0 });
		if (command.type === "claim" && granted.code === "ok") room -= 1;
		const result = results[i];
		const code = result?.ok ? "ok" : result?.code;
		if (code !== granted.code) {
			throw new Broken(`command ${i} (${command.type}): D1 says ${code}, the model ${granted.code}`);
		}
		jobs = granted.jobs;
	}
	const wrong = await store.miscounted([account]);
	if (wrong.length > 0) throw new Broken(wrong.join("; "));
	const found = await store.load(job.job.id);
	const expected = jobs.get(job.job.id);
	if (!found || !expected) throw new Broken(`${job.job.id} is gone`);
	equal(found, expected, `${job.job.id} in the end`);
	return commands.length;
}

function own(aggregate: JobAggregate, account_id: string): JobAggregate {
	return { ...aggregate, job: { ...aggregate.job, account_id } };
}
