import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { PATIENCE_MS } from "../../../../workflows/testing/patience.ts";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import edge from "../../../index.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, sha256 } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../../testing/jobs.ts";
import { loraFile, makeLora } from "../../../testing/loras.ts";
import { reachStep, TRAINER_CAPABILITIES, trainingOf } from "../../../testing/trainings.ts";
import {
	claim,
	complete,
	fail,
	finish,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
let picture: string;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	picture = (await uploadAsset(account, await png(8, 8))).id;
});
afterEach(() => {
	vi.useRealTimers();
});

const asking = (lora: string, more: object = {}) => ({
	workflow: "sd15-text-to-image",
	parameters: { prompt: "at a harbour", lora, seed: 5 },
	wait_for_loras: true,
	...more,
});
const post = (path: string, json: object = {}) => call("POST", path, { as: account.key, json });
const train = async (name: string, more: object = {}) =>
	jsonOf<TrainingResource>(
		await post("/v1/trainings", { ...trainingOf(picture, name, more), pool: worker.pool }),
		201,
	);
/** Brings the training that waits in the queue to its end. */
async function endTraining(name: string, weights = loraFile(`${name} last`)): Promise<void> {
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile(`${name} 200`)), 200);
	const last = {
		upload: 900,
		name: "lora",
		node: "",
		kind: "file",
		filename: `${name}.safetensors`,
	} as const;
	await jsonOf(await complete(task, [await upload(task, weights, last)]), 200);
}
const until = (id: string, status: string) =>
	expect.poll(async () => (await getJob(account, id)).status, { timeout: PATIENCE_MS }).toBe(status);
const untilTasks = (id: string) =>
	expect
		.poll(async () => (await getJob(account, id)).stages[0]?.tasks.length, { timeout: PATIENCE_MS })
		.toBe(1);
const cron = () => edge.scheduled(createScheduledController(), env);

