import { env } from "cloudflare:workers";
import type { Asset } from "../../contract/assets/assets.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import type { ClaimedTask } from "../../contract/workers/workers.ts";
import { makeAccount, makeKey, type TestAccount } from "../../testing/accounts.ts";
import { makeCharacter } from "../../testing/characters.ts";
import { makeDataset } from "../../testing/datasets.ts";
import { png } from "../../testing/files.ts";
import { call, jsonOf } from "../../testing/http.ts";
import { submit, succeededJob, uploadAsset } from "../../testing/jobs.ts";
import { loraFile, makeLora } from "../../testing/loras.ts";
import { storeIssuer } from "../../testing/oidc.ts";
import { makePipeline } from "../../testing/own-pipelines.ts";
import { datasetOf, PAGE_CAPABILITIES } from "../../testing/pages.ts";
import { addShots, makeProject } from "../../testing/projects.ts";
import { keepSecrets } from "../../testing/redaction.ts";
import { submitTraining, TRAINER_CAPABILITIES } from "../../testing/trainings.ts";
import { makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";
import { makeWorkflow } from "../../testing/workflows.ts";

/** One of everything that a route may be asked for, and another account that none of it belongs to. */
export interface World {
	account: TestAccount;
	foreign: TestAccount;
	worker: TestWorker;
	job: JobResource;
	otherJob: JobResource;
	output: Asset;
	uploaded: Asset;
	task: ClaimedTask;
	otherTask: ClaimedTask;
	spare: { id: string; key: string };
	/** Id of a workflow of the account's own. */
	workflow: string;
	/** The same of a pipeline. */
	pipeline: string;
	webhook: string;
	/** Id of an OIDC issuer. */
	issuer: string;
	character: string;
	project: string;
	shot: string;
	/** Id of a training. */
	lora: string;
	/** Name of a LoRA that is kept. */
	keptLora: string;
	/** Id of a training by a program beside ComfyUI. */
	training: string;
	/** Name of a dataset with a picture and a version. */
	dataset: string;
}

/** An address and no name: nobody is asked where it leads. */
export const HOOK = { url: "https://93.184.216.34/hook" };

/** Said to be the hash of the output that is there. */
export const BLAKE3 = `blake3:${"0".repeat(64)}`;

export const trainingOf = ({ id }: Asset) => ({ dataset: datasetOf(id), triggerWord: "x", pool: "pages" });

export async function makeWorld(): Promise<World> {
	const account = await makeAccount();
	const foreign = await makeAccount();
	const worker = await makeWorker();
	const { output } = await succeededJob(account, worker);
	const uploaded = await uploadAsset(account, await png(3, 3));
	const spare = await makeKey(account, ["jobs:read"]);
	const workflow = (await makeWorkflow(account)).workflow.id;
	const pipeline = (await makePipeline(account)).pipeline.id;
	const hook = await call("POST", "/v1/webhooks", {
		as: account.key,
		json: { ...HOOK, events: ["job.failed"] },
	});
	const made = await jsonOf<{ id: string; secret: string }>(hook, 201);
	keepSecrets(made.secret);
	const webhook = made.id;
	const issuer = await storeIssuer(account.id);
	const character = (await makeCharacter(account)).id;
	const project = (await makeProject(account, worker.pool)).id;
	const shot = (await addShots(account, project, [{}]))[0]?.id ?? "";
	await env.DB.prepare("UPDATE shots SET image_asset = ? WHERE id = ?").bind(output.id, shot).run();
	await env.DB.prepare("UPDATE assets SET blake3 = ? WHERE id = ?").bind("0".repeat(64), output.id).run();
	const keptLora = (await makeLora(account, "mia", loraFile())).name;
	const dataset = await makeDataset(account, "mia", uploaded.id);
	await makeWorker({ pool: "pages", capabilities: PAGE_CAPABILITIES });
	const trained = await call("POST", "/loras/train", { as: account.key, json: trainingOf(uploaded) });
	const lora = (await jsonOf<{ id: string }>(trained, 201)).id;
	const trainer = await makeWorker({ pool: "trainers", capabilities: TRAINER_CAPABILITIES });
	const training = (await submitTraining(account, trainer, "ana")).id;
	const job = await submit(account, worker);
	const otherJob = await submit(account, worker);
	const claimed = [await mustClaim(worker), await mustClaim(worker)];
	const of = (id: string) => {
		const found = claimed.find((one) => one.job_id === id);
		if (!found) throw new Error(`no task of ${id}`);
		return found;
	};
	const task = of(job.id);
	const otherTask = of(otherJob.id);
	return {
		account,
		foreign,
		worker,
		job,
		otherJob,
		output,
		uploaded,
		task,
		otherTask,
		spare,
		workflow,
		pipeline,
		webhook,
		issuer,
		character,
		project,
		shot,
		lora,
		keptLora,
		training,
		dataset,
	};
}
