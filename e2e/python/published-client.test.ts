import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { png } from "../../edge/testing/files.ts";
import { GRAPH } from "../../edge/testing/harbour.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { assertInvariants } from "../testing/invariants.ts";
import { type Environment, makeEnvironment, missingPython } from "./environment.ts";

/** A client of ComfyUI's own server that others published, as it is. */
const PUBLISHED = "comfy-api-simplified==1.6.0";

const described = z.record(z.string(), z.object({ magic: z.string(), bytes: z.int() }));
const toldSchema = z.object({
	images: described,
	uploaded: z.object({ name: z.string(), subfolder: z.string(), type: z.string() }),
	negative: described,
	classes: z.array(z.string()),
	one_class: z.array(z.string()),
	devices: z.int(),
	embeddings: z.array(z.string()),
	jobs: z.array(z.string()),
	begun: z.boolean(),
	ended: z.array(z.string()),
	refused: z.string(),
	stranger: z.string(),
});

const titled = (graph: object, titles: Record<string, string>) =>
	Object.fromEntries(
		Object.entries(graph).map(([id, node]: [string, object]) => [
			id,
			{ ...node, _meta: { title: titles[id] ?? `node ${id}` } },
		]),
	);
const SAMPLING = { ...GRAPH["5"], inputs: { ...GRAPH["5"].inputs, steps: 5000 } };
const NEGATIVE = {
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
	"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "negative" } },
};
const PNG = "89504e47";

describe.skipIf((await missingPython()) !== null)("a published client in Python", () => {
	let stack: Stack;
	let environment: Environment;
	beforeAll(async () => {
		[stack, environment] = await Promise.all([
			startStack({ emulator: ["--previews"] }),
			makeEnvironment().then(async (made) => {
				await made.install(PUBLISHED);
				return made;
			}),
		]);
	});
	afterAll(async () => {
		await Promise.all([stack?.stop(), environment?.remove()]);
	});

	test(`${PUBLISHED}, unchanged, queues graphs, waits for them by the socket, uploads, looks and stops`, async () => {
		const input = {
			picture: titled(GRAPH, { "5": "Sampler", "7": "Save" }),
			negative: titled(NEGATIVE, { "1": "Load", "3": "Save" }),
			longer: { ...GRAPH, "5": SAMPLING },
			photo: Buffer.from(await png(24, 16)).toString("hex"),
		};
		const { code, out, err } = await environment.run(
			[path.join(import.meta.dirname, "comfyui_client.py")],
			{ SERVER_URL: stack.edge.url, SERVER_KEY: stack.client.key },
			JSON.stringify(input),
		);
		expect({ code, err }).toEqual({ code: 0, err: "" });
		const told = toldSchema.parse(JSON.parse(out));
		for (const made of [told.images, told.negative]) {
			expect(Object.keys(made)).toEqual([expect.stringMatching(/\.png$/)]);
			expect(Object.values(made)).toEqual([{ magic: PNG, bytes: expect.any(Number) }]);
		}
		expect(told.uploaded).toEqual({ name: "photo.png", subfolder: "default_upload_folder", type: "input" });
		expect(told.classes).toContain("KSampler");
		expect(told).toMatchObject({ one_class: ["KSampler"], devices: 1, embeddings: [] });
		expect(told).toMatchObject({ begun: true, ended: ["error", "error", "error"] });
		expect(told.refused).toContain("400");
		expect(told.stranger).toContain("401");
		await assertInvariants(stack, told.jobs);
	});
});
