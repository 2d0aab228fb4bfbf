import { createRoute, z } from "@hono/zod-openapi";
import {
	EDITOR_FILES,
	type EditorFile,
	editorFilesSchema,
	keptFileSchema,
} from "../../../contract/comfyui/userdata.ts";
import { database } from "../../../db/client.ts";
import { filesIn, keepFile, moveFile, removeFile, textOf } from "../../../editor/files.ts";
import { keptPath } from "../../../editor/path.ts";
import { type App, type AppContext, accountOf, declaredSize } from "../../../http/app.ts";
import { classicSecurity, json, refusals } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";

const route = { tags: ["comfyui"], security: classicSecurity };
const also = (path: string) => `Also at \`/api${path}\`.`;
const word = (description: string, fallback: "true" | "false") =>
	z.string().max(10).default(fallback).openapi({ default: fallback, description });
const fileName = (description: string) => z.string().openapi({ description });
const params = z.object({ file: fileName("Its path, slashes encoded") });
const info = word("`true`: what is known of it, in place of its path", "false");
const overwrite = word("`false`: one that is there stays, and the answer is 409", "true");
const saysTrue = (text: string) => text.toLowerCase() === "true";

const list = createRoute({
	...route,
	method: "get",
	path: "/userdata",
	operationId: "comfyuiListUserFiles",
	summary: "Files of ComfyUI's editor",
	description: `Those of the account. A folder that nobody has made is empty. ${also("/userdata")}`,
	request: {
		query: z.object({
			dir: z.string().min(1).max(EDITOR_FILES.path).openapi({ description: "The folder, as in `workflows`" }),
			recurse: word("`true`: and those in folders below it", "false"),
			full_info: word("`true`: what is known of each, in place of paths", "false"),
			split: word("`true`: each path with its parts behind it; not with `full_info`", "false"),
		}),
	},
	responses: { 200: json(editorFilesSchema, "Files"), ...refusals(401, 403, 422) },
});
const get = createRoute({
	...route,
	method: "get",
	path: "/userdata/{file}",
	operationId: "comfyuiGetUserFile",
	summary: "A file of ComfyUI's editor",
	description: `It is sent as a download, whatever its name ends with: no page and no style of it counts here. ${also("/userdata/{file}")}`,
	request: { params },
	responses: {
		200: {
			description: "What was sent",
			content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
		},
		...refusals(401, 403, 404),
	},
});
const keep = createRoute({
	...route,
	method: "post",
	path: "/userdata/{file}",
	operationId: "comfyuiKeepUserFile",
	summary: "Keep a file of ComfyUI's editor",
	description: `A text in UTF-8 of at most ${EDITOR_FILES.file} bytes, whatever its type is said to be. An account keeps ${EDITOR_FILES.most} files, of ${EDITOR_FILES.all} bytes together once they are compressed. To run such a workflow by its parameters: \`POST /v1/workflows\`. ${also("/userdata/{file}")}`,
	request: {
		params,
		query: z.object({ overwrite, full_info: info }),
		body: {
			required: true,
			content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
		},
	},
	responses: {
		200: json(keptFileSchema, "Where it is"),
		...refusals(401, 403, 409, 411, 413, 415, 422),
	},
});
const remove = createRoute({
	...route,
	method: "delete",
	path: "/userdata/{file}",
	operationId: "comfyuiDeleteUserFile",
	summary: "Delete a file of ComfyUI's editor",
	description: also("/userdata/{file}"),
	request: { params },
	responses: { 204: { description: "It is gone" }, ...refusals(401, 403, 404) },
});
const move = createRoute({
	...route,
	method: "post",
	path: "/userdata/{file}/move/{dest}",
	operationId: "comfyuiMoveUserFile",
	summary: "Give a file of ComfyUI's editor another path",
	description: also("/userdata/{file}/move/{dest}"),
	request: {
		params: params.extend({ dest: fileName("Its new path, slashes encoded") }),
		query: z.object({ overwrite, full_info: info }),
	},
	responses: { 200: json(keptFileSchema, "Where it is"), ...refusals(401, 403, 404, 409, 422) },
});

/** Files of ComfyUI's editor, which keeps them with its server: the workflows that somebody saves, above all. */
export function registerEditorFiles(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { dir, recurse, full_info, split } = c.req.valid("query");
		const found = await filesIn(database(c.env.DB), account, pathOf(dir, "dir"), saysTrue(recurse));
		if (saysTrue(full_info)) return c.json(found, 200);
		if (saysTrue(split))
			return c.json(
				found.map(({ path }) => [path, ...path.split("/")]),
				200,
			);
		return c.json(
			found.map(({ path }) => path),
			200,
		);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const text = await textOf(database(c.env.DB), account, pathOf(c.req.valid("param").file, "file"));
		if (text === null) throw notFound("file");
		return c.body(text, 200, {
			"content-type": "application/octet-stream",
			"content-disposition": "attachment",
			"cache-control": "private, no-store",
		});
	});

	app.openapi(keep, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const path = pathOf(c.req.valid("param").file, "file");
		const { overwrite: over, full_info } = c.req.valid("query");
		const { text, size } = await textSent(c);
		const file = { path, text, size, overwrite: over !== "false" };
		return c.json(shown(await keepFile(database(c.env.DB), account, file, Date.now()), full_info), 200);
	});

	app.openapi(remove, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const path = pathOf(c.req.valid("param").file, "file");
		if (!(await removeFile(database(c.env.DB), account, path))) throw notFound("file");
		return c.body(null, 204);
	});

	app.openapi(move, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { file, dest } = c.req.valid("param");
		const { overwrite: over, full_info } = c.req.valid("query");
		const moved = await moveFile(database(c.env.DB), account, {
			from: pathOf(file, "file"),
			to: pathOf(dest, "dest"),
			overwrite: over !== "false",
		});
		return c.json(shown(moved, full_info), 200);
	});
}

const shown = (file: EditorFile, full_info: string) => (saysTrue(full_info) ? file : file.path);

/** @throws ApiError `forbidden`, as ComfyUI has it, where it leads elsewhere or is no path that is kept */
function pathOf(sent: string, name: string): string {
	const path = keptPath(sent);
	if (path !== null) return path;
	throw new ApiError(
		"forbidden",
		`${name} is no path of a file here: parts with slashes between, of ${EDITOR_FILES.path} characters together, and none of them ..`,
	);
}

/** The body as text. @throws ApiError where it is too large, or no UTF-8 */
async function textSent(c: AppContext): Promise<{ text: string; size: number }> {
	declaredSize(c, EDITOR_FILES.file);
	const bytes = await c.req.arrayBuffer();
	if (bytes.byteLength > EDITOR_FILES.file)
		throw new ApiError("payload_too_large", `a file of the editor has at most ${EDITOR_FILES.file} bytes`);
	try {
		return {
			text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
			size: bytes.byteLength,
		};
	} catch {
		throw new ApiError(
			"unsupported_media",
			"files of the editor are texts in UTF-8; pictures go to /upload/image",
		);
	}
}
