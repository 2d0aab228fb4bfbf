import { expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import { MAX_ITEMS } from "../problem.ts";
import { makeAccount } from "../testing/accounts.ts";
import { hostileRoutes } from "../testing/hostile-routes.ts";
import { call, problemOf } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { makeWorker, mustClaim } from "../testing/workers.ts";

const scale = { characters: 60_000 };
/** Largest answer to any of these, in characters. */
const LARGEST = 600_000;

test.each(Object.entries(hostileRoutes))(
	"requests to %s that are meant to be expensive get small answers, and none breaks it",
	async (path, attack) => {
		const account = await makeAccount();
		const statuses = new Map<number, number>();
		for (let seed = 1; seed <= runs(150, 12); seed++) {
			const made = attack(seed, scale);
			const body = JSON.stringify(made.body);
			const headers = { "content-type": "application/json" };
			const response = await call("POST", path, { as: account.key, body, headers });
			const text = await response.text();
			const fine = response.status < 500 && text.length <= LARGEST;
			expect([made.shape, seed, response.status, text.length, fine]).toEqual([
				made.shape,
				seed,
				response.status,
				text.length,
				true,
			]);
			statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
		}
		console.log(`${path}: ${[...statuses].map(([status, count]) => `${count} x ${status}`).join(", ")}`);
	},
	120_000,
);

test("unknown fields are named up to a number, and then counted", async () => {
	const account = await makeAccount();
	const fields = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`unknown${i}`, 1]));
	const answer = await call("POST", "/v1/tokens", {
		as: account.key,
		json: { scopes: ["jobs:read"], ...fields },
	});
	const problem = await problemOf(answer, "invalid_request");
	expect(problem.errors).toHaveLength(MAX_ITEMS + 1);
	expect(problem.errors.at(-1)).toEqual({ pointer: "", code: "more_errors", message: "and 350 more" });
	expect(problem.error.details.errors).toEqual(problem.errors);
	const more = await call("POST", "/v1/tokens", { as: account.key, json: { [`${"x".repeat(900_000)}`]: 1 } });
	expect(JSON.stringify(await problemOf(more, "invalid_request")).length).toBeLessThan(20_000);
});

test("a body of more values than its route reads is refused before they are looked at one by one", async () => {
	const account = await makeAccount();
	const inputs = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [i, 1]));
	const answer = await call("POST", "/v1/jobs", { as: account.key, json: { graph: {}, inputs } });
	expect((await problemOf(answer, "invalid_request")).errors).toEqual([
		{ pointer: "/inputs", code: "too_many_values", message: "more than 20000 values" },
	]);
});

test("a seed of 64 bits in a graph reaches the worker digit by digit", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const seed = "18446744073709551615";
	const graph = `{"1":{"class_type":"SaveImage","inputs":{"seed":${seed},"text":"${seed}","filename_prefix":"x"}}}`;
	const headers = { "content-type": "application/json" };
	const body = `{"graph":${graph},"pool":"${worker.pool}"}`;
	const answer = await call("POST", "/v1/jobs", { as: account.key, body, headers });
	expect(answer.status).toBe(201);
	const task = await mustClaim(worker);
	expect(task.graph["1"]?.inputs.seed).toBe(seed);
	await submit(account, worker, { graph: { "1": { class_type: "SaveImage", inputs: { seed } } } });
});
