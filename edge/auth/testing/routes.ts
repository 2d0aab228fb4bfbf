import { type CallOptions, openApi } from "../../testing/http.ts";
import { STORYBOARD } from "../../testing/jobs.ts";
import { pipelineNamed } from "../../testing/own-pipelines.ts";
import { shotOf } from "../../testing/projects.ts";
import { trainingOf as trainerWork } from "../../testing/trainings.ts";
import { CAPABILITIES } from "../../testing/workers.ts";
import { documentNamed, GRAPH, SENT_INFO, UI } from "../../testing/workflows.ts";
import { BLAKE3, HOOK, trainingOf, type World } from "./world.ts";

export interface Route {
	id: string;
	method: string;
	/** With the ids of things that are there, or others. */
	path(
		ids?: Partial<
			Record<
				| "job"
				| "asset"
				| "key"
				| "worker"
				| "task"
				| "workflow"
				| "pipeline"
				| "webhook"
				| "issuer"
				| "character"
				| "lora"
				| "dataset"
				| "project",
				string
			>
		>,
	): string;
	body: CallOptions;
	template: string;
}

/** Every route, with a request that would be good if the right one sent it. */
export async function routesOf(world: World): Promise<Route[]> {
	const {
		task,
		shot,
		job,
		lora,
		keptLora,
		training,
		dataset,
		output,
		spare,
		worker,
		account,
		pipeline,
		character,
		project,
		webhook,
		issuer,
		workflow,
	} = world;
	const { paths } = await openApi();
	return Object.entries(paths).flatMap(([template, operations]) =>
		Object.entries(operations).map(([method, operation]): Route => {
			const path: Route["path"] = (ids = {}) =>
				template
					.replace(/^\/view$/, `/view?filename=x.png&subfolder=${ids.asset ?? output.id}`)
					.replace(/^\/userdata$/, "/userdata?dir=workflows")
					.replace(/^\/v1\/provenance$/, `/v1/provenance?phash=${"0".repeat(16)}`)
					.replace("{task}", ids.task ?? task.task_id)
					.replace("{epoch}", String(task.epoch))
					.replace("{upload}", "0")
					.replace("{key}", "main")
					.replace("{api_key}", ids.key ?? spare.id)
					.replace("{shot}", shot)
					.replace("{pool}", worker.pool)
					.replace("{endpoint}", "rp1")
					.replace("{delivery}", "msg_00000000000000000000000000")
					.replace("{asset}", ids.asset ?? output.id)
					.replace("{size}", "256")
					.replace("{name}", () =>
						template.startsWith("/v1/datasets") ? (ids.dataset ?? dataset) : (ids.lora ?? keptLora),
					)
					.replace("{item}", "1")
					.replace("{version}", "1")
					.replace("{folder}", "loras")
					.replace("{file}", "workflow.json")
					.replace("{dest}", "other.json")
					.replace("{sha256}", "0".repeat(64))
					.replace("{hash}", BLAKE3)
					.replace("{id}", () => {
						if (/^\/(v1\/(operator\/)?|api\/(v2\/)?)?jobs|\/(status|cancel|history)\//.test(template))
							return ids.job ?? job.id;
						if (template.startsWith("/loras")) return ids.job ?? lora;
						if (template.startsWith("/v1/trainings")) return ids.job ?? training;
						if (/^\/(v1|api\/v2)\/assets/.test(template)) return ids.asset ?? output.id;
						if (template.startsWith("/v1/api-keys")) return ids.key ?? spare.id;
						if (template.startsWith("/v1/workers")) return ids.worker ?? worker.id;
						if (template.startsWith("/v1/worker-tokens")) return "wtk_00000000000000000000000000";
						if (template.startsWith("/v1/accounts")) return account.id;
						if (template.startsWith("/v1/pipelines")) return ids.pipeline ?? pipeline;
						if (template.includes("/image-generation/job/")) return ids.job ?? job.id;
						if (template.includes("/characters/")) return ids.character ?? character;

						if (template.startsWith("/v1/projects")) return ids.project ?? project;
						if (template.startsWith("/v1/oidc-issuers")) return ids.issuer ?? issuer;
						if (template.startsWith("/v1/webhooks")) return ids.webhook ?? webhook;
						return ids.workflow ?? workflow;
					});
			return {
				id: operation.operationId,
				method: method.toUpperCase(),
				path,
				body: bodies(world, operation.operationId),
				template,
			};
		}),
	);
}

const HASH = { dhash: "0".repeat(16), phash: "0".repeat(16) };
const HASHES = { ...HASH, mirror: HASH };

function bodies(
	{ worker, workflow, pipeline, uploaded, output, shot, character, task }: World,
	operation: string,
): CallOptions {
	const json: Record<string, object> = {
		createJob: { ...STORYBOARD, pool: worker.pool },
		createWorkflow: { document: documentNamed("one-more") },
		createWorkflowVersion: { document: documentNamed(workflow) },
		retireWorkflow: {},
		createPipeline: { document: pipelineNamed("one-more") },
		createPipelineVersion: { document: pipelineNamed(pipeline) },
		retirePipeline: {},
		estimatePipeline: { parameters: { prompt: "x" } },
		estimateWorkflow: { parameters: { prompt: "x" } },
		estimateGraph: { graph: GRAPH },
		convertWorkflow: { ui: UI, object_info: SENT_INFO },
		validateWorkflow: { graph: GRAPH, object_info: SENT_INFO },
		changeAccount: { max_running: 20 },
		changeOwnAccount: { budget_micro_usd: 1_000_000 },
		changeJob: { budget_micro_usd: 1_000_000 },
		putEndpoint: { gpu: "x", vram_bytes: 2 ** 34, micro_usd_per_second: 310, max_workers: 3 },
		setPoolPrice: { micro_usd_per_second: 310 },
		setNodePolicy: { deny: ["SaveImage"] },
		comfyAssetFromHash: { hash: BLAKE3 },
		...Object.fromEntries(
			["run", "runSync", "runInPool", "runSyncInPool"].map((id) => [id, { input: { workflow: GRAPH } }]),
		),
		comfyCreateJob: { workflow: GRAPH },
		comfyuiQueuePrompt: { prompt: GRAPH },
		comfyuiChangeQueue: { clear: true },
		comfyuiInterrupt: {},
		comfyuiFree: { free_memory: true },
		comfyuiChangeHistory: { clear: true },
		...{ comfyuiSetSettings: {}, comfyuiSetSetting: {}, comfyuiCancelJobs: { job_ids: ["x"] } },
		createPage: { prompt: "x", pool: "pages" },
		trainLora: trainingOf(uploaded),
		importJob: { graph: GRAPH, outputs: [{ sha256: "0".repeat(64) }], finished_at: "2026-01-02T03:04:05Z" },
		importAsset: { url: "https://example.com/a.png" },
		createAssetUrls: { assets: [output.id] },
		decideStage: { choice: "approve" },
		reviewAsset: { answers: { sharp: true } },
		createProject: { name: "x" },
		changeProject: { name: "x" },
		createShots: { shots: [shotOf(0)] },
		changeShot: { seed: 1 },
		orderShots: { shots: [shot] },
		createLora: { name: "leo", asset: output.id, family: "flux" },
		changeLora: { note: "x" },
		createTraining: { ...trainerWork(uploaded.id, "leo"), pool: "trainers" },
		estimateTraining: { ...trainerWork(uploaded.id, "leo"), pool: "trainers" },
		promoteCheckpoint: {},
		createComparison: { prompts: ["x"], pool: "trainers" },
		createDataset: { name: "leo", trigger_word: "x" },
		changeDataset: { note: "x" },
		noteDatasetHashes: { hashes: [{ item: 1, hashes: HASHES }] },
		makeRegularisation: { pool: worker.pool },
		addDatasetItems: { items: [{ asset: output.id }] },
		changeDatasetItem: { caption: "x" },
		createCharacter: { name: "x" },
		changeCharacter: { name: "y" },
		makeReferenceDataset: {},
		startCharacterDataset: { characterId: character },
		createWebhook: HOOK,
		changeWebhook: { description: "x" },
		createOidcIssuer: { issuer: "https://id.example.com", audience: "x", scopes: ["jobs:read"] },
		changeOidcIssuer: { scopes: ["jobs:read"] },
		createApiKey: { name: "x", scopes: ["jobs:read"] },
		createClientToken: { scopes: ["jobs:read"] },
		createAccount: { name: "x" },
		createAccountKey: { name: "x" },
		createWorkerToken: { name: "x" },
		registerWorker: {
			name: "w",
			version: "1",
			gpu: { name: "g", vram_bytes: 1, type: "cuda" },
			capabilities: CAPABILITIES,
		},
		claimTask: { claim_id: "00000000-0000-4000-8000-000000000000" },
		reportProgress: { seq: 1, events: [] },
		completeAttempt: { manifest: [], graph: task.graph, gpu_ms: 0 },
		failAttempt: { failure: { code: "worker_error", message: "x" } },
		releaseAttempt: { reason: "x" },
		createUploadUrl: { size: 1, sha256: "0".repeat(64), content_type: "application/octet-stream" },
		reportCheckpoint: {
			step: 1,
			files: [{ role: "state", name: "x", upload: 0, sha256: "0".repeat(64), bytes: 1 }],
		},
	};
	const found = json[operation];
	if (found) return { json: found };
	if (operation === "openDoorbell") return { headers: { upgrade: "websocket" } };
	if (operation === "uploadObjectInfo")
		return {
			body: "x",
			headers: {
				"content-type": "application/gzip",
				"x-content-sha256": "0".repeat(64),
				"content-length": "1",
			},
		};
	if (operation === "uploadLora")
		return { body: "x", headers: { "content-type": "application/octet-stream", "content-length": "1" } };
	if (operation === "uploadDatasetArchive")
		return { body: "x", headers: { "content-type": "application/zip", "content-length": "1" } };
	if (operation === "uploadThumbnail")
		return { body: "x", headers: { "content-type": "image/webp", "content-length": "1" } };
	if (operation === "uploadOutput")
		return { body: "x", headers: { "x-content-sha256": "0".repeat(64), "content-length": "1" } };
	return {};
}
