import { beforeAll, describe, expect, test } from "vitest";
import { library } from "../../../../workflows/library/index.ts";
import { wrongValues } from "../../../../workflows/testing/variants.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, type JsonSchema, jsonOf } from "../../../testing/http.ts";
import { jobBodies } from "../../../testing/job-bodies.ts";
import { BASE_IMAGE, submit, withAssets } from "../../../testing/jobs.ts";
import { refusal, refused } from "../../../testing/refused.ts";
import { makeWorker, type TestWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
/** A pool without workers: nobody can say what is missing there. */
let idle: string;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	const left = await makeWorker();
	await call("DELETE", `/v1/workers/${left.id}`, { as: left.token });
	idle = left.pool;
});

const { storyboard } = jobBodies(() => worker.pool);

describe("every parameter of every workflow has limits, and beyond them it is refused by name", () => {
	// One of each kind; the library's own tests try every workflow without a server between.
	const some = ["storyboard-image", "z-image-turbo-base-image", "multi-ref-face", "kling-3-video"];
	for (const workflow of library.filter(({ id }) => some.includes(id))) {
		const example = { ...workflow.example };
		test(`${workflow.id}: wrong types and values out of range`, async () => {
			const { parameters } = await jsonOf<{ parameters: JsonSchema }>(
				await call("GET", `/v1/workflows/${workflow.id}`, { as: account.key }),
				200,
			);
			const ask = (sent: object, name: string) =>
				refusal(
					account,
					{ workflow: workflow.id, pool: idle, parameters: sent },
					"invalid_request",
					`/parameters/${name}`,
				);
			let tried = 0;
			await writesNothing(async () => {
				for (const [name, schema] of Object.entries(parameters.properties ?? {})) {
					for (const value of wrongValues(schema)) {
						await ask({ ...example, [name]: value }, name);
						tried += 1;
					}
				}
				for (const name of parameters.required ?? []) {
					const { [name]: _, ...rest } = example;
					await ask(rest, name);
				}
			});
			expect(tried).toBeGreaterThan(5);
		});

		test(`${workflow.id}: the limits themselves are accepted`, async () => {
			const { parameters, assets } = await jsonOf<{
				parameters: JsonSchema;
				assets: Record<string, string>;
			}>(await call("GET", `/v1/workflows/${workflow.id}`, { as: account.key }), 200);
			for (const [name, schema] of Object.entries(parameters.properties ?? {})) {
				// Some go only with another parameter's value, as sides do with a ratio; the workflow's own tests look at those.
				if (/width|height|^pictures$|first_picture|optimized_for/.test(name)) continue;
				for (const value of [schema.minimum, schema.maximum, ...(schema.enum ?? [])]) {
					if (value === undefined) continue;
					const job = await submit(account, idle, {
						workflow: workflow.id,
						parameters: { ...(await withAssets(account, example, assets)), [name]: value },
					});
					expect(job.parameters[name]).toBe(value);
				}
			}
		});
	}

	test.each([
		["blank", " \n\t "],
		["empty", ""],
		["with a NUL", "a\u0000b"],
		["with half a surrogate pair", "a\ud83d"],
		["of 4001 characters", "x".repeat(4001)],
	])("a prompt that is %s", async (_name, prompt) => {
		await refused(account, storyboard({ prompt }), "invalid_request", "/parameters/prompt");
		await refused(
			account,
			{ ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, prompt } },
			"invalid_request",
			"/parameters/prompt",
		);
	});

	test.each([
		[{ width: 1920 }, "/parameters/height"],
		[{ height: 1080 }, "/parameters/width"],
		[{ width: 1920, height: 256 }, "/parameters/width"],
		[{ render_width: 512 }, "/parameters/render_height"],
		[{ width: 2 ** 31, height: 1080 }, "/parameters/width"],
		[{ steps: 1e9 }, "/parameters/steps"],
	])("sizes that do not fit together: %j", async (parameters, at) => {
		await refused(account, storyboard(parameters), "invalid_request", at);
	});
});
