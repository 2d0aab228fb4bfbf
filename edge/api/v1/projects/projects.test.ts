import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { ProblemCode } from "../../../contract/problem.ts";
import { PROJECT_LIMITS, type ShotResource } from "../../../contract/projects/projects.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { makeCharacter } from "../../../testing/characters.ts";
import { png, wav } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { uploadAsset } from "../../../testing/jobs.ts";
import { addShots, changeShot, getShot, makeProject, shotOf } from "../../../testing/projects.ts";
import { makeWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
let foreign: TestAccount;
let pool: string;
let project: string;
let picture: string;
let shot: ShotResource;

beforeAll(async () => {
	account = await makeAccount();
	foreign = await makeAccount();
	({ pool } = await makeWorker());
	project = (await makeProject(account, pool)).id;
	picture = (await uploadAsset(account, await png(3, 3))).id;
	[shot] = (await addShots(account, project, [{ references: [picture] }])) as [ShotResource];
});

describe("projects", () => {
	test("are made with the settings of the story, changed, listed and deleted", async () => {
		const own = await makeAccount();
		const made = await makeProject(own, pool);
		expect(made).toMatchObject({
			workflow: "storyboard-image",
			aspect_ratio: null,
			style_lora: null,
			retry_backoff_s: 30,
			head: 0,
		});
		const changed = await call("PATCH", `/v1/projects/${made.id}`, {
			as: own.key,
			json: { name: "B", style_lora: { file: "styles/ink.safetensors" } },
		});
		const after = await jsonOf<typeof made>(changed, 200);
		expect(after).toMatchObject({
			name: "B",
			workflow: "storyboard-image",
			style_lora: { file: "styles/ink.safetensors", strength: 0.8 },
		});
		expect(await jsonOf(await call("GET", `/v1/projects/${made.id}`, { as: own.key }), 200)).toEqual(after);
		const { id: second } = await makeProject(own, pool);
		const page = await jsonOf<{ data: { id: string }[]; next_cursor: string }>(
			await call("GET", "/v1/projects?limit=1", { as: own.key }),
			200,
		);
		expect(page.data.map(({ id }) => id)).toEqual([second]);
		const rest = await call("GET", `/v1/projects?cursor=${page.next_cursor}`, { as: own.key });
		expect((await jsonOf<typeof page>(rest, 200)).data.map(({ id }) => id)).toEqual([made.id]);
		await addShots(own, made.id, [{}, {}]);
		expect((await call("DELETE", `/v1/projects/${made.id}`, { as: own.key })).status).toBe(204);
		await problemOf(await call("DELETE", `/v1/projects/${made.id}`, { as: own.key }), "not_found");
		const left = await env.DB.prepare("SELECT count(*) AS n FROM shots WHERE project_id = ?")
			.bind(made.id)
			.first("n");
		expect(left).toBe(0);
	});

	test("the same idempotency key makes one project, and one set of shots", async () => {
		const headers = { "idempotency-key": "once" };
		const json = { name: "Once", pool };
		const [a, b] = await Promise.all(
			[0, 1].map(async () =>
				jsonOf<{ id: string }>(await call("POST", "/v1/projects", { as: account.key, json, headers }), 201),
			),
		);
		expect(a?.id).toBe(b?.id);
		const { id } = a ?? { id: "" };
		const sets = await Promise.all([0, 1].map(() => addShots(account, id, [{}, {}], { headers })));
		expect(sets[0]).toEqual(sets[1]);
		const all = await call("GET", `/v1/projects/${id}/shots`, { as: account.key });
		expect((await jsonOf<{ data: unknown[] }>(all, 200)).data).toEqual(sets[0]);
	});
});

describe("shots", () => {
	test("S1-01 five hundred sentences are added in one request, in their order, and paged through", async () => {
		const { id } = await makeProject(account, pool);
		const made = await addShots(
			account,
			id,
			Array.from({ length: PROJECT_LIMITS.at_once }, () => ({})),
		);
		expect(made.map(({ sentence }) => sentence)).toEqual(made.map((_, i) => `Sentence ${i}.`));
		expect(made[0]).toMatchObject({
			...{ status: "pending", is_image_dirty: true, image_file: null, image_url: null, job: null },
			...{ references: [], seed: null, character: null, style_lora: null, error: null },
		});
		const seen: string[] = [];
		for (let cursor: string | null = "0"; cursor !== null; ) {
			const response = await call("GET", `/v1/projects/${id}/shots?limit=200&cursor=${cursor}`, {
				as: account.key,
			});
			const page: { data: ShotResource[]; next_cursor: string | null } = await jsonOf(response, 200);
			seen.push(...page.data.map((one) => one.id));
			cursor = page.next_cursor;
		}
		expect(seen).toEqual(made.map((one) => one.id));
		const order = seen.toReversed();
		const asked = (shots: string[]) =>
			call("PUT", `/v1/projects/${id}/order`, { as: account.key, json: { shots } });
		expect((await asked(order)).status).toBe(204);
		const first = await call("GET", `/v1/projects/${id}/shots?limit=3`, { as: account.key });
		const page = await jsonOf<{ data: ShotResource[] }>(first, 200);
		expect(page.data.map((one) => one.id)).toEqual(order.slice(0, 3));
		await writesNothing(async () => {
			const few = await problemOf(await asked(order.slice(1)), "invalid_request");
			expect(few.errors[0]?.pointer).toBe("/shots");
			const twice = await problemOf(await asked([...order.slice(1), order[1] ?? ""]), "invalid_request");
			expect(twice.errors[0]?.pointer).toBe("/shots/499");
			const other = await problemOf(await asked([...order.slice(1), shot.id]), "invalid_request");
			expect(other.errors[0]?.pointer).toBe("/shots/499");
		});
		expect((await getShot(account, id, order[0] ?? "")).position).toBe(1);
	});

	test("a project has no more shots than it may, whoever asks at the same moment", async () => {
		const { id } = await makeProject(account, pool);
		const many = Array.from({ length: PROJECT_LIMITS.at_once }, (_, i) => shotOf(i));
		const answers = await Promise.all(
			Array.from({ length: 5 }, () =>
				call("POST", `/v1/projects/${id}/shots`, { as: account.key, json: { shots: many } }),
			),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 409]);
		const refused = answers.find(({ status }) => status === 409);
		if (refused) await problemOf(refused, "project_limit");
	});

	test("S1-21 what makes the picture sets the dirty flag and counts; what does not leaves it", async () => {
		const character = (await makeCharacter(account)).id;
		const revision = () =>
			env.DB.prepare("SELECT revision FROM shots WHERE id = ?").bind(shot.id).first("revision");
		await env.DB.prepare("UPDATE shots SET is_image_dirty = 0 WHERE id = ?").bind(shot.id).run();
		expect(await changeShot(account, shot, { sentence: "Another.", seed: null })).toMatchObject({
			sentence: "Another.",
			is_image_dirty: false,
		});
		expect(await revision()).toBe(1);
		let count = 1;
		for (const change of [
			{ image_prompt: "a harbour" },
			{ seed: 0 },
			{ references: [] },
			{ character },
			{ style_lora: { file: "ink.safetensors", strength: 1 } },
		]) {
			await env.DB.prepare("UPDATE shots SET is_image_dirty = 0 WHERE id = ?").bind(shot.id).run();
			expect(await changeShot(account, shot, change)).toMatchObject({ ...change, is_image_dirty: true });
			expect(await revision()).toBe(++count);
			expect(await changeShot(account, shot, change)).toMatchObject({ is_image_dirty: true });
			expect(await revision()).toBe(count);
		}
	});

	test("what a character or the project gives a picture makes it dirty when it changes, unless the shot has its own", async () => {
		const character = (await makeCharacter(account)).id;
		const { id } = await makeProject(account, pool);
		const style_lora = { file: "own.safetensors" };
		const shots = await addShots(account, id, [{ character }, { style_lora }, {}]);
		const dirty = async () => {
			const now = await Promise.all(shots.map((one) => getShot(account, id, one.id)));
			await env.DB.prepare("UPDATE shots SET is_image_dirty = 0 WHERE project_id = ?").bind(id).run();
			return now.map((one) => one.is_image_dirty);
		};
		const patch = (path: string, json: object) => call("PATCH", path, { as: account.key, json });
		await dirty();
		const ink = { file: "ink.safetensors" };
		await jsonOf(await patch(`/v1/characters/${character}`, { style_lora: ink }), 200);
		expect(await dirty()).toEqual([true, false, false]);
		await jsonOf(await patch(`/v1/projects/${id}`, { style_lora: ink, name: "C" }), 200);
		expect(await dirty()).toEqual([false, false, true]);
		await jsonOf(await patch(`/v1/projects/${id}`, { retry_backoff_s: 5 }), 200);
		expect(await dirty()).toEqual([false, false, false]);
		await jsonOf(await patch(`/v1/projects/${id}`, { aspect_ratio: "1:1" }), 200);
		expect(await dirty()).toEqual([true, true, true]);
		expect((await call("DELETE", `/v1/characters/${character}`, { as: account.key })).status).toBe(204);
		expect(await getShot(account, id, shots[0]?.id ?? "")).toMatchObject({
			character: null,
			is_image_dirty: true,
		});
	});
});

