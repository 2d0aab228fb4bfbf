import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { OBJECT_INFO_LIMITS } from "../../../contract/workers/workers.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { sha256, text } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { makeWorker } from "../../../testing/workers.ts";
import { GRAPH, gzip, OBJECT_INFO, putObjectInfo } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

let variants = 0;
/** An object_info nobody has sent yet. */
const another = () => gzip(OBJECT_INFO.replace('"nodes"', `"nodes", "variant": ${++variants}`));

test("a worker is asked for its object_info once, and its pool can use it from then on", async () => {
	const bytes = await another();
	const hash = await sha256(bytes);
	const first = await makeWorker({ object_info_sha256: hash });
	expect(first.wants_object_info).toBe(true);
	const stored = await jsonOf(await putObjectInfo(first, bytes), 201);
	expect(stored).toEqual({ sha256: hash, size: bytes.length });
	const object = await env.BUCKET.get(`object-info/${hash}.json.gz`);
	expect(new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);

	const second = await makeWorker({ object_info_sha256: hash });
	expect(second.wants_object_info).toBe(false);
	const account = await makeAccount();
	const verdict = await call("POST", "/v1/workflows/validate", {
		as: account.key,
		json: { graph: GRAPH, pool: second.pool },
	});
	expect(await jsonOf(verdict, 200)).toMatchObject({ valid: true });
	// Sent again, for example because the answer was lost, it changes nothing.
	await writesNothing(async () => jsonOf(await putObjectInfo(first, bytes), 201));
});

test("a worker that does not speak of it is as welcome as before", async () => {
	const worker = await makeWorker();
	expect(worker.wants_object_info).toBe(false);
	const row = await env.DB.prepare("SELECT object_info_sha256 AS hash FROM workers WHERE id = ?")
		.bind(worker.id)
		.first();
	expect(row).toEqual({ hash: null });
});

test("other bytes than were registered are refused, and nothing is stored", async () => {
	const bytes = await another();
	const hash = await sha256(bytes);
	const worker = await makeWorker({ object_info_sha256: hash });
	const [other, silent] = [await another(), await makeWorker()];
	await writesNothing(async () => {
		const honest = await problemOf(await putObjectInfo(worker, other), "invalid_request");
		expect(honest.errors[0]?.pointer).toBe("/x-content-sha256");
		const lying = await putObjectInfo(worker, other, { "x-content-sha256": hash });
		expect((await problemOf(lying, "invalid_request")).detail).toContain(hash);
		// One that registered without any.
		await problemOf(await putObjectInfo(silent, bytes), "invalid_request");
	});
});

test.each([
	["no gzip", async () => text(OBJECT_INFO)],
	["half a gzip", async () => (await another()).slice(0, -20)],
	["no JSON", () => gzip("<html>")],
	["a list", () => gzip("[1]")],
	["an object without a class", () => gzip("{}")],
	["nothing", async () => new Uint8Array()],
])("%s is refused, and nothing is stored", async (_name, make) => {
	const bytes = new Uint8Array(await make());
	const worker = await makeWorker({ object_info_sha256: await sha256(bytes) });
	await writesNothing(async () => problemOf(await putObjectInfo(worker, bytes), "invalid_request"));
});

test("API4 what unpacks to more than fits, or comes as more than it may, is refused", async () => {
	const bomb = await gzip(`{"a":"${" ".repeat(OBJECT_INFO_LIMITS.unpacked)}"}`);
	expect(bomb.length).toBeLessThan(100_000);
	const worker = await makeWorker({ object_info_sha256: await sha256(bomb) });
	await writesNothing(async () => {
		await problemOf(await putObjectInfo(worker, bomb), "invalid_request");
		const large = new Uint8Array(OBJECT_INFO_LIMITS.packed + 1);
		await problemOf(await putObjectInfo(worker, large), "payload_too_large");
		// One that says it is smaller than it is.
		const lying = await putObjectInfo(worker, large, { "content-length": "10" });
		expect([413, 422]).toContain(lying.status);
		await lying.body?.cancel();
	});
});

test("a body of another type, without a length, or of another worker is refused", async () => {
	const bytes = await another();
	const worker = await makeWorker({ object_info_sha256: await sha256(bytes) });
	const beside = await makeWorker({ pool: worker.pool });
	await writesNothing(async () => {
		await problemOf(
			await putObjectInfo(worker, bytes, { "content-type": "application/json" }),
			"unsupported_media",
		);
		const headers = { "content-type": "application/gzip", "x-content-sha256": await sha256(bytes) };
		const body = new ReadableStream({
			start(controller) {
				controller.enqueue(bytes);
				controller.close();
			},
		});
		const unmeasured = call("PUT", `/v1/workers/${worker.id}/object-info`, {
			as: worker.token,
			body,
			headers,
		});
		await problemOf(await unmeasured, "length_required");
		await problemOf(await putObjectInfo(worker, bytes, { "x-content-sha256": "x" }), "invalid_request");
		await problemOf(await putObjectInfo({ ...worker, token: beside.token }, bytes), "not_found");
	});
});

test.each(["", "x", "0".repeat(63), "A".repeat(64), 1])(
	"a registration with the hash %j is refused",
	async (object_info_sha256) => {
		const worker = await makeWorker();
		const registration = {
			name: "w",
			version: "1",
			gpu: { name: "g", vram_bytes: 1, type: "cuda" },
			capabilities: { comfyui_version: "1", nodes: [], model_inputs: {}, file_inputs: {} },
			object_info_sha256,
		};
		const answer = await writesNothing(() =>
			call("POST", "/v1/workers", { as: worker.token, json: registration }),
		);
		const problem = await problemOf(answer, "invalid_request");
		expect(problem.errors[0]?.pointer).toBe("/object_info_sha256");
	},
);
