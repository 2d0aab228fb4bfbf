import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { referenceDatasetSchema } from "../contract/documents/reference-datasets.ts";
import { makeAccount } from "../testing/accounts.ts";
import {
	ask,
	datasetPath,
	getDataset,
	idsOf,
	keysOf,
	makeCharacter,
	startDataset,
	withReferences,
} from "../testing/characters.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit, uploadAsset } from "../testing/jobs.ts";
import { serveStage } from "../testing/pipelines.ts";
import { makeWorker } from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";
import { deleteAccountStep } from "./delete-account.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { sweepObjects } from "./orphans.ts";
import { sweepRetention } from "./retention.ts";

const DAY = 24 * 60 * 60_000;

test("references stay whoever deletes their pictures, their job, or keeps things for a day only", async () => {
	const { account, character, job } = await withReferences();
	const made = idsOf(await getDataset(account, character));
	const stranger = await makeAccount();
	for (const path of [`/v1/assets/${made[0]}`, `/v1/jobs/${job}`]) {
		await problemOf(await ask(stranger, "DELETE", path), "not_found");
		const refused = await problemOf(await writesNothing(() => ask(account, "DELETE", path)), "conflict");
		expect(refused.detail).toContain(character);
	}
	await call("PATCH", `/v1/accounts/${account.id}`, {
		as: env.ADMIN_KEY,
		json: { retention: { jobs: 1, outputs: 1, uploads: 1 } },
	});
	const folder = `${account.id}/characters/${character}/references/${job}`;
	const lost = `${folder}/tsk_00000000000000000000000000/1/0/part0`;
	await env.BUCKET.put(lost, "x");
	for (let run = 0; run < 3; run++) await sweepRetention(env, Date.now() + 40 * DAY);
	await sweepObjects(env, Date.now() + 40 * DAY);
	expect(await env.BUCKET.head(lost)).toBeNull();
	expect(idsOf(await getDataset(account, character))).toEqual(made);
	for (const id of made) expect((await ask(account, "GET", `/v1/assets/${id}/content`)).status).toBe(200);
});

test("they go when they are asked to, but for a picture that an unfinished job reads, which goes after it", async () => {
	const { account, character, job } = await withReferences();
	const made = idsOf(await getDataset(account, character));
	const reader = await makeWorker();
	const { id } = await submit(account, reader, {
		workflow: "storyboard-image@1",
		parameters: { prompt: "x", references: [made[0]] },
	});
	expect((await ask(account, "DELETE", datasetPath(character))).status).toBe(204);
	expect(await getDataset(account, character)).toMatchObject({ references: [], bytes: 0 });
	await problemOf(await ask(account, "DELETE", datasetPath(character)), "not_found");
	const left = async () =>
		(await Promise.all(made.map((asset) => ask(account, "GET", `/v1/assets/${asset}`)))).map(
			({ status }) => status,
		);
	expect(await left()).toEqual([200, 404, 404, 404]);
	await ask(account, "POST", `/v1/jobs/${id}/cancel`);
	await finishDeletions(env, Date.now() + DAY, account.id);
	expect(await left()).toEqual([404, 404, 404, 404]);
	expect((await ask(account, "DELETE", `/v1/jobs/${job}`)).status).toBe(204);
	await finishDeletions(env, Date.now() + DAY, account.id);
	expect(await keysOf(`${account.id}/`)).not.toContainEqual(expect.stringContaining("/characters/"));
});

test("with the character its references go; what else was made of it stays", async () => {
	const { account, worker, character } = await withReferences();
	const canceled = referenceDatasetSchema.parse(
		await jsonOf(await startDataset(account, character, worker), 201),
	);
	await serveStage(worker, "avatar");
	await ask(account, "POST", `/v1/jobs/${canceled.job?.id}/cancel`);
	const made = idsOf(await getDataset(account, character));
	expect((await ask(account, "DELETE", `/v1/characters/${character}`)).status).toBe(204);
	await finishDeletions(env, Date.now(), account.id);
	for (const id of made) await problemOf(await ask(account, "GET", `/v1/assets/${id}`), "not_found");
	expect((await getJob(account, canceled.job?.id ?? "")).outputs).toHaveLength(1);
	const folder = `${account.id}/characters/${character}/`;
	expect(await keysOf(folder)).toHaveLength(1);
	expect((await ask(account, "DELETE", `/v1/jobs/${canceled.job?.id}`)).status).toBe(204);
	expect(await keysOf(folder)).toEqual([]);
});

test("an account goes with its characters and their references", async () => {
	const { account, character } = await withReferences();
	expect((await call("DELETE", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY })).status).toBe(204);
	let gone = false;
	for (let step = 0; step < 10 && !gone; step++) gone = await deleteAccountStep(env, account.id, Date.now());
	expect(gone).toBe(true);
	expect(await keysOf(`${account.id}/`)).toEqual([]);
	const rows = await env.DB.prepare("SELECT count(*) AS n FROM character_references WHERE character_id = ?")
		.bind(character)
		.first<{ n: number }>();
	expect(rows?.n).toBe(0);
});

test("a base picture stays while a character begins with it", async () => {
	const account = await makeAccount();
	const picture = await uploadAsset(account, await png(3, 3));
	const { id } = await makeCharacter(account, { base_image: picture.id });
	const refused = await problemOf(await ask(account, "DELETE", `/v1/assets/${picture.id}`), "conflict");
	expect(refused.detail).toContain(id);
	await ask(account, "PATCH", `/v1/characters/${id}`, { base_image: null });
	expect((await ask(account, "DELETE", `/v1/assets/${picture.id}`)).status).toBe(204);
});
