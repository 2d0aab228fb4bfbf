import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { solid } from "../render/canvas.ts";
import { decodeImage } from "../render/decode.ts";
import { encodePng } from "../render/png.ts";
import type { ComfyEmulator } from "../server.ts";
import { textToImage } from "../testing/graphs.ts";
import { emulate, get, post, submit, upload } from "../testing/talk.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";

const PICTURE = encodePng(solid(8, 6, [1, 2, 3]));

/** A request whose path and headers are sent as they are, which `fetch` would not do. */
function raw(emulator: ComfyEmulator, target: string, headers: Record<string, string> = {}): Promise<number> {
	return new Promise((resolve, reject) => {
		const sent = request({ port: emulator.port, host: "127.0.0.1", path: target, headers }, (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		sent.on("error", reject);
		sent.end();
	});
}

describe("files", () => {
	test("never lead out of their folders", async () => {
		const emulator = await emulate();
		writeFileSync(path.join(emulator.dataDir, "secret.png"), PICTURE);
		const statuses: Record<string, number> = {};
		for (const query of [
			"filename=../secret.png&type=input",
			"filename=/etc/passwd",
			"filename=secret.png&subfolder=..&type=input",
			"filename=secret.png&subfolder=/etc&type=input",
			"filename=x.png&type=models",
			"filename=x.png",
			"",
		]) {
			statuses[query] = await raw(emulator, `/view?${query}`);
		}
		expect(Object.values(statuses)).toEqual([400, 400, 403, 403, 400, 404, 404]);
		expect((await upload(emulator, PICTURE, "a.png", { subfolder: "../.." })).status).toBe(400);
		expect((await upload(emulator, PICTURE, "../../a.png")).status).toBe(400);
		expect((await upload(emulator, PICTURE, "a.png", { type: "models" })).status).toBe(500);
		expect(await raw(emulator, "/userdata/..%2F..%2Fsecret.png")).toBe(403);
		const outside = await submit(emulator, textToImage({ prefix: "../../escape" }));
		await emulator.whenIdle();
		expect(await get(emulator, `/api/jobs/${outside.id}`)).toMatchObject({ status: "failed" });
	});

	test("keep their name for the same bytes and get a new one for others", async () => {
		const emulator = await emulate();
		const other = encodePng(solid(8, 6, [3, 2, 1]));
		const names: string[] = [];
		for (const bytes of [PICTURE, PICTURE, other, other])
			names.push((await upload(emulator, bytes, "u.png")).name);
		expect(names).toEqual(["u.png", "u.png", "u (1).png", "u (1).png"]);
		expect((await upload(emulator, other, "u.png", { overwrite: "1" })).name).toBe("u.png");
	});

	test("are sent in parts, conditionally, and re-encoded on request", async () => {
		const emulator = await emulate();
		await upload(emulator, PICTURE, "u.png");
		const url = `${emulator.url}/view?filename=u.png&type=input`;
		const whole = await fetch(url);
		const part = await fetch(url, { headers: { range: "bytes=1-3" } });
		expect([part.status, await part.text()]).toEqual([206, "PNG"]);
		expect(part.headers.get("content-range")).toBe(`bytes 1-3/${PICTURE.length}`);
		const known = await fetch(url, { headers: { "if-none-match": whole.headers.get("etag") ?? "" } });
		expect(known.status).toBe(304);
		const jpeg = await fetch(`${url}&preview=jpeg;80`);
		expect(jpeg.headers.get("content-type")).toBe("image/jpeg");
		expect(decodeImage(new Uint8Array(await jpeg.arrayBuffer())).width).toBe(8);
		const webp = Buffer.from(await (await fetch(`${url}&preview=webp;80`)).arrayBuffer());
		expect(webp.subarray(0, 4).toString()).toBe("RIFF");
	});

	test("get the alpha channel of an uploaded mask", async () => {
		const emulator = await emulate();
		await upload(emulator, PICTURE, "u.png");
		const form = new FormData();
		const alpha = new Uint8Array(48).fill(9);
		const mask = encodePng({ ...solid(8, 6, [0, 0, 0]), alpha });
		form.append("image", new Blob([new Uint8Array(mask)]), "m.png");
		form.append("original_ref", JSON.stringify({ filename: "u.png", type: "input" }));
		await fetch(`${emulator.url}/upload/mask`, { method: "POST", body: form });
		const view = await fetch(`${emulator.url}/view?filename=m.png&type=input`);
		const canvas = decodeImage(new Uint8Array(await view.arrayBuffer()));
		expect(canvas.alpha).toEqual(alpha);
		expect([...canvas.data.subarray(0, 3)]).toEqual([1, 2, 3]);
	});

	test("can be named where nodes load them", async () => {
		const emulator = await emulate();
		const load = (image: string) => ({
			"1": { class_type: "LoadImage", inputs: { image } },
			"2": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
		});
		await upload(emulator, PICTURE, "a.png", { subfolder: "job/in" });
		mkdirSync(path.join(emulator.dataDir, "output"), { recursive: true });
		writeFileSync(path.join(emulator.dataDir, "output", "b.png"), PICTURE);
		const statuses: number[] = [];
		for (const name of ["job/in/a.png", "b.png [output]", "b.png", "../secret.png"]) {
			statuses.push((await submit(emulator, load(name))).status);
		}
		expect(statuses).toEqual([200, 200, 400, 400]);
	});
});

describe("models", () => {
	test("are listed anew whenever somebody asks", async () => {
		const emulator = await emulate({ models: { loras: ["a.safetensors"] } });
		const graph = {
			...textToImage(),
			"11": {
				class_type: "LoraLoaderModelOnly",
				inputs: { model: ["1", 0], lora_name: "new/b.safetensors", strength_model: 1 },
			},
		};
		expect((await submit(emulator, graph)).status).toBe(400);
		const folder = path.join(emulator.dataDir, "models", "loras", "new");
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, "b.safetensors"), "x");
		await post(emulator, "/emulator/models", { folder: "loras", name: "c.safetensors" });
		const listed = await (await fetch(`${emulator.url}/models/loras`)).json();
		expect(listed).toEqual(["a.safetensors", "c.safetensors", "new/b.safetensors"]);
	});

	test("S1-61 take time to load, once", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({ clock, modelLoadMs: 60_000, stepMs: 0 });
		const waits: number[] = [];
		for (const seed of [1, 2]) {
			await submit(emulator, textToImage({ seed, steps: 1, width: 64, height: 64 }));
			let ended = false;
			const end = emulator.whenIdle().then(() => {
				ended = true;
			});
			let waited = 0;
			for (; !ended; waited += ended ? 0 : 1) {
				await Promise.race([clock.whenParked(), end]);
				if (!ended) clock.advance();
			}
			waits.push(waited);
		}
		// The second prompt finds the models loaded.
		expect(waits[0]).toBeGreaterThan(0);
		expect(waits[1]).toBe(0);
	});
});

