import { expect, test } from "vitest";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { Feed, type KeptEvents } from "./feed.ts";

const event = (seq: number): DurableEvent => ({
	type: "job",
	seq,
	job: "job_1",
	at: "2026-11-26T00:00:00.000Z",
	status: "running",
	error: null,
});

/** A feed whose store answers when it is told to, with what was committed when it was asked. */
function heldFeed() {
	const kept: DurableEvent[] = [];
	const committed: DurableEvent[] = [];
	const asked: { answer(): void; fail(): void }[] = [];
	const log: KeptEvents = {
		head: () => kept.length,
		after: (seq) => kept.slice(seq).map((one) => JSON.stringify(one)),
		append: (more) => kept.push(...more),
	};
	const fetch = (after: number) => {
		const seen = committed.slice(after);
		return new Promise<DurableEvent[]>((resolve, reject) => {
			asked.push({ answer: () => resolve(seen), fail: () => reject(new Error("the store is away")) });
		});
	};
	const told: number[] = [];
	const feed = new Feed(log, { fetch, page: 100 }, ({ seq }) => told.push(seq));
	return { feed, committed, asked, told };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("P8 whoever asks while a fetch is under way waits for one that began after, and all of them share it", async () => {
	const { feed, committed, asked, told } = heldFeed();
	committed.push(event(1));
	const first = feed.catchUp();
	// Committed after the first fetch began: it must not be missed by those who ask now.
	committed.push(event(2));
	const late = Array.from({ length: 100 }, () => feed.catchUp());
	expect(asked).toHaveLength(1);
	asked[0]?.answer();
	expect((await first).map(({ seq }) => seq)).toEqual([1]);
	await turn();
	expect(asked).toHaveLength(2);
	asked[1]?.answer();
	const added = await Promise.all(late);
	expect(added.flat().map(({ seq }) => seq)).toEqual([2]);
	expect(told).toEqual([1, 2]);
	const next = feed.catchUp();
	expect(asked).toHaveLength(3);
	asked[2]?.answer();
	expect(await next).toEqual([]);
});

test("P8 a fetch that fails fails for those who shared it only; the next one is made anew", async () => {
	const { feed, committed, asked, told } = heldFeed();
	committed.push(event(1));
	const first = feed.catchUp();
	const late = [feed.catchUp(), feed.catchUp()];
	asked[0]?.fail();
	await expect(first).rejects.toThrow("away");
	await turn();
	asked[1]?.fail();
	for (const one of late) await expect(one).rejects.toThrow("away");
	const again = feed.catchUp();
	asked[2]?.answer();
	expect((await again).map(({ seq }) => seq)).toEqual([1]);
	expect(told).toEqual([1]);
});

test("P8 where the store has let go of events in the middle, what follows them is told all the same", async () => {
	const kept: DurableEvent[] = [event(1), event(2)];
	const log: KeptEvents = {
		head: () => kept.at(-1)?.seq ?? 0,
		after: () => [],
		append: (more) => kept.push(...more),
	};
	// The job ended long ago, and this log never heard of it: all but the last event is gone.
	const left = [event(9)];
	const fetch = async (after: number) => left.filter(({ seq }) => seq > after);
	const told: number[] = [];
	const feed = new Feed(log, { fetch, page: 100 }, ({ seq }) => told.push(seq));
	expect((await feed.catchUp()).map(({ seq }) => seq)).toEqual([9]);
	expect(told).toEqual([9]);
	expect(await feed.catchUp()).toEqual([]);
});
