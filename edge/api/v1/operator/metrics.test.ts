import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { endpointRow } from "../../../capacity/testing/world.ts";
import { dayNumber } from "../../../day.ts";
import { database } from "../../../db/client.ts";
import { endpoints } from "../../../db/schema.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call } from "../../../testing/http.ts";
import { BASE_IMAGE, submit } from "../../../testing/jobs.ts";
import { fail, finish, makeWorker, mustClaim } from "../../../testing/workers.ts";

test("metrics tell by pool what waits, who works, how attempts ended and what that cost", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, BASE_IMAGE);
	await finish(await mustClaim(worker), await png());
	await fail(await mustClaim(worker), "comfyui_crashed");
	await mustClaim(worker);
	await env.DB.prepare("UPDATE tasks SET queued_at = queued_at - 90000 WHERE job_id = ?").bind(id).run();
	const now = Date.now();
	const spent = { spent_day: dayNumber(now), spent_micro_usd: 1_000_000 };
	await database(env.DB)
		.insert(endpoints)
		.values(endpointRow({ id: "ept_metrics", pool_id: worker.poolId, ...spent }));
	await env.DB.prepare(
		`INSERT INTO tickets (id, pool_id, endpoint_id, runpod_endpoint, micro_usd_per_second, kind, status, hint_task, issued_at, tries, due_at, checked_at, used_at, cost_micro_usd)
			VALUES ('tkt_metrics', ?1, 'ept_metrics', 'rp1', 100000, 'small', 'used', 'x', ?2, 1, 0, 0, ?2, 0)`,
	)
		.bind(worker.poolId, now - 10_000)
		.run();
	const answer = await call("GET", "/v1/metrics", { as: env.ADMIN_KEY });
	expect(answer.status).toBe(200);
	expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
	const text = await answer.text();
	const value = (name: string, more = "") =>
		Number(text.match(new RegExp(`^darkroom_${name}\\{pool="${worker.pool}"${more}\\} (\\S+)$`, "m"))?.[1]);
	expect(value("queue_tasks")).toBe(1);
	expect(value("queue_age_seconds")).toBeGreaterThan(89);
	expect(value("held_tasks")).toBe(1);
	expect([value("workers"), value("gpu_busy_ratio")]).toEqual([1, 1]);
	expect(value("claims_total")).toBe(3);
	expect(value("attempts_total", ',status="succeeded"')).toBe(1);
	expect(value("attempts_total", ',status="failed"')).toBe(1);
	expect(value("tickets_open")).toBe(1);
	// A second dollar by what runs, in ten seconds so far.
	expect(value("endpoint_spent_today_usd", ',endpoint="ept_metrics"')).toBeGreaterThanOrEqual(2);
	// No label names a job, an account or a worker.
	for (const secret of [id, account.id, worker.id]) expect(text).not.toContain(secret);
	for (const line of text.trimEnd().split("\n"))
		expect(line).toMatch(/^(# (HELP|TYPE) darkroom_\w+ .+|darkroom_\w+(\{[^}]*\})? [-+0-9.e]+)$/);
});
