import { createRoute, z } from "@hono/zod-openapi";
import { modelFolders } from "../../../workflows/graph/known-nodes.ts";
import { fileInputsOf } from "../../../workflows/plan/file-inputs.ts";
import {
	featuresSchema,
	freeSchema,
	nodeClassesSchema,
	systemStatsSchema,
} from "../../contract/comfyui/information.ts";
import { MOST_MODELS } from "../../contract/workflows/models.ts";
import { database } from "../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { classicSecurity, json, jsonBody, refusals } from "../../http/responses.ts";
import { unionOf } from "../../pools/capabilities.ts";
import { modelFiles } from "../../pools/models.ts";
import { ApiError } from "../../problem.ts";
import { FEATURES } from "./features.ts";
import { allClasses, exactJson, withUploads } from "./node-classes.ts";
import { kindsOfPool, serversOfPool, workersOfPool } from "./pool.ts";
import { offeredUploads } from "./rows.ts";

const route = { method: "get" as const, tags: ["comfyui"], security: classicSecurity };
/** Folders that there are in a ComfyUI, whatever is in them. */
const KNOWN_FOLDERS = new Set(Object.values(modelFolders).flatMap((inputs) => Object.values(inputs)));

const names = z.array(z.string());
const also = (path: string) => `Also at \`/api${path}\`.`;

const classes = createRoute({
	...route,
	path: "/object_info",
	operationId: "comfyuiListNodes",
	summary: "The node classes of the pool `default`, as ComfyUI tells them",
	description: `As workers that are there said them; of a class that several have, the newest one's. Inputs that read an uploaded file offer the newest uploads of the account, and nothing that lies on a worker. ${also("/object_info")}`,
	responses: { 200: json(nodeClassesSchema, "Classes by name"), ...refusals(401, 403) },
});
const oneClass = createRoute({
	...route,
	path: "/object_info/{name}",
	operationId: "comfyuiGetNode",
	summary: "One node class of the pool `default`",
	description: `\`{}\` where there is none. ${also("/object_info/{name}")}`,
	request: { params: z.object({ name: z.string().openapi({ description: "Name of the class" }) }) },
	responses: { 200: json(nodeClassesSchema, "The class, under its name"), ...refusals(401, 403) },
});
const stats = createRoute({
	...route,
	path: "/system_stats",
	operationId: "comfyuiGetSystemStats",
	summary: "The GPUs of the pool `default`, as ComfyUI tells of its own",
	description: `One for each worker that is there. What workers do not tell is 0 or empty. ${also("/system_stats")}`,
	responses: { 200: json(systemStatsSchema, "The GPUs"), ...refusals(401, 403) },
});
const folders = createRoute({
	...route,
	path: "/models",
	operationId: "comfyuiListModelFolders",
	summary: "Folders of model files that the workers of the pool `default` have",
	description: `Those of which a worker has a file. ${also("/models")}`,
	responses: { 200: json(names, "Names of folders"), ...refusals(401, 403) },
});
const models = createRoute({
	...route,
	path: "/models/{folder}",
	operationId: "comfyuiListModels",
	summary: "Model files of a folder",
	description: `At most ${MOST_MODELS}; \`GET /v1/models\` searches. ${also("/models/{folder}")}`,
	request: {
		params: z.object({ folder: z.string().openapi({ description: "Name of the folder: `loras`" }) }),
	},
	responses: { 200: json(names, "Names of files"), ...refusals(401, 403, 404) },
});
const embeddings = createRoute({
	...route,
	path: "/embeddings",
	operationId: "comfyuiListEmbeddings",
	summary: "Always empty: workers do not tell which embeddings they have",
	description: `Prompts may name one all the same. ${also("/embeddings")}`,
	responses: { 200: json(names, "None"), ...refusals(401, 403) },
});
const extensions = createRoute({
	...route,
	path: "/extensions",
	operationId: "comfyuiListExtensions",
	summary: "Always empty: scripts of custom nodes are not served",
	description: also("/extensions"),
	responses: { 200: json(names, "None"), ...refusals(401, 403) },
});
const features = createRoute({
	...route,
	path: "/features",
	operationId: "comfyuiGetFeatures",
	summary: "What these routes can do beside the oldest of ComfyUI's",
	description: also("/features"),
	responses: { 200: json(featuresSchema, "What there is"), ...refusals(401, 403) },
});
const free = createRoute({
	...route,
	method: "post",
	path: "/free",
	operationId: "comfyuiFree",
	summary: "Nothing to do: workers see to their memory by themselves",
	description: `It is accepted, and changes nothing. ${also("/free")}`,
	request: { body: { ...jsonBody(freeSchema), required: false } },
	responses: {
		200: { description: "There is nothing to read" },
		...refusals(400, 401, 403, 413, 415, 422),
	},
});

export function registerInformation(app: App): void {
	app.openapi(classes, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return exactly(c, await classesOf(c, account));
	});
	app.openapi(oneClass, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { name } = c.req.valid("param");
		return exactly(c, await classesOf(c, account, name));
	});
	app.openapi(stats, async (c) => {
		await accountOf(c, "jobs:read");
		const workers = await workersOfPool(c.env);
		return c.json(
			{
				system: {
					os: "posix" as const,
					ram_total: 0,
					ram_free: 0,
					comfyui_version: workers[0]?.comfyui_version ?? "",
					python_version: "",
					pytorch_version: "",
					embedded_python: false,
					argv: [],
				},
				devices: workers.map(({ gpu: { name, type, vram_bytes } }, index) => ({
					...{ name, type, index, vram_total: vram_bytes },
					...{ vram_free: 0, torch_vram_total: 0, torch_vram_free: 0 },
				})),
			},
			200,
		);
	});
	app.openapi(folders, async (c) => {
		await accountOf(c, "jobs:read");
		const { data } = modelFiles(await kindsOfPool(c.env), { limit: Number.POSITIVE_INFINITY });
		return c.json([...new Set(data.flatMap(({ folder }) => folder ?? []))], 200);
	});
	app.openapi(models, async (c) => {
		await accountOf(c, "jobs:read");
		const { folder } = c.req.valid("param");
		const { data } = modelFiles(await kindsOfPool(c.env), { folder, limit: MOST_MODELS });
		if (data.length === 0 && !KNOWN_FOLDERS.has(folder))
			throw new ApiError("not_found", "no worker has a model file in a folder of that name");
		return c.json([...new Set(data.map(({ file }) => file))], 200);
	});
	for (const nothing of [embeddings, extensions])
		app.openapi(nothing, async (c) => {
			await accountOf(c, "jobs:read");
			return c.json([], 200);
		});
	app.openapi(features, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json(FEATURES, 200);
	});
	app.openapi(free, async (c) => {
		await accountOf(c, "jobs:write");
		return c.body(null, 200);
	});
}

/** All classes, or the one that is asked for, as the account sees them. */
async function classesOf(c: AppContext, account: string, only?: string) {
	const [{ kinds, infos }, uploads] = await Promise.all([
		serversOfPool(c.env),
		offeredUploads(database(c.env.DB), account),
	]);
	const union = unionOf(kinds);
	const entries = Object.entries(allClasses(infos)).filter(([name]) => only === undefined || name === only);
	return Object.fromEntries(
		entries.map(([name, info]) => [name, withUploads(info, fileInputsOf(name, union), uploads)]),
	);
}

/** What ComfyUI said, to the digit. */
function exactly(c: AppContext, value: Record<string, unknown>) {
	// Its type is what the route declares; its text cannot be made by `c.json`.
	return c.body(exactJson(value), 200, { "content-type": "application/json" }) as never;
}
