import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { pipelines } from "../../../workflows/pipelines/index.ts";
import type { CreatedPipeline, PipelineSummary } from "../../contract/workflows/pipelines.ts";
import { app } from "../../index.ts";
import { makeAccount } from "../../testing/accounts.ts";
import { makeCharacter } from "../../testing/characters.ts";
import { png } from "../../testing/files.ts";
import { call, type JsonSchema, jsonOf, openApi } from "../../testing/http.ts";
import { submit, uploadAsset } from "../../testing/jobs.ts";
import { makePipeline, newPipelineName, pipelineNamed, postPipeline } from "../../testing/own-pipelines.ts";
import { makeProject } from "../../testing/projects.ts";
import { makeWorker, mustClaim } from "../../testing/workers.ts";
import { documentNamed, GRAPH, makeWorkflow, newName, postWorkflow } from "../../testing/workflows.ts";

/** A binding that counts what it is asked for, and gives none of it. */
function counted<T extends object>(binding: T): { binding: T; asked: () => number } {
	let asked = 0;
	const counting = new Proxy(binding, {
		get(_, name) {
			asked += 1;
			throw new Error(`a list asks for ${String(name)}`);
		},
	});
	return { binding: counting, asked: () => asked };
}

/** Every route that gives a page. */
async function lists(): Promise<string[]> {
	const { paths, components } = await openApi();
	const isPage = (schema: JsonSchema | undefined) => {
		const name = schema?.$ref?.split("/").at(-1) ?? "";
		return components.schemas[name]?.properties?.has_more !== undefined;
	};
	return Object.entries(paths).flatMap(([path, { get }]) =>
		isPage(get?.responses["200"]?.content?.["application/json"]?.schema) && !path.includes("{") ? [path] : [],
	);
}

test("no list asks R2 or a job's object for anything, however long what it lists", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await makeWorkflow(account);
	const text = "a harbour at night, ".repeat(1000);
	const graph = { ...GRAPH, "3": { ...GRAPH["3"], inputs: { ...GRAPH["3"].inputs, text } } };
	const notes = Array.from({ length: 20 }, () => "y".repeat(900));
	for (const more of [{ graph }, { graph, notes }])
		await jsonOf(await postWorkflow(account, { document: documentNamed(newName(), more) }), 201);
	const { document } = await makePipeline(account);
	const long = { ...document, id: newPipelineName(), notes: notes.slice(0, 12) };
	await jsonOf(await postPipeline(account, { document: long }), 201);
	await makeCharacter(account);
	await makeProject(account, worker.pool);
	await uploadAsset(account, await png());
	await submit(account, worker, { graph });
	await submit(account, worker);
	await mustClaim(worker);

	const seen = new Map<string, number>();
	for (const path of await lists()) {
		const bucket = counted(env.BUCKET);
		const jobs = counted(env.JOBS);
		const context = createExecutionContext();
		const ask = (key: string) =>
			app.fetch(
				new Request(`https://edge${path}`, { headers: { authorization: `Bearer ${key}` } }),
				{ ...env, BUCKET: bucket.binding, JOBS: jobs.binding },
				context,
			);
		const own = await ask(account.key);
		const answer = own.status === 403 ? await ask(env.ADMIN_KEY) : own;
		await waitOnExecutionContext(context);
		const { data } = await jsonOf<{ data: unknown[] }>(answer, 200);
		expect([bucket.asked(), jobs.asked()], path).toEqual([0, 0]);
		seen.set(path, data.length);
	}
	for (const path of ["/v1/workflows", "/v1/jobs", "/v1/assets"])
		expect(seen.get(path), path).toBeGreaterThan(0);
	expect(seen.get("/v1/pipelines")).toBe(pipelines.length + 2);
	expect(seen.size).toBeGreaterThan(5);
});

test("lists read no document: they show what stands in the row, without details where those are long", async () => {
	const account = await makeAccount();
	const short = await makePipeline(account);
	const notes = Array.from({ length: 12 }, (_, i) => `${i} ${"note ".repeat(150)}`);
	const long = pipelineNamed(newPipelineName(), undefined, { notes });
	const made = await jsonOf<CreatedPipeline>(await postPipeline(account, { document: long }), 201);
	const list = async () => {
		const answer = await call("GET", "/v1/pipelines?owner=account", { as: account.key });
		return (await jsonOf<{ data: PipelineSummary[] }>(answer, 200)).data;
	};
	const listed = await list();
	const { notes: _, parameters: __, example: ___, ...rest } = made.pipeline;
	expect(listed).toEqual([
		{ ...short.pipeline, details_omitted: false },
		{ ...rest, notes: [], parameters: {}, example: {}, details_omitted: true },
	]);
	const rows = env.DB.prepare("UPDATE pipelines SET listing = NULL WHERE account_id = ?").bind(account.id);
	// A row that does not say it yet says it once it was listed.
	await rows.run();
	expect(await list()).toEqual(listed);
	const { objects } = await env.BUCKET.list({ prefix: `${account.id}/pipelines/` });
	await env.BUCKET.delete(objects.map(({ key }) => key));
	expect(await list()).toEqual(listed);
	// What cannot be read any more hides nothing else.
	await rows.run();
	expect(await list()).toEqual(listed.slice(0, 1));
});
