import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { png } from "../../edge/testing/files.ts";
import { root } from "../stack/processes.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { scaledUpload } from "../testing/graphs.ts";
import { asInReactNative, inWorkerd } from "./elsewhere.ts";
import { buildReact } from "./react.ts";
import { methodsOf, type Paths } from "./resources.ts";
import { buildSdk } from "./sdk.ts";

const run = promisify(execFile);
const LIMIT_BYTES = 12_000;

let folder: string;
let project: string;
let paths: Paths;

/** The package as it would be published, installed into an empty project. */
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-sdk-"));
	project = path.join(folder, "project");
	const built = path.join(folder, "built");
	paths = await buildSdk(built);
	const hooks = path.join(folder, "hooks");
	await buildReact(hooks, built);
	const npm = (args: string[], cwd: string) =>
		run("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd });
	const { stdout } = await npm(["pack", built, hooks, "--json"], folder);
	const packed = (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) =>
		path.join(folder, filename),
	);
	await run("mkdir", [project]);
	await writeFile(path.join(project, "package.json"), JSON.stringify({ type: "module", private: true }));
	// React is what this repository has: nothing is fetched.
	const local = ["react", "@types/react", "csstype"].map((name) => path.join(root, "node_modules", name));
	await npm(["install", "--install-links", ...packed, ...local], project);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const installed = () => path.join(project, "node_modules/@darkroom/sdk");
/** As far as it is used here as JavaScript; its types have a test of their own. */
interface Published {
	Darkroom: new (options: {
		url: string;
		key: string;
	}) => {
		jobs: {
			create(body: object): Promise<unknown>;
			get(id: string, query?: object, options?: { signal: AbortSignal }): Promise<unknown>;
			all(query: object): AsyncIterable<number>;
		};
		webhooks: { test(id: string): Promise<unknown> };
	};
}
const sdk = async (): Promise<Published> => import(pathToFileURL(path.join(installed(), "index.js")).href);

test("the package has no dependencies, and less than 12 kB", async () => {
	const manifest = JSON.parse(await readFile(path.join(installed(), "package.json"), "utf8"));
	expect(manifest.dependencies).toBeUndefined();
	const bytes = gzipSync(await readFile(path.join(installed(), "index.js"))).length;
	expect(bytes).toBeLessThan(LIMIT_BYTES);
	console.log(`${bytes} bytes, compressed`);
});

test("every operation of the API but the sockets is a method, and none is anything else", async () => {
	const { Darkroom } = await sdk();
	const made = new Darkroom({ url: "http://127.0.0.1:9", key: "x" });
	const darkroom: Record<string, Record<string, unknown> | undefined> = { ...made };
	const methods = methodsOf(paths);
	for (const { resource, name, operation } of methods)
		expect(typeof darkroom[resource]?.[name], operation).toBe("function");
	const all = Object.values(paths).flatMap((operations) => Object.values(operations));
	const sockets = all.filter(({ responses }) => "101" in responses).map(({ operationId }) => operationId);
	expect(methods.length + sockets.length).toBe(all.length);
	expect(sockets.sort()).toEqual([
		"comfyuiOpenSocket",
		"openAccountSocket",
		"openDoorbell",
		"openJobSocket",
		"openProjectSocket",
	]);
});

const PROGRAM = `
import { Darkroom, InvalidRequestError, type Job, verifyWebhook } from "@darkroom/sdk";

declare module "@darkroom/sdk" {
	interface Workflows {
		"my-portrait": { prompt: string; steps?: number };
	}
}

const darkroom = new Darkroom({ url: "http://127.0.0.1:8787", key: async () => "dk_live_" });
export async function first(): Promise<Job> {
	const job = await darkroom.jobs.create({ workflow: "my-portrait", parameters: { prompt: "x" } });
	await darkroom.jobs.create({ workflow: "z-image-turbo-base-image", parameters: { anything: 1 } });
	for await (const frame of darkroom.jobs.watch(job.id)) if (frame.type === "output") console.log(frame.output.url);
	for await (const summary of darkroom.jobs.all({ status: "failed" })) console.log(summary.id);
	const shots = await darkroom.projects.listShots("prj_x", { limit: 10 });
	console.log(shots.data[0]?.sentence, (await darkroom.characters.get("chr_x")).name);
	try {
		return await darkroom.jobs.wait(job.id, { signal: AbortSignal.timeout(1000) });
	} catch (error) {
		if (error instanceof InvalidRequestError) console.log(error.problem?.errors[0]?.pointer, error.hint);
		throw error;
	}
}
export const hook = (request: Request) =>
	request.text().then((body) => verifyWebhook(body, request.headers, "whsec_x"));

// @ts-expect-error a parameter that the workflow does not have
void darkroom.jobs.create({ workflow: "my-portrait", parameters: { prompt: "x", stepz: 1 } });
// @ts-expect-error a field that nobody knows
void darkroom.jobs.create({ workflow: "x", priorty: 1 });
// @ts-expect-error a method that is not there
void darkroom.jobs.frobnicate();
`;

