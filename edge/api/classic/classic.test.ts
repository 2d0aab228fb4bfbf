import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { historySchema, promptReplySchema, queueSchema } from "../../contract/comfyui/comfyui.ts";
import { database } from "../../db/client.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { jpeg, png } from "../../testing/files.ts";
import { type CallOptions, call, jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, multipart, uploadAsset } from "../../testing/jobs.ts";
import { countingRows } from "../../testing/rows-read.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";
import { GRAPH } from "../../testing/workflows.ts";
import { writesNothing } from "../../testing/writes.ts";
import { countOpen, endedRows, newestUploads, openRows } from "./rows.ts";

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker({ pool: "default" });
});

const ask = (account: TestAccount, method: string, path: string, options: CallOptions = {}) =>
	call(method, path, { as: account.key, ...options });
const queued = async (account: TestAccount, json: object = {}) =>
	promptReplySchema.parse(
		await jsonOf(await ask(account, "POST", "/prompt", { json: { prompt: GRAPH, ...json } }), 200),
	);
const queueOf = async (account: TestAccount) =>
	queueSchema.parse(await jsonOf(await ask(account, "GET", "/queue"), 200));
const historyOf = async (account: TestAccount, rest = "") =>
	historySchema.parse(await jsonOf(await ask(account, "GET", `/history${rest}`), 200));
const upload = (
	account: TestAccount,
	data: Uint8Array<ArrayBuffer>,
	name: string,
	path = "/upload/image",
) => {
	const { body, type } = multipart(data, name, "image");
	return ask(account, "POST", path, {
		body,
		headers: { "content-type": type, "content-length": String(body.length) },
	});
};

test("a graph is queued, runs, stands in history with its picture, and /view gives the bytes, below /api as well", async () => {
	const account = await makeAccount();
	const { prompt_id, number, node_errors } = await queued(account, { client_id: "me", extra_data: { x: 1 } });
	expect(node_errors).toEqual({});
	expect(await getJob(account, prompt_id)).toMatchObject({
		metadata: { comfyui_client_id: "me" },
		created_at: new Date(number).toISOString(),
	});
	expect(await queueOf(account)).toEqual({
		queue_running: [],
		queue_pending: [[number, prompt_id, GRAPH, { client_id: "me", create_time: number }, ["7"]]],
	});
	expect(await historyOf(account)).toEqual({});
	expect(await historyOf(account, `/${prompt_id}`)).toEqual({});
	const task = await mustClaim(worker);
	expect((await queueOf(account)).queue_running).toHaveLength(1);
	const picture = await png(8, 8);
	await finish(task, picture);
	const [entry] = Object.values(await historyOf(account, `/${prompt_id}`));
	expect(entry).toMatchObject({
		status: { status_str: "success" },
		prompt: { 0: number, 1: prompt_id, 2: GRAPH },
	});
	const [node = "", output] = Object.entries(entry?.outputs ?? {})[0] ?? [];
	const [file] = output?.images ?? [];
	expect(entry?.meta[node]).toMatchObject({ node_id: node });
	for (const prefix of ["", "/api"]) {
		const query = new URLSearchParams({ ...file, rand: "0.5" });
		const bytes = await ask(account, "GET", `${prefix}/view?${query}`);
		expect(bytes.headers.get("content-type")).toBe("image/png");
		expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(picture);
		expect(await jsonOf(await ask(account, "GET", `${prefix}/prompt`), 200)).toEqual({
			exec_info: { queue_remaining: 0 },
		});
	}
	expect(Object.keys(await historyOf(account, "?max_items=5"))).toEqual([prompt_id]);
	for (const odd of ["x", "..%2f..", "%00", "job_"]) expect(await historyOf(account, `/${odd}`)).toEqual({});
	// Nothing of it is another account's.
	const other = await makeAccount();
	expect(await historyOf(other, `/${prompt_id}`)).toEqual({});
	expect(await historyOf(other)).toEqual({});
	await problemOf(await ask(other, "GET", `/view?${new URLSearchParams(file)}`), "not_found");
});

