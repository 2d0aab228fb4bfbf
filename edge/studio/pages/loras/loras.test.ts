import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { LORA_PARTS_BYTES } from "./limits.ts";
import { faultOf, hashOf, nameFrom, partsOf } from "./lora-file.ts";

/** A file with this header, and so many bytes behind it. */
function withHeader(header: object, behind = 4, announced?: number): Blob {
	const text = new TextEncoder().encode(JSON.stringify(header));
	const length = new Uint8Array(8);
	new DataView(length.buffer).setBigUint64(0, BigInt(announced ?? text.length), true);
	return new Blob([length, text, new Uint8Array(behind)]);
}

test("a file that is no LoRA is told apart by its first bytes", async () => {
	const tensor = { dtype: "F16", shape: [2], data_offsets: [0, 4] };
	expect(await faultOf(withHeader({ "lora_unet_x.lora_down.weight": tensor }))).toBeNull();
	expect(await faultOf(withHeader({ "model.diffusion_model.x.weight": tensor }))).toBe("no_lora");
	expect(await faultOf(withHeader({ "x.lora_up.weight": tensor }, 0, 100_000))).toBe("cut_off");
	expect(await faultOf(new Blob([new Uint8Array([0x80, 2, 1, 1, 1, 1, 1, 1, 1])]))).toBe("pickle");
	expect(await faultOf(new Blob(["PK\u0003\u0004 an archive with a pickle in it"]))).toBe("pickle");
	expect(await faultOf(new Blob(["<!doctype html><p>no file</p>"]))).toBe("not_safetensors");
	expect(await faultOf(new Blob(["1234"]))).toBe("not_safetensors");
	expect(await faultOf(new Blob([]))).toBe("empty");
});

test("a file is hashed piece by piece, and cut in parts of the size that storage joins", async () => {
	const bytes = new Uint8Array(300_000).map((_, i) => i % 251);
	let read = 0;
	const hash = await hashOf(new Blob([bytes]), (so_far) => {
		read = so_far;
	});
	expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
	expect(read).toBe(bytes.length);
	const large = { size: LORA_PARTS_BYTES * 2 + 1, slice: (from: number, to: number) => [from, to] };
	expect(partsOf(large as unknown as Blob)).toEqual([
		[0, LORA_PARTS_BYTES],
		[LORA_PARTS_BYTES, 2 * LORA_PARTS_BYTES],
		[2 * LORA_PARTS_BYTES, 3 * LORA_PARTS_BYTES],
	]);
});

test("a name is made of the file's, as names may be", () => {
	expect(nameFrom("Mia V1 (final).safetensors")).toBe("mia_v1_final_");
	expect(nameFrom("--x.safetensors")).toBe("x");
});
