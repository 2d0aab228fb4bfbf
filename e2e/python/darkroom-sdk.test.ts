import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { root } from "../stack/processes.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { assertInvariants } from "../testing/invariants.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { type Environment, makeEnvironment, missingPython } from "./environment.ts";

const SOURCE = path.join(root, "client/python");
const MYPY = "mypy==2.4.1";
const CUTS = 3;

/** The wheel as it would be published, in an environment that has nothing else. */
async function install(): Promise<Environment> {
	const environment = await makeEnvironment();
	const source = path.join(environment.folder, "source");
	await cp(SOURCE, source, { recursive: true });
	const wheel = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "wheels", source];
	const { code, err } = await environment.run(wheel);
	if (code !== 0) throw new Error(`the wheel cannot be built:\n${err}`);
	const [name = ""] = await readdir(path.join(environment.folder, "wheels"));
	await environment.install("--no-index", path.join(environment.folder, "wheels", name));
	return environment;
}

const blocks = (text: string) =>
	[...text.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block).join("\n");

const toldSchema = z.object({
	job: z.string(),
	jobs: z.array(z.string()),
	seqs: z.array(z.int()),
	ticks: z.boolean(),
	outputs: z.int(),
	magic: z.string(),
	again: z.boolean(),
	refused: z.array(z.string()),
	canceled: z.string(),
});

describe.skipIf((await missingPython()) !== null)("the Python client", () => {
	let environment: Environment;
	let stack: Stack;
	beforeAll(async () => {
		[stack, environment] = await Promise.all([
			startStack({ emulator: ["--library", "--fp32-vae", "--previews"] }),
			install(),
		]);
	});
	afterAll(async () => {
		await Promise.all([stack?.stop(), environment?.remove()]);
	});

	test("its wheel needs nothing, says its types, and passes its own tests", async () => {
		const show = "from importlib.metadata import distribution; d = distribution('darkroom-sdk')";
		const what = "print(d.requires or [], any(str(f) == 'darkroom/py.typed' for f in d.files))";
		expect(await environment.run(["-c", `${show}; ${what}`])).toEqual({ code: 0, out: "[] True\n", err: "" });
		const tests = path.join(SOURCE, "tests");
		const own = await environment.run(["-B", "-W", "error", "-m", "unittest", "discover", "-s", tests]);
		expect(own.code, own.err).toBe(0);
		expect(own.err).toMatch(/^Ran \d\d tests/m);
	});

	test("a program submits, sees every event once over cut streams, downloads, uploads and is refused", async () => {
		const proxy = await startCuttingProxy(stack.edge.url, CUTS);
		const env = { DARKROOM_URL: proxy.url, DARKROOM_KEY: stack.client.key };
		const { code, out, err } = await environment.run(
			[path.join(import.meta.dirname, "darkroom_client.py")],
			env,
		);
		await proxy.stop();
		expect({ code, err }).toEqual({ code: 0, err: "" });
		const told = toldSchema.parse(JSON.parse(out));
		expect(proxy.cuts()).toBe(CUTS);
		expect(told.seqs.length).toBeGreaterThan(CUTS);
		expect(told.seqs).toEqual(told.seqs.map((_, index) => index + 1));
		expect(told).toMatchObject({
			ticks: true,
			magic: "89504e47",
			again: true,
			canceled: "canceled",
		});
		expect(told.outputs).toBeGreaterThan(0);
		expect(told.refused).toEqual([
			"InvalidRequestError invalid_request 422",
			"NotFoundError not_found 404",
			"UnauthorizedError unauthorized 401",
			"IdempotencyKeyReuseError idempotency_key_reuse 422",
		]);
		await assertInvariants(stack, told.jobs);
	});

	test("every example of its document runs, in their order, and a webhook of the edge is taken", async () => {
		const readme = await readFile(path.join(SOURCE, "README.md"), "utf8");
		const program = path.join(environment.folder, "readme.py");
		const webhook = await readFile(path.join(import.meta.dirname, "darkroom_webhook.py"), "utf8");
		await writeFile(program, `${blocks(readme)}\n${webhook}`);
		const env = { DARKROOM_URL: stack.edge.url, DARKROOM_KEY: stack.client.key };
		const { code, out, err } = await environment.run([program], env);
		expect({ code, err }).toEqual({ code: 0, err: "" });
		expect(out).toContain("invalid_request");
		expect(out).toContain("taken: webhook.test");
	});

	test("mypy finds nothing in it, in the examples and in the programs under --strict, and would find a slip", async () => {
		await environment.install(MYPY);
		const check = (...what: string[]) => environment.run(["-m", "mypy", "--strict", ...what]);
		const slip = path.join(environment.folder, "slip.py");
		await writeFile(
			slip,
			'from darkroom import Darkroom\nDarkroom("http://x", "x").jobs.create({"workflow": 1})\n',
		);
		const program = path.join(import.meta.dirname, "darkroom_client.py");
		const good = await check("-p", "darkroom");
		expect(good.out).toMatch(/^Success/);
		const programs = await check(program, path.join(environment.folder, "readme.py"));
		expect(programs.out).toMatch(/^Success/);
		expect((await check(slip)).out).toContain("Incompatible types");
	});
});