test("a body is JSON whatever its type is said to be, and refusals are in ComfyUI's form and write nothing", async () => {
	const account = await makeAccount();
	const body = JSON.stringify({ prompt: GRAPH });
	for (const type of ["application/x-www-form-urlencoded", "text/plain", undefined]) {
		const headers = type === undefined ? {} : { "content-type": type };
		const reply = await jsonOf<{ prompt_id: string }>(
			await ask(account, "POST", "/api/prompt", { body, headers }),
			200,
		);
		await ask(account, "POST", "/queue", { json: { delete: [reply.prompt_id] } });
	}
	const refused = (json: unknown) =>
		writesNothing(async () => {
			const answer = await ask(account, "POST", "/prompt", { json });
			return [
				answer.status,
				(await answer.json()) as { error: { type: string }; node_errors: object },
			] as const;
		});
	for (const [json, type] of [
		[{ prompt: {} }, "prompt_no_outputs"],
		[{}, "no_prompt"],
		[{ prompt: GRAPH, prompt_id: "x" }, "invalid_prompt_id"],
		[{ prompt: "x" }, "invalid_request"],
		[{ prompt: { "1": { class_type: "Nothing", inputs: {} } } }, "missing_node_type"],
		[
			{ prompt: { ...GRAPH, "1": { class_type: "LoadImage", inputs: { image: "no.png" } } } },
			"prompt_outputs_failed_validation",
		],
		[
			{ prompt: { ...GRAPH, "1": { class_type: "LoadImage", inputs: { image: "a.png [output]" } } } },
			"prompt_outputs_failed_validation",
		],
		[
			{ prompt: { ...GRAPH, "1": { class_type: "LoadImage", inputs: { image: "../../etc/a.png" } } } },
			"prompt_outputs_failed_validation",
		],
	] as const) {
		const [status, said] = await refused(json);
		expect([json, status, said.error.type]).toEqual([json, 400, type]);
		expect(said.node_errors).toBeTypeOf("object");
	}
});

