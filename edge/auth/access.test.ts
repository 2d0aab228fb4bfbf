import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { someAt } from "../../workflows/testing/runs.ts";
import { SCOPES, type Scope } from "../contract/access/scopes.ts";
import type { Problem } from "../contract/problem.ts";
import { app } from "../index.ts";
import { makeKey, makeToken } from "../testing/accounts.ts";
import { call, jsonOf, openApi, problemOf } from "../testing/http.ts";
import { getJob, submit } from "../testing/jobs.ts";
import { makeWorker } from "../testing/workers.ts";
import { eachWritesNothing, writesNothing } from "../testing/writes.ts";
import { newSecret } from "./secret.ts";
import { DOORS, isAccountDoor, ONE_JOB, WORDS } from "./testing/doors.ts";
import { type Route, routesOf } from "./testing/routes.ts";
import { makeWorld, type World } from "./testing/world.ts";

/** Of what is tried at every route, so many are everyday: others at each, so that each is tried somewhere. */
const EVERYDAY = 2;

let world: World;
beforeAll(async () => {
	world = await makeWorld();
});
const routes = () => routesOf(world);

test("API9 every route of the app is in the document and every documented route is in the app", async () => {
	const { paths } = await openApi();
	const documented = Object.entries(paths).flatMap(([path, operations]) =>
		Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
	);
	const registered = app.routes
		.filter((route) => route.method !== "ALL")
		.map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`);
	expect([...new Set(registered)].sort()).toEqual(documented.sort());
});

test("API5 every documented route has a known door", async () => {
	expect((await routes()).map((route) => route.id).sort()).toEqual(Object.keys(DOORS).sort());
	for (const { id, template, method } of await routes()) {
		const { paths } = await openApi();
		const needsKey =
			paths[template]?.[method.toLowerCase()]?.security?.some((entry) => "bearer" in entry) ?? false;
		expect(needsKey, `${id} in the document`).toBe(DOORS[id] !== "public");
	}
});

test("API2 without valid credentials every route but the public ones is 401, whatever else is wrong with the request", async () => {
	const { account } = world;
	const expired = await makeKey(account, ["jobs:read"]);
	await env.DB.prepare("UPDATE api_keys SET expires_at = 1 WHERE id = ?").bind(expired.id).run();
	const garbage = [
		"",
		"x",
		"null",
		"eyJhbGciOiJub25lIn0.e30.",
		"eyJhbGciOiJub25lIn0.eyJhdWQiOiJjbGllbnQifQ.x",
		newSecret("apiKey"),
		newSecret("workerToken"),
		expired.key,
		`${account.key}x`,
		account.key.slice(0, -1),
		`${env.ADMIN_KEY}x`,
		"' OR 1=1 --",
	];
	const guarded = (await routes()).filter(({ id }) => DOORS[id] !== "public" && DOORS[id] !== "socket");
	await eachWritesNothing(guarded, async (route, at) => {
		for (const as of [undefined, ...someAt(at, garbage, EVERYDAY)]) {
			const answer = await call(route.method, route.path(), { ...route.body, as });
			// A browser is asked for a key where clients of ComfyUI have no other place for it.
			const challenge = route.id.startsWith("comfyui") ? /^Basic / : /^Bearer$/;
			expect(answer.headers.get("www-authenticate"), `${route.id} as ${as}`).toMatch(challenge);
			await problemOf(answer, "unauthorized");
		}
		const nonsense = await call(route.method, route.path({ job: "x", asset: "x" }), {
			...(route.method === "GET" ? {} : { body: "{", headers: { "content-type": "application/json" } }),
		});
		await problemOf(nonsense, "unauthorized");
	});
	for (const authorization of [
		"Basic eDp4",
		"Bearer",
		`Token ${account.key}`,
		`bearer${account.key}`,
		account.key,
	]) {
		await problemOf(await call("GET", "/v1/jobs", { headers: { authorization } }), "unauthorized");
	}
});

test("API5 a key of the wrong kind is 403 on every route, and changes nothing", async () => {
	const { account, worker, job, task, otherTask } = world;
	const ticket = await jsonOf<{ ticket: string }>(
		await call("POST", `/v1/jobs/${job.id}/tickets`, { as: account.key }),
		201,
	);
	const guarded = (await routes()).filter(({ id }) => DOORS[id] !== "public" && DOORS[id] !== "socket");
	await eachWritesNothing(guarded, async (route) => {
		const door = DOORS[route.id];
		if (door === undefined) throw new Error(`nobody knows the door of ${route.id}`);
		const wrong: string[] = [
			...(isAccountDoor(door) ? [worker.token, env.ADMIN_KEY] : [account.key]),
			...(door === "worker" ? [env.ADMIN_KEY, task.grant] : []),
			...(door === "operator" ? [worker.token, task.grant] : []),
			...(door === "attempt" ? [env.ADMIN_KEY, worker.token, otherTask.grant] : []),
			...(isAccountDoor(door) && route.id !== "getAssetContent" ? [task.grant] : []),
		];
		for (const as of wrong) {
			const answer = await call(route.method, route.path(), { ...route.body, as });
			await problemOf(answer, "forbidden");
		}
		// A ticket opens sockets and nothing else.
		await problemOf(
			await call(route.method, route.path(), { ...route.body, as: ticket.ticket }),
			"unauthorized",
		);
	});
});

test("API5 on every route a key needs the scope of that route, and a key with that scope alone is enough to read", async () => {
	const { account } = world;
	const keys = new Map<Scope, string>();
	for (const scope of SCOPES) keys.set(scope, (await makeKey(account, [scope])).key);
	const ofAccounts = (await routes()).filter(({ id }) => isAccountDoor(DOORS[id]));
	await eachWritesNothing(ofAccounts, async (route, at) => {
		const door = DOORS[route.id];
		if (!isAccountDoor(door)) throw new Error(`${route.id} is no account's`);
		const others = [...keys].filter(([scope]) => scope !== door);
		for (const [, key] of someAt(at, others, EVERYDAY)) {
			const answer = await call(route.method, route.path(), { ...route.body, as: key });
			const problem = await problemOf(answer, "forbidden");
			expect(problem.detail).toContain(door);
		}
		if (route.method !== "GET") return;
		const answer = await call(route.method, route.path(), { as: keys.get(door) });
		// The training of this world has not come so far, and nobody kept a file of the editor.
		const isAbsent = ["getComparison", "comfyuiGetUserFile"].includes(route.id);
		expect(answer.status, `${route.id} with ${door}`).toBe(isAbsent ? 404 : 200);
		await answer.body?.cancel();
	});
});

