import { createRoute, z } from "@hono/zod-openapi";
import { diffOf, type Kept } from "../../../../workflows/datasets/diff.ts";
import {
	datasetChecksSchema,
	datasetDiffSchema,
	datasetHashesSchema,
} from "../../../contract/training/dataset-items.ts";
import { datasetVersionSchema, MAX_DATASET_VERSIONS } from "../../../contract/training/datasets.ts";
import { checksOf, refuseFaults, toChecks } from "../../../datasets/checks.ts";
import { itemsQuery, noteHashes, type WholeItem } from "../../../datasets/items.ts";
import { readVersion } from "../../../datasets/read.ts";
import { toVersion } from "../../../datasets/resource.ts";
import { deleteDatasetVersion, freezeDataset } from "../../../datasets/store.ts";
import { database, isConflict } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { countedPart, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { datasetParam, mustFindDataset } from "./datasets.ts";
import { versionQuery } from "./items.ts";

const tags = ["datasets"];

const check = createRoute({
	method: "get",
	path: "/v1/datasets/{name}/checks",
	operationId: "checkDataset",
	tags,
	summary: "What a training of a dataset would stumble over",
	description:
		"Count, size, captions, framings, pictures that are nearly the same or mirrored. Pictures are compared by hashes that whoever decoded them has sent (`darkroom dataset`, the studio): one without is told as `not_compared`.",
	security,
	request: { params: datasetParam, query: z.object({ version: versionQuery.default(0) }) },
	responses: { 200: json(datasetChecksSchema, "The verdicts"), ...refusals(401, 403, 404, 422) },
});
const note = createRoute({
	method: "put",
	path: "/v1/datasets/{name}/hashes",
	operationId: "noteDatasetHashes",
	tags,
	summary: "Say what pictures of a dataset look like",
	description:
		"Perceptual hashes from whoever decoded them: by these near duplicates and flipped twins are found. The edge decodes no picture.",
	security,
	request: { params: datasetParam, body: jsonBody(datasetHashesSchema) },
	responses: {
		200: json(datasetChecksSchema, "The verdicts, these hashes considered"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const freeze = createRoute({
	method: "post",
	path: "/v1/datasets/{name}/versions",
	operationId: "freezeDataset",
	tags,
	summary: "Freeze a dataset as its next version",
	description: `Trainings name it as \`name@version\`; it never changes. A dataset with faults is refused. Where nothing was changed since the newest version, that one is the answer. A dataset may have ${MAX_DATASET_VERSIONS} versions.`,
	security,
	request: { params: datasetParam },
	responses: {
		200: json(datasetVersionSchema, "The newest version, which it still is"),
		201: json(datasetVersionSchema, "The new version"),
		...refusals(401, 403, 404, 409),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/datasets/{name}/versions/{version}",
	operationId: "deleteDatasetVersion",
	tags,
	summary: "Delete a version of a dataset",
	description: "Trainings that were submitted keep what they need. Its number is given to no other.",
	security,
	request: { params: datasetParam.extend({ version: countedPart(1, 999_999) }) },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404) },
});
const diff = createRoute({
	method: "get",
	path: "/v1/datasets/{name}/diff",
	operationId: "diffDataset",
	tags,
	summary: "How two versions of a dataset differ",
	description: "Pictures are told apart by their bytes. 0 is the dataset as it is now.",
	security,
	request: {
		params: datasetParam,
		query: z.object({ from: versionQuery.default(0), to: versionQuery.default(0) }),
	},
	responses: { 200: json(datasetDiffSchema, "What differs"), ...refusals(401, 403, 404, 422) },
});

export function registerDatasetVersions(app: App): void {
	app.openapi(check, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		const { terms, items } = await versionOrNow(c.env, account, name, c.req.valid("query").version);
		return c.json(toChecks(checksOf(terms, items)), 200);
	});

	app.openapi(note, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		await noteHashes(database(c.env.DB), account, name, c.req.valid("json"));
		const { terms, items } = await versionOrNow(c.env, account, name, 0);
		return c.json(toChecks(checksOf(terms, items)), 200);
	});

	app.openapi(freeze, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		const db = database(c.env.DB);
		const { row, versions } = await mustFindDataset(c.env, account, name);
		const [newest] = versions;
		if (newest !== undefined && row.frozen_revision === row.revision) return c.json(toVersion(newest), 200);
		refuseFaults(name, checksOf(row, await itemsQuery(db, account, name, { version: 0, role: "picture" })));
		const [first, ...rest] = freezeDataset(db, account, name, row.revision, Date.now());
		try {
			if (first) await db.batch([first, ...rest]);
		} catch (error) {
			if (!isConflict(error, "dataset_version")) throw error;
			throw versions.length >= MAX_DATASET_VERSIONS
				? new ApiError(
						"dataset_limit",
						`${name} has ${versions.length} versions, which is as many as it may; delete some`,
					)
				: new ApiError("conflict", `${name} was changed at the same moment; look at it and freeze it again`);
		}
		const made = await mustFindDataset(c.env, account, name);
		const version = made.versions[0];
		if (version === undefined) throw notFound("dataset");
		return c.json(toVersion(version), 201);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const { name, version } = c.req.valid("param");
		const now = Date.now();
		if (!(await deleteDatasetVersion(database(c.env.DB), auditorOf(c, principal), name, version, now)))
			throw notFound("version of a dataset");
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});

	app.openapi(diff, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		const { from, to } = c.req.valid("query");
		const [before, after] = await Promise.all(
			[from, to].map((version) => versionOrNow(c.env, account, name, version)),
		);
		return c.json(diffOf(keptOf(before?.items), keptOf(after?.items)), 200);
	});
}

/** Pictures of a version, or with 0 those that it has now. @throws ApiError `not_found` */
async function versionOrNow(env: Env, account: string, name: string, version: number) {
	if (version !== 0) {
		const { row, items } = await readVersion(env, account, name, version);
		return { terms: row, items: items.filter((one) => one.row.role === "picture") };
	}
	const { row } = await mustFindDataset(env, account, name);
	const items = await itemsQuery(database(env.DB), account, name, { version, role: "picture" });
	return { terms: row, items };
}

function keptOf(items: readonly WholeItem[] = []): (Kept & { item: number; asset: string })[] {
	return items.map(({ row, asset }) => ({
		item: row.item,
		asset: asset.id,
		sha256: asset.sha256,
		caption: row.caption ?? "",
	}));
}
