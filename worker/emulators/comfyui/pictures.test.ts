import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { isRecord } from "./graph.ts";
import type { Canvas } from "./render/canvas.ts";
import { resize, solid } from "./render/canvas.ts";
import { decodeImage } from "./render/decode.ts";
import { encodeGif } from "./render/gif.ts";
import { encodeJpeg } from "./render/jpeg.ts";
import { encodeMp4 } from "./render/mp4.ts";
import { encodeApng, encodePng } from "./render/png.ts";
import { random } from "./render/random.ts";
import { encodeAnimatedWebp, encodeWebp } from "./render/webp.ts";
import { textToImage } from "./testing/graphs.ts";
import { emulate, history, picture, submit, upload } from "./testing/talk.ts";

/** Mean difference per channel of two pictures, 0..255. */
function difference(a: Buffer, b: Buffer): number {
	const one = decodeImage(a);
	const other = decodeImage(b);
	expect([other.width, other.height]).toEqual([one.width, one.height]);
	return (
		one.data.reduce((sum, value, i) => sum + Math.abs(value - (other.data[i] ?? 0)), 0) / one.data.length
	);
}

const VISIBLE = 4;

function reversed(canvas: Canvas): Canvas {
	return { ...canvas, data: canvas.data.toReversed() };
}

describe("pictures", () => {
	test("depend on the prompt, the seed and the settings, and on nothing else", async () => {
		const emulator = await emulate();
		const wish = { text: "a red fox in the snow", seed: 7, width: 192, height: 128 };
		const base = await picture(emulator, textToImage(wish));
		const settings = textToImage(wish);
		if (settings["8"]) settings["8"].inputs.sampler_name = "dpmpp_2m";
		expect(
			difference(base, await picture(emulator, textToImage({ ...wish, text: "a green field" }))),
		).toBeGreaterThan(VISIBLE);
		expect(difference(base, await picture(emulator, textToImage({ ...wish, seed: 8 })))).toBeGreaterThan(
			VISIBLE,
		);
		expect(difference(base, await picture(emulator, settings))).toBeGreaterThan(VISIBLE);
		expect(difference(base, await picture(emulator, textToImage({ ...wish, prefix: "other/name" })))).toBe(0);
	});

	test("have exactly the size that was asked for", async () => {
		const emulator = await emulate();
		for (const [width, height] of [
			[1024, 1024],
			[512, 768],
			[1344, 768],
			[64, 64],
		] as const) {
			const { width: w, height: h } = decode(await picture(emulator, textToImage({ width, height })));
			expect([w, h]).toEqual([width, height]);
		}
	});

	test("show a picture they were made from", async () => {
		const emulator = await emulate();
		const red = await upload(emulator, encodePng(solid(128, 128, [250, 20, 20])), "red.png");
		const blue = await upload(emulator, encodePng(solid(128, 128, [20, 20, 250])), "blue.png");
		const mean = async (name: string, denoise: number): Promise<number[]> => {
			const graph = textToImage({ seed: 3, denoise });
			graph["20"] = { class_type: "LoadImage", inputs: { image: name } };
			graph["21"] = { class_type: "VAEEncode", inputs: { pixels: ["20", 0], vae: ["3", 0] } };
			if (denoise < 1 && graph["8"]) graph["8"].inputs.latent_image = ["21", 0];
			graph["22"] = { class_type: "ReferenceLatent", inputs: { conditioning: ["4", 0], latent: ["21", 0] } };
			if (denoise === 1 && graph["8"]) graph["8"].inputs.positive = ["22", 0];
			const { data } = decodeImage(await picture(emulator, graph));
			return [0, 1, 2].map(
				(c) => data.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / (data.length / 3),
			);
		};
		for (const denoise of [0.5, 1]) {
			const [r = 0, , b = 0] = await mean(red.name, denoise);
			const [r2 = 0, , b2 = 0] = await mean(blue.name, denoise);
			expect(r - r2).toBeGreaterThan(30);
			expect(b2 - b).toBeGreaterThan(30);
		}
	});

	test("carry prompt and workflow, and weigh what they should", async () => {
		const emulator = await emulate({ outputBytes: 400_000 });
		const graph = textToImage({ text: "café au lait" });
		const extra_data = { extra_pnginfo: { workflow: { id: "wf", nodes: [] } } };
		const { id } = await submit(emulator, graph, { extra_data });
		await emulator.whenIdle();
		const file = (await history(emulator, id))?.outputs["10"]?.images?.[0];
		const response = await fetch(
			`${emulator.url}/view?filename=${file?.filename}&subfolder=${file?.subfolder}`,
		);
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(bytes.length).toBe(400_000);
		const { text } = decode(bytes);
		expect(JSON.parse(text.prompt ?? "")).toEqual(graph);
		expect(JSON.parse(text.workflow ?? "")).toEqual({ id: "wf", nodes: [] });
	});

	test("are read from PNG and JPEG, in any depth", () => {
		const base = resize(
			{ width: 2, height: 2, data: Uint8Array.from([...Array(12).keys()].map((i) => i * 20)) },
			16,
			16,
		);
		expect(decodeImage(encodePng(base))).toEqual(base);
		const alpha = new Uint8Array(256).fill(77);
		expect(decodeImage(encodePng({ ...base, alpha }))).toEqual({ ...base, alpha });
		expect(() => decodeImage(Buffer.from("GIF89a"))).toThrow("cannot identify");
		expect(() => decodeImage(encodePng(base).subarray(0, 60))).toThrow("Truncated");
	});
});

