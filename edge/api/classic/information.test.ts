import { expect, test } from "vitest";
import { makeAccount } from "../../testing/accounts.ts";
import { png, sha256 } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { uploadAsset } from "../../testing/jobs.ts";
import { makeWorker } from "../../testing/workers.ts";
import { gzip, OBJECT_INFO, putObjectInfo } from "../../testing/workflows.ts";

test("a client is told of the pool's nodes, GPUs and models as of one ComfyUI, and of the account's own uploads", async () => {
	const account = await makeAccount();
	const get = async (path: string) =>
		jsonOf<Record<string, unknown>>(await call("GET", path, { as: account.key }), 200);
	expect(await get("/object_info")).toEqual({});
	expect(await get("/models")).toEqual([]);
	expect(await get("/system_stats")).toMatchObject({ devices: [], system: { comfyui_version: "" } });
	const bytes = await gzip(OBJECT_INFO);
	const worker = await makeWorker({ pool: "default", object_info_sha256: await sha256(bytes) });
	await putObjectInfo(worker, bytes);
	await uploadAsset(account, await png(3, 3), "mine.png");
	const { LoadImage, KSampler } = await get("/object_info");
	expect(LoadImage).toMatchObject({ input: { required: { image: [["mine.png"], { image_upload: true }] } } });
	expect(KSampler).toMatchObject({ input: { required: { steps: ["INT", { max: 10000 }] } } });
	const exact = await call("GET", "/api/object_info/KSampler", { as: account.key });
	expect(exact.headers.get("content-type")).toContain("application/json");
	expect(await exact.text()).toContain("18446744073709551615");
	// No JavaScript reads NaN.
	expect((await get("/object_info/SaveImage")).SaveImage).toMatchObject({
		output_node: true,
		is_changed: null,
	});
	expect(await get("/object_info/Nothing")).toEqual({});
	expect(await get("/api/system_stats")).toMatchObject({
		system: { comfyui_version: "0.33.0" },
		devices: [{ name: "Emulated", type: "cuda", index: 0, vram_total: 24 * 2 ** 30 }],
	});
	expect(await get("/models")).toContain("loras");
	expect(await get("/models/loras")).toEqual(["styles/ink.safetensors"]);
	await problemOf(await call("GET", "/models/nothing", { as: account.key }), "not_found");
	expect(await get("/embeddings")).toEqual([]);
	expect(await get("/extensions")).toEqual([]);
	expect(await get("/features")).toMatchObject({ supports_preview_metadata: true });
	for (const json of [undefined, { unload_models: true }]) {
		const answer = await call("POST", "/free", { as: account.key, json });
		expect([answer.status, await answer.text()]).toEqual([200, ""]);
	}
});