test("API1 a token for one job sees that job and what it made, and nothing else of the account", async () => {
	const { account, otherJob, output, uploaded } = world;
	const scopes = SCOPES.filter((scope) => scope !== "keys:write");
	const token = await makeToken(account, { scopes, job: otherJob.id });
	for (const route of await routes()) {
		if (!isAccountDoor(DOORS[route.id])) continue;
		const answer = await writesNothing(() => call(route.method, route.path(), { ...route.body, as: token }));
		expect([403, 404], `${route.id} for another job`).toContain(answer.status);
		await problemOf(answer);
	}
	const own = await makeToken(account, { scopes, job: output.job ?? "" });
	for (const route of await routes()) {
		if (!ONE_JOB.includes(route.id) || route.method !== "GET") continue;
		const answer = await call(route.method, route.path({ job: output.job ?? "" }), { as: own });
		expect(answer.status, route.id).toBe(200);
		await answer.body?.cancel();
	}
	for (const path of [`/v1/assets/${output.id}`, output.url]) {
		expect((await call("GET", path, { as: own })).status, path).toBe(200);
	}
	for (const path of [`/v1/assets/${uploaded.id}`, uploaded.url]) {
		await problemOf(await call("GET", path, { as: own }), "not_found");
	}
	// A retry makes another job, which the token is not good for.
	await problemOf(await call("POST", `/v1/jobs/${output.job}/retry`, { as: own }), "forbidden");
});

