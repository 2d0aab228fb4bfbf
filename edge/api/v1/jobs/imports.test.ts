import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { canonical } from "../../../../workflows/graph/canonical.ts";
import { hashSecret } from "../../../auth/secret.ts";
import { type JobResource, jobSchema, sidecarSchema } from "../../../contract/jobs/jobs.ts";
import { finishDeletions } from "../../../housekeeping/finish-deletions.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, sha256 } from "../../../testing/files.ts";
import { GRAPH } from "../../../testing/harbour.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, uploadAsset } from "../../../testing/jobs.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

const LOAD = { class_type: "LoadImage", inputs: { image: "dog.png" } };
const NEGATIVE = {
	"1": LOAD,
	"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
	"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "negative" } },
};
const [CREATED, FINISHED] = ["2025-03-04T05:06:07.000Z", "2025-03-04T05:06:39.000Z"];

let width = 4;
/** A picture with bytes that no other has. */
async function picture(as = account, filename = "made.png") {
	const bytes = await png(width++, 4);
	return { asset: await uploadAsset(as, bytes, filename), sha256: await sha256(bytes) };
}
const post = (json: object, as = account) => call("POST", "/v1/imports", { as: as.key, json });
const imported = async (json: object, status = 201, as = account): Promise<JobResource> =>
	jobSchema.parse(await jsonOf(await post(json, as), status));

describe("a picture that a ComfyUI made before", () => {
	test("is a job that has ended at its own time, costs nothing, and has its graph and what it was made from", async () => {
		const dog = await picture(account, "dog.png");
		const [made, more] = [await picture(), await picture()];
		const outputs = [{ sha256: made.sha256, node: "3" }, { sha256: more.sha256 }];
		const times = { created_at: CREATED, finished_at: FINISHED };
		const metadata = { from: "desk" };
		const job = await imported({
			graph: NEGATIVE,
			inputs: { "1.image": dog.sha256 },
			outputs,
			...times,
			metadata,
		});
		expect(job).toMatchObject({
			...{ status: "succeeded", imported: true, workflow: "graph", version: 1, error: null, metadata },
			...{ created_at: CREATED, started_at: CREATED, finished_at: FINISHED, retry_of: null },
		});
		expect(job.cost).toMatchObject({ micro_usd: 0, attempts: 0 });
		expect(job.outputs.map(({ id, name, position, job: of }) => [id, name, position, of])).toEqual([
			[made.asset.id, "3", 0, job.id],
			[more.asset.id, null, 1, job.id],
		]);
		expect(job.stages).toMatchObject([
			{ key: "main", status: "succeeded", tasks: [{ attempts: 0, epoch: 0 }] },
		]);
		const kept = await call("GET", `/v1/jobs/${job.id}/workflow`, { as: account.key });
		expect(sidecarSchema.parse(await jsonOf(kept, 200)).tasks).toMatchObject([
			{ graph: NEGATIVE, inputs: [{ asset_id: dog.asset.id, node: "1", input: "image" }] },
		]);
		const from = await call("GET", `/v1/assets?made_from=${dog.asset.id}`, { as: account.key });
		const lineage = await jsonOf<{ data: { id: string }[] }>(from, 200);
		expect(lineage.data.map(({ id }) => id).sort()).toEqual([made.asset.id, more.asset.id].sort());
		const listed = await call("GET", "/v1/jobs?created_before=2026-01-01T00:00:00Z", { as: account.key });
		expect(await jsonOf(listed, 200)).toMatchObject({ data: [{ id: job.id, imported: true }] });
		const events = await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key });
		expect(await events.text()).toMatch(/"type":"job","seq":1,.*"status":"succeeded"/);
	});

	test("is the same job whenever the same graph and bytes are sent, in any order, at the same moment too, and never a second", async () => {
		const [one, two] = [await picture(), await picture()];
		const request = {
			graph: {
				load: LOAD,
				save: { class_type: "SaveImage", inputs: { images: ["load", 0], filename_prefix: "x" } },
			},
			outputs: [one, two].map(({ sha256 }) => ({ sha256 })),
			finished_at: FINISHED,
		};
		const all = await Promise.all(Array.from({ length: 6 }, () => post(request)));
		const ids = await Promise.all(all.map(async (answer) => (await answer.json<JobResource>()).id));
		expect(new Set(ids).size).toBe(1);
		expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
		const { load, save } = request.graph;
		const graph = {
			save: { inputs: { filename_prefix: "x", images: ["load", 0] }, class_type: save.class_type },
			load,
		};
		const again = { graph, outputs: request.outputs.toReversed(), finished_at: CREATED };
		expect((await imported(again, 200)).id).toBe(ids[0]);
		// One of its files was thrown away since.
		expect((await imported({ ...again, outputs: again.outputs.slice(1) }, 200)).id).toBe(ids[0]);
		// What it was known by before keys began with their graph is good, too.
		const content = canonical([request.graph, [one.sha256, two.sha256].sort()]);
		await env.DB.prepare("UPDATE jobs SET import_key = ? WHERE id = ?")
			.bind(await hashSecret(content), ids[0])
			.run();
		expect((await imported(again, 200)).id).toBe(ids[0]);
		// Another graph with the same picture wants a file of its own: this one is taken.
		const other = await post({ ...request, graph: NEGATIVE });
		expect((await problemOf(other, "missing_asset")).errors.map(({ pointer }) => pointer)).toEqual([
			"/outputs/0/sha256",
			"/outputs/1/sha256",
		]);
	});

	test("runs again here with the same graph and the files that it read", async () => {
		const [dog, made, next] = [await picture(), await picture(), await picture()];
		const base = { graph: NEGATIVE, finished_at: FINISHED };
		const dogs = { "1.image": dog.sha256 };
		await imported({ ...base, inputs: dogs, outputs: [{ sha256: made.sha256 }] });
		// What was made before is what the next was made from.
		const inputs = { "1.image": made.sha256 };
		const { id } = await imported({ ...base, inputs, outputs: [{ sha256: next.sha256 }] });
		const retried = await call("POST", `/v1/jobs/${id}/retry`, { as: account.key });
		const again = await jsonOf<JobResource>(retried, 201);
		expect(again).toMatchObject({ retry_of: id, imported: false, status: "queued" });
		const kept = await call("GET", `/v1/jobs/${again.id}/workflow`, { as: account.key });
		expect(sidecarSchema.parse(await jsonOf(kept, 200)).tasks).toMatchObject([
			{ inputs: [{ asset_id: made.asset.id, node: "1", input: "image" }] },
		]);
	});

	test("goes with its job: rows, bytes and what it is known again by", async () => {
		const made = await picture();
		const request = { graph: GRAPH, outputs: [{ sha256: made.sha256 }], finished_at: FINISHED };
		const { id } = await imported(request);
		const key = `${account.id}/uploads/${made.asset.id}`;
		expect(await env.BUCKET.head(key)).not.toBeNull();
		expect((await call("DELETE", `/v1/jobs/${id}`, { as: account.key })).status).toBe(204);
		expect((await call("GET", `/v1/assets/${made.asset.id}`, { as: account.key })).status).toBe(404);
		await finishDeletions(env, Date.now());
		expect(await env.BUCKET.head(key)).toBeNull();
		await problemOf(await post(request), "missing_asset");
		const asset = await uploadAsset(account, await png(4, 900));
		const anew = await imported({ ...request, outputs: [{ sha256: asset.sha256 }] });
		expect((await getJob(account, anew.id)).imported).toBe(true);
	});
});

