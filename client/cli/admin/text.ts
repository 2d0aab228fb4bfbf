import type { ApiKey } from "../../../edge/contract/access/keys.ts";
import type { AccountResource } from "../../../edge/contract/accounts/accounts.ts";
import type {
	OperatorActionResource,
	OperatorJob,
	OperatorJobSummary,
	OperatorKeyResource,
	WorkerResource,
	WorkerTokenRecord,
} from "../../../edge/contract/operator/operator.ts";
import { table } from "../table.ts";
import { dollars } from "../usage/text.ts";

/** What the commands of an operator print for people. Pure. */

const rowsOf = (head: readonly string[], rows: readonly string[][]): string =>
	table([[...head], ...rows], { left: true }).join("\n");

export function accountsTable(all: readonly AccountResource[]): string {
	return rowsOf(
		["account", "name", "running", "jobs", "stored", "of", "spent this month", "of"],
		all.map((one) => [
			one.id,
			one.name,
			String(one.max_running),
			String(one.max_jobs),
			bytes(one.stored_bytes),
			bytes(one.max_bytes),
			dollars(one.budget.spent_micro_usd),
			budgetOf(one),
		]),
	);
}

/** An account with its limits; `*` marks those that are its own and not the configured ones. */
export function accountText(one: AccountResource): string {
	const rates = Object.entries(one.rate_limits).map(
		([name, value]) => `  ${name.padEnd(14)} ${value}${Object.hasOwn(one.own_rate_limits, name) ? " *" : ""}`,
	);
	return [
		`${one.name}  (${one.id}, since ${one.created_at})`,
		"",
		"Limits (* its own, not the configured one)",
		`  max_running    ${one.max_running}`,
		`  max_jobs       ${one.max_jobs}`,
		`  max_bytes      ${one.max_bytes}  (${bytes(one.stored_bytes)} of ${bytes(one.max_bytes)} are used)`,
		...rates,
		`  budget_usd     ${budgetOf(one)}  (${one.budget.month}: ${dollars(one.budget.spent_micro_usd)} spent, ${dollars(one.budget.reserved_micro_usd)} reserved)`,
		"",
		"Retention",
		...Object.entries(one.retention).map(
			([kind, days]) => `  ${kind.padEnd(14)} ${days === null ? "keep" : `${days} days`}`,
		),
	].join("\n");
}

export function keysTable(all: readonly ApiKey[]): string {
	return rowsOf(
		["key", "ends in", "name", "made", "expires", "scopes"],
		all.map((one) => [
			...[one.id, one.last4, one.name, one.created_at, one.expires_at ?? "never"],
			one.scopes.join(" "),
		]),
	);
}

export function operatorKeysTable(all: readonly OperatorKeyResource[]): string {
	if (all.length === 0)
		return "The operator's key is the deployment's secret ADMIN_KEY; it was never rotated.";
	return rowsOf(
		["key", "ends in", "made", "ends"],
		all.map((one) => [one.id, one.last4, one.created_at, one.ended_at ?? "never"]),
	);
}

export function tokensTable(all: readonly WorkerTokenRecord[]): string {
	return rowsOf(
		["token", "pool", "name", "made", "revoked"],
		all.map((one) => [one.id, one.pool, one.name, one.created_at, one.revoked_at ?? "no"]),
	);
}

export function workersTable(all: readonly WorkerResource[]): string {
	return rowsOf(
		["worker", "pool", "name", "state", "last seen", "GPU", "ComfyUI"],
		all.map((one) => [
			...[one.id, one.pool, one.name, workerState(one), one.last_seen_at],
			`${one.gpu.name} (${bytes(one.gpu.vram_bytes)})`,
			one.emulated ? `${one.comfyui_version}, an emulator` : one.comfyui_version,
		]),
	);
}

function workerState({ gone_at, draining, idle }: WorkerResource): string {
	if (gone_at !== null) return "gone";
	if (draining) return "draining";
	return idle ? "idle" : "at work";
}

export function jobsTable(all: readonly OperatorJobSummary[]): string {
	return rowsOf(
		["job", "account", "status", "what", "pool", "made", "error"],
		all.map((one) => [
			...[one.id, one.account, one.status, one.pipeline ?? one.workflow ?? "", one.pool, one.created_at],
			one.error === null ? "" : one.error.code,
		]),
	);
}

/** A job to look into: where it stands, why it waits, and what was tried. */
export function jobText({ account, job, attempts, sweep }: OperatorJob): string {
	const ends = job.finished_at === null ? `until ${job.deadline_at}` : `ended ${job.finished_at}`;
	const tried = attempts.map((one) => [
		...[one.stage, String(one.index), String(one.epoch), one.worker, one.status, one.started_at],
		one.finished_at ?? "",
		one.error === null ? "" : `${one.error.code}: ${one.error.message}`,
	]);
	return [
		`${job.id}  ${job.status}  ${job.pipeline ?? job.workflow ?? ""}`,
		`account ${account}, pool ${job.pool}, made ${job.created_at}, ${ends}`,
		...(job.error === null
			? []
			: [`error ${job.error.code} (${job.error.whose_fault}): ${job.error.message}`]),
		...(job.queue === null
			? []
			: [`waits since ${job.queue.since}: ${job.queue.reason}: ${job.queue.message}`]),
		...(job.awaiting === null
			? []
			: [`waits for a person at ${job.awaiting.stage} since ${job.awaiting.since}`]),
		...(sweep.failures === 0
			? []
			: [
					`the sweeper failed on it ${sweep.failures} times and tries again at ${sweep.again_at}: the edge's log says why`,
				]),
		"",
		rowsOf(
			["stage", "status", "tasks"],
			job.stages.map((one) => [one.key, one.status, String(one.tasks.length)]),
		),
		"",
		tried.length === 0
			? "Nothing was tried yet."
			: rowsOf(["stage", "task", "epoch", "worker", "status", "from", "to", "error"], tried),
	].join("\n");
}

export function actionsTable(all: readonly OperatorActionResource[]): string {
	return rowsOf(
		["when", "action", "on", "by key", "change"],
		all.map((one) => [
			...[one.at, one.action, one.target],
			one.key === null ? "ADMIN_KEY" : `…${one.key.last4}`,
			changeText(one),
		]),
	);
}

/** What is different after it, as far as it was a change of what was there. */
function changeText({ before, after }: OperatorActionResource): string {
	if (before === null || after === null) return after === null ? "" : JSON.stringify(after);
	return Object.entries(after)
		.filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value))
		.map(([name, value]) => `${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(value)}`)
		.join(", ");
}

function budgetOf({ budget }: AccountResource): string {
	return budget.limit_micro_usd === null ? "none" : dollars(budget.limit_micro_usd);
}

/** Bytes as people read them, in powers of 1024. */
export function bytes(count: number): string {
	const units = ["B", "KiB", "MiB", "GiB", "TiB"];
	const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
	const value = count / 1024 ** power;
	return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