describe("API1 what belongs to somebody else reads like what is not there", () => {
	const ABSENT = {
		job: "job_00000000000000000000000000",
		asset: "ast_00000000000000000000000000",
		key: "key_00000000000000000000000000",
		workflow: "nobodys-workflow",
		worker: "wkr_00000000000000000000000000",
		pipeline: "nobodys-pipeline",
		issuer: "oid_00000000000000000000000000",
		webhook: "whk_00000000000000000000000000",
		character: "chr_00000000000000000000000000",
		project: "prj_00000000000000000000000000",
	};
	const bare = async (answer: Response, route?: Route) => {
		const words = WORDS[route?.id ?? ""];
		const told =
			words === undefined ? await problemOf(answer, "not_found") : await jsonOf<Problem>(answer, 404);
		if (words !== undefined) expect(told.error).toBe(words);
		const { instance: _, ...problem } = told;
		return {
			problem,
			headers: [...answer.headers].filter(([name]) => name !== "x-request-id" && name !== "ratelimit"),
		};
	};

	test("for every route of an account", async () => {
		const { account, foreign, job } = world;
		let tried = 0;
		for (const route of await routes()) {
			if (!isAccountDoor(DOORS[route.id]) || !route.template.includes("{id}")) continue;
			// Pipelines come with the library, which is everybody's.
			if (route.id === "getPipeline") continue;
			// ComfyUI refuses nobody there: it tells of nothing.
			if (route.id === "comfyuiGetHistory") {
				const told = await call(route.method, route.path(), { as: foreign.key });
				expect(await told.json()).toEqual({});
				continue;
			}
			const ask = (path: string) =>
				writesNothing(() => call(route.method, path, { ...route.body, as: foreign.key }));
			const [theirs, absent] = [
				await bare(await ask(route.path()), route),
				await bare(await ask(route.path(ABSENT)), route),
			];
			expect(theirs, route.id).toEqual(absent);
			tried += 1;
		}
		expect(tried).toBeGreaterThanOrEqual(17);
		expect((await getJob(account, job.id)).status).toBe("running");
	});

	test("for every route of a worker, also between two tokens of one pool", async () => {
		const { worker } = world;
		const [elsewhere, beside] = [await makeWorker(), await makeWorker({ pool: worker.pool })];
		for (const { token } of [elsewhere, beside]) {
			for (const route of await routes()) {
				if (DOORS[route.id] !== "worker" || !route.template.includes("{id}")) continue;
				const ask = (path: string) =>
					writesNothing(() => call(route.method, path, { ...route.body, as: token }));
				expect(await bare(await ask(route.path())), route.id).toEqual(
					await bare(await ask(route.path(ABSENT))),
				);
			}
		}
	});

	test("for lists: another account's are empty, and a filter by its job finds nothing", async () => {
		const { foreign, job, output } = world;
		for (const path of [
			"/v1/jobs",
			"/v1/assets",
			"/v1/characters",
			"/v1/projects",
			`/v1/assets?job=${output.job}`,
			`/v1/jobs?cursor=${job.id}`,
		]) {
			const page = await jsonOf<{ data: unknown[] }>(await call("GET", path, { as: foreign.key }), 200);
			expect(page.data, path).toEqual([]);
		}
		const keys = await jsonOf<{ data: { id: string }[] }>(
			await call("GET", "/v1/api-keys", { as: foreign.key }),
			200,
		);
		expect(keys.data.map((key) => key.id)).toEqual([foreign.keyId]);
		for (const query of ["owner=account", "owner=account&include_retired=true", `cursor=account:a`]) {
			for (const kind of ["workflows", "pipelines"]) {
				const list = await call("GET", `/v1/${kind}?${query}`, { as: foreign.key });
				expect((await jsonOf<{ data: unknown[] }>(list, 200)).data, query).toEqual([]);
			}
		}
	});

	test("a worker of another pool gets nothing of this one", async () => {
		const { account, worker } = world;
		await submit(account, worker);
		const elsewhere = await makeWorker();
		const answer = await call("POST", `/v1/workers/${elsewhere.id}/claim`, {
			as: elsewhere.token,
			json: { claim_id: crypto.randomUUID() },
		});
		expect(answer.status).toBe(204);
	});
});

test("API3 no answer shows where things are stored or who they belong to inside", async () => {
	const { account, job, output, workflow, pipeline, character, project } = world;
	for (const path of [
		`/v1/jobs/${job.id}`,
		`/v1/assets/${output.id}`,
		"/v1/api-keys",
		`/v1/characters/${character}`,
		`/v1/projects/${project}`,
		`/v1/projects/${project}/shots`,
		`/v1/jobs/${job.id}/workflow`,
		`/v1/workflows/${workflow}`,
		`/v1/workflows/${workflow}/versions`,
		`/v1/workflows/${workflow}/document`,
		`/v1/pipelines/${pipeline}`,
		`/v1/pipelines/${pipeline}/document`,
	]) {
		const body = await (await call("GET", path, { as: account.key })).text();
		expect(body, path).not.toMatch(/r2_key|account_id|hash"|claim_id|lease_until|"body"/);
		expect(body, path).not.toContain(account.id);
	}
});
