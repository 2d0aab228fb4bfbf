import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../worker/testing/until.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { setFaults } from "./testing/comfyui.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { openLane } from "./testing/lane.ts";
import { type MangaProject, mangaProject } from "./testing/manga.ts";
import { paint, read, textChunks } from "./testing/pictures.ts";

/** A manga project of somebody else, whose pages are made on a Mac: edge, worker, and an emulated ComfyUI. */
let stack: Stack;
let base: string;
let project: MangaProject;

beforeAll(async () => {
	base = await mkdtemp(path.join(os.tmpdir(), "darkroom-manga-"));
	stack = await startStack({
		emulator: [
			...["--library", "--fp32-vae", "--force-fp16", "--device", "mps", "--vram-gb", "16", "--step-ms", "1"],
			...["--base-directory", path.join(base, "comfyui")],
		],
		workerEnv: { POLL_MS: "3000" },
	});
	project = await mangaProject(path.join(base, "manga"), stack);
});
afterAll(async () => {
	await stack.stop();
	await rm(base, { recursive: true, force: true });
});

/** Where nobody listens. */
async function nowhere(): Promise<string> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}`;
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

test("S2-GEN-01f S2-AC-4 S2-GEN-01a /health says that ComfyUI and Apple's GPU are there once a worker has said so", async () => {
	const health = await (await fetch(`${stack.edge.url}/health`)).json();
	expect(health).toMatchObject({ status: "ok", comfyui: true, mps: true });
	const asked = {
		method: "POST",
		headers: { authorization: `Bearer ${stack.client.key}`, "content-type": "application/json" },
	};
	const refused = await fetch(`${stack.edge.url}/jobs`, {
		...asked,
		body: JSON.stringify({ prompt: "x", resolution: "513x768" }),
	});
	expect(refused.status).toBe(400);
});

test("S2-GOAL-2 S2-PIPE-01 S2-PIPE-02a S2-PIPE-02b S2-PIPE-03 S2-AC-1 S2-AC-6 three modes beside each other make the pages of a chapter, and the stages after them take all alike", async () => {
	let asked = 0;
	const drawn = paint(512, 768, (x, y) => [x % 256, y % 256, 0]);
	const api = createServer((_request, response) => {
		asked++;
		response.end(Buffer.from(drawn));
	}).listen(0, "127.0.0.1");
	await once(api, "listening");
	const elsewhere = { IMAGE_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}` };
	try {
		await project.stage("script");
		// As pnpm hands it on: with the -- that was meant for it.
		const made = await project.stage(
			"generate",
			["--", "--comfyui", "-c", "1", "--page", "1", "--seed", "7"],
			elsewhere,
		);
		expect(made.stdout.trim()).toBe("output/ch-01/raw/ch01_p001_v1.png");
		expect(made.said).toMatch(/ch01_p001_v1: job_/);
		expect(made.said).toContain("succeeded");
		expect(asked).toBe(0);
		await writeFile(path.join(project.folder, "drawn.png"), drawn);
		await project.stage(
			"generate",
			["--manual", path.join(project.folder, "drawn.png"), "-c", "1", "--page", "2"],
			elsewhere,
		);
		await project.stage("generate", ["--api", "-c", "1", "--page", "3"], elsewhere);
		expect(asked).toBe(1);
	} finally {
		await new Promise((resolve) => api.close(resolve));
	}
	await project.stage("overlay");
	await project.stage("assemble");
	const picture = await project.file("ch01_p001_v1.png");
	const { width, height } = read(new Uint8Array(picture));
	expect([width, height, textChunks(new Uint8Array(picture))]).toEqual([512, 768, []]);
	const chapter = await readFile(path.join(project.folder, "output/ch-01/chapter.html"), "utf8");
	expect(chapter.match(/<svg /g)).toHaveLength(3);
	expect(chapter).toContain(picture.toString("base64"));
	expect(await readdir(project.raw)).toEqual([
		"ch01_p001_v1.png",
		"ch01_p001_v1.workflow.json",
		"ch01_p002_v1.png",
		"ch01_p003_v1.png",
	]);
});

