import { createRoute, z } from "@hono/zod-openapi";
import { datasetArchiveSchema } from "../../../contract/training/dataset-items.ts";
import { ARCHIVE } from "../../../datasets/archive/limits.ts";
import { addArchive } from "../../../datasets/archive/store.ts";
import { archiveOf, filesOf } from "../../../datasets/archive/write.ts";
import { itemsQuery } from "../../../datasets/items.ts";
import { readVersion } from "../../../datasets/read.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf, declaredSize } from "../../../http/app.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { datasetParam, mustFindDataset } from "./datasets.ts";
import { versionQuery } from "./items.ts";

const tags = ["datasets"];
const binary = z.string().openapi({ format: "binary" });
/** Texts without a picture that are told. */
const MOST_TOLD = 50;

const upload = createRoute({
	method: "post",
	path: "/v1/datasets/{name}/archive",
	operationId: "uploadDatasetArchive",
	tags,
	summary: "Add the pictures of a ZIP archive to a dataset",
	description: `All of them or none. A text goes with the picture of its name (\`a.txt\` with \`a.png\`), \`a_flipped.png\` is the flipped copy of \`a.png\`, and what lies in a folder \`reg\` is trained beside; other files are left aside. The archive may have ${ARCHIVE.bytes} bytes, each picture ${ARCHIVE.picture}, all of them unpacked ${ARCHIVE.unpacked}. A path that leads out of it is refused, and so is one that is there twice. Sent again with its \`Idempotency-Key\` the same archive adds nothing, and another one is refused.`,
	security,
	request: {
		params: datasetParam,
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: { required: true, content: { "application/zip": { schema: binary } } },
	},
	responses: {
		201: json(datasetArchiveSchema, "What was added"),
		...refusals(400, 401, 403, 404, 409, 411, 413, 422),
	},
});
const download = createRoute({
	method: "get",
	path: "/v1/datasets/{name}/archive",
	operationId: "downloadDatasetArchive",
	tags,
	summary: "A dataset, or a version of it, as a ZIP archive",
	description:
		"As kohya's trainers read it: `train/10_<trigger>` with a text beside each picture, and beside it `reg/1_<class>`.",
	security,
	request: { params: datasetParam, query: z.object({ version: versionQuery.default(0) }) },
	responses: {
		200: { description: "The archive", content: { "application/zip": { schema: binary } } },
		...refusals(401, 403, 404, 422),
	},
});

export function registerDatasetArchives(app: App): void {
	app.openapi(upload, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		declaredSize(c, ARCHIVE.bytes);
		await mustFindDataset(c.env, account, name);
		const body = c.req.raw.body ?? new ReadableStream<Uint8Array>({ start: (empty) => empty.close() });
		const header = c.req.header("idempotency-key");
		const keyOf = (sha256: string) =>
			readIdempotencyKey(header, `POST /v1/datasets/${name}/archive`, { sha256 });
		const { made, replayed } = await addArchive(c.env, account, name, { body, keyOf }, Date.now());
		const { first, added, loose_captions } = made;
		if (replayed) sayReplayed(c);
		return c.json(
			{ dataset: name, added, first_item: first, loose_captions: loose_captions.slice(0, MOST_TOLD) },
			201,
		);
	});

	app.openapi(download, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		const { version } = c.req.valid("query");
		const { row, items } =
			version === 0
				? {
						row: (await mustFindDataset(c.env, account, name)).row,
						items: await itemsQuery(database(c.env.DB), account, name, { version }),
					}
				: await readVersion(c.env, account, name, version);
		const archive = archiveOf(c.env.BUCKET, filesOf({ ...row, items }), row.created_at);
		return c.body(archive, 200, {
			"content-type": "application/zip",
			"content-disposition": `attachment; filename="${version === 0 ? name : `${name}-${version}`}.zip"`,
			"cache-control": "private, no-store",
		});
	});
}