test("uploads are named by graphs; other bytes under a taken name get another, unless they are to overwrite", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const [first, second] = [await png(3, 3), await png(4, 4)];
	const named = async (answer: Response) =>
		await jsonOf<{ name: string; asset: { id: string } }>(answer, 200);
	const one = await named(await upload(account, first, "photo.png"));
	expect(one).toMatchObject({ name: "photo.png", subfolder: "", type: "input" });
	expect(await named(await upload(account, first, "photo.png", "/api/upload/image"))).toEqual(one);
	const two = await named(await upload(account, second, "photo.png"));
	expect(two.name).toMatch(/^photo-[0-9a-f]{8}\.png$/);
	expect(await named(await upload(account, second, "photo.png"))).toEqual(two);
	const bytes = await ask(account, "GET", "/view?filename=photo.png&type=input&subfolder=");
	expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(first);
	const graph = {
		"1": { class_type: "LoadImage", inputs: { image: `sub/${two.name} [input]` } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	const { prompt_id } = await queued(account, { prompt: graph });
	const task = await mustClaim(worker);
	expect(task.job_id).toBe(prompt_id);
	expect(task.inputs).toMatchObject([{ asset_id: two.asset.id, node: "1", input: "image" }]);
	await finish(task, await png(2, 2));
	// History says what was sent.
	const [entry] = Object.values(await historyOf(account, `/${prompt_id}`));
	expect(entry?.prompt[2]).toEqual(graph);
	// Nobody else's file is meant by its name.
	const answer = await ask(other, "POST", "/prompt", { json: { prompt: graph } });
	expect(answer.status).toBe(400);
	await problemOf(await ask(other, "GET", "/view?filename=photo.png&type=input"), "not_found");
	await problemOf(await ask(account, "GET", "/view?filename=photo.png&type=temp"), "not_found");
	await problemOf(await ask(account, "GET", "/view?filename=photo.png"), "not_found");
	const newest = await uploadAsset(account, jpeg(5, 5), "photo.png");
	expect(await newestUploads(database(env.DB), account.id, ["photo.png"])).toEqual(
		new Map([["photo.png", newest.id]]),
	);
	await problemOf(await ask(account, "POST", "/upload/mask"), "conflict");
});

test("what waits is taken from the queue, what runs is interrupted, and nothing that came by other routes", async () => {
	const account = await makeAccount();
	const elsewhere = await jsonOf<{ id: string }>(
		await ask(account, "POST", "/v1/jobs", { json: { graph: GRAPH } }),
		201,
	);
	const mustRun = await mustClaim(worker);
	const [one, two] = [await queued(account), await queued(account, { front: true })];
	expect((await queueOf(account)).queue_pending.map(([number]) => number < 0)).toEqual([false, true]);
	const taken = await mustClaim(worker);
	expect(taken.job_id).toBe(two.prompt_id);
	const done = async (path: string, json?: object) => {
		const answer = await ask(account, "POST", path, json === undefined ? {} : { json });
		expect([path, answer.status, await answer.text()]).toEqual([path, 200, ""]);
	};
	// The running one is not the queue's.
	await done("/queue", { delete: [two.prompt_id, "job_00000000000000000000000000", "x"] });
	await done("/interrupt", { prompt_id: one.prompt_id });
	expect((await getJob(account, one.prompt_id)).status).toBe("queued");
	await done("/interrupt");
	expect((await getJob(account, two.prompt_id)).status).toMatch(/^cancel/);
	expect((await getJob(account, elsewhere.id)).status).toBe("running");
	await done("/queue", { clear: true });
	expect((await getJob(account, one.prompt_id)).status).toBe("canceled");
	const [entry] = Object.values(await historyOf(account, `/${one.prompt_id}`));
	expect(entry?.status.messages.at(-1)?.[0]).toBe("execution_interrupted");
	await problemOf(await ask(account, "POST", "/history", { json: { clear: true } }), "conflict");
	await ask(account, "POST", `/v1/jobs/${elsewhere.id}/cancel`);
	expect(mustRun.job_id).toBe(elsewhere.id);
});

test("what is read of D1 hangs on what is told, however much else the account has", async () => {
	const account = await makeAccount();
	const { prompt_id } = await queued(account);
	await finish(await mustClaim(worker), await png(2, 2));
	for (let i = 0; i < 3; i++) await ask(account, "POST", "/v1/jobs", { json: { graph: GRAPH } });
	const { db, read } = countingRows(env.DB);
	const counted = database(db);
	expect(await endedRows(counted, account.id, { limit: 1, offset: null })).toMatchObject([{ id: prompt_id }]);
	expect((await openRows(counted, account.id)).waiting).toEqual([]);
	expect(await countOpen(counted, account.id)).toBe(0);
	expect(await newestUploads(counted, account.id, ["x.png"])).toEqual(new Map());
	expect(read()).toBeLessThanOrEqual(5);
	await env.DB.prepare("UPDATE jobs SET status = 'canceled', finished_at = 1 WHERE account_id = ?")
		.bind(account.id)
		.run();
});

test("a key counts as the password of Basic credentials on these routes alone, and not from pages of others", async () => {
	const account = await makeAccount();
	const authorization = `Basic ${btoa(`anybody:${account.key}`)}`;
	const get = (path: string, headers: Record<string, string> = {}) =>
		call("GET", path, { headers: { authorization, ...headers } });
	expect((await get("/prompt")).status).toBe(200);
	expect((await get("/api/queue", { origin: "https://edge" })).status).toBe(200);
	await problemOf(await get("/prompt", { origin: "https://elsewhere.example" }), "forbidden");
	await problemOf(await get("/prompt", { origin: "null" }), "forbidden");
	await problemOf(await get("/prompt", { "sec-fetch-site": "cross-site" }), "forbidden");
	await problemOf(await get("/v1/jobs"), "unauthorized");
	await problemOf(await get("/api/v2/jobs/job_00000000000000000000000000"), "unauthorized");
	for (const wrong of ["eDp4", "eA==", "%%"])
		await problemOf(await get("/prompt", { authorization: `Basic ${wrong}` }), "unauthorized");
});