describe("requests", () => {
	test("find every route below /api as well, and nothing that is not there", async () => {
		const emulator = await emulate();
		for (const route of [
			"/prompt",
			"/queue",
			"/history",
			"/object_info",
			"/system_stats",
			"/features",
			"/models",
		]) {
			const [plain, api] = await Promise.all([route, `/api${route}`].map((at) => fetch(emulator.url + at)));
			expect([route, plain?.status, api?.status]).toEqual([route, 200, 200]);
		}
		expect((await fetch(`${emulator.url}/nothing`)).status).toBe(404);
		expect((await post(emulator, "/nothing", {})).status).toBe(405);
	});

	test("from foreign web pages are refused", async () => {
		const emulator = await emulate();
		const host = `127.0.0.1:${emulator.port}`;
		expect(await raw(emulator, "/prompt", { host, origin: "http://evil.example" })).toBe(403);
		expect(await raw(emulator, "/prompt", { host, "sec-fetch-site": "cross-site" })).toBe(403);
		expect(await raw(emulator, "/prompt", { host, origin: `http://${host}` })).toBe(200);
	});

	test("with broken JSON are trouble, except an interrupt", async () => {
		const emulator = await emulate();
		const send = async (route: string) =>
			(await fetch(emulator.url + route, { method: "POST", body: "nope" })).status;
		expect(await Promise.all(["/prompt", "/queue", "/history", "/free", "/interrupt"].map(send))).toEqual([
			...[500, 500, 500, 500],
			200,
		]);
	});

	test("over the size limit are refused", async () => {
		const emulator = await emulate();
		const body = Buffer.alloc(104_857_601, 32);
		expect((await fetch(`${emulator.url}/prompt`, { method: "POST", body })).status).toBe(413);
	});

	test("are told honestly what answers them", async () => {
		const emulator = await emulate();
		expect(await get(emulator, "/system_stats")).toMatchObject({
			system: { comfyui_version: "0.33.0", emulator: "darkroom", argv: expect.any(Array) },
			devices: [{ name: "emulated GPU", type: "cuda", index: 0, vram_total: expect.any(Number) }],
		});
	});

	test("list and filter jobs", async () => {
		const emulator = await emulate();
		const ids: string[] = [];
		for (const workflow of ["a", "b"]) {
			const extra_data = { extra_pnginfo: { workflow: { id: workflow } } };
			ids.push((await submit(emulator, textToImage(), { extra_data })).id);
		}
		await emulator.whenIdle();
		const jobs = async (query: string) => {
			const { jobs: found } = (await get(emulator, `/api/jobs?${query}`)) as { jobs: { id: string }[] };
			return found.map((job) => job.id);
		};
		expect(await jobs("")).toEqual(ids.toReversed());
		expect(await jobs("sort_order=asc&limit=1")).toEqual([ids[0]]);
		expect(await jobs("workflow_id=b&status=completed")).toEqual([ids[1]]);
		expect(await jobs("status=failed,pending")).toEqual([]);
		expect((await fetch(`${emulator.url}/api/jobs/none`)).status).toBe(404);
	});
});
