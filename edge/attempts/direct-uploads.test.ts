import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { ClaimedTask, DirectUpload } from "../contract/workers/workers.ts";
import { DIRECT_BYTES, FOLLOWS_STORAGE } from "../contract/workers/workers.ts";
import { askWith } from "../http/testing/ask.ts";
import { outputKey } from "../storage/keys.ts";
import { askStorage, DIRECT, STORAGE } from "../storage/testing/direct.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { sha256, text } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { log } from "../testing/redaction.ts";
import {
	postCheckpoint,
	reachStep,
	submitTraining,
	TRAINER_CAPABILITIES,
	trainingIn,
} from "../testing/trainings.ts";
import { attemptPath, fail, makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
// Each test has a pool: what another left to be tried again comes back in its own time.
beforeEach(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
});

let named = 0;
async function claimed(): Promise<ClaimedTask> {
	await submitTraining(account, worker, `direct-${++named}`);
	return mustClaim(worker);
}

/** Where an edge that has a key for storage sends a file of an attempt. */
async function addressOf(
	task: ClaimedTask,
	upload: number,
	data: Uint8Array<ArrayBuffer>,
	size = data.length,
) {
	const response = await askWith(DIRECT, `${attemptPath(task)}/outputs/${upload}/url`, {
		method: "POST",
		headers: { authorization: `Bearer ${task.grant}`, "content-type": "application/json" },
		body: JSON.stringify({
			...{ size, sha256: await sha256(data), content_type: "application/octet-stream" },
		}),
	});
	return response;
}

async function directTo(task: ClaimedTask, upload: number, data: Uint8Array<ArrayBuffer>) {
	const { direct } = await jsonOf<{ direct: DirectUpload }>(await addressOf(task, upload, data), 200);
	if (direct === null) throw new Error("there is no way past the edge");
	return direct;
}

const fileOf = async (upload: number, data: Uint8Array<ArrayBuffer>) => ({
	...{ role: "state", name: "state.bin", upload, sha256: await sha256(data), bytes: data.length },
});

const keyOf = async (task: ClaimedTask, upload: number, data: Uint8Array<ArrayBuffer>) => {
	const place = { account: account.id, job: task.job_id, task: task.task_id, epoch: task.epoch };
	return outputKey(place, upload, await sha256(data));
};

test("a state that went straight to storage is a checkpoint like any other, and its bytes never come by the edge", async () => {
	const task = await claimed();
	const state = text("a state");
	const direct = await directTo(task, 0, state);
	const until = Date.parse(direct.expires_at);
	expect(until).toBeLessThanOrEqual(Date.parse(task.lease_until));
	expect(until).toBeGreaterThan(Date.now());
	expect((await askStorage(env.BUCKET, "PUT", direct, state)).status).toBe(200);
	const stored = await env.BUCKET.head(await keyOf(task, 0, state));
	expect(stored?.checksums.sha256).toBeDefined();
	await jsonOf(await postCheckpoint(task, { step: 200, files: [await fileOf(0, state)] }), 200);
	await fail(task, "worker_error");
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE id = ?").bind(task.task_id).run();
	const next = await mustClaim(worker);
	expect(trainingIn(next).training.resume).toMatchObject({ step: 200 });
	// What the address says of who may use it is in no log.
	expect(log()).not.toContain("X-Amz-Signature");
	expect(log()).not.toContain(STORAGE.secretAccessKey);
});

test("a storage that looks at no hash is not believed: what lies there is read, and other bytes go", async () => {
	const task = await claimed();
	const [promised, other] = [text("what was promised"), text("something else....")];
	const key = await keyOf(task, 0, promised);
	await env.BUCKET.put(key, other);
	const file = { ...(await fileOf(0, promised)), bytes: other.length };
	await problemOf(await postCheckpoint(task, { step: 200, files: [file] }), "output_mismatch");
	expect(await env.BUCKET.head(key)).toBeNull();
	// A hash that somebody wrote beside the object is nobody's word.
	await env.BUCKET.put(key, other, { customMetadata: { sha256: await sha256(promised) } });
	await problemOf(await postCheckpoint(task, { step: 200, files: [file] }), "output_mismatch");
	await env.BUCKET.put(key, promised);
	const right = { ...file, bytes: promised.length };
	await jsonOf(await postCheckpoint(task, { step: 200, files: [right] }), 200);
});

test("an attempt that is over, or an account that is full, gets no address", async () => {
	const task = await claimed();
	const state = text("a state");
	const huge = await jsonOf<object>(await addressOf(task, 0, state, 5 * 1024 ** 3), 200);
	expect(huge).toEqual({ direct: null });
	const over = await claimed();
	await fail(over, "worker_error");
	await problemOf(await addressOf(over, 0, state), "lease_lost");
	await problemOf(await addressOf(task, 0, state, Number.MAX_SAFE_INTEGER), "storage_limit");
	await problemOf(await addressOf(task, 0, state), "lease_lost");
});

test("a deployment without a key for storage says so", async () => {
	const task = await claimed();
	const json = { size: 1, sha256: await sha256(text("x")), content_type: "text/plain" };
	const path = `${attemptPath(task)}/outputs/0/url`;
	expect(await jsonOf(await call("POST", path, { as: task.grant, json }), 200)).toEqual({ direct: null });
});

test("who resumes and says that it would follow is sent to storage for what is large", async () => {
	const task = await claimed();
	await jsonOf(await reachStep(task, 200), 200);
	await fail(task, "worker_error");
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE id = ?").bind(task.task_id).run();
	const next = await mustClaim(worker);
	const state = trainingIn(next).inputs.find(
		({ kind, filename }) => kind === "file" && filename === "state.bin",
	);
	const fetched = (change: object, headers: Record<string, string>) =>
		askWith(change, state?.url ?? "", { headers: { authorization: `Bearer ${next.grant}`, ...headers } });
	expect((await fetched(DIRECT, { [FOLLOWS_STORAGE]: "1" })).status).toBe(200);
	await env.DB.prepare("UPDATE assets SET size = ? WHERE id = ?").bind(DIRECT_BYTES, state?.asset_id).run();
	expect((await fetched({}, { [FOLLOWS_STORAGE]: "1" })).status).toBe(200);
	expect((await fetched(DIRECT, {})).status).toBe(200);
	const sent = await fetched(DIRECT, { [FOLLOWS_STORAGE]: "1" });
	expect(sent.status).toBe(307);
	const url = sent.headers.get("location") ?? "";
	expect((await askStorage(env.BUCKET, "GET", { url, headers: {} })).status).toBe(200);
	expect(await sent.text()).toBe("");
});
