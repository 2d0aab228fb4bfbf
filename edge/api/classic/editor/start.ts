import { createRoute, z } from "@hono/zod-openapi";
import {
	folderFilesSchema,
	modelFoldersSchema,
	nothingSchema,
	usersSchema,
} from "../../../contract/comfyui/editor.ts";
import { MOST_MODELS } from "../../../contract/workflows/models.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { classicSecurity, json, refusals } from "../../../http/responses.ts";
import { modelFiles } from "../../../pools/models.ts";
import { kindsOfPool } from "../pool.ts";

const route = { method: "get" as const, tags: ["comfyui"], security: classicSecurity };
const also = (path: string) => `Also at \`/api${path}\`.`;
/** Workers do not tell where their folders lie. */
const NOWHERE: string[] = [];

const users = createRoute({
	...route,
	path: "/users",
	operationId: "comfyuiGetUsers",
	summary: "That ComfyUI's editor has one user: the account of the key",
	description: also("/users"),
	responses: { 200: json(usersSchema, "One user"), ...refusals(401, 403) },
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
export function registerEditorStart(app: App): void {
	app.openapi(users, async (c) => {
		await accountOf(c, "jobs:read");
		return c.json({ storage: "server" as const, migrated: true as const }, 200);
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
