import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { until } from "../worker/testing/until.ts";
import type { RunpodStack } from "./stack/runpod.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { PRICE, startLent } from "./testing/lent-stack.ts";
import { Rented } from "./testing/rented.ts";

/** What how long things take is measured for: on a machine that does other things as well it says nothing. */
const TIMED = inject("thorough");

let lent: RunpodStack;
beforeAll(async () => {
	lent = await startLent();
});
afterAll(() => lent.stop());

test("S0-C02 pods are rented for what waits: one is killed at work, one has spent what it may, one ends itself when idle; no job is lost, and what is booked is the bill", async () => {
	const { stack, endpoint } = lent;
	const rented = new Rented(lent, PRICE);
	await rented.set();
	const jobs = await rented.submit(4, 30, 40);
	const killed = await rented.working(0);
	rented.kill(killed);
	await rented.over(killed);
	const spent = await rented.working(1);
	await rented.look(1);
	await rented.over(spent, 1);
	await until("what is left waits for money", async () => {
		const left = await Promise.all(jobs.map((id) => stack.client.job(id)));
		const reasons = left.flatMap(({ finished_at, queue }) => (finished_at === null ? [queue?.reason] : []));
		return reasons.length > 0 && reasons.every((reason) => reason === "capacity_budget");
	});
	expect(rented.booked()).toHaveLength(2);
	await rented.set();
	const idle = await rented.working(2);
	await rented.over(idle);
	await assertInvariants(stack, jobs);
	const booked = rented.booked();
	expect(booked.map(({ outcome }) => outcome)).toEqual(["stopped", "budget", "stopped"]);
	const bill = endpoint.bill().pods;
	for (const pod of booked) {
		const { id, spans } = rented.machine(pod);
		expect(spans).toHaveLength(1);
		expect(pod.asked_at).toBeLessThanOrEqual(spans[0]?.from ?? 0);
		// It is booked until its worker said goodbye, a moment before its process ends; one that was killed until that was found.
		expect(pod.paid_until).toBeGreaterThanOrEqual(pod.used_at ?? Number.POSITIVE_INFINITY);
		if (pod.id === killed.id)
			expect(pod.paid_until).toBeGreaterThanOrEqual(spans[0]?.to ?? Number.POSITIVE_INFINITY);
		const billed_ms = bill.find((one) => one.pod === id)?.paid_ms ?? 0;
		const booked_ms = pod.paid_until - pod.asked_at;
		console.log(
			`${id} (${pod.outcome}): billed ${billed_ms} ms, booked ${booked_ms} ms for ${pod.attempts} attempts`,
		);
		expect(pod.attempts).toBeGreaterThan(0);
		if (TIMED) expect(Math.abs(booked_ms - billed_ms)).toBeLessThanOrEqual(1_000 * pod.attempts);
	}
});
