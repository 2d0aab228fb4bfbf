import fc from "fast-check";
import { expect, test } from "vitest";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { eventRows, eventsIn } from "./event-rows.ts";

const event = (seq: number, chars: number): DurableEvent => ({
	...{ type: "job", seq, job: "j".repeat(chars), at: "2026-11-27T12:00:00Z", status: "queued", error: null },
});

test("events of a decision stand in one row with the number of the first; many or long ones in several, in order and whole", () => {
	expect(eventRows([])).toEqual([]);
	expect(eventRows([event(7, 5), event(8, 5)])).toMatchObject([{ seq: 7 }]);
	const lengths = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 100_000, max: 500_000 })), {
		maxLength: 20,
	});
	fc.assert(
		fc.property(lengths, fc.integer({ min: 1, max: 1_000 }), (chars, from) => {
			const events = chars.map((length, i) => event(from + i, length));
			const rows = eventRows(events);
			expect(eventsIn(rows)).toEqual(events);
			for (const row of rows) {
				const own = eventsIn([row]);
				expect(own[0]?.seq).toBe(row.seq);
				if (own.length > 1) expect(row.body.length).toBeLessThan(450_000);
			}
		}),
		{ numRuns: 30 },
	);
});
