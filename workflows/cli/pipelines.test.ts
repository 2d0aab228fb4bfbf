import { execFile } from "node:child_process";
import { expect, inject, test } from "vitest";
import { findWorkflow } from "../library/index.ts";
import { describePipeline } from "../pipelines/describe/describe.ts";
import { pipelineReadme } from "../pipelines/describe/readme.ts";
import { findPipeline, pipelines } from "../pipelines/index.ts";
import { smallPipeline } from "../pipelines/testing/documents.ts";

function run(args: string[], stdin = ""): Promise<{ status: number; stdout: string; stderr: string }> {
	return new Promise((done) => {
		const child = execFile(
			process.execPath,
			[inject("cli"), "pipelines", ...args],
			{ encoding: "utf8" },
			(error, stdout, stderr) => done({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
		);
		child.stdin?.end(stdin);
	});
}

/** The small pipeline as somebody would write it to a file. */
function document(changes: Record<string, unknown> = {}): string {
	const { version: _, ...rest } = smallPipeline();
	return JSON.stringify({ ...rest, ...changes });
}

test("pipelines list names them all, and describes them as JSON", async () => {
	const { status, stdout } = await run(["list"]);
	expect(status).toBe(0);
	expect(stdout).toBe(pipelines.map(({ id, version, title }) => `${id}@${version}\t${title}\n`).join(""));
	const described = await run(["list", "--json"]);
	expect(JSON.parse(described.stdout)).toEqual(
		pipelines.map((pipeline) => describePipeline(pipeline, findWorkflow)),
	);
});

test("pipelines show tells one to read or as JSON, and where to look for one that is not there", async () => {
	const pipeline = findPipeline("film-from-picture");
	if (pipeline === undefined) throw new Error("it is in the library");
	expect((await run(["show", "film-from-picture@1"])).stdout).toBe(pipelineReadme(pipeline, findWorkflow));
	expect(JSON.parse((await run(["show", "film-from-picture", "--json"])).stdout)).toMatchObject({
		id: "film-from-picture",
	});
	const unknown = await run(["show", "nothing"]);
	expect(unknown.status).toBe(2);
	expect(JSON.parse(unknown.stdout)).toMatchObject({
		error: { type: "unknown_pipeline", message: expect.stringContaining("pipelines list") },
	});
});

test("pipelines validate says what a sound one will take, and of another what is wrong and where", async () => {
	const sound = await run(["validate", "-"], document());
	expect(sound.status).toBe(0);
	expect(JSON.parse(sound.stdout)).toMatchObject({
		valid: true,
		problems: [],
		stages: ["base", "enhance", "scenes", "train"],
		estimate: { vram_gb: expect.any(Number) },
	});
	const [first, ...more] = smallPipeline().stages;
	const wrong = await run(
		["validate", "-"],
		document({ stages: [{ ...first, run: { workflow: "nothing" } }, ...more] }),
	);
	expect(wrong.status).toBe(2);
	expect(JSON.parse(wrong.stdout)).toMatchObject({
		valid: false,
		problems: expect.arrayContaining([
			expect.objectContaining({ pointer: "/stages/0/run/workflow", code: "unknown_workflow" }),
		]),
	});
});

test("what cannot be carried out is told as JSON with its usage, and --help tells it unasked", async () => {
	for (const [args, type, message, stdin] of [
		[[], "usage", /pipelines list, pipelines show, pipelines validate/, ""],
		[["lst"], "usage", /no "pipelines lst" \(did you mean list\?\)/, ""],
		[["show"], "usage", /takes <id>/, ""],
		[["list", "more"], "usage", /"more" is too much/, ""],
		[["validate"], "usage", /takes <file>/, ""],
		[["validate", "-"], "not_json", /is not JSON/, "{"],
		[["validate", "/nowhere.json"], "unreadable", /no such file/, ""],
	] as const) {
		const { status, stdout, stderr } = await run([...args], stdin);
		expect(status).toBe(2);
		expect(JSON.parse(stdout)).toMatchObject({
			error: { type, message: expect.stringMatching(message) },
		});
		if (type === "usage") expect(stderr).toMatch(/^Usage: .*pipelines/s);
	}
	const help = await run(["--help"]);
	expect(help).toMatchObject({ status: 0, stdout: "" });
	expect(help.stderr).toContain("show [options] <id>");
});
