import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { partnerPriceOf } from "../../../../workflows/prices/partner-price.ts";
import type { NodePolicy } from "../../../../workflows/validate/requests/requests.ts";
import type { GraphEstimate } from "../../../contract/jobs/estimates.ts";
import type { KnownServer } from "../../../workflows/refused-by-comfyui.ts";
import { moneyOfWorkflow } from "../../budgets/money.ts";
import { reckoned } from "../../budgets/reckoned.ts";
import { pricePartners } from "./partner-prices.ts";

/** What a job of a client's own graph would be reckoned with, and what of that is known. Pure. */
export function estimateGraph(
	{ workflow, tasks, ...plan }: JobPlan,
	servers: readonly KnownServer[],
	policy: NodePolicy,
): GraphEstimate {
	const priced = { ...plan, workflow, tasks: tasks.map((task) => ({ ...task })) };
	pricePartners(priced, servers, policy);
	const paid = tasks.flatMap(({ graph }) => servers.flatMap(({ info }) => partnerPriceOf(graph, info) ?? []));
	const [partner = null] = paid;
	const { estimate_micro_usd } = moneyOfWorkflow(undefined, priced);
	return {
		tasks: tasks.length,
		seconds: null,
		micro_usd: estimate_micro_usd,
		reserved_micro_usd: priced.tasks.reduce((sum, task) => sum + reckoned(task).estimate_micro_usd, 0),
		partner: partner && { classes: partner.classes.slice(0, MOST_CLASSES), micro_usd: partner.micro_usd },
		source: sourceOf(servers, partner !== null, estimate_micro_usd),
	};
}

/** Of more classes at partners an answer does not tell. */
const MOST_CLASSES = 100;

function sourceOf(servers: readonly KnownServer[], paid: boolean, estimate: number | null): string {
	if (servers.length === 0)
		return "no live worker of the pool has sent what its nodes are, so nobody can say what runs at partners";
	if (estimate !== null) return "price formulas of the pool's ComfyUI, and a minute of a GPU: an estimate";
	return paid
		? "the price formulas of the pool's ComfyUI do not say it beforehand, or the account's graphs are not given the operator's key for partners"
		: "how long a graph of one's own takes is known only once it has run; a minute of a GPU is reserved for it";
}