test("S2-PIPE-04a S2-PIPE-04b S2-AC-3 S2-PIPE-05 the log has every field, and the graph lies beside the picture", async () => {
	const prompt = await readFile(path.join(project.folder, "prompts/ch-01/ch01_p001.txt"), "utf8");
	expect(await project.log()).toEqual([
		{
			imageFile: "ch01_p001_v1.png",
			promptFile: "prompts/ch-01/ch01_p001.txt",
			promptHash: sha256(prompt),
			model: "AnythingV5_v5PrtRE.safetensors",
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			version: 1,
			approved: false,
			seed: 7,
			sampler: "euler_ancestral",
			scheduler: "normal",
			steps: 20,
			cfg: 7,
			loraId: null,
			controlnetStrength: null,
			workflowTemplate: "txt2img-lora.json",
		},
	]);
	const graph = await project.graph("ch01_p001_v1");
	expect(graph["3"]?.inputs.text).toBe(prompt.trim());
	expect(graph["6"]?.inputs).toMatchObject({ seed: 7, steps: 20 });
	expect(JSON.stringify(graph)).not.toMatch(/darkroom\/tsk_/);
});

test("S2-GOAL-1 S2-PIPE-05 S2-REPRO --replay gives the same graph and the same picture, as the next version", async () => {
	const ran = await project.darkroom("--replay", path.join(project.raw, "ch01_p001_v1.workflow.json")).ended;
	expect([ran.code, ran.stdout.trim()]).toEqual([0, "output/ch-01/raw/ch01_p001_v2.png"]);
	expect(await project.graph("ch01_p001_v2")).toEqual(await project.graph("ch01_p001_v1"));
	expect(sha256(await project.file("ch01_p001_v2.png"))).toBe(sha256(await project.file("ch01_p001_v1.png")));
	const [first, second] = await project.log();
	expect(second).toEqual({
		...first,
		imageFile: "ch01_p001_v2.png",
		version: 2,
		timestamp: expect.any(String),
		promptFile: "output/ch-01/raw/ch01_p001_v1.workflow.json",
		promptHash: sha256(await project.file("ch01_p001_v1.workflow.json")),
	});
});

test("S2-CTRL-01b S2-CTRL-02 S2-CTRL-03 a pose is uploaded, switches the template, is told in the log, and replays", async () => {
	const pose = path.join(project.folder, "kneeling.png");
	await writeFile(
		pose,
		paint(64, 96, (x, y) => [x, y, 200]),
	);
	const page = [
		"--comfyui",
		"-c",
		"1",
		"--page",
		"4",
		"--prompt",
		path.join(project.folder, "prompts/ch-01/ch01_p001.txt"),
	];
	const ran = await project.here([...page, "--pose", pose, "--lora", "spyke_plasma_v1", "--seed", "1"]);
	expect([ran.code, ran.code === 0 ? "" : ran.said]).toEqual([0, ""]);
	expect((await project.log()).at(-1)).toMatchObject({
		imageFile: "ch01_p004_v1.png",
		controlnetStrength: 0.65,
		loraId: "spyke_plasma_v1.safetensors",
		workflowTemplate: "img2img-lora-controlnet.json",
	});
	const graph = await project.graph("ch01_p004_v1");
	expect(graph["30"]?.inputs.image).toBe("kneeling.png");
	const again = await project.here(["--replay", path.join(project.raw, "ch01_p004_v1.workflow.json")]);
	expect([again.code, again.code === 0 ? "" : again.said]).toEqual([0, ""]);
	expect(await project.graph("ch01_p004_v2")).toEqual(graph);
	expect(sha256(await project.file("ch01_p004_v2.png"))).toBe(sha256(await project.file("ch01_p004_v1.png")));
});