describe("S1-22 what does not fit is refused with its place, and leaves nothing", () => {
	const shotsPath = () => `/v1/projects/${project}/shots`;
	const bad: [string, () => object | Promise<object>, string, ProblemCode, string][] = [
		["501 shots", () => ({ shots: Array(501).fill(shotOf(0)) }), "/shots", "invalid_request", "too_big"],
		["no shots", () => ({ shots: [] }), "/shots", "invalid_request", "too_small"],
		["seed -1", () => one({ seed: -1 }), "/shots/1/seed", "invalid_request", "too_small"],
		["seed 1.5", () => one({ seed: 1.5 }), "/shots/1/seed", "invalid_request", "invalid_type"],
		["seed as text", () => one({ seed: "7" }), "/shots/1/seed", "invalid_request", "invalid_type"],
		["seed too large", () => one({ seed: 2 ** 53 }), "/shots/1/seed", "invalid_request", "too_big"],
		[
			"blank sentence",
			() => one({ sentence: " \n" }),
			"/shots/1/sentence",
			"invalid_request",
			"invalid_format",
		],
		[
			"blank prompt",
			() => one({ image_prompt: " " }),
			"/shots/1/image_prompt",
			"invalid_request",
			"invalid_format",
		],
		[
			"five references",
			() => one({ references: Array(5).fill(picture) }),
			"/shots/1/references",
			"invalid_request",
			"too_big",
		],
		[
			"a path as reference",
			() => one({ references: ["a.png"] }),
			"/shots/1/references/0",
			"invalid_request",
			"invalid_format",
		],
		[
			"an unknown reference",
			() => one({ references: ["ast_00000000000000000000000000"] }),
			"/shots/1/references/0",
			"missing_asset",
			"missing_asset",
		],
		[
			"another's reference",
			async () => one({ references: [picture, (await uploadAsset(foreign, await png())).id] }),
			"/shots/1/references/1",
			"missing_asset",
			"missing_asset",
		],
		[
			"a sound as reference",
			async () => one({ references: [(await uploadAsset(account, wav(), "a.wav")).id] }),
			"/shots/1/references/0",
			"invalid_request",
			"invalid_parameter",
		],
		[
			"another's character",
			async () => one({ character: (await makeCharacter(foreign)).id }),
			"/shots/1/character",
			"invalid_request",
			"unknown_character",
		],
		[
			"an unknown field",
			() => one({ is_image_dirty: false }),
			"/shots/1/is_image_dirty",
			"invalid_request",
			"unknown_field",
		],
	];
	const one = (more: object) => ({ shots: [shotOf(0), { ...shotOf(1), ...more }] });

	test.each(bad)("%s", async (_name, make, pointer, code, item) => {
		const json = await make();
		await writesNothing(async () => {
			const answer = await call("POST", shotsPath(), { as: account.key, json });
			const problem = await problemOf(answer, code);
			expect(problem.errors[0]).toMatchObject({ pointer, code: item });
		});
	});

	test("a change of a shot is looked at like a new one", async () => {
		await writesNothing(async () => {
			const path = `${shotsPath()}/${shot.id}`;
			const refused = async (json: object, code: ProblemCode) => {
				const problem = await problemOf(await call("PATCH", path, { as: account.key, json }), code);
				return problem.errors[0]?.pointer;
			};
			expect(await refused({ seed: -1 }, "invalid_request")).toBe("/seed");
			const unknown = { references: ["ast_00000000000000000000000000"] };
			expect(await refused(unknown, "missing_asset")).toBe("/references/0");
			const nobody = { character: "chr_00000000000000000000000000" };
			expect(await refused(nobody, "invalid_request")).toBe("/character");
		});
	});

	test("a workflow that is not there, or makes no picture of a prompt, is no project's", async () => {
		await writesNothing(async () => {
			for (const [workflow, code] of [
				["no-such", "unknown_workflow"],
				["skin-enhance-upscale", "invalid_request"],
				["wan-2-2-text-to-video", "invalid_request"],
			] as const) {
				const json = { name: "x", workflow };
				const problem = await problemOf(await call("POST", "/v1/projects", { as: account.key, json }), code);
				expect(problem.errors[0]?.pointer).toBe("/workflow");
			}
		});
		const json = { workflow: "no-such" };
		await problemOf(
			await call("PATCH", `/v1/projects/${project}`, { as: account.key, json }),
			"unknown_workflow",
		);
	});

	test("another account's project, and one that never was, are not found on every route", async () => {
		const missing = "prj_00000000000000000000000000";
		const routes: [string, string, object?][] = [
			["GET", ""],
			["PATCH", "", { name: "x" }],
			["DELETE", ""],
			["POST", "/shots", { shots: [shotOf(0)] }],
			["GET", "/shots"],
			["GET", `/shots/${shot.id}`],
			["PATCH", `/shots/${shot.id}`, { seed: 1 }],
			["DELETE", `/shots/${shot.id}`],
			["PUT", "/order", { shots: [shot.id] }],
			["POST", `/shots/${shot.id}/generate`, {}],
			["POST", "/generate", {}],
			["POST", "/cancel"],
			["GET", `/shots/${shot.id}/image`],
			["GET", "/events"],
			["POST", "/tickets"],
			["POST", "/events/url"],
		];
		await writesNothing(async () => {
			for (const [method, path, json] of routes) {
				const ask = (id: string, as: string) =>
					call(method, `/v1/projects/${id}${path}`, { as, ...(json && { json }) });
				await problemOf(await ask(project, foreign.key), "not_found");
				await problemOf(await ask(missing, account.key), "not_found");
			}
		});
	});
});
