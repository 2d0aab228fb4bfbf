import { createRoute, z } from "@hono/zod-openapi";
import {
	folderFilesSchema,
	modelFoldersSchema,
	nothingSchema,
	usersSchema,
} from "../../../contract/comfyui-editor.ts";
import { MOST_MODELS } from "../../../contract/models.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { classicSecurity, json, refusals } from "../../../http/responses.ts";
import { modelFiles } from "../../../pools/models.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { kindsOfPool } from "../pool.ts";

const route = { method: "get" as const, tags: ["comfyui"], security: classicSecurity };
const also = (path: string) => `Also at \`/api${path}\`.`;
/** Workers do not tell where their folders lie. */
const NOWHERE: string[] = [];
const NOT_KEPT = "settings are not kept here: each start of the editor begins with its own";

const users = createRoute({
	...route,
	path: "/users",
	operationId: "comfyuiGetUsers",
	summary: "That ComfyUI's editor has one user: the account of the key",
	description: also("/users"),
	responses: { 200: json(usersSchema, "One user"), ...refusals(401, 403) },
});
const settings = createRoute({
	...route,
	path: "/settings",
	operationId: "comfyuiGetSettings",
	summary: "Settings of ComfyUI's editor: always empty",
	description: `So ${NOT_KEPT}. ${also("/settings")}`,
	responses: { 200: json(nothingSchema, "None"), ...refusals(401, 403) },
});
const setSettings = createRoute({
	...route,
	method: "post",
	path: "/settings",
	operationId: "comfyuiSetSettings",
	summary: "Nothing is kept of settings",
	description: `It is accepted and changes nothing: ${NOT_KEPT}. ${also("/settings")}`,
	responses: { 200: { description: "There is nothing to read" }, ...refusals(401, 403) },
});
const setSetting = createRoute({
	...route,
	method: "post",
	path: "/settings/{name}",
	operationId: "comfyuiSetSetting",
	summary: "Nothing is kept of a setting",
	description: `It is accepted and changes nothing: ${NOT_KEPT}. ${also("/settings/{name}")}`,
	request: { params: z.object({ name: z.string().openapi({ description: "Name of the setting" }) }) },
	responses: { 200: { description: "There is nothing to read" }, ...refusals(401, 403) },
});
const files = createRoute({
	...route,
	path: "/userdata",
	operationId: "comfyuiListUserFiles",
	summary: "Files of ComfyUI's editor: always empty",
	description: `They are not kept here, whatever \`dir\` says. ${also("/userdata")}`,
	responses: { 200: json(z.array(z.string()), "None"), ...refusals(401, 403) },
});
const fileParams = z.object({ file: z.string().openapi({ description: "Its name, slashes encoded" }) });
const file = createRoute({
	...route,
	path: "/userdata/{file}",
	operationId: "comfyuiGetUserFile",
	summary: "A file of ComfyUI's editor: there is none",
	description: also("/userdata/{file}"),
	request: { params: fileParams },
	responses: { 200: { description: "Never: there is none" }, ...refusals(401, 403, 404) },
});
const keepFile = createRoute({
	...route,
	method: "post",
	path: "/userdata/{file}",
	operationId: "comfyuiKeepUserFile",
	summary: "Refused: files of the editor are not kept here",
	description: `Export the workflow to a file, or make it one of the account's own with \`POST /v1/workflows\`. ${also("/userdata/{file}")}`,
	request: { params: fileParams },
	responses: { 200: { description: "Never: it is always refused" }, ...refusals(401, 403) },
});
const EMPTY = [
	["/i18n", "comfyuiGetTranslations", "Translations of custom nodes"],
	["/workflow_templates", "comfyuiListTemplates", "Templates of custom nodes"],
	["/global_subgraphs", "comfyuiListSubgraphs", "Subgraphs that come with nodes"],
	["/node_replacements", "comfyuiListReplacements", "What stands for nodes that are gone"],
] as const;
const folders = createRoute({
	...route,
	path: "/experiment/models",
	operationId: "comfyuiListEditorModelFolders",
	summary: "Folders of model files, as ComfyUI's editor lists them",
	description: `Those of which a worker of the pool \`default\` has a file. ${also("/experiment/models")}`,
	responses: { 200: json(modelFoldersSchema, "Folders"), ...refusals(401, 403) },
});
const inFolder = createRoute({
	...route,
	path: "/experiment/models/{folder}",
	operationId: "comfyuiListEditorModels",
	summary: "Model files of a folder, as ComfyUI's editor lists them",
	description: `At most ${MOST_MODELS}; empty where no worker has one. ${also("/experiment/models/{folder}")}`,
	request: {
		params: z.object({ folder: z.string().openapi({ description: "Name of the folder: `loras`" }) }),
	},
	responses: { 200: json(folderFilesSchema, "Files"), ...refusals(401, 403) },
});

/** What ComfyUI's editor asks for when it starts. What there is not here is answered as by a ComfyUI that has none. */
export function registerEditorSettings(app: App): void {
	app.openapi(users, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json({ storage: "server" as const, migrated: true as const }, 200);
	});
	app.openapi(settings, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json({}, 200);
	});
	for (const set of [setSettings, setSetting])
		app.openapi(set, async (c) => {
			await accountOf(c, "jobs:write");
			return c.body(null, 200);
		});
	app.openapi(files, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json([], 200);
	});
	app.openapi(file, async (c) => {
		await accountOf(c, "jobs:read");
		throw notFound("file");
	});
	app.openapi(keepFile, async (c) => {
		await accountOf(c, "jobs:write");
		throw new ApiError(
			"forbidden",
			"files of the editor are not kept here: export the workflow to a file of your own, or make it a workflow of the account with POST /v1/workflows",
		);
	});
	for (const [path, operationId, what] of EMPTY)
		app.openapi(
			createRoute({
				...route,
				path,
				operationId,
				summary: `${what}: always empty`,
				description: `Custom nodes serve nothing here. ${also(path)}`,
				responses: { 200: json(nothingSchema, "None"), ...refusals(401, 403) },
			}),
			async (c) => {
				await accountOf(c, "jobs:read");
				return c.json({}, 200);
			},
		);
	app.openapi(folders, async (c) => {
		await accountOf(c, "jobs:read");
		const { data } = modelFiles(await kindsOfPool(c.env), { limit: Number.POSITIVE_INFINITY });
		const names = new Set(data.flatMap(({ folder }) => folder ?? []));
		return c.json(
			[...names].map((name) => ({ name, folders: NOWHERE })),
			200,
		);
	});
	app.openapi(inFolder, async (c) => {
		await accountOf(c, "jobs:read");
		const { folder } = c.req.valid("param");
		const { data } = modelFiles(await kindsOfPool(c.env), { folder, limit: MOST_MODELS });
		const names = new Set(data.map(({ file: name }) => name));
		return c.json(
			[...names].map((name) => ({ name, pathIndex: 0 as const })),
			200,
		);
	});
}
