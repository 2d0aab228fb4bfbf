import { exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";
import { CLOSE } from "../../contract/sockets.ts";
import { makeAccount, makeKey, type TestAccount } from "../../testing/accounts.ts";
import { png } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { attemptPath, fail, finish, makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";
import { GRAPH } from "../../testing/workflows.ts";

type Told = { type: string; data: Record<string, unknown> } | { type: "binary"; data: Uint8Array };

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker({ pool: "default" });
});

/** A client of ComfyUI: everything that it was told, and its close code. */
async function client({ key }: { key: string }, query: string, headers: Record<string, string> = {}) {
	const response = await exports.default.fetch(`https://edge/ws${query}`, {
		headers: { upgrade: "websocket", authorization: `Bearer ${key}`, ...headers },
	});
	const socket = response.webSocket;
	if (!socket) throw new Error(`no socket: ${response.status}`);
	const told: Told[] = [];
	const closed = new Promise<number>((resolve) => {
		socket.addEventListener("close", ({ code }) => resolve(code));
	});
	socket.binaryType = "arraybuffer";
	socket.addEventListener("message", ({ data }) => {
		told.push(
			typeof data === "string"
				? (JSON.parse(data) as Told)
				: { type: "binary", data: new Uint8Array(data as ArrayBuffer) },
		);
	});
	socket.accept();
	const types = () => told.map(({ type }) => type);
	const until = (type: string, count = 1) =>
		expect
			.poll(() => types().filter((one) => one === type).length, { timeout: PATIENCE_MS })
			.toBeGreaterThanOrEqual(count);
	await Promise.race([until("status"), closed]);
	return { socket, told, types, until, closed };
}

const queue = async (account: TestAccount, client_id: string, extra_data = {}) =>
	jsonOf<{ prompt_id: string }>(
		await call("POST", "/prompt", { as: account.key, json: { prompt: GRAPH, client_id, extra_data } }),
		200,
	);

test("a client is told of what it queued, with previews, and of nothing that others did; everybody of the account how much there is", async () => {
	const [account, foreign] = [await makeAccount(), await makeAccount()];
	const me = await client(account, "?clientId=me&token=x");
	// The same client in another window, which knows nothing of metadata.
	const plain = await client(account, "?clientId=me");
	const [you, stranger] = [await client(account, "?clientId=you"), await client(foreign, "?clientId=me")];
	expect(me.told[0]).toEqual({
		type: "status",
		data: { status: { exec_info: { queue_remaining: 0 } }, sid: "me" },
	});
	me.socket.send(JSON.stringify({ type: "feature_flags", data: { supports_preview_metadata: true } }));
	await me.until("feature_flags");
	you.socket.send("nonsense");
	const { prompt_id } = await queue(account, "me", { preview_method: "auto" });
	await me.until("status", 2);
	await you.until("status", 2);
	expect(you.told.at(-1)?.data).toEqual({ status: { exec_info: { queue_remaining: 1 } } });
	const task = await mustClaim(worker);
	await me.until("execution_start");
	const progress = { percent: 50, node_title: "x", nodes_done: 3, nodes_total: 7 };
	const events = [
		{ type: "progress", ...progress, node: "4", step: null, steps: null },
		{ type: "progress", ...progress, node: "5", step: 1, steps: 20 },
		{ type: "preview", node: "5", content_type: "image/jpeg", data: "/9j/" },
	];
	// Previews come once somebody is known to look: until then a worker says it again.
	let seq = 0;
	await expect
		.poll(
			async () => {
				seq += 1;
				const path = `${attemptPath(task)}/progress`;
				await jsonOf(await call("POST", path, { as: task.grant, json: { seq, events } }), 200);
				return me.types();
			},
			{ timeout: PATIENCE_MS },
		)
		.toContain("binary");
	await finish(task, await png());
	await expect.poll(() => me.told.at(-1)?.data, { timeout: PATIENCE_MS }).toEqual({ node: null, prompt_id });
	const order = ["execution_start", "execution_cached", "progress_state", "executing", "progress"];
	const end = ["executed", "progress_state", "execution_success", "status", "executing"];
	expect([...new Set(me.types())]).toEqual(expect.arrayContaining([...order, ...end]));
	expect(me.types().slice(-end.length)).toEqual(end);
	expect(me.types().indexOf("execution_start")).toBeLessThan(me.types().indexOf("executing"));
	const executed = me.told.find(({ type }) => type === "executed")?.data;
	expect(executed).toMatchObject({ prompt_id, output: { images: [{ type: "output" }] } });
	const preview = me.told.find(({ type }) => type === "binary")?.data as Uint8Array;
	expect(new DataView(preview.buffer).getUint32(0)).toBe(4);
	await plain.until("execution_success");
	const bare = plain.told.find(({ type }) => type === "binary")?.data as Uint8Array;
	expect([...bare.subarray(0, 8)]).toEqual([0, 0, 0, 1, 0, 0, 0, 1]);
	await you.until("status", 3);
	expect(new Set(you.types())).toEqual(new Set(["status"]));
	expect(stranger.types()).toEqual(["status"]);
});

test("what fails, is canceled while it waits, or came by other routes", async () => {
	const account = await makeAccount();
	const me = await client(account, "?clientId=me");
	const first = await queue(account, "me", { preview_method: "none" });
	expect((await fail(await mustClaim(worker), "node_error")).status).toBe(200);
	await me.until("execution_error");
	expect(me.told.find(({ type }) => type === "execution_error")?.data).toMatchObject({
		prompt_id: first.prompt_id,
		exception_message: "made up",
		exception_type: "node_error",
	});
	const second = await queue(account, "me");
	await call("POST", "/queue", { as: account.key, json: { delete: [second.prompt_id] } });
	await me.until("execution_interrupted");
	const others = await jsonOf<{ id: string }>(
		await call("POST", "/v1/jobs", { as: account.key, json: { graph: GRAPH } }),
		201,
	);
	await finish(await mustClaim(worker), await png());
	const third = await queue(account, "me");
	await finish(await mustClaim(worker), await png());
	await me.until("execution_success");
	expect(JSON.stringify(me.told)).not.toContain(others.id);
	expect(JSON.stringify(me.told)).toContain(third.prompt_id);
});

test("a socket opens to keys that may read jobs, from no page of another origin, and ends with its key", async () => {
	const account = await makeAccount();
	const blind = await makeKey(account, ["assets:read"]);
	expect(await (await client(blind, "?clientId=x")).closed).toBe(CLOSE.forbidden);
	expect(await (await client({ key: "dk_live_x" }, "")).closed).toBe(CLOSE.unauthorized);
	const elsewhere = { origin: "https://elsewhere.example" };
	expect(await (await client(account, "", elsewhere)).closed).toBe(CLOSE.forbidden);
	await problemOf(await call("GET", "/ws", { as: account.key }), "upgrade_required");
	const key = await makeKey(account, ["jobs:read"]);
	const basic = { authorization: `Basic ${btoa(`me:${key.key}`)}` };
	const open = await client(key, "?clientId=x", basic);
	expect(open.types()).toEqual(["status"]);
	await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key });
	expect(await open.closed).toBe(CLOSE.unauthorized);
});
