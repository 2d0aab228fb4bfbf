import { expect, test } from "vitest";
import { Rates } from "./rates.ts";

test("an endpoint's calls are refused beyond what ten seconds allow, without a word when to come again", () => {
	const rates = new Rates();
	const purge = (now: number) => rates.enter("purge-queue", now);
	expect([purge(0), purge(1).refused, purge(9_999)]).toMatchObject([
		{ refused: null, headers: {} },
		null,
		{ refused: "rate limit exceeded for the ten seconds window", headers: {} },
	]);
	expect(purge(10_000).refused).toBeNull();
	expect(rates.enter("cancel", 0).refused).toBeNull();
});

test("so many calls at once, and one more as soon as one of them has its answer", () => {
	const rates = new Rates();
	const calls = Array.from({ length: 20 }, () => rates.enter("cancel", 0));
	expect(calls.every(({ refused }) => refused === null)).toBe(true);
	expect(rates.enter("cancel", 0).refused).toBe("too many calls at once");
	calls[0]?.leave();
	expect(rates.enter("cancel", 0).refused).toBeNull();
	expect(rates.enter("cancel", 0).refused).not.toBeNull();
});

test("the management API counts by minute, hour and day at once, and says what is left and how long to wait", () => {
	const rates = new Rates();
	const ask = (now: number) => rates.enter("management", now);
	expect(ask(0).headers).toEqual({
		"ratelimit-policy": '"minute";q=60;w=60, "hour";q=3000;w=3600, "day";q=50000;w=86400',
		ratelimit: '"minute";r=59;t=60, "hour";r=2999;t=3600, "day";r=49999;t=86400',
	});
	for (let i = 1; i < 60; i++) ask(1_000);
	expect(ask(48_000)).toMatchObject({
		refused: "rate limit exceeded for the minute window",
		headers: { "retry-after": "12", ratelimit: expect.stringContaining('"minute";r=0;t=12') },
	});
	for (let minute = 1; minute < 50; minute++)
		for (let i = 0; i < 60; i++) expect(ask(minute * 60_000).refused).toBeNull();
	expect(ask(50 * 60_000).refused).toBe("rate limit exceeded for the hour window");
});
