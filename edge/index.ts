import { registerCharacterDatasets } from "./api/documents/character-datasets.ts";
import { registerPages } from "./api/documents/pages.ts";
import { registerAccounts } from "./api/v1/accounts.ts";
import { registerAssets } from "./api/v1/assets.ts";
import { registerAttempts } from "./api/v1/attempts.ts";
import { registerCharacters } from "./api/v1/characters.ts";
import { registerDeletions } from "./api/v1/deletions.ts";
import { registerJobList } from "./api/v1/job-list.ts";
import { registerJobStreams } from "./api/v1/job-streams.ts";
import { registerJobs } from "./api/v1/jobs.ts";
import { registerKeys } from "./api/v1/keys.ts";
import { registerMeta } from "./api/v1/meta.ts";
import { registerNodePolicy } from "./api/v1/node-policy.ts";
import { registerObjectInfo } from "./api/v1/object-info.ts";
import { registerOperator } from "./api/v1/operator.ts";
import { registerPipelines } from "./api/v1/pipelines.ts";
import { registerReference } from "./api/v1/reference.ts";
import { registerReferenceDatasets } from "./api/v1/reference-datasets.ts";
import { registerSignedUrls } from "./api/v1/signed-urls.ts";
import { registerStages } from "./api/v1/stages.ts";
import { registerWebhookDeliveries } from "./api/v1/webhook-deliveries.ts";
import { registerWebhooks } from "./api/v1/webhooks.ts";
import { registerWorkers } from "./api/v1/workers.ts";
import { registerWorkflowChanges } from "./api/v1/workflow-changes.ts";
import { registerWorkflowTools } from "./api/v1/workflow-tools.ts";
import { registerWorkflows } from "./api/v1/workflows.ts";
import { silenceRevoked } from "./auth/doorbells.ts";
import type { Env } from "./env.ts";
import { keepHouse } from "./housekeeping/keep-house.ts";
import { newApp } from "./http/app.ts";
import { sweepAll } from "./jobs/sweep/sweep.ts";

export { PoolObject } from "./claims/pool-object.ts";
export { JobObject } from "./jobs/job-object.ts";
export { LimitObject } from "./limits/limit-object.ts";
export { WebhookObject } from "./webhooks/webhook-object.ts";

export const app = newApp();
registerJobs(app);
registerStages(app);
registerPipelines(app);
registerCharacters(app);
registerPages(app);
registerReferenceDatasets(app);
registerCharacterDatasets(app);
registerJobList(app);
registerJobStreams(app);
registerAssets(app);
registerSignedUrls(app);
registerKeys(app);
registerAccounts(app);
registerDeletions(app);
registerOperator(app);
registerWorkers(app);
registerAttempts(app);
registerObjectInfo(app);
registerWorkflows(app);
registerWorkflowChanges(app);
registerWorkflowTools(app);
registerNodePolicy(app);
registerMeta(app);
registerWebhooks(app);
registerWebhookDeliveries(app);
registerReference(app);

export default {
	fetch: app.fetch,
	scheduled: async (_event, env) => {
		await sweepAll(env, Date.now());
		await silenceRevoked(env, Date.now());
		await keepHouse(env, Date.now());
	},
} satisfies ExportedHandler<Env>;
