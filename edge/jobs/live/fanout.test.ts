import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { Feed, type FeedSource, type KeptEvents } from "./feed.ts";

/** Where the object keeps its events, in memory. It takes whatever it is given. */
class Kept implements KeptEvents {
	readonly events: DurableEvent[] = [];
	head() {
		return this.events.at(-1)?.seq ?? 0;
	}
	after(seq: number) {
		return this.events.filter((event) => event.seq > seq).map((event) => JSON.stringify(event));
	}
	append(events: readonly DurableEvent[]) {
		this.events.push(...events);
	}
}

/** A feed whose events do not have to be the next ones. */
class Unguarded extends Feed {
	protected override isNext() {
		return true;
	}
}
/** A feed that does not look whether something is missing before what it is told. */
class LeavesGaps extends Feed {
	override async take(events: DurableEvent[]) {
		return this.append(events);
	}
	protected override isNext(event: DurableEvent, head: number) {
		return event.seq > head;
	}
}

interface Parts {
	feed?: typeof Feed<DurableEvent>;
	/** What lies between reading the replay and listening. */
	pause?: (schedule: fc.Scheduler) => Promise<void>;
}

const PAGE = 2;

/** A writer that commits and tells, an object that passes on, and readers that come, go and come back. */
function schedules({ feed: FeedUnderTest = Feed, pause }: Parts = {}) {
	return fc.asyncProperty(
		fc.scheduler(),
		fc.integer({ min: 2, max: 6 }),
		fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
		fc.array(fc.nat(5), { maxLength: 2 }),
		async (s, count, cuts, lost) => {
			const step = (label: string) => s.schedule(Promise.resolve(), label);
			const committed: DurableEvent[] = [];
			const source: FeedSource = {
				fetch: async (after) => {
					await step("request to D1");
					const page = committed.filter((event) => event.seq > after).slice(0, PAGE);
					await step("answer of D1");
					return page;
				},
				page: PAGE,
			};
			const listeners = new Set<(event: DurableEvent) => void>();
			const feed = new FeedUnderTest(new Kept(), source, (event) => {
				for (const listen of listeners) listen(event);
			});
			const readers: number[][] = [];

			const writer = async () => {
				for (let seq = 1; seq <= count; seq++) {
					await step(`commit ${seq}`);
					const event = made(seq);
					committed.push(event);
					if (!lost.includes(seq)) void step(`publish ${seq}`).then(() => feed.take([event]));
				}
			};
			const listen = async (got: number[]) => {
				const hear = (event: DurableEvent) => void got.push(event.seq);
				await feed.catchUp();
				let replay: string[] = [];
				const attach = () => {
					got.push(...replay.map((body) => (JSON.parse(body) as DurableEvent).seq));
					listeners.add(hear);
				};
				feed.subscribe(got.at(-1) ?? 0, (_head, events) => {
					replay = events;
					if (!pause) attach();
				});
				if (pause) {
					await pause(s);
					attach();
				}
				return () => void listeners.delete(hear);
			};
			const reader = async (cut: number) => {
				const got: number[] = [];
				readers.push(got);
				const hangUp = await listen(got);
				await step("connection lost");
				hangUp();
				// What was on its way is lost with the connection.
				got.length = Math.min(got.length, cut);
				await listen(got);
			};
			await s.waitFor(Promise.all([writer(), ...cuts.map(reader)]));
			await s.waitIdle();
			const reconciled = feed.catchUp();
			await s.waitFor(reconciled);
			const all = Array.from({ length: count }, (_, i) => i + 1);
			for (const got of readers) expect(got).toEqual(all);
		},
	);
}

function made(seq: number): DurableEvent {
	return {
		type: "stage",
		seq,
		job: "job",
		at: "2026-01-01T00:00:00.000Z",
		stage: "main",
		status: "running",
		take: 1,
		error: null,
		over_budget: false,
	};
}

describe("commits, notices, reads and reconnects in every order (P8)", () => {
	test("2,000 schedules: every reader gets every event once, in order, across a reconnect", async () => {
		const result = await fc.check(schedules(), { numRuns: 2000, seed: 7 });
		expect(result.counterexample).toBeNull();
		console.log(`${result.numRuns} schedules, clean`);
	});

	test.each<[string, Parts]>([
		["takes events that are not the next", { feed: Unguarded }],
		["leaves gaps", { feed: LeavesGaps }],
		["pauses between replay and attachment", { pause: (s) => s.schedule(Promise.resolve(), "pause") }],
	])("a feed that %s is caught on the first schedules", async (name, parts) => {
		let tried = 0;
		const property = schedules(parts).beforeEach(() => {
			tried += 1;
		});
		const result = await fc.check(property, { numRuns: 50, seed: 7, endOnFailure: true });
		console.log(`${name}: schedule ${tried}`);
		expect(String(result.errorInstance)).toContain("to deeply equal");
	});
});
