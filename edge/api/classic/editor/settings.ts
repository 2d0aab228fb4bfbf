import { createRoute, z } from "@hono/zod-openapi";
import {
	EDITOR_SETTINGS,
	editorSettingSchema,
	editorSettingsSchema,
} from "../../../contract/comfyui/userdata.ts";
import { database } from "../../../db/client.ts";
import { keepSettings, settingOf, settingsOf } from "../../../editor/settings.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { classicSecurity, json, jsonBody, refusals } from "../../../http/responses.ts";

const route = { tags: ["comfyui"], security: classicSecurity };
const also = (path: string) => `Also at \`/api${path}\`.`;
const bounds = `An account keeps ${EDITOR_SETTINGS.most}, of ${EDITOR_SETTINGS.all} characters of JSON together.`;
const params = z.object({
	name: z.string().min(1).max(EDITOR_SETTINGS.name).openapi({ description: "Name of the setting" }),
});
const kept = { 200: { description: "Kept; there is nothing to read" } };

const list = createRoute({
	...route,
	method: "get",
	path: "/settings",
	operationId: "comfyuiGetSettings",
	summary: "Settings of ComfyUI's editor",
	description: `Those of the account: whoever has a key of it finds the same. ${also("/settings")}`,
	responses: { 200: json(editorSettingsSchema, "All that were set"), ...refusals(401, 403) },
});
const get = createRoute({
	...route,
	method: "get",
	path: "/settings/{name}",
	operationId: "comfyuiGetSetting",
	summary: "A setting of ComfyUI's editor",
	description: `Null where it was never set. ${also("/settings/{name}")}`,
	request: { params },
	responses: { 200: json(editorSettingSchema, "Its value"), ...refusals(401, 403) },
});
const setAll = createRoute({
	...route,
	method: "post",
	path: "/settings",
	operationId: "comfyuiSetSettings",
	summary: "Keep settings of ComfyUI's editor",
	description: `Those that are not named stay as they are. ${bounds} ${also("/settings")}`,
	request: { body: jsonBody(editorSettingsSchema) },
	responses: { ...kept, ...refusals(400, 401, 403, 409, 413, 415, 422) },
});
const set = createRoute({
	...route,
	method: "post",
	path: "/settings/{name}",
	operationId: "comfyuiSetSetting",
	summary: "Keep a setting of ComfyUI's editor",
	description: `Its value is any JSON, of ${EDITOR_SETTINGS.value} characters at most. ${bounds} ${also("/settings/{name}")}`,
	request: { params, body: jsonBody(editorSettingSchema) },
	responses: { ...kept, ...refusals(400, 401, 403, 409, 413, 415, 422) },
});

/** Settings of ComfyUI's editor, which keeps them with its server. */
export function registerEditorSettings(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await settingsOf(database(c.env.DB), account), 200);
	});
	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await settingOf(database(c.env.DB), account, c.req.valid("param").name), 200);
	});
	app.openapi(setAll, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		await keepSettings(database(c.env.DB), account, c.req.valid("json"));
		return c.body(null, 200);
	});
	app.openapi(set, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { name } = c.req.valid("param");
		await keepSettings(database(c.env.DB), account, { [name]: c.req.valid("json") });
		return c.body(null, 200);
	});
}
