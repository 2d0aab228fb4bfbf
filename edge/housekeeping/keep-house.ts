import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { deleteAccounts } from "./delete-account.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { sweepObjects, sweepRecords } from "./orphans.ts";
import { tendSamples } from "./pool-samples.ts";
import { tendProjects } from "./projects.ts";
import { sweepRetention } from "./retention.ts";
import { sweepSharedRows } from "./shared-rows.ts";
import { tendTickets } from "./tickets.ts";
import { sweepTrainingStates } from "./training-states.ts";
import { tendWebhooks } from "./webhooks.ts";

/** What cron does for storage, each a bounded step. One that fails must not keep the others from theirs. */
const CHORES: Readonly<Record<string, (env: Env, now: number) => Promise<unknown>>> = {
	// First, so that it is of the minute that it says.
	"pool samples": tendSamples,
	retention: sweepRetention,
	accounts: deleteAccounts,
	deletions: (env, now) => finishDeletions(env, now),
	objects: sweepObjects,
	records: sweepRecords,
	"shared rows": sweepSharedRows,
	webhooks: tendWebhooks,
	projects: tendProjects,
	tickets: tendTickets,
	"training states": sweepTrainingStates,
};

export async function keepHouse(env: Env, now: number): Promise<void> {
	const paused = pausedChores(env.PAUSED_CHORES ?? "");
	if (paused.unknown.length > 0)
		log.error("PAUSED_CHORES names what is no chore", {
			unknown: paused.unknown,
			chores: Object.keys(CHORES),
		});
	// Each time: what is paused grows, and must not be forgotten.
	if (paused.known.length > 0) log.warn("chores are paused", { chores: paused.known });
	for (const [chore, run] of Object.entries(CHORES)) {
		if (paused.known.includes(chore)) continue;
		try {
			await run(env, now);
		} catch (error) {
			log.error("a chore failed", { chore, error: errorName(error) });
		}
	}
}

/** What `PAUSED_CHORES` names, with commas between; a name that is none pauses nothing. Pure. */
export function pausedChores(setting: string): { known: string[]; unknown: string[] } {
	const names = setting.split(",").map((name) => name.trim());
	const isChore = (name: string) => Object.hasOwn(CHORES, name);
	return { known: names.filter(isChore), unknown: names.filter((name) => name !== "" && !isChore(name)) };
}
