import { Readable } from "node:stream";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { examine } from "../../workflows/quality/examine/examine.ts";
import { good } from "../../workflows/quality/testing/pictures.ts";
import type { FaultScript } from "../emulators/comfyui/faults.ts";
import { until } from "../testing/until.ts";
import { useRig } from "../testing/use-rig.ts";
import { lookAtPicture } from "./picture-checks.ts";

const rig = useRig();

const { width, height, data } = good(3);
const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
	.png()
	.toBuffer();
const opener = { examine: (file: Uint8Array) => examine(file) };
const left = (file: Buffer, n = 0) => ({
	n,
	output: "image",
	filename: "a.png",
	file: { size: file.length, open: () => Readable.from([file]) },
});
const statusOf = (checks: readonly { id: string; status: string }[]) =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));

test("a picture is held against what its task asked for", async () => {
	const sizes = { image: { width, height: height + 1 } };
	const { checks, phash } = await lookAtPicture(left(bytes), { standards: {}, sizes, films: {} }, opener);
	expect(phash).toMatch(/^[0-9a-f]{16}$/);
	expect(statusOf(checks)).toMatchObject({
		file_decodable: "pass",
		image_dimensions: "fail",
		image_aspect: "pass",
	});
	const { checks: loose } = await lookAtPicture(
		left(bytes),
		{ standards: { subject: "map" }, sizes: {}, films: {} },
		opener,
	);
	expect(statusOf(loose)).toMatchObject({ image_dimensions: "skipped", image_blank: "skipped" });
});

test("what is too much is skipped with a reason; what breaks whoever looks is an error, and no attempt fails of it", async () => {
	const never = { examine: () => Promise.reject(new Error("no process")) };
	expect((await lookAtPicture(left(bytes, 64), undefined, never)).checks).toMatchObject([
		{ status: "skipped" },
	]);
	const huge = { ...left(bytes), file: { size: 2e9, open: () => Readable.from([]) } };
	expect((await lookAtPicture(huge, undefined, never)).checks).toMatchObject([{ status: "skipped" }]);
	expect((await lookAtPicture(left(bytes), undefined, never)).checks).toMatchObject([
		{ status: "error", reason: "no process" },
	]);
});

const painting = (seed: number): ApiGraph => ({
	"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "sd_xl_base_1.0.safetensors" } },
	"2": {
		class_type: "CLIPTextEncode",
		inputs: { text: "a lighthouse on a cliff in the rain", clip: ["1", 1] },
	},
	"3": { class_type: "EmptyLatentImage", inputs: { width: 256, height: 192, batch_size: 1 } },
	"4": {
		class_type: "KSampler",
		inputs: {
			...{ model: ["1", 0], positive: ["2", 0], negative: ["2", 0], latent_image: ["3", 0] },
			...{ seed, steps: 1, cfg: 7, sampler_name: "euler", scheduler: "normal", denoise: 1 },
		},
	},
	"5": { class_type: "VAEDecode", inputs: { samples: ["4", 0], vae: ["1", 2] } },
	"6": { class_type: "SaveImage", inputs: { images: ["5", 0], filename_prefix: "x" } },
});

test("pictures that ComfyUI leaves are looked at beside their upload, and what is found goes with the completion", async () => {
	const faults: FaultScript = [
		{ at: "output", nth: 2, do: { kind: "blacken_output" } },
		{ at: "output", nth: 3, do: { kind: "truncate_output" } },
		{ at: "output", nth: 4, do: { kind: "shrink_output" } },
	];
	await rig.start({ comfy: { faults }, env: { QUALITY_CHECKS: "on" } });
	const tasks = [1, 2, 3, 4].map((seed) =>
		rig.edge.submit({
			graph: painting(seed),
			outputs: [{ name: "image", node: "6", kind: "image" }],
			quality: { standards: {}, sizes: { image: { width: 256, height: 192 } }, films: {} },
		}),
	);
	await until("all tasks are over", () =>
		tasks.every(({ status }) => status !== "queued" && status !== "running"),
	);
	expect(tasks.map(({ failure }) => failure)).toEqual(tasks.map(() => null));
	const found = tasks.map(({ completion }) =>
		(completion?.manifest[0]?.checks ?? []).filter(({ status }) => status === "fail").map(({ id }) => id),
	);
	expect(found).toEqual([[], ["image_blank"], ["file_decodable"], ["image_dimensions"]]);
	expect(tasks[0]?.completion?.manifest[0]?.checks).toHaveLength(13);
});

test("S0-D33 S0-A46 faces are looked for where somebody is to be seen, and the figures go with the checks", async () => {
	const asked: unknown[] = [];
	const nobody = { how: "not_tried", why: "no model" } as const;
	const faceless = {
		examine: async (file: Uint8Array, wishes?: object) => {
			asked.push(wishes);
			return { ...(await examine(file)), faces: nobody };
		},
	};
	const wish = { insightface: null };
	const her = { embeddings: [[1, 0]], weights: "w", without: 0 };
	const look = async (standards: object, person: typeof her | null) =>
		(
			await lookAtPicture(left(bytes), { standards, sizes: {}, films: {} }, faceless, {
				wish,
				person: async () => person,
			})
		).checks.find(({ id }) => id === "face_match");
	expect(await look({}, her)).toMatchObject({ status: "skipped", reason: "no model" });
	await look({}, null);
	await look({ face_view: "front" }, null);
	await look({ subject: "map" }, her);
	expect(asked).toEqual([{ faces: wish }, { faces: null }, { faces: wish }, { faces: null }]);
});
