import { join } from "node:path";
import { expect, test } from "vitest";
import { ownFolder } from "./testing/files.ts";
import { run, runForJson, spawned } from "./testing/run.ts";

const at = ownFolder();
const info = () => ["--object-info", at("info.json")];

test("without a command, or with one that is none, it says what there is", async () => {
	const none = await spawned([]);
	expect(none).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/^Usage: /) });
	for (const name of ["list", "show", "convert", "validate", "import", "readme"])
		expect(none.stderr).toContain(`\n  ${name}`);
	expect(await run(["help"])).toMatchObject({ status: 0, stdout: "" });
	const source = join(import.meta.dirname, "../cli.ts");
	expect(await spawned(["help"], "", source)).toEqual(await run(["help"]));
	const wrong = await runForJson(["nonsense"], "");
	expect(wrong).toMatchObject({
		status: 2,
		value: { error: { type: "usage" } },
		stderr: expect.stringMatching(/^Usage: /),
	});
});

test("a command's own --help says how it is used, and is no error", async () => {
	for (const command of ["doctor", "import"])
		expect(await run([command, "--help"])).toMatchObject({
			status: 0,
			stdout: "",
			stderr: expect.stringMatching(new RegExp(`^Usage: .* ${command} `)),
		});
});

test("list, show and readme know the library", async () => {
	const lines = await spawned(["list"]);
	expect(lines.stdout).toMatch(/^z-image-turbo-base-image@1\t/m);
	const listed = await runForJson(["list", "--json"]);
	expect(listed.value).toHaveLength(lines.stdout.trim().split("\n").length);
	const shown = await runForJson(["show", "z-image-turbo-base-image", "--json"]);
	expect(listed.value).toContainEqual(shown.value);
	expect((await spawned(["show", "z-image-turbo-base-image"])).stdout).toContain("## Parameters");
	expect(await runForJson(["show", "nope"])).toMatchObject({
		status: 2,
		value: { error: { type: "unknown_workflow" } },
	});
	expect(await runForJson(["show"])).toMatchObject({ status: 2, value: { error: { type: "usage" } } });
});

test("files and servers that are not there, and arguments that are none, are errors in JSON", async () => {
	const wrong: [string[], string][] = [
		[["convert", at("ui.json")], "usage"],
		[["convert", ...info()], "usage"],
		[["convert", at("ui.json"), "more", ...info()], "usage"],
		[["convert", at("ui.json"), "--colour"], "usage"],
		[["convert", at("ui.json"), ...info(), "--comfyui", "http://127.0.0.1:1"], "usage"],
		[["convert", at("nope.json"), ...info()], "unreadable"],
		[["convert", at(), ...info()], "unreadable"],
		[["convert", at("ui.json"), "--object-info", at("nope.json")], "unreadable"],
		[["convert", at("ui.json"), "--object-info", at("ui.json")], "not_json"],
		[["validate", at("api.json"), "--comfyui", "file:///etc/passwd"], "usage"],
		[["import", at("api.json"), "--id", "../x"], "usage"],
	];
	for (const [args, type] of wrong) {
		const { status, value } = await runForJson(args);
		expect([args, status, value]).toEqual([
			args,
			2,
			{ error: { type, message: expect.stringMatching(/^.{10,}\.$/) } },
		]);
	}
	expect(await runForJson(["validate", at("api.json"), "--comfyui", "http://127.0.0.1:1"])).toMatchObject({
		status: 2,
		value: {
			error: { type: "unreachable", message: expect.stringMatching(/127\.0\.0\.1:1.* did not answer/) },
		},
	});
});

test("canvas makes a file that converts back, of the example or of parameters", async () => {
	const example = await spawned(["canvas", "flux-base-image"]);
	expect(example.status).toBe(0);
	const nodes = (JSON.parse(example.stdout) as { nodes: { type: string; widgets_values: unknown[] }[] })
		.nodes;
	expect(nodes.map(({ type }) => type)).toContain("FluxGuidance");
	const own = await run(["canvas", "flux-base-image", "--parameters", '{"prompt":"A red kite"}']);
	expect(own.stdout).toContain("A red kite");
	for (const args of [
		["canvas", "nothing-of-the-kind"],
		["canvas", "flux-base-image", "--parameters", "{"],
		["canvas", "flux-base-image", "--parameters", '{"steps":"many"}'],
	]) {
		const refused = await run(args);
		expect(refused.status).toBe(2);
		expect(() => JSON.parse(refused.stdout)).not.toThrow();
	}
});

test("doctor says what runs and what is missing; exit 2 where one that was asked for would not run", async () => {
	const all = await spawned(["doctor", "--json", ...info()]);
	expect(all.status).toBe(0);
	const report = JSON.parse(all.stdout) as { workflows: { workflow: string; runs: boolean }[] };
	expect(report.workflows.length).toBeGreaterThan(50);
	expect(report.workflows.every(({ runs }) => !runs)).toBe(true);
	const one = await run(["doctor", "z-image-turbo-base-image", ...info()]);
	expect(one.status).toBe(2);
	expect(one.stdout).toContain("models/text_encoders/qwen_3_4b.safetensors");
	expect(one.stderr).toContain("0 of 1 workflows would run there");
	expect((await run(["doctor", "--profile", "m9", ...info()])).status).toBe(2);
	expect((await run(["doctor", "no-such-thing", ...info()])).status).toBe(2);
	expect((await run(["doctor"])).status).toBe(2);
});
