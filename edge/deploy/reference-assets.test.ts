import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { makeReferenceAssets } from "./reference-assets.ts";

test("two that make the reference page's program at the same moment both find it, and leave nothing else", async () => {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-assets-"));
	try {
		await Promise.all([makeReferenceAssets(folder), makeReferenceAssets(folder)]);
		expect(await readdir(path.join(folder, "reference"))).toEqual(["scalar.js"]);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
