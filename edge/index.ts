import { newApp } from "./api/app.ts";
import { registerAssets } from "./api/assets.ts";
import { registerAttempts } from "./api/attempts.ts";
import { registerJobStreams } from "./api/job-streams.ts";
import { registerJobs } from "./api/jobs.ts";
import { registerKeys } from "./api/keys.ts";
import { registerMeta } from "./api/meta.ts";
import { registerNodePolicy } from "./api/node-policy.ts";
import { registerObjectInfo } from "./api/object-info.ts";
import { registerReference } from "./api/reference.ts";
import { registerWorkers } from "./api/workers.ts";
import { registerWorkflowChanges } from "./api/workflow-changes.ts";
import { registerWorkflowTools } from "./api/workflow-tools.ts";
import { registerWorkflows } from "./api/workflows.ts";
import type { Env } from "./env.ts";
import { sweepAll } from "./jobs/sweep.ts";

export { JobObject } from "./jobs/job-object.ts";
export { PoolObject } from "./pools/pool-object.ts";

export const app = newApp();
registerJobs(app);
registerJobStreams(app);
registerAssets(app);
registerKeys(app);
registerWorkers(app);
registerAttempts(app);
registerObjectInfo(app);
registerWorkflows(app);
registerWorkflowChanges(app);
registerWorkflowTools(app);
registerNodePolicy(app);
registerMeta(app);
registerReference(app);

export default {
	fetch: app.fetch,
	scheduled: async (_event, env) => {
		await sweepAll(env, Date.now());
	},
} satisfies ExportedHandler<Env>;