describe("what does not fit is refused, and nothing of it is written", () => {
	const refused = async (json: object, code: Parameters<typeof problemOf>[1], ...pointers: string[]) => {
		const answer = await writesNothing(() => post(json));
		const problem = await problemOf(answer, code);
		expect(problem.errors.map(({ pointer }) => pointer)).toEqual(pointers);
	};
	const NONE = "0".repeat(64);

	test.each([
		["no outputs", { outputs: [] }, "invalid_request", "/outputs"],
		["a hash that is none", { outputs: [{ sha256: "../../x" }] }, "invalid_request", "/outputs/0/sha256"],
		["one file twice", { outputs: [{ sha256: NONE }, { sha256: NONE }] }, "invalid_request", "/outputs"],
		["no such file", {}, "missing_asset", "/outputs/0/sha256"],
		["no graph", { graph: { nodes: [] } }, "invalid_graph", "/graph"],
		["an end in the future", { finished_at: "2999-01-01T00:00:00Z" }, "invalid_request", "/finished_at"],
		["an end before its beginning", { created_at: "2025-03-05T00:00:00Z" }, "invalid_request", "/created_at"],
		["a time that is none", { finished_at: "yesterday" }, "invalid_request", "/finished_at"],
	] as const)("%s", async (_, change, code, pointer) => {
		const request = { graph: GRAPH, outputs: [{ sha256: NONE }], finished_at: FINISHED, ...change };
		await refused(request, code, pointer);
	});

	test("a file of another account, and an input of no node", async () => {
		const theirs = await picture(await makeAccount());
		const made = await picture();
		const outputs = [{ sha256: made.sha256 }];
		const base = { graph: NEGATIVE, outputs, finished_at: FINISHED };
		await refused({ ...base, outputs: [{ sha256: theirs.sha256 }] }, "missing_asset", "/outputs/0/sha256");
		await refused({ ...base, inputs: { "1.image": theirs.sha256 } }, "missing_asset", "/inputs/1.image");
		await refused({ ...base, inputs: { "9.image": made.sha256 } }, "invalid_request", "/inputs/9.image");
	});
});
