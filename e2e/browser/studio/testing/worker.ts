import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { type Running, start } from "../../../stack/processes.ts";
import { programs } from "../../../stack/programs.ts";
import type { StudioStack } from "./setup.ts";

const tokenSchema = z.object({ token: z.string() });

/** Workers of a pool of a test's own, beside the one that all tests share. */
export async function workersOf({ url, adminKey, workerEnv }: StudioStack, pool: string) {
	const answer = await fetch(new URL("/v1/worker-tokens", url), {
		method: "POST",
		headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
		body: JSON.stringify({ name: pool, pool }),
	});
	const { token } = tokenSchema.parse(await answer.json());
	const scratch = await mkdtemp(path.join(os.tmpdir(), "darkroom-worker-"));
	const started: Running[] = [];
	return {
		start: (name: string): Running => {
			const worker = start(programs().worker, [], {
				...workerEnv,
				...{ EDGE_URL: url, WORKER_TOKEN: token, WORKER_NAME: name, POLL_MS: "500" },
				SCRATCH_DIR: path.join(scratch, name),
			});
			started.push(worker);
			return worker;
		},
		stop: async () => {
			await Promise.all(started.map((worker) => worker.stop()));
			await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
