import type { Database } from "../db/client.ts";
import { overBudget } from "../jobs/budgets/left.ts";
import { monthOf } from "../jobs/budgets/month.ts";
import type { Candidate } from "../pools/candidate.ts";
import { Dealer } from "../pools/dealer.ts";
import { loadNeeds } from "../pools/stored-needs.ts";
import { candidateQuery, OFFERED_OF_KIND } from "./queue.ts";

/**
 * The first tasks of a pool that claims would take now, whoever claims, in the order in which they would; at most
 * `count`. What is being claimed at this moment is not among them, nor what no budget holds: of that, what was found.
 */
export async function nextTasks(db: Database, pool: string, count: number, now: number) {
	const depth = Math.max(1, Math.ceil(count / OFFERED_OF_KIND));
	const offers = await candidateQuery(db, { pool, now, unfit: [], random: Math.random, depth });
	const [needs, poor] = await Promise.all([
		loadNeeds(
			db,
			offers.map(({ needs_hash }) => needs_hash),
		),
		overBudget(
			db,
			offers.map(({ job }) => job),
			monthOf(now),
		),
	]);
	const candidates = offers.flatMap((offer): Candidate[] => {
		const found = needs.get(offer.needs_hash);
		return found && offer.deadline_at > now && !poor.has(offer.job) ? [{ ...offer, needs: found }] : [];
	});
	const dealer = new Dealer(candidates, { now, random: Math.random });
	const found: { id: string; needs: Candidate["needs"] }[] = [];
	for (let task = dealer.deal(ANYBODY); task !== null && found.length < count; task = dealer.deal(ANYBODY))
		found.push({ id: task.task, needs: task.needs });
	const unaffordable = offers.flatMap(({ task, job }) => (poor.has(job) ? [{ task, job }] : []));
	return { tasks: found, unaffordable };
}

const ANYBODY = { warm_models: [] };
