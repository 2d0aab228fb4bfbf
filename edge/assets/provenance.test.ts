import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import {
	type ProvenanceFound,
	provenanceFoundSchema,
	provenanceSchema,
} from "../contract/jobs/provenance.ts";
import { database } from "../db/client.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { BASE_IMAGE, submit, uploadAsset } from "../testing/jobs.ts";
import { countingRows } from "../testing/rows-read.ts";
import { complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";
import { lookUp } from "./provenance.ts";

const PHASH = "0123456789abcdef";
/** In one bit, in seven, and in nine, all in its last part. */
const [ONE, SEVEN, NINE] = ["0123456789abcdee", "0123456789abcd90", "0123456789abcc10"];

async function find(account: TestAccount, query: Record<string, string>): Promise<ProvenanceFound> {
	const path = `/v1/provenance?${new URLSearchParams(query)}`;
	return provenanceFoundSchema.parse(await jsonOf(await call("GET", path, { as: account.key }), 200));
}

test("a picture that a job made is found by its bytes and by what it looks like, by its account alone, until it is deleted", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, {
		...BASE_IMAGE,
		parameters: { ...BASE_IMAGE.parameters, variations: 1 },
	});
	const task = await mustClaim(worker);
	const item = await upload(task, await png());
	await jsonOf(await complete(task, [{ ...item, phash: PHASH }]), 200);

	const exact = await find(account, { sha256: item.sha256 });
	expect(exact).toMatchObject({ made: true, near: [], complete: true });
	const [record] = exact.exact;
	expect(record).toMatchObject({
		...{ sha256: item.sha256, phash: PHASH, ai_generated: true },
		made_by: { job: id, workflow: expect.stringContaining(BASE_IMAGE.workflow), pipeline: null, take: 1 },
	});
	const alike = async (phash: string, more: Record<string, string> = {}) =>
		(await find(account, { phash, ...more })).near.map(({ asset, distance }) => [asset, distance]);
	expect(await alike(PHASH)).toEqual([[record?.asset, 0]]);
	expect(await alike(ONE ?? "")).toEqual([[record?.asset, 1]]);
	expect(await alike(SEVEN ?? "")).toEqual([[record?.asset, 7]]);
	expect(await alike(SEVEN ?? "", { distance: "6" })).toEqual([]);
	expect(await alike(NINE ?? "")).toEqual([]);
	expect(await alike(NINE ?? "", { distance: "9" })).toEqual([[record?.asset, 9]]);

	const path = `/v1/assets/${record?.asset}/provenance`;
	expect(provenanceSchema.parse(await jsonOf(await call("GET", path, { as: account.key }), 200))).toEqual(
		record,
	);
	const stranger = await makeAccount();
	expect(await find(stranger, { sha256: item.sha256, phash: PHASH })).toMatchObject({
		made: false,
		exact: [],
		near: [],
	});
	await problemOf(await call("GET", path, { as: stranger.key }), "not_found");

	// What somebody uploaded is nobody's work here, whatever its bytes.
	const uploaded = await uploadAsset(stranger, await png());
	expect((await find(stranger, { sha256: uploaded.sha256 })).made).toBe(false);

	await call("DELETE", `/v1/assets/${record?.asset}`, { as: account.key });
	expect((await find(account, { sha256: item.sha256, phash: PHASH })).made).toBe(false);
	const left = await env.DB.prepare("SELECT count(*) AS n FROM picture_bands WHERE account_id = ?")
		.bind(account.id)
		.first("n");
	expect(left).toBe(0);
});

test("who names no hash, or none that is one, is told so", async () => {
	const account = await makeAccount();
	for (const query of [
		"",
		"?phash=xyz",
		"?sha256=00",
		`?phash=${PHASH}&distance=12`,
		`?phash=${PHASH}&limit=0`,
	])
		await problemOf(await call("GET", `/v1/provenance${query}`, { as: account.key }), "invalid_request");
});

const MANY = runs(100_000, 10_000);

test(`among ${MANY} pictures a look-up reads a few hundred rows, and of pictures that all look alike a bounded number`, async () => {
	const { id: account } = await makeAccount();
	const fill = (from: number, count: number, phash: string) =>
		env.DB.prepare(
			`WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count - 1})
				INSERT INTO assets (id, account_id, kind, content_type, filename, size, sha256, r2_key, job_id, created_at, phash)
				SELECT 'ast_many_' || i, ?, 'image', 'image/png', 'a.png', 1, printf('%064x', i), 'k' || i, 'job_gone', 0, ${phash} FROM n`,
		)
			.bind(account)
			.run();
	for (let from = 0; from < MANY; from += 10_000)
		await fill(from, Math.min(10_000, MANY - from), "lower(hex(randomblob(8)))");
	await env.DB.prepare("UPDATE assets SET phash = NULL WHERE id = 'ast_many_7'").run();
	const counting = countingRows(env.DB);
	const found = await lookUp(database(counting.db), account, {
		...{ sha256: "7".padStart(64, "0"), phash: PHASH, distance: 7, limit: 10 },
	});
	expect(found).toMatchObject({ exact: [{ asset: "ast_many_7", made_by: null }], complete: true });
	console.log(`${counting.read()} rows read among ${MANY} pictures`);
	expect(counting.read()).toBeLessThan(1_000);

	await fill(MANY, 3_000, `'${PHASH}'`);
	const crowd = countingRows(env.DB);
	const many = await lookUp(database(crowd.db), account, { phash: PHASH, distance: 7, limit: 10 });
	expect(many).toMatchObject({ made: true, complete: false });
	expect(many.near).toHaveLength(10);
	expect(crowd.read()).toBeLessThan(7_000);
});
