import { expect, test } from "vitest";
import type { WorkflowDescription } from "../../workflows/definition/describe.ts";
import { describeWorkflow, library } from "../../workflows/library/index.ts";
import written from "./lock.json" with { type: "json" };
import { lockOf, neededBy, readLock } from "./lock.ts";

const lock = readLock(written);
const described = library.map(describeWorkflow);

test("the lock is that of the library; `npx node worker/models/generate.ts` writes it anew", () => {
	expect(lockOf(described, lock)).toEqual(lock);
});

test("every workflow with models is in it, with a licence and a page for each file", () => {
	for (const { id, models } of described)
		for (const { folder, file } of models)
			if (typeof file === "string")
				expect(lock.files).toContainEqual(
					expect.objectContaining({ folder, file, workflows: expect.arrayContaining([id]) }),
				);
	for (const { licence, url, source, file } of lock.files) {
		expect(licence).not.toBe("");
		expect(url ?? source, file).not.toBeNull();
	}
});

const described1 = (id: string, models: WorkflowDescription["models"]): WorkflowDescription => ({
	...(described[0] as WorkflowDescription),
	id,
	parameters: { properties: { checkpoint: { default: "usual.safetensors" }, lora: {} } },
	models,
});

test("what is known of a file is kept, what workflows say of it is new, and what nobody needs goes", () => {
	const one = { folder: "vae", file: "a.safetensors", licence: "MIT", source: "https://example.com/a" };
	const before = lockOf([described1("x", [one, { ...one, file: "b.safetensors" }])], {
		version: 1,
		files: [],
	});
	const [a] = before.files;
	if (a) Object.assign(a, { url: "https://example.com/a.bin", bytes: 5, sha256: "0".repeat(64) });
	const chosen = { folder: "checkpoints", file: { parameter: "checkpoint" }, licence: "MIT" };
	const unnamed = { folder: "loras", file: { parameter: "lora" }, licence: "MIT" };
	const after = lockOf(
		[described1("y", [{ ...one, licence: "BSD" }, chosen, unnamed]), described1("w", [one])],
		before,
	);
	expect(after.files).toEqual([
		expect.objectContaining({ folder: "checkpoints", file: "usual.safetensors", url: null, source: null }),
		{
			...one,
			url: "https://example.com/a.bin",
			bytes: 5,
			sha256: "0".repeat(64),
			workflows: ["w", "y"],
		},
	]);
});

test("files are chosen by workflow; one that no file is for is named", () => {
	expect(neededBy(lock, [])).toHaveLength(lock.files.length);
	const few = neededBy(lock, ["z-image-turbo-base-image"]);
	expect(few.map(({ file }) => file)).toContain("z_image_turbo_bf16.safetensors");
	expect(few.length).toBeLessThan(10);
	expect(() => neededBy(lock, ["no-such"])).toThrow(/no-such/);
});

test("a path that leads out of the models folder is none", () => {
	for (const file of ["../x", "a/../../x", "/etc/passwd", ".hidden", "a/.b", ""])
		expect(() => readLock({ version: 1, files: [{ ...lock.files[0], file }] })).toThrow();
});
