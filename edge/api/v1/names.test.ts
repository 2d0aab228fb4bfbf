import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../../testing/accounts.ts";
import { call, problemOf } from "../../testing/http.ts";
import { pipelineNamed } from "../../testing/own-pipelines.ts";
import { makeProject } from "../../testing/projects.ts";
import { makeWorker } from "../../testing/workers.ts";
import { documentNamed } from "../../testing/workflows.ts";
import { writesNothing } from "../../testing/writes.ts";

test("whatever people call a thing, it shows something and stays on one line", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id: project } = await makeProject(account, worker.pool);
	const requests = [
		["/v1/characters", account.key, (name: string) => ({ name }), "/name"],
		["/v1/projects", account.key, (name: string) => ({ name }), "/name"],
		[
			`/v1/projects/${project}/shots`,
			account.key,
			(sentence: string) => ({ shots: [{ sentence }] }),
			"/shots/0/sentence",
		],
		["/v1/api-keys", account.key, (name: string) => ({ name }), "/name"],
		["/v1/accounts", env.ADMIN_KEY, (name: string) => ({ name }), "/name"],
		["/v1/worker-tokens", env.ADMIN_KEY, (name: string) => ({ name, pool: worker.pool }), "/name"],
		[
			"/v1/webhooks",
			account.key,
			(description: string) => ({ url: "https://a.example", description }),
			"/description",
		],
		[
			"/v1/pipelines",
			account.key,
			(title: string) => ({ document: pipelineNamed("named", undefined, { title }) }),
			"/document/title",
		],
		[
			"/v1/workflows",
			account.key,
			(title: string) => ({ document: documentNamed("named", { title }) }),
			"/document/title",
		],
	] as const;
	for (const [path, as, body, pointer] of requests)
		for (const name of ["  ", "\u00a0", "\u0000", "a\u0007b"]) {
			const answer = await writesNothing(() => call("POST", path, { as, json: body(name) }));
			const problem = await problemOf(answer, "invalid_request");
			expect([path, name, problem.errors[0]?.pointer]).toEqual([path, name, pointer]);
		}
});
