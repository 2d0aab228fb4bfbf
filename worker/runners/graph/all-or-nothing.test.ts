import { describe, expect, test } from "vitest";
import { sleep } from "../../process/clock.ts";
import { allOrNothing } from "./all-or-nothing.ts";

const never = new AbortController().signal;

describe("all or nothing", () => {
	test("gives what every item gave, in order", async () => {
		const slowFirst = async (ms: number, n: number) => {
			await sleep(ms);
			return n;
		};
		expect(await allOrNothing([20, 0], never, slowFirst)).toEqual([0, 1]);
	});

	test("throws the first failure, after it has told the others to stop and they have", async () => {
		let under = 0;
		const work = async (item: string, _n: number, signal: AbortSignal) => {
			under++;
			try {
				if (item === "fails") throw new Error("first");
				await sleep(60_000, signal);
				// Cleaning up takes a moment, too.
				await sleep(20);
				throw new Error("stopped");
			} finally {
				under--;
			}
		};
		await expect(allOrNothing(["waits", "fails", "waits"], never, work)).rejects.toThrow("first");
		expect(under).toBe(0);
	});

	test("passes on that the whole was given up", async () => {
		const given = new AbortController();
		const all = allOrNothing([1], given.signal, async (_item, _n, signal) => {
			await sleep(60_000, signal);
			throw new Error("given up");
		});
		given.abort();
		await expect(all).rejects.toThrow("given up");
	});
});