test("programs in TypeScript are checked: bodies, answers, events, and parameters of workflows that are declared", async () => {
	expect(await checked("program.ts", PROGRAM)).toBe("");
});

/** What the compiler says of a program in the project. */
async function checked(name: string, text: string): Promise<string> {
	await writeFile(path.join(project, name), text);
	const compilerOptions = {
		...{ strict: true, noEmit: true, target: "es2024", module: "nodenext", types: [], skipLibCheck: false },
		lib: ["es2024", "dom", "dom.iterable"],
	};
	await writeFile(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: [name] }));
	const tsc = path.join(root, "node_modules/typescript/bin/tsc");
	const { stdout } = await run(process.execPath, [tsc, "-p", project]).catch(
		(error: { stdout: string }) => error,
	);
	return stdout;
}

const COMPONENT = `
import { useJob, useJobs, useUpload } from "@darkroom/react";
import { Darkroom } from "@darkroom/sdk";

const darkroom = new Darkroom({ url: "http://127.0.0.1:8787", key: "dk_live_" });
export function useAll(id: string | null) {
	const { status, percent, outputs, job } = useJob(darkroom, id, { previews: true });
	const { jobs, more } = useJobs(darkroom, { status: "failed", limit: 10 });
	const { upload, asset } = useUpload(darkroom);
	return { status, percent, url: outputs[0]?.url, cost: job?.id, first: jobs[0]?.id, more, upload, name: asset?.filename };
}
// @ts-expect-error a status that there is not
export const useWrong = () => useJobs(darkroom, { status: "faild" });
`;

test("the hooks are installed beside the SDK and React, stand on nothing else, and programs with them are checked", async () => {
	const manifest = JSON.parse(
		await readFile(path.join(project, "node_modules/@darkroom/react/package.json"), "utf8"),
	);
	expect(manifest.dependencies).toBeUndefined();
	expect(Object.keys(manifest.peerDependencies)).toEqual(["@darkroom/sdk", "react"]);
	expect(await checked("hooks.ts", COMPONENT)).toBe("");
	const { stdout } = await run(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			"import('@darkroom/react').then((all) => console.log(Object.keys(all).join()))",
		],
		{ cwd: project },
	);
	expect(stdout.trim()).toBe("UNHEARD,useJob,useJobs,useUpload,withFrame");
});