test("S2-PIPE-03 two runs at once make a version each, and overwrite nothing", async () => {
	const before = await project.file("ch01_p001_v1.png");
	const page = ["--comfyui", "-c", "1", "--page", "1"];
	const ran = await Promise.all([project.darkroom(...page).ended, project.darkroom(...page).ended]);
	expect(ran.map(({ code }) => code)).toEqual([0, 0]);
	expect(ran.map(({ stdout }) => path.basename(stdout.trim())).sort()).toEqual([
		"ch01_p001_v3.png",
		"ch01_p001_v4.png",
	]);
	expect(await project.file("ch01_p001_v1.png")).toEqual(before);
	const made = (await project.log()).filter(({ imageFile }) => /p001_v[34]/.test(imageFile));
	expect(new Set(made.map(({ seed }) => seed)).size).toBe(2);
	expect((await readdir(project.raw)).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a run that is killed leaves nothing half-written, and the same command goes on with its job", async () => {
	const lane = await openLane(stack, "later");
	const page = ["--comfyui", "-c", "1", "--page", "1", "--pool", "later", "--seed", "3"];
	const killed = project.darkroom(...page);
	const job = await until("it has a job", () => /job_\w{26}/.exec(killed.said())?.[0]);
	await until("it waits for a worker", () => killed.said().includes("waits: "));
	killed.child.kill("SIGKILL");
	await killed.ended;
	expect((await readdir(project.raw)).filter((name) => /_v5/.test(name))).toEqual([".ch01_p001_v5.run.json"]);
	const again = project.darkroom(...page);
	await until("it goes on", () => again.said().includes("waits: "));
	// The edge may go away as well meanwhile: what was begun waits for it.
	await stack.restartEdge({
		away: () => until("it is missed", () => again.said().includes("Waiting for it")),
	});
	lane.start();
	const ran = await again.ended;
	expect([ran.code, ran.stdout.trim()]).toEqual([0, "output/ch-01/raw/ch01_p001_v5.png"]);
	expect(ran.said).toContain(`ch01_p001_v5: ${job}`);
	expect((await readdir(project.raw)).filter((name) => name.startsWith("."))).toEqual([]);
	await assertInvariants(stack, [job]);
});

test("Ctrl-C cancels the job and leaves no file", async () => {
	await stack.poolToken("never");
	const before = await readdir(project.raw);
	const ran = project.darkroom("--comfyui", "-c", "1", "--page", "1", "--pool", "never");
	const job = await until("it waits for a worker", () =>
		ran.said().includes("waits: ") ? /job_\w{26}/.exec(ran.said())?.[0] : undefined,
	);
	ran.child.kill("SIGINT");
	expect(await ran.ended).toMatchObject({ code: 130, said: expect.stringContaining(`${job} is canceled`) });
	expect((await stack.client.job(job)).status).toBe("canceled");
	expect(await readdir(project.raw)).toEqual(before);
});

test("S2-HW-6 S2-GEN-03a S2-GEN-03b S2-CTRL-02 what cannot be made is said in words, by its exit code, and leaves no file", async () => {
	await mkdir(path.join(base, "blocked/prompts/ch-01"), { recursive: true });
	await writeFile(path.join(base, "blocked/prompts/ch-01/ch01_p001.txt"), "x");
	await writeFile(path.join(base, "blocked/output"), "a file");
	await writeFile(path.join(base, "empty.txt"), " \n");
	await writeFile(path.join(base, "latin.txt"), Buffer.from([0xe4, 0x31]));
	await writeFile(path.join(base, "graph.json"), '{"1":{"class_type":"EmptyImage","inputs":{}}}');
	const listed = () => readdir(path.join(project.folder, "output"), { recursive: true });
	const before = await listed();
	const page = ["--comfyui", "-c", "1", "--page", "1"];
	const cases: [args: string[], more: Record<string, string>, code: number, words: RegExp][] = [
		[["--comfyui", "-c", "1", "--page", "0"], {}, 2, /from 1 to 999/],
		[["--comfyui", "-c", "-1", "--page", "1"], {}, 2, /from 1 to 99/],
		[["-c", "1", "--page", "1"], {}, 2, /give --comfyui/],
		[
			[...page, "--prompt", path.join(base, "none.txt")],
			{},
			3,
			/none\.txt cannot be read: there is no such file/,
		],
		[[...page, "--prompt", path.join(base, "empty.txt")], {}, 3, /empty\.txt is empty/],
		[[...page, "--prompt", path.join(base, "latin.txt")], {}, 3, /latin\.txt is not UTF-8/],
		[[...page, "--pose", path.join(base, "none.png")], {}, 3, /none\.png cannot be read/],
		[[...page, "--pose", path.join(base, "empty.txt")], {}, 5, /the file is no PNG, JPEG or WebP/],
		[["--replay", path.join(base, "graph.json"), "-c", "1", "-p", "1"], {}, 3, /not the workflow of a page/],
		[[...page, "--resolution", "513x768"], {}, 5, /the width is 513; at most 512/],
		[
			[...page, "--checkpoint", "sd_xl_base_1.0.safetensors"],
			{},
			5,
			/family sdxl; only Stable Diffusion 1\.5/,
		],
		[[...page, "--strength", "0.39"], {}, 5, /controlnetStrength.*0\.4/],
		[[...page, "--strength", "0.91"], {}, 5, /controlnetStrength.*0\.9/],
		[[...page, "--lora", "june"], {}, 5, /june\.safetensors/],
		[page, { DARKROOM_KEY: "dk_live_wrong" }, 5, /does not know this key/],
		[page, { DARKROOM_URL: await nowhere() }, 4, /does not answer \(ECONNREFUSED\): is it running\?/],
	];
	for (const [args, more, code, words] of cases) {
		const ran = await project.here(args, more);
		expect([ran.code, ran.said], args.join(" ")).toEqual([code, expect.stringMatching(words)]);
		expect(ran.said).not.toMatch(/\n\s+at /);
	}
	const blocked = await project.here(page, {}, path.join(base, "blocked"));
	expect([blocked.code, blocked.said]).toEqual([
		3,
		expect.stringMatching(/ch-01 cannot be made: part of its path is a file/),
	]);
	expect(await listed()).toEqual(before);
});

test("a job that fails is told with what ComfyUI said, and leaves no file", async () => {
	const before = await readdir(project.raw);
	await setFaults(stack.comfyui.url, [
		{
			at: "node",
			match: { class_type: "KSampler" },
			times: 0,
			do: { kind: "error", type: "ValueError", message: "no such sampler" },
		},
	]);
	const ran = await project.here(["--comfyui", "-c", "1", "--page", "1", "--seed", "99"]);
	await setFaults(stack.comfyui.url, []);
	expect([ran.code, ran.said]).toEqual([
		1,
		expect.stringMatching(/is failed \(node_error\): .*no such sampler/),
	]);
	expect(await readdir(project.raw)).toEqual(before);
	// The next run makes a new job of it.
	expect(await project.here(["--comfyui", "-c", "1", "--page", "1", "--seed", "99"])).toMatchObject({
		code: 0,
	});
});

test("a picture that was thrown away is not what the next run brings, and its name is not given again", async () => {
	const prompt = path.join(project.folder, "prompts/ch-01/ch01_p002.txt");
	const page = ["--comfyui", "-c", "1", "--page", "2", "--prompt", prompt];
	const made: string[] = [];
	for (const stem of ["ch01_p002_v2", "ch01_p002_v3"]) {
		expect(await project.here(page)).toMatchObject({ code: 0 });
		made.push(sha256(await project.file(`${stem}.png`)));
		for (const ending of ["png", "workflow.json"]) await rm(path.join(project.raw, `${stem}.${ending}`));
	}
	expect(new Set(made).size).toBe(2);
});
