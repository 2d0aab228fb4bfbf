import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { passed, told } from "../../../../workflows/quality/checks/check.ts";
import { type QualityRates, qualityRatesSchema } from "../../../contract/usage/quality-rates.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, submit } from "../../../testing/jobs.ts";
import { complete, fail, makeWorker, mustClaim, upload } from "../../../testing/workers.ts";

const ONE = {
	...BASE_IMAGE,
	parameters: { ...BASE_IMAGE.parameters, variations: 1 },
	quality: { on_fail: "flag" },
};
const FOUND = {
	pass: [passed("file_decodable")],
	warn: [passed("file_decodable"), told("image_sharpness", "warn", "blurred")],
	fail: [passed("file_decodable"), told("image_blank", "fail", "black")],
	skipped: [told("file_decodable", "skipped", "too large")],
};

async function rates(account: TestAccount, query = ""): Promise<QualityRates> {
	const answer = await call("GET", `/v1/quality/rates${query}`, { as: account.key });
	return qualityRatesSchema.parse(await jsonOf(answer, 200));
}

test("S0-D45 how often outputs pass and jobs succeed is counted as it happens, by day and workflow, beside what is wanted", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const make = async (found: keyof typeof FOUND | null) => {
		await submit(account, worker, ONE);
		const task = await mustClaim(worker);
		const item = await upload(task, await png());
		const manifest = [found === null ? item : { ...item, checks: FOUND[found] }];
		await jsonOf(await complete(task, manifest), 200);
		// Said again because the answer got lost: it counts once.
		if (found === "warn") await jsonOf(await complete(task, manifest), 200);
	};
	for (const found of ["pass", "pass", "warn", "fail", "skipped", null] as const) await make(found);
	const { id } = await submit(account, worker, ONE);
	await jsonOf(await fail(await mustClaim(worker), "invalid_input"), 200);

	const counts = {
		...{ jobs: 7, jobs_succeeded: 6, struck: 0, recovered: 0 },
		...{ passed: 2, doubtful: 1, failed: 1, broken: 0, unseen: 1 },
		...{ success_rate: 0.8571, pass_rate: 0.75, recovery_rate: null },
		// Of 7 and of 4: few tell little.
		...{ success_interval: { low: 0.4869, high: 0.9743 }, pass_interval: { low: 0.3006, high: 0.9544 } },
		recovery_interval: null,
	};
	const day = new Date().toISOString().slice(0, 10);
	const workflow = BASE_IMAGE.workflow.split("@")[0];
	expect(await rates(account)).toMatchObject({
		targets: { success: 0.95, pass: 0.9, recovery: 0.95 },
		total: counts,
		days: [{ day, ...counts }],
		data: [{ day, workflow, ...counts }],
	});
	expect((await rates(account, `?workflow=${workflow}`)).total).toEqual(counts);
	expect((await rates(account, "?workflow=another")).data).toEqual([]);
	expect((await rates(await makeAccount())).total).toMatchObject({ jobs: 0, pass_rate: null });
	// What is deleted was made all the same.
	await call("DELETE", `/v1/jobs/${id}`, { as: account.key });
	expect((await rates(account)).total).toEqual(counts);
	await problemOf(
		await call("GET", "/v1/quality/rates?from=yesterday", { as: account.key }),
		"invalid_request",
	);
});

test("what was counted before it was counted by workflow and pool in one goes on counting", async () => {
	const account = await makeAccount();
	await env.DB.batch([
		env.DB.prepare(
			`INSERT INTO usage_days (account_id, by, day, key, jobs, jobs_succeeded, outputs_passed) VALUES
				(?1, 'workflow', '2026-01-01', 'own', 4, 3, 0), (?1, 'pool', '2026-01-01', 'default', 4, 3, 0),
				(?1, 'work', '2026-01-01', 'own@default', 2, 2, 5), (?1, 'work', '2026-01-01', 'own@another', 1, 0, 1)`,
		).bind(account.id),
		env.DB.prepare(
			"INSERT INTO quality_days (account_id, day, work, passed, failed) VALUES (?, '2026-01-01', 'own', 7, 2)",
		).bind(account.id),
	]);
	const counts = { jobs: 7, jobs_succeeded: 5, passed: 13, failed: 2 };
	expect(await rates(account, "?from=2026-01-01&to=2026-01-02&workflow=own")).toMatchObject({
		total: counts,
		data: [{ day: "2026-01-01", workflow: "own", ...counts }],
	});
});

test("where there is more than one answer tells, fewer days are to be asked for", async () => {
	const account = await makeAccount();
	await env.DB.prepare(
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
			INSERT INTO usage_days (account_id, by, day, key, outputs_passed) SELECT ?, 'work', '2026-01-01', 'own-' || i || '@default', 1 FROM n`,
	)
		.bind(account.id)
		.run();
	const path = "/v1/quality/rates?from=2026-01-01&to=2026-01-02";
	const problem = await problemOf(await call("GET", path, { as: account.key }), "invalid_request");
	expect(problem.errors).toMatchObject([{ pointer: "/from" }]);
});