describe("a job whose LoRA is not there yet", () => {
	test("S0-A47 is refused, or waits for the training where it asks to, and runs with what is promoted", async () => {
		const { id } = await train("ana", { promote: "choose" });
		const refusal = await problemOf(
			await post("/v1/jobs", asking("ana@1", { pool: worker.pool, wait_for_loras: false })),
			"lora_not_ready",
		);
		expect(refusal.detail).toContain("wait_for_loras");
		const job = await submit(account, worker, asking("ana@1"));
		const queue = {
			reason: "lora_not_ready",
			stage: "main",
			tasks: 0,
			loras: [{ reference: "ana@1", training: id }],
		};
		expect(job).toMatchObject({ status: "queued", queue, parameters: { lora: "ana@1", seed: 5 } });
		expect(job.queue?.message).toContain(id);
		await endTraining("ana");
		await cron();
		// A person has still to choose.
		expect(await getJob(account, job.id)).toMatchObject({ status: "queued", queue });
		expect(await claim(worker)).toBeNull();
		await jsonOf(await post(`/v1/trainings/${id}/promote`, { step: 200 }), 200);
		await untilTasks(job.id);
		const task = await mustClaim(worker);
		expect(task.job_id).toBe(job.id);
		expect(task.inputs).toMatchObject([{ sha256: await sha256(loraFile("ana 200")) }]);
		await finish(task, await png());
		expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded", queue: null });
	});

	test("goes on by itself once a training has left it that nobody needs to choose from", async () => {
		await train("eva", { promote: "last" });
		const job = await submit(account, worker, asking("eva@1"));
		const beside = await submit(account, worker, asking("eva@1"));
		await endTraining("eva");
		await untilTasks(job.id);
		await untilTasks(beside.id);
		expect(await mustClaim(worker)).toMatchObject({
			inputs: [{ sha256: await sha256(loraFile("eva last")) }],
		});
		for (const { id } of [job, beside]) await post(`/v1/jobs/${id}/cancel`);
	});

	test("ends with a code of its own where the training fails or is canceled, or the LoRA is removed", async () => {
		const cases: Record<string, (training: string) => Promise<unknown>> = {
			failed: async () => fail(await mustClaim(worker), "invalid_input"),
			canceled: (id) => post(`/v1/jobs/${id}/cancel`),
			removed: () => call("DELETE", "/v1/loras/tea-removed", { as: account.key }),
		};
		for (const [how, end] of Object.entries(cases)) {
			const training = await train(`tea-${how}`, { promote: "choose" });
			const job = await submit(account, worker, asking(`tea-${how}@1`));
			await end(training.id);
			await until(job.id, "failed");
			const { error, queue } = await getJob(account, job.id);
			expect(error).toMatchObject({ code: "lora_not_made", class: "user", whose_fault: "user" });
			expect(error?.message).toContain(training.id);
			expect(queue).toBeNull();
			await post(`/v1/jobs/${training.id}/cancel`);
		}
	});

	test("waits for an upload, and for the training that somebody begins instead", async () => {
		const job = await submit(account, worker, asking("own@1"));
		expect(job.queue).toMatchObject({ loras: [{ reference: "own@1", training: null }] });
		await cron();
		expect((await getJob(account, job.id)).status).toBe("queued");
		await makeLora(account, "own", loraFile("own"));
		await untilTasks(job.id);
		await post(`/v1/jobs/${job.id}/cancel`);

		const second = await submit(account, worker, asking("own@2"));
		const training = await train("own", { promote: "choose" });
		expect((await getJob(account, second.id)).queue).toMatchObject({ loras: [{ training: training.id }] });
		await post(`/v1/jobs/${training.id}/cancel`);
		await until(second.id, "failed");
	});

	test("waits for no more than its name can have: another version, another family, none of that name before", async () => {
		await makeLora(account, "wide", loraFile("wide", 2048));
		for (const lora of ["wide@1", "wide@3", "nobody@2"])
			await problemOf(
				await writesNothing(() => post("/v1/jobs", { ...asking(lora), pool: worker.pool })),
				"invalid_request",
			);
	});

	test("is canceled like any job, and expires at its deadline; what comes after that finds nothing to do", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const training = await train("ida", { promote: "last" });
		const canceled = await submit(account, worker, asking("ida@1"));
		const short = await submit(account, worker, asking("ida@1", { deadline_s: 60 }));
		expect(await jsonOf<JobResource>(await post(`/v1/jobs/${canceled.id}/cancel`), 200)).toMatchObject({
			status: "canceled",
			queue: null,
		});
		vi.setSystemTime(Date.now() + 61_000);
		await cron();
		const ended = await getJob(account, short.id);
		expect(ended).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
		expect(ended.error?.message).toContain("ida@1");
		await post(`/v1/jobs/${training.id}/cancel`);
		await cron();
		expect(await claim(worker)).toBeNull();
	});

	test("is submitted again as it was, when its LoRA has come after all", async () => {
		const training = await train("noa", { promote: "last" });
		const job = await submit(account, worker, asking("noa@1"));
		await post(`/v1/jobs/${training.id}/cancel`);
		await until(job.id, "failed");
		await makeLora(account, "noa", loraFile("noa"));
		const again = await jsonOf<JobResource>(await post(`/v1/jobs/${job.id}/retry`), 201);
		expect(again).toMatchObject({ parameters: { lora: "noa@1", seed: 5 }, stages: [{ tasks: [{}] }] });
		await post(`/v1/jobs/${again.id}/cancel`);
	});

	test("holds only the stages of a pipeline that name it", async () => {
		const stage = (key: string, parameters: object, needs: object = {}) => ({
			...{ key, title: key, run: { workflow: "sd15-text-to-image" }, with: parameters, ...needs },
		});
		const definition = {
			...{ id: "two-steps", title: "Two steps", purpose: "One with a LoRA, one without", category: "image" },
			parameters: [{ type: "text", name: "prompt", description: "What", required: true, max_length: 100 }],
			stages: [
				stage("plain", { prompt: { parameter: "prompt" } }),
				stage("dressed", { prompt: { parameter: "prompt" }, lora: { value: "uma@1" } }),
			],
			example: { prompt: "at a harbour" },
		};
		await jsonOf(await post("/v1/pipelines", { document: definition }), 201);
		await train("uma", { promote: "last" });
		const job = await submit(account, worker, {
			...{ pipeline: "two-steps", parameters: { prompt: "at a harbour" } },
			wait_for_loras: true,
		});
		expect(job.stages).toMatchObject([
			{ key: "plain", status: "queued" },
			{ key: "dressed", status: "waiting", tasks: [] },
		]);
		await endTraining("uma");
		await expect
			.poll(async () => (await getJob(account, job.id)).stages[1]?.status, { timeout: PATIENCE_MS })
			.toBe("queued");
		await post(`/v1/jobs/${job.id}/cancel`);
	});
});
