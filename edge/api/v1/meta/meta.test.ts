import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { askWith } from "../../../http/testing/ask.ts";
import { DIRECT } from "../../../storage/testing/direct.ts";

test("S0-C12 /health answers without any worker, and says that there is none", async () => {
	const response = await exports.default.fetch("https://edge/health");
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({ status: "ok", comfyui: false, mps: false });
});

test("/readyz asks D1, R2 and a Durable Object", async () => {
	const response = await exports.default.fetch("https://edge/readyz");
	const all = { status: "ready", d1: true, r2: true, durable_objects: true };
	expect(await response.json()).toEqual({ ...all, large_files: "edge" });
	expect(await (await askWith(DIRECT, "/readyz", {})).json()).toEqual({ ...all, large_files: "storage" });
});
