import { afterAll, beforeAll, expect, test } from "vitest";
import { bring } from "../client/cli/imports/comfyui/bring.ts";
import type { Found } from "../client/cli/imports/comfyui/found.ts";
import { comfyuiServer } from "../client/cli/imports/comfyui/server.ts";
import { png } from "../edge/testing/files.ts";
import { type Stack, startStack } from "./stack/stack.ts";

let stack: Stack;
beforeAll(async () => {
	stack = await startStack({ workers: 0 });
});
afterAll(() => stack.stop());

const NEGATIVE = {
	"1": { class_type: "LoadImage", inputs: { image: "dog.png" } },
	"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
	"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "negative" } },
};

/** What the ComfyUI of the stack is asked without Darkroom, as a person with its own editor does. */
async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
	const response = await fetch(`${stack.comfyui.url}${path}`, init);
	expect(response.status).toBe(200);
	return response.json();
}

test("what a ComfyUI made by itself comes with its graph, its picture and what that was made from, once", async () => {
	const form = new FormData();
	const dog = await png(24, 16);
	form.set("image", new File([dog], "dog.png"));
	await ask("/upload/image", { method: "POST", body: form });
	const body = JSON.stringify({ prompt: NEGATIVE });
	const headers = { "content-type": "application/json" };
	const { prompt_id } = (await ask("/prompt", { method: "POST", body, headers })) as { prompt_id: string };
	await expect
		.poll(() => ask("/history"), { timeout: 30_000 })
		.toMatchObject({ [prompt_id]: { status: { completed: true } } });

	const source = comfyuiServer(stack.comfyui.url);
	const found: Found[] = [];
	for await (const one of source.all()) if (!("why" in one)) found.push(one);
	expect(found.map(({ label }) => label)).toEqual([prompt_id]);
	const [only] = found;
	if (only === undefined) throw new Error("nothing was found");
	const first = await bring(stack.client, source, only, Date.now());
	expect(first).toMatchObject({ label: prompt_id, known: false, notes: [] });
	expect(await bring(stack.client, source, only, Date.now())).toEqual({ ...first, known: true });

	const job = await stack.client.job(first.job);
	expect(job).toMatchObject({ status: "succeeded", imported: true, workflow: "graph" });
	expect(Date.parse(job.finished_at ?? "")).toBe(only.finished);
	expect(job.outputs).toHaveLength(1);
	const [task] = (await stack.client.sidecar(job.id)).tasks;
	expect(task?.graph).toEqual(NEGATIVE);
	expect(task?.inputs).toMatchObject([{ node: "1", input: "image" }]);
	const read = await stack.client.assets.get(task?.inputs[0]?.asset_id ?? "");
	expect(read).toMatchObject({ filename: "dog.png", size: dog.length });

	// It can run again here, with the file that was brought.
	stack.startWorker();
	const again = await stack.client.retry(job.id);
	await expect
		.poll(async () => (await stack.client.job(again.id)).status, { timeout: 60_000 })
		.toBe("succeeded");
});
