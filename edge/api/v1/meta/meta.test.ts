import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";

test("S0-C12 /health answers without any worker, and says that there is none", async () => {
	const response = await exports.default.fetch("https://edge/health");
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({ status: "ok", comfyui: false, mps: false });
});

test("/readyz asks D1, R2 and a Durable Object", async () => {
	const response = await exports.default.fetch("https://edge/readyz");
	expect(await response.json()).toEqual({ status: "ready", d1: true, r2: true, durable_objects: true });
});
