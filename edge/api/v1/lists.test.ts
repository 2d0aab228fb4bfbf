import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "../../index.ts";
import { makeAccount } from "../../testing/accounts.ts";
import { png } from "../../testing/files.ts";
import { type JsonSchema, jsonOf, openApi } from "../../testing/http.ts";
import { submit, uploadAsset } from "../../testing/jobs.ts";
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
	expect(seen.size).toBeGreaterThan(5);
});
