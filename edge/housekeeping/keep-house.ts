import type { Env } from "../env.ts";
import { deleteAccounts } from "./delete-account.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { sweepObjects, sweepRecords } from "./orphans.ts";
import { tendProjects } from "./projects.ts";
import { sweepRetention } from "./retention.ts";
import { sweepSharedRows } from "./shared-rows.ts";
import { tendTickets } from "./tickets.ts";
import { tendWebhooks } from "./webhooks.ts";

/** What cron does for storage, each a bounded step. One that fails must not keep the others from theirs. */
const CHORES: Readonly<Record<string, (env: Env, now: number) => Promise<unknown>>> = {
	retention: sweepRetention,
	accounts: deleteAccounts,
	deletions: (env, now) => finishDeletions(env, now),
	objects: sweepObjects,
	records: sweepRecords,
	"shared rows": sweepSharedRows,
	webhooks: tendWebhooks,
	projects: tendProjects,
	tickets: tendTickets,
};

export async function keepHouse(env: Env, now: number): Promise<void> {
	for (const [chore, run] of Object.entries(CHORES)) {
		try {
			await run(env, now);
		} catch (error) {
			const what = error instanceof Error ? error.name : "error";
			console.error(JSON.stringify({ level: "error", message: "a chore failed", chore, error: what }));
		}
	}
}