/** Answers as it is told, one after the other, and keeps what was asked. */
async function answering(answers: { status: number; body?: unknown; headers?: Record<string, string> }[]) {
	const asked: IncomingMessage[] = [];
	const server: Server = createServer((request, response) => {
		asked.push(request);
		const { status, body, headers } = answers.shift() ?? { status: 200, body: {} };
		request.resume().on("end", () => {
			response.writeHead(status, { "content-type": "application/json", ...headers });
			response.end(JSON.stringify(body ?? {}));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { Darkroom } = await sdk();
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return { darkroom: new Darkroom({ url, key: "dk_live_x" }), asked, stop: () => server.close() };
}

const problem = (status: number, code: string) => ({
	status,
	body: { code, status, detail: "words", errors: [{ pointer: "/a", code: "x", message: "more" }] },
});

test("what makes something keeps its key over tries; what is not known again by a key is asked once", async () => {
	const { darkroom, asked, stop } = await answering([
		{ ...problem(429, "rate_limited"), headers: { "retry-after": "0" } },
		{ status: 201, body: { id: "job_x" } },
		problem(503, "unavailable"),
	]);
	expect(await darkroom.jobs.create({ workflow: "x", parameters: {} })).toEqual({ id: "job_x" });
	const keys = asked.map(({ headers }) => headers["idempotency-key"]);
	expect(keys).toHaveLength(2);
	expect(keys[0]).toMatch(/^[\w-]{36}$/);
	expect(keys[1]).toBe(keys[0]);
	await expect(darkroom.webhooks.test("whk_x")).rejects.toMatchObject({
		name: "ServerError",
		code: "unavailable",
	});
	expect(asked).toHaveLength(3);
	stop();
});

test("refusals are errors of their kind, with a hint; lists turn their pages; a signal ends a call", async () => {
	const { darkroom, asked, stop } = await answering([
		problem(404, "not_found"),
		problem(422, "invalid_request"),
		{ status: 200, body: { data: [1, 2], next_cursor: "job_b" } },
		{ status: 200, body: { data: [3], next_cursor: null } },
	]);
	await expect(darkroom.jobs.get("../x?y")).rejects.toMatchObject({
		name: "NotFoundError",
		hint: expect.stringContaining("id"),
	});
	expect(asked[0]?.url).toBe("/v1/jobs/..%2Fx%3Fy");
	await expect(darkroom.jobs.create({})).rejects.toMatchObject({
		name: "InvalidRequestError",
		message: "words\n  /a: more",
		problem: { errors: [{ pointer: "/a" }] },
	});
	const all: number[] = [];
	for await (const one of darkroom.jobs.all({ metadata: { customer: "42" }, limit: 2 })) all.push(one);
	expect(all).toEqual([1, 2, 3]);
	expect(asked.at(-1)?.url).toBe("/v1/jobs?metadata%5Bcustomer%5D=42&limit=2&cursor=job_b");
	await expect(darkroom.jobs.get("x", {}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
	stop();
});

/** Uploads, runs, watches, lists, is refused and leaves off. */
const EVERYWHERE = `async ({ Darkroom }, { url, key }, file) => {
	const darkroom = new Darkroom({ url, key });
	const [told, frames, listed] = [[], new Set(), []];
	const a = "b c&d " + Math.random();
	const asset = await darkroom.assets.uploadFile(file, "a.png", { onProgress: (share) => told.push(share) });
	const job = await darkroom.jobs.run(
		{ graph: ${JSON.stringify(scaledUpload(8, 6))}, inputs: { "1.image": asset.id }, metadata: { a } },
		{ onFrame: ({ type }) => frames.add(type), previews: true },
	);
	for await (const one of darkroom.jobs.all({ metadata: { a }, limit: 1 })) listed.push(one.id === job.id);
	const refused = await darkroom.jobs.get("job_00000000000000000000000000").catch(({ name, hint }) => [name, typeof hint]);
	const leave = new AbortController();
	leave.abort();
	const left = await darkroom.jobs.get(job.id, {}, { signal: leave.signal }).catch((error) => error.name);
	const parted = await darkroom.jobs.wait(job.id, { signal: leave.signal }).catch((error) => error.name);
	const stopped = await darkroom.assets.uploadFile(file, "a.png", { signal: leave.signal }).catch((error) => error.name);
	const got = await darkroom.assets.download(job.outputs[0]).then(({ length }) => length > 0, (error) => error.message);
	const { status, outputs } = job;
	return { status, outputs: outputs.length, told: told.at(-1), frames: [...frames], listed, refused, left, parted, stopped, got };
}`;

describe("elsewhere", () => {
	let stack: Stack;
	beforeAll(async () => {
		stack = await startStack();
	});
	afterAll(() => stack.stop());
	const given = async () => ({
		url: stack.edge.url,
		key: stack.client.key,
		base64: Buffer.from(await png()).toString("base64"),
	});
	const done = {
		...{ status: "succeeded", outputs: 1, told: 1, listed: [true], refused: ["NotFoundError", "string"] },
		...{ left: "AbortError", parted: "AbortError", stopped: "AbortError" },
		frames: expect.arrayContaining(["hello", "output", "job"]),
	};

	test("the package uploads, runs, watches and downloads in the runtime of Workers", async () => {
		const text = await readFile(path.join(installed(), "index.js"), "utf8");
		expect(await inWorkerd(text, EVERYWHERE, await given())).toEqual({ ...done, got: true });
	});

	test("the package does so with what React Native has, but for downloads that it could not check", async () => {
		const text = await readFile(path.join(installed(), "index.js"), "utf8");
		// React Native's compiler knows none.
		expect(text).not.toMatch(/static\s*\{/);
		const got = expect.stringContaining("assets.createUrl");
		expect(await asInReactNative(text, EVERYWHERE, await given())).toEqual({ ...done, got });
	});
});
