import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { COMPILED, root } from "./stack/processes.ts";
import { type Stack, startStack } from "./stack/stack.ts";

/** Every block of commands in the documents is run, in its order, as a reader would, against one Darkroom. */
let stack: Stack;
let folder: string;
beforeAll(async () => {
	stack = await startStack({ emulator: ["--library", "--fp32-vae"] });
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-documents-"));
});
afterAll(async () => {
	await stack.stop();
	await rm(folder, { recursive: true, force: true });
});

const DOCS = path.join(root, "docs");

/** Of every program that is started here. What Node has compiled of it is kept: there are many, and they are the same few. */
const surroundings = () => ({ ...process.env, NODE_COMPILE_CACHE: process.env[COMPILED] });

function blocksOf(text: string): string[] {
	return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** What a reader has: the commands of this repository, wherever they stand, and no network beside Darkroom. */
function run(script: string): Promise<{ code: number; out: string; said: string }> {
	const npm = `npm() { command npm --prefix ${JSON.stringify(root)} "$@"; }`;
	const env = {
		...surroundings(),
		DARKROOM_URL: stack.edge.url,
		DARKROOM_KEY: stack.client.key,
		DARKROOM_ADMIN_KEY: stack.adminKey,
		COMFYUI_URL: stack.comfyui.url,
		DARKROOM_CONFIG: path.join(folder, "none.json"),
	};
	return new Promise((resolve) => {
		execFile(
			"bash",
			["-euo", "pipefail", "-c", `${npm}\n${script}`],
			{ cwd: folder, env, maxBuffer: 64e6 },
			(error, out, said) =>
				resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out, said }),
		);
	});
}

describe("the documents", () => {
	const pages = [
		...["first-picture.md", "clients.md", "moving-in.md"],
		...["how-to/live-progress.md", "how-to/add-a-workflow.md", "how-to/add-a-pipeline.md"],
		...["how-to/add-a-trainer.md", "how-to/look-after.md"],
		...["why/security.md", "why/cost.md", "why/scale.md"],
	];
	test.each(pages)("%s does what it says", async (name) => {
		const blocks = blocksOf(await readFile(path.join(DOCS, name), "utf8"));
		expect(blocks.length).toBeGreaterThan(0);
		for (const block of blocks) {
			const { code, out, said } = await run(block);
			expect(code, `${block}\n${out.slice(-2000)}\n${said.slice(-2000)}`).toBe(0);
			// One page shows what a refusal is like.
			if (name !== "why/security.md") expect(out).not.toContain('"urn:darkroom:problem');
		}
	});
});

test("the command line runs a workflow, lists, shows and downloads jobs, and is told how to connect", async () => {
	const config = path.join(folder, "config.json");
	const env = {
		...surroundings(),
		DARKROOM_CONFIG: config,
		DARKROOM_CWD: folder,
		DARKROOM_URL: "",
		DARKROOM_KEY: "",
	};
	const darkroom = (args: string[], input = "") =>
		new Promise<{ code: number | null; out: string; said: string }>((resolve) => {
			const child = spawn(process.execPath, [path.join(root, "client/cli.ts"), ...args], { env });
			const [out, said] = [[] as Buffer[], [] as Buffer[]];
			child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
			child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
			child.stdin.end(input);
			child.once("close", (code) =>
				resolve({ code, out: String(Buffer.concat(out)), said: String(Buffer.concat(said)) }),
			);
		});
	expect(await darkroom(["init", "--url", stack.edge.url], "dk_live_wrong\n")).toMatchObject({ code: 5 });
	expect(await darkroom(["init", "--url", stack.edge.url], `${stack.client.key}\n`)).toMatchObject({
		code: 0,
	});
	const made = await darkroom([
		"run",
		"z-image-turbo-base-image",
		"--set",
		"prompt=x",
		"--set",
		"variations=1",
		"--out",
		"made",
	]);
	expect(made, made.said).toMatchObject({ code: 0, out: expect.stringMatching(/made.*\.png\n$/) });
	const listed = await darkroom(["jobs", "list", "--most", "1", "--json"]);
	const [job] = z.array(z.object({ id: z.string(), status: z.string() })).parse(JSON.parse(listed.out));
	expect(job?.status).toBe("succeeded");
	const shown = await darkroom(["jobs", "show", job?.id ?? ""]);
	expect(shown.out).toContain(`${job?.id}  succeeded  z-image-turbo-base-image@`);
	const types = await darkroom(["types"]);
	expect(types.out).toContain('"z-image-turbo-base-image": {');
	expect(await darkroom(["jobs", "show", "job_00000000000000000000000000"])).toMatchObject({ code: 5 });
	const well = await darkroom(["doctor"]);
	expect(well, well.out).toMatchObject({ code: 0 });
});
