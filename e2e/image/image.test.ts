import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeContext } from "../../worker/image/context.ts";
import lock from "../../worker/image/nodes.lock.json" with { type: "json" };
import { readNodesLock } from "../../worker/image/nodes-lock.ts";
import models from "../../worker/models/lock.json" with { type: "json" };
import { readLock } from "../../worker/models/lock.ts";
import { until } from "../../worker/testing/until.ts";
import { bundleProgram } from "../../workflows/bundle/program.ts";
import { describeWorkflow, library } from "../../workflows/library/index.ts";
import { root } from "../stack/processes.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { ended } from "../testing/follow.ts";
import { Images, writeBundle } from "./containers.ts";
import { missingTools, runtimeFor } from "./tools.ts";

const BASE = "localhost/darkroom-base";
const IMAGE = "localhost/darkroom-worker";
const PICTURE = {
	workflow: "z-image-turbo-base-image",
	parameters: { prompt: "a lighthouse at night", seed: 1 },
};

/** Kept between runs: Debian's archive is asked once. */
const kept = path.join(root, ".wrangler/image");

describe.skipIf(missingTools().length > 0)("S0-C02 S0-C17 S0-C22 the image of the worker", () => {
	const images = new Images(kept);
	let folder: string;
	let stack: Stack;
	let tree: string;
	let runtime: string;
	let container: ChildProcess;
	const lines: string[] = [];
	const state = () => path.join(folder, "state");

	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "darkroom-image-"));
		await mkdir(kept, { recursive: true });
		const [running] = await Promise.all([startStack({ edgeOnly: true }), images.base(BASE), standIn()]);
		stack = running;
		const context = path.join(folder, "context");
		await writeContext(context, {
			...readNodesLock(lock, library.map(describeWorkflow)),
			// Node packs are for Python, and the stand-in is none.
			nodes: [],
			models: readLock(models),
			volume: "/runpod-volume/models",
			local: new Map([["comfyui", path.join(folder, "comfyui")]]),
			node: process.execPath,
			say: () => undefined,
		});
		const file = path.join(root, "worker/Dockerfile");
		const without = [`BASE=${BASE}`, "PACKAGES=", "TORCH="].flatMap((arg) => ["--build-arg", arg]);
		await images.buildah("bud", "--quiet", ...without, "-f", file, "-t", IMAGE, context);
		tree = await images.unpacked(IMAGE);
		const { entrypoint, command, env, cwd } = await images.command(IMAGE);
		await writeBundle(path.join(folder, "bundle"), tree, {
			args: [...entrypoint, ...command],
			cwd,
			env: [
				...env,
				`EDGE_URL=${stack.edge.url}`,
				`WORKER_TOKEN=${stack.workerToken}`,
				"COMFYUI_URL=http://127.0.0.1:18188",
				// There is no GPU here.
				"PREFLIGHT=disk",
			],
		});
		runtime = runtimeFor(path.join(folder, "bundle"), state());
	});
	afterAll(async () => {
		container?.kill("SIGKILL");
		if (runtime !== undefined)
			execFileSync(runtime, ["--root", state(), "delete", "--force", "worker"], { stdio: "ignore" });
		await images.buildah("rm", "--all");
		await stack?.stop();
		await rm(folder, { recursive: true, force: true });
	});

	/** In place of ComfyUI: a `main.py` that becomes the emulator. */
	async function standIn(): Promise<void> {
		const comfyui = path.join(folder, "comfyui");
		await mkdir(path.join(comfyui, "models"), { recursive: true });
		await writeFile(path.join(comfyui, "requirements.txt"), "");
		await writeFile(
			path.join(comfyui, "main.py"),
			'import os, sys\nport = sys.argv[sys.argv.index("--port") + 1]\nos.execvp("node", ["node", "/comfyui/emulator.mjs", "--port", port, "--library", "--base-directory", "/comfyui"])\n',
		);
		await bundleProgram(path.join(root, "worker/emulators/comfyui/main.ts"), comfyui, "emulator");
	}

	test("holds the worker's programs, and no node pack or manager that could fetch more", async () => {
		expect(await readdir(path.join(tree, "worker"))).toEqual([
			"examine.mjs",
			"models.mjs",
			"node_modules",
			"worker.mjs",
		]);
		expect(await readdir(path.join(tree, "comfyui/custom_nodes"))).toEqual([]);
	});

	test("runs a job that waited for it, and drains on SIGTERM", async () => {
		const { client } = stack;
		const { id } = await client.submit(PICTURE);
		const startedAt = performance.now();
		container = spawn(
			runtime,
			["--root", state(), "run", "--bundle", path.join(folder, "bundle"), "worker"],
			{ stdio: ["ignore", "ignore", "pipe"] },
		);
		container.stderr?.on("data", (chunk: Buffer) => lines.push(...chunk.toString().trim().split("\n")));
		await until("it has claimed", () => lines.some((line) => line.includes('"claimed"')));
		const claimedMs = performance.now() - startedAt;
		await ended(client, id);
		const job = await client.job(id);
		expect(job.status, lines.slice(-10).join("\n")).toBe("succeeded");
		const after = Number(/"serving".*?"after_ms":(\d+)/.exec(lines.join("\n"))?.[1]);
		console.log(
			`from the start of the container to the first claim: ${Math.round(claimedMs)} ms, of which the worker had run for ${after} ms when it began to serve, an emulated ComfyUI and a warm-up included`,
		);
		const over = new Promise<number | null>((resolve) => container.once("exit", resolve));
		execFileSync(runtime, ["--root", state(), "kill", "worker", "TERM"]);
		expect(await over, lines.slice(-10).join("\n")).toBe(0);
		expect(lines.join("\n")).toContain('"drained"');
	});
});
