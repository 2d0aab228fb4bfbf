import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { HttpPool } from "../process/request.ts";
import { EdgeClient } from "./client.ts";

const open: http.Server[] = [];
afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

/** An edge that answers every report with these grants, one after the other; and what it was sent. */
async function edgeWith(grants: (string | undefined)[]) {
	const sent: string[] = [];
	const server = http.createServer((request, response) => {
		sent.push(`${request.url?.split("/").at(-1)} ${request.headers.authorization}`);
		request.resume().on("end", () => {
			const reply = { cancel: false, drain: false, watched: false, lease_until: "2026-11-26T00:00:00.000Z" };
			const body = request.url?.endsWith("progress")
				? { ...reply, grant: grants.shift() }
				: { status: "failed", job_status: "failed" };
			response.end(JSON.stringify(body));
		});
	});
	open.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	return { edge: new EdgeClient(url, "a worker token", new HttpPool()), sent };
}

test("an attempt uses the grant that the last report brought, and keeps it where a reply brings none", async () => {
	const { edge, sent } = await edgeWith([undefined, "second", undefined]);
	const attempt = edge.attempt({ task_id: "tsk_1", epoch: 1, grant: "first" });
	for (let seq = 1; seq <= 3; seq++) await attempt.report({ seq, events: [] });
	await attempt.fail({ failure: { code: "worker_error", message: "x" } });
	expect(sent).toEqual([
		"progress Bearer first",
		"progress Bearer first",
		"progress Bearer second",
		"fail Bearer second",
	]);
});
