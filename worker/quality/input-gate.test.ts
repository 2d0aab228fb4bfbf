import { Readable } from "node:stream";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { examine } from "../../workflows/quality/examine/examine.ts";
import { black, good, noise } from "../../workflows/quality/testing/pictures.ts";
import { ended, useRig } from "../testing/use-rig.ts";
import { inputGate } from "./input-gate.ts";

const rig = useRig();

const png = ({ width, height, data }: ReturnType<typeof good>) =>
	sharp(data, { raw: { width, height, channels: 3 } })
		.png()
		.toBuffer();
const graph: ApiGraph = {
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"3": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
};

test("S0-A50 a film is not begun from a picture that is black, noise or cut off: it fails before ComfyUI is given anything", async () => {
	await rig.start({ env: { QUALITY_CHECKS: "on" } });
	const whole = await png(good(1));
	const bad = {
		black: await png(black(1)),
		noise: await png(noise(1)),
		cut: whole.subarray(0, whole.length / 2),
	};
	const submit = (bytes: Buffer, inputs: string[]) =>
		rig.edge.submit({
			graph,
			inputs: [rig.edge.input("1", "image", bytes)],
			outputs: [{ name: "picture", node: "3", kind: "image" }],
			quality: { standards: {}, sizes: {}, films: {}, inputs },
		});
	const refused = Object.values(bad).map((bytes) => submit(bytes, ["1.image"]));
	const fine = submit(whole, ["1.image"]);
	const unasked = submit(bad.black, ["2.image"]);
	for (const task of [...refused, fine, unasked]) await ended(task);
	expect(refused.map(({ failure }) => failure)).toEqual([
		expect.objectContaining({ code: "invalid_input", message: expect.stringContaining("black") }),
		expect.objectContaining({ code: "invalid_input", message: expect.stringContaining("in.png") }),
		expect.objectContaining({ code: "invalid_input", message: expect.stringContaining("another picture") }),
	]);
	expect([fine.status, unasked.status]).toEqual(["succeeded", "succeeded"]);
	// Nothing of the refused ones came to ComfyUI.
	const { spans } = (await (await fetch(`${rig.comfy.url}/emulator/gpu`)).json()) as { spans: unknown[] };
	expect(spans).toHaveLength(2);
});

test("where nothing is asked for there is no gate, and what could not be looked at passes", async () => {
	const wav = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1"), Buffer.alloc(40)]);
	const quality = { standards: {}, sizes: {}, films: {} };
	const opener = { examine };
	expect(inputGate(undefined, opener)).toBeNull();
	expect(inputGate(quality, opener)).toBeNull();
	const input = {
		...{ asset_id: "ast_1", node: "1", input: "image", kind: "image" as const, url: "", filename: "in.wav" },
		...{ content_type: "audio/wav", size: wav.length, sha256: "" },
	};
	const gate = inputGate({ ...quality, inputs: ["1.image"] }, opener);
	await expect(
		gate?.(input, { size: wav.length, open: () => Readable.from([wav]) }),
	).resolves.toBeUndefined();
});
