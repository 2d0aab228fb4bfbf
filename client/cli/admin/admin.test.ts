import { expect, test } from "vitest";
import type { AccountResource } from "../../../edge/contract/accounts/accounts.ts";
import type {
	OperatorActionResource,
	OperatorJob,
	WorkerResource,
} from "../../../edge/contract/operator/operator.ts";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { limitsChange, retentionChange } from "./changes.ts";
import { admin } from "./command.ts";
import { accountText, actionsTable, bytes, jobText, operatorKeysTable, workersTable } from "./text.ts";

test.each([
	["", /say what to do: accounts list, accounts show/],
	["accounts", /say what to do: accounts list, accounts show, .*accounts delete$/],
	["accounts make", /there is no "accounts make": accounts list/],
	["toString", /there is no "toString": accounts list/],
	["accounts show", /accounts show takes <account>/],
	["keys revoke acc_1", /keys revoke takes <account> <key>/],
	["jobs show a b", /"b" is too much/],
	["jobs cancel a --confirm a", /jobs cancel takes no --confirm/],
	["jobs find --status a --status b", /--status is there twice/],
	["jobs find --key k", /unknown option '--key'/],
	["jobs find --statsu a", /unknown option '--statsu' \(did you mean --status\? --help/],
	["jobs shwo a", /there is no "jobs shwo" \(did you mean show\?\): jobs find/],
])("admin %s is refused in words", (line, words) => {
	const args = line.split(" ").filter((word) => word !== "");
	expect(() => asked(admin, args)).toThrow(words);
	expect(() => asked(admin, args)).toThrow(CliError);
});

test("limits and retention are said as name=value; none and keep take them back", () => {
	expect(
		limitsChange(["max_running=5", "requests=100", "open-sockets=none", "budget_usd=12.50", "max_bytes=0"]),
	).toEqual({
		max_running: 5,
		max_bytes: 0,
		rate_limits: { requests: 100, "open-sockets": null },
		budget_micro_usd: 12_500_000,
	});
	expect(limitsChange(["budget_usd=none"])).toEqual({ budget_micro_usd: null });
	expect(retentionChange(["jobs=30", "outputs=keep"])).toEqual({ retention: { jobs: 30, outputs: null } });
});

test.each([
	[limitsChange, "max_running", /"max_running" is none of max_running=…/],
	[limitsChange, "max_runing=5", /"max_runing=5" is none of/],
	[limitsChange, "max_running=none", /max_running takes a whole number, not "none"/],
	[limitsChange, "max_jobs=1e3", /max_jobs takes a whole number, not "1e3"/],
	[limitsChange, "max_jobs=99999999999999999999", /whole number/],
	[limitsChange, "requests=-1", /requests takes a number, or none/],
	[limitsChange, "budget_usd=0.0000001", /budget_usd takes a number, or none/],
	[limitsChange, "max_jobs=1 max_jobs=2", /max_jobs is there twice/],
	[retentionChange, "jobs=none", /jobs takes a number of days, or keep, not "none"/],
	[retentionChange, "pictures=3", /is none of jobs=…, events=…/],
])("%o of %s is refused in words", (change, words, refusal) => {
	expect(() => change(words.split(" "))).toThrow(refusal);
});

const ACCOUNT: AccountResource = {
	...{ id: "acc_1", name: "studio", max_running: 5, max_jobs: 100, created_at: "2026-11-01T00:00:00.000Z" },
	...{ max_bytes: 50 * 2 ** 30, stored_bytes: 3 * 2 ** 20 },
	rate_limits: { requests: 100, uploads: 3000, "body-bytes": 1, "open-sockets": 1 },
	own_rate_limits: { requests: 100 },
	retention: {
		jobs: 30,
		events: null,
		attempts: null,
		outputs: null,
		uploads: null,
		ledger: null,
		deliveries: null,
		audit: null,
	},
	budget: {
		...{ month: "2026-11", limit_micro_usd: null, own_limit_micro_usd: null },
		...{ spent_micro_usd: 1_230_000, reserved_micro_usd: 0 },
	},
};

test("an account shows which limits are its own, what it uses, and what is kept", () => {
	const text = accountText(ACCOUNT);
	expect(text).toContain("requests       100 *");
	expect(text).toMatch(/uploads {8}3000$/m);
	expect(text).toContain("(3.0 MiB of 50.0 GiB are used)");
	expect(text).toContain("budget_usd     none  (2026-11: $1.23 spent, $0.00 reserved)");
	expect(text).toMatch(/jobs {11}30 days\n {2}events {9}keep/);
	expect([0, 1023, 1024, 150 * 2 ** 20, 2 ** 50].map(bytes)).toEqual([
		...["0 B", "1023 B", "1.0 KiB", "150 MiB", "1024 TiB"],
	]);
});

test("a job shows why it waits, whom it waits for, and that the sweeper fails on it", () => {
	const at = "2026-11-27T10:00:00.000Z";
	const error = { code: "lease_expired", message: "nothing was heard", class: "infra", whose_fault: "us" };
	const job = {
		...{ id: "job_1", status: "queued", workflow: "storyboard-image@1", pipeline: null, pool: "default" },
		...{ created_at: at, deadline_at: at, finished_at: null, error: null, awaiting: null },
		queue: { reason: "no_worker", since: at, message: "no worker of the pool is there; start one" },
		stages: [{ key: "main", status: "queued", tasks: [{}] }],
	};
	const attempt = {
		...{ task: "tsk_1", stage: "main", index: 0, epoch: 1, worker: "wkr_1", status: "lease_expired", error },
		...{ started_at: at, finished_at: at },
	};
	const sweep = { failures: 2, again_at: at };
	const text = jobText({ account: "acc_1", job, attempts: [attempt], sweep } as unknown as OperatorJob);
	expect(text).toContain("waits since 2026-11-27T10:00:00.000Z: no_worker: no worker of the pool is there");
	expect(text).toContain("the sweeper failed on it 2 times and tries again at 2026-11-27T10:00:00.000Z");
	expect(text).toMatch(/^main +0 +1 +wkr_1 +lease_expired .*lease_expired: nothing was heard$/m);
});

test("a worker is gone, draining, idle or at work; keys and changes are told without a secret", () => {
	const worker = {
		...{ id: "wkr_1", pool: "default", name: "gpu-1", version: "1", comfyui_version: "0.33.0" },
		...{ gpu: { name: "RTX 4090", vram_bytes: 24 * 2 ** 30, type: "cuda" }, emulated: false, idle: false },
		...{ draining: false, registered_at: "a", last_seen_at: "b", gone_at: null },
	} satisfies WorkerResource;
	const states = [
		worker,
		{ ...worker, idle: true },
		{ ...worker, draining: true },
		{ ...worker, gone_at: "c" },
	];
	expect(
		workersTable(states)
			.split("\n")
			.slice(1)
			.map((line) => line.split(/ {2,}/)[3]),
	).toEqual(["at work", "idle", "draining", "gone"]);
	expect(operatorKeysTable([])).toContain("never rotated");
	const action: OperatorActionResource = {
		...{ id: "opa_1", at: "2026-11-27T10:00:00.000Z", action: "account.change", target: "acc_1", key: null },
		before: { max_running: 5, max_jobs: 10 },
		after: { max_running: 2, max_jobs: 10 },
	};
	expect(actionsTable([action])).toMatch(/account\.change +acc_1 +ADMIN_KEY +max_running: 5 → 2$/m);
});