describe("a JPEG", () => {
	/** Colours that go over into each other, with a hard edge in the middle. */
	function scenery(width: number, height: number): Canvas {
		const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
			const x = Math.floor(i / 3) % width;
			const y = Math.floor(i / 3 / width);
			return [(x * 255) / width, (y * 255) / height, x * 2 < width ? 40 : 200][i % 3] ?? 0;
		});
		return { width, height, data };
	}

	test.each([
		[1, 1],
		[7, 9],
		[8, 8],
		[97, 33],
		[640, 360],
	])("of %d x %d pixels is read as what was painted", (width, height) => {
		const canvas = scenery(width, height);
		const read = decodeImage(encodeJpeg(canvas, 100));
		expect([read.width, read.height]).toEqual([width, height]);
		const worst = canvas.data.reduce(
			(most, value, i) => Math.max(most, Math.abs(value - (read.data[i] ?? 0))),
			0,
		);
		expect(worst).toBeLessThanOrEqual(6);
	});

	test("is smaller and less like it with less quality, and of noise no byte is lost", () => {
		const canvas = scenery(64, 64);
		expect(encodeJpeg(canvas, 20).length).toBeLessThan(encodeJpeg(canvas, 95).length / 2);
		const roll = random("noise");
		const noise = { ...canvas, data: canvas.data.map(() => (roll() < 0.5 ? 0 : 255)) };
		const read = decodeImage(encodeJpeg(noise, 100));
		const worst = noise.data.reduce(
			(most, value, i) => Math.max(most, Math.abs(value - (read.data[i] ?? 0))),
			0,
		);
		expect(worst).toBeLessThanOrEqual(12);
	});
});

describe("moving pictures", () => {
	const first = resize({ width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 0, 0, 255]) }, 32, 16);
	const frames = [first, reversed(first)];

	test("are real files of their kind", () => {
		expect(encodeWebp(first).subarray(8, 16).toString()).toBe("WEBPVP8L");
		expect(encodeAnimatedWebp(frames, 8).includes("ANMF")).toBe(true);
		expect(encodeGif(frames, 8).subarray(0, 6).toString()).toBe("GIF89a");
		const apng = encodeApng(frames, 8);
		expect(decodeImage(apng)).toEqual(first);
		expect(apng.includes("acTL") && apng.includes("fdAT")).toBe(true);
	});

	test("point to their samples in an MP4", () => {
		const mp4 = encodeMp4(frames, 8);
		expect(mp4.subarray(4, 12).toString()).toBe("ftypisom");
		const offset = mp4.readUInt32BE(mp4.indexOf("stco") + 12);
		const { width, height } = decodeImage(mp4.subarray(offset));
		expect([width, height]).toEqual([32, 16]);
	});
});

