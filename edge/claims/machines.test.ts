import { beforeAll, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { submit } from "../testing/jobs.ts";
import { submitTraining, TRAINER_CAPABILITIES } from "../testing/trainings.ts";
import { claim, fail, makeWorker, mustClaim } from "../testing/workers.ts";

let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

/** Two workers of one machine: one trains, the other makes pictures; `profile`: what the machine is. */
const machine = async (profile: string | undefined, name = "mac") => {
	const capabilities = { ...TRAINER_CAPABILITIES, ...(profile && { profile }) };
	const one = await makeWorker({ capabilities, machine: name });
	const two = await makeWorker({ pool: one.pool, capabilities, machine: name, name: "second" });
	const other = await makeWorker({ pool: one.pool, capabilities, machine: "another", name: "third" });
	return { one, two, other };
};
/** What runs on the small machine: SD 1.5 pictures within its limits. */
const PAGE = { workflow: "sd15-text-to-image", parameters: { prompt: "a page" } };
const SMALL = "m1-16gb";

test("S2-HW-4 a machine that trains alone is given no picture while it trains, on neither of its workers", async () => {
	const { one, two, other } = await machine(SMALL);
	await submitTraining(account, one, "hana");
	const training = await mustClaim(one);
	expect(training.work.kind).toBe("train");
	const page = await submit(account, one, PAGE);
	expect(await claim(two)).toBeNull();
	expect(await claim(one)).toBeNull();
	// Another machine of the pool is free to.
	expect((await mustClaim(other)).job_id).toBe(page.id);
	const next = await submit(account, one, PAGE);
	await fail(training, "invalid_input");
	expect((await mustClaim(two)).job_id).toBe(next.id);
});

test("S2-HW-4 and no training while it makes pictures, though one waits in front of them", async () => {
	const { one, two } = await machine(SMALL);
	await submit(account, one, PAGE);
	const page = await mustClaim(one);
	const training = await submitTraining(account, one, "rosa");
	const second = await submit(account, one, PAGE);
	// What may run beside it is found behind what may not.
	const beside = await mustClaim(two);
	expect(beside.job_id).toBe(second.id);
	expect(await claim(one)).toBeNull();
	await fail(page, "invalid_input");
	expect(await claim(one)).toBeNull();
	await fail(beside, "invalid_input");
	expect((await mustClaim(one)).job_id).toBe(training.id);
});

test("two workers of one machine that ask at the same moment are not given both", async () => {
	const { one, two } = await machine(SMALL);
	await submitTraining(account, one, "vera");
	await submit(account, one, PAGE);
	const given = await Promise.all([claim(one), claim(two)]);
	expect(given.filter((task) => task !== null)).toHaveLength(1);
});

test("S0-A44 where a machine may do both, pictures go on while it trains, in either order", async () => {
	const { one, two } = await machine("gpu-24gb");
	await submitTraining(account, one, "lena");
	expect((await mustClaim(one)).work.kind).toBe("train");
	await submit(account, one, PAGE);
	expect((await mustClaim(two)).work.kind).toBe("graph");
	await submitTraining(account, one, "nora");
	expect((await mustClaim(two)).work.kind).toBe("train");
});
