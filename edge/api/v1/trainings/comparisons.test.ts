import { beforeAll, expect, test } from "vitest";
import type { ComparisonResource } from "../../../contract/training/comparisons.ts";
import type { ClaimedTask } from "../../../contract/workers/workers.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { loraFile } from "../../../testing/loras.ts";
import { reachStep, submitTraining, TRAINER_CAPABILITIES } from "../../../testing/trainings.ts";
import { complete, makeWorker, mustClaim, type TestWorker, upload } from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
let training: string;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	training = (await submitTraining(account, worker, "mia")).id;
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile("200")), 200);
	await jsonOf(await reachStep(task, 400, loraFile("400")), 200);
	const last = { upload: 900, name: "lora", node: "", kind: "file", filename: "mia.safetensors" } as const;
	await jsonOf(await complete(task, [await upload(task, loraFile("last"), last)]), 200);
});

const compare = (json: object, id = training) =>
	call("POST", `/v1/trainings/${id}/comparison`, { as: account.key, json: { pool: worker.pool, ...json } });
const sharpness = (value: number) => [
	{ id: "image_sharpness", status: "pass", value, limit: 0.1, where: null, reason: "" } as const,
];
/** Makes the picture of a task, and says how sharp it is. */
const paint = async (task: ClaimedTask, value: number) =>
	jsonOf(
		await complete(task, [await upload(task, await png(4, 4 + task.index), { checks: sharpness(value) })]),
		200,
	);
const loraOf = (task: ClaimedTask) => task.inputs.find(({ kind }) => kind === "lora")?.sha256 ?? null;

test("S0-B20 S0-B21 S2-LORA-02b checkpoints are compared with and without at equal seeds, and the figures speak for one", async () => {
	const prompts = ["portrait, a garden", "full body, a street"];
	const made = await jsonOf<ComparisonResource>(
		await compare({ prompts, seeds: [7], steps: [200, 800] }),
		201,
	);
	expect(made).toMatchObject({
		training,
		prompts,
		seeds: [7],
		recommended: null,
		workflow: "sd15-text-to-image@1",
	});
	expect(made.columns.map(({ step, pictures }) => [step, pictures])).toEqual([
		[null, 0],
		[200, 0],
		[800, 0],
	]);
	const tasks: ClaimedTask[] = [];
	for (let i = 0; i < 6; i++) tasks.push(await mustClaim(worker));
	tasks.sort((a, b) => a.index - b.index);
	expect(tasks.map(loraOf).map((hash) => hash !== null)).toEqual([false, true, true, false, true, true]);
	expect(loraOf(tasks[1] as ClaimedTask)).not.toBe(loraOf(tasks[2] as ClaimedTask));
	// Checks compare with what was learned from, and the attempt may read that.
	const [learned] = tasks[0]?.person ?? [];
	expect(learned).toMatchObject({ kind: "image" });
	const read = await call("GET", learned?.url ?? "", { as: tasks[0]?.grant ?? "" });
	expect(read.status).toBe(200);
	const texts = JSON.stringify(tasks.map(({ graph }) => graph));
	expect(texts.split("ohwx woman, portrait, a garden")).toHaveLength(4);
	for (const task of tasks) await paint(task, [2, 1, 2][task.index % 3] ?? 0);
	const shown = await jsonOf<ComparisonResource>(
		await call("GET", `/v1/trainings/${training}/comparison`, { as: account.key }),
		200,
	);
	expect(shown).toMatchObject({ id: made.id, status: "succeeded", recommended: 800 });
	expect(shown.columns.map(({ sharpness_ratio }) => sharpness_ratio)).toEqual([null, 0.5, 1]);
	expect(shown.cells.every(({ asset }) => asset !== null)).toBe(true);
	expect(shown.columns[2]?.lora).not.toBeNull();
	expect(shown.report).toContain("Recommended: 800 steps");
	expect(
		await jsonOf(await call("GET", `/v1/trainings/${training}`, { as: account.key }), 200),
	).toMatchObject({
		comparison: made.id,
	});
	const again = await jsonOf<{ id: string }>(
		await call("POST", `/v1/jobs/${made.id}/retry`, { as: account.key }),
		201,
	);
	const other = await call("GET", `/v1/trainings/${training}/comparison?job=${again.id}`, {
		as: account.key,
	});
	expect(await jsonOf(other, 200)).toMatchObject({ id: again.id, seeds: [7] });
	await jsonOf(await call("POST", `/v1/jobs/${again.id}/cancel`, { as: account.key, json: {} }), 200);
});

test("what cannot be compared is refused with its place", async () => {
	const place = async (json: object, code: Parameters<typeof problemOf>[1]) =>
		(await problemOf(await compare(json), code)).errors[0]?.pointer;
	expect(await place({ prompts: ["x"], steps: [300] }, "invalid_request")).toBe("/steps");
	expect(await place({ prompts: [] }, "invalid_request")).toBe("/prompts");
	expect(await place({ prompts: ["x"], workflow: "sdxl-image" }, "invalid_request")).toBe("/workflow");
	expect(await place({ prompts: ["x"], workflow: "wan-2-2-text-to-image" }, "invalid_request")).toBe(
		"/workflow",
	);
	expect(await place({ prompts: ["x"], parameters: { cfg: "much" } }, "invalid_request")).toBe(
		"/parameters/cfg",
	);
	const seeds = Array.from({ length: 12 }, (_, i) => i);
	expect(await place({ prompts: seeds.map((i) => `scene ${i}`), seeds }, "invalid_request")).toBe("");
	const young = (await submitTraining(account, worker, "ana")).id;
	await problemOf(await compare({ prompts: ["x"] }, young), "conflict");
	await problemOf(await call("GET", `/v1/trainings/${young}/comparison`, { as: account.key }), "not_found");
	const stranger = await makeAccount();
	await problemOf(
		await call("POST", `/v1/trainings/${training}/comparison`, {
			as: stranger.key,
			json: { prompts: ["x"] },
		}),
		"not_found",
	);
});