describe("every kind of output", () => {
	test("stands in history under the key clients know", async () => {
		const emulator = await emulate();
		const graph = {
			"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 3, color: 255 } },
			"2": {
				class_type: "SaveImage",
				inputs: { images: ["1", 0], filename_prefix: "sub/img_%width%x%height%" },
			},
			"3": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
			"4": { class_type: "CreateVideo", inputs: { images: ["1", 0], fps: 8 } },
			"5": {
				class_type: "SaveVideo",
				inputs: { video: ["4", 0], filename_prefix: "video/v", format: "auto", codec: "auto" },
			},
			"6": {
				class_type: "SaveAnimatedPNG",
				inputs: { images: ["1", 0], filename_prefix: "a", fps: 6, compress_level: 4 },
			},
			"7": {
				class_type: "SaveAnimatedWEBP",
				inputs: {
					images: ["1", 0],
					filename_prefix: "w",
					fps: 6,
					lossless: true,
					quality: 80,
					method: "default",
				},
			},
			"8": { class_type: "EmptyLatentAudio", inputs: { seconds: 1, batch_size: 1 } },
			"9": { class_type: "VAELoader", inputs: { vae_name: "ae.safetensors" } },
			"10": { class_type: "VAEDecodeAudio", inputs: { samples: ["8", 0], vae: ["9", 0] } },
			"11": { class_type: "SaveAudio", inputs: { audio: ["10", 0], filename_prefix: "audio/a" } },
			"12": { class_type: "PreviewAny", inputs: { source: "hello" } },
			"13": { class_type: "SaveLatent", inputs: { samples: ["8", 0], filename_prefix: "latents/l" } },
			"14": {
				class_type: "VHS_VideoCombine",
				inputs: {
					...{ images: ["1", 0], frame_rate: 8, loop_count: 0, filename_prefix: "vhs" },
					...{ format: "video/h264-mp4", pingpong: false, save_output: true },
				},
			},
		};
		const { id, status } = await submit(emulator, graph);
		expect(status).toBe(200);
		await emulator.whenIdle();
		const outputs = (await history(emulator, id))?.outputs ?? {};
		expect(outputs["2"]?.images).toHaveLength(3);
		expect(outputs).toMatchObject({
			"2": { images: [{ filename: "img_64x48_00001_.png", subfolder: "sub", type: "output" }, {}, {}] },
			"3": { images: [{ type: "temp" }, {}, {}] },
			"5": { images: [{ filename: "v_00001_.mp4", subfolder: "video", type: "output" }], animated: [true] },
			"6": { images: [{ filename: "a_00001_.png" }], animated: [true] },
			"7": { images: [{ filename: "w_00001_.webp" }], animated: [true] },
			"11": { audio: [{ filename: "a_00001.flac", subfolder: "audio" }] },
			"12": { text: ["hello"] },
			"13": { latents: [{ filename: "l_00001_.latent" }] },
			"14": { gifs: [{ format: "video/h264-mp4", frame_rate: 8, workflow: expect.stringMatching(/png$/) }] },
		});
		for (const output of Object.values(outputs)) {
			for (const file of Object.values(output).flat()) {
				if (!isRecord(file) || typeof file.filename !== "string") continue;
				const query = new URLSearchParams({
					filename: file.filename,
					subfolder: String(file.subfolder),
					type: String(file.type),
				});
				const view = await fetch(`${emulator.url}/view?${query}`);
				expect([file.filename, view.status]).toEqual([file.filename, 200]);
				expect(Number(view.headers.get("content-length"))).toBeGreaterThan(20);
			}
		}
	});
});
