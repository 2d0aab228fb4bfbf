import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { graphOf, graphOfRequest, imports } from "./command.ts";

test("what the editor saves and what is sent are told apart, and a request gives its graph", () => {
	const graph = { "1": { class_type: "SaveImage", inputs: {} } };
	expect(graphOf(graph)).toEqual({ graph });
	expect(graphOf({ nodes: [], links: [] })).toEqual({ ui: { nodes: [], links: [] } });
	expect(graphOfRequest({ input: { workflow: graph, images: [] } })).toEqual({ graph });
	expect(() => graphOfRequest({ input: [] })).toThrow("no input.workflow");
	expect(() => graphOfRequest(graph)).toThrow("no input.workflow");
});

test("a picture where JSON is meant, and a file where a folder is, are said so without their bytes", async () => {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-imports-"));
	try {
		const picture = path.join(folder, "x.png");
		await writeFile(picture, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13));
		await writeFile(path.join(folder, "noise"), Uint8Array.of(0x1b, 0x5b, 0xff));
		const run = (...args: string[]) =>
			imports.run(args, { DARKROOM_URL: "http://127.0.0.1:9", DARKROOM_KEY: "dk_live_x" });
		await expect(run("graph", picture, "--id", "x")).rejects.toMatchObject({
			exit: "files",
			message: `${picture} is image/png, no JSON: darkroom workflows convert takes the graph out of a picture`,
		});
		await expect(run("graph", path.join(folder, "noise"), "--id", "x")).rejects.toThrow(/^\P{Cc}*$/u);
		await expect(run("comfyui", picture)).rejects.toThrow("takes the folder that it lies in");
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
