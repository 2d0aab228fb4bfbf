import { createRoute, z } from "@hono/zod-openapi";
import { contentResponse } from "../../assets/content.ts";
import { distinctName, safeFilename } from "../../assets/filename.ts";
import { findAsset } from "../../assets/find.ts";
import type { Received } from "../../assets/receive.ts";
import { uploadFile } from "../../assets/upload.ts";
import { assetIdSchema } from "../../contract/assets/assets.ts";
import { uploadedSchema } from "../../contract/comfyui/comfyui.ts";
import { database } from "../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { classicSecurity, json, refusals } from "../../http/responses.ts";
import { ApiError, notFound } from "../../problem.ts";
import { mayUpload } from "../upload.ts";
import { newestUploads } from "./rows.ts";

/** An input may be overwritten by another of its name: for so long a browser may keep it, in seconds. */
const INPUT_KEPT_S = 0;

const route = { tags: ["comfyui"], security: classicSecurity };
const bytes = { content: { "application/octet-stream": { schema: z.string() } } };
const form = (field: string, properties: Record<string, object>) => ({
	body: {
		required: true,
		content: {
			"multipart/form-data": {
				// Plain JSON Schema: a zod schema would have the form read before its size is looked at.
				schema: {
					type: "object" as const,
					required: [field],
					properties: {
						[field]: { type: "string" as const, format: "binary", description: "The file" },
						...properties,
					},
				},
			},
		},
	},
});
const text = (description: string) => ({ type: "string" as const, description });

const view = createRoute({
	...route,
	method: "get",
	path: "/view",
	operationId: "comfyuiView",
	summary: "The bytes of a file, as ComfyUI's own server gives them",
	description:
		"`type=output` (which it is where nothing is said): by `subfolder`, which is the id of the asset as history has it. `type=input`: the newest upload of that name. It is sent as it is, whatever `preview` asks for. Takes `Range`, `If-None-Match` and `If-Range`. Also at `/api/view`.",
	request: {
		query: z.object({
			filename: z.string().min(1).max(500).openapi({ description: "Its name" }),
			subfolder: z.string().max(500).default("").openapi({ default: "", description: "Id of the asset" }),
			type: z
				.enum(["output", "input", "temp"])
				.default("output")
				.openapi({ default: "output", description: "Of what kind: nothing is kept of `temp`" }),
			preview: z.string().max(100).optional().openapi({ description: "Not used" }),
			channel: z
				.literal("rgba")
				.optional()
				.openapi({ description: "A picture is sent whole: `rgb` and `a` are refused" }),
		}),
	},
	responses: {
		200: { description: "The bytes", ...bytes },
		206: { description: "A part of the bytes", ...bytes },
		304: { description: "Unchanged" },
		...refusals(401, 403, 404, 416, 422),
	},
});
const upload = createRoute({
	...route,
	method: "post",
	path: "/upload/image",
	operationId: "comfyuiUploadImage",
	summary: "Upload a picture, film or sound, as to ComfyUI's own server",
	description:
		"Graphs name it by the `name` of the answer. The same bytes under the same name are not stored twice. Other bytes under a name that is taken get another name, unless `overwrite` is `true`: then graphs that come later mean them. Also at `/api/upload/image`.",
	request: form("image", {
		overwrite: text("`true` or `1`: the name is to mean this file from now on"),
		subfolder: text("Given back, and not used: uploads have no folders"),
		type: text("`input`, or nothing"),
	}),
	responses: {
		200: json(uploadedSchema, "What it is called"),
		...refusals(400, 401, 403, 409, 411, 413, 415, 422),
	},
});
const mask = createRoute({
	...route,
	method: "post",
	path: "/upload/mask",
	operationId: "comfyuiUploadMask",
	summary: "Refused: masks are not put onto pictures here",
	description: "Upload the picture with its mask as its alpha channel. Also at `/api/upload/mask`.",
	request: form("image", { original_ref: text("Of the picture that it is for") }),
	responses: {
		200: { description: "Never: it is always refused" },
		...refusals(401, 403, 409),
	},
});

export function registerFiles(app: App): void {
	app.openapi(view, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { filename, subfolder, type } = c.req.valid("query");
		if (type === "temp") throw notFound("file");
		if (type === "input") {
			const row = await findAsset(c.env, account, await uploadNamed(c, account, filename));
			return contentResponse(c.env.BUCKET, row, c.req.raw, INPUT_KEPT_S);
		}
		if (!assetIdSchema.safeParse(subfolder).success) throw notFound("file");
		return contentResponse(c.env.BUCKET, await findAsset(c.env, account, subfolder), c.req.raw);
	});

	app.openapi(upload, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		await mayUpload(c, account, "image");
		let subfolder = "";
		const { made } = await uploadFile(c.env, {
			account,
			request: c.req.raw,
			besides: { file: "image", fields: ["overwrite", "subfolder", "type"] },
			keyOf: async () => null,
			same: async (file) => {
				checkType(file.fields.get("type"));
				subfolder = file.fields.get("subfolder") ?? "";
				return (await standing(c, account, file)).same;
			},
			nameOf: async (file) => (await standing(c, account, file)).name,
		});
		return c.json({ name: made.filename, subfolder, type: "input" as const, asset: { id: made.id } }, 200);
	});

	app.openapi(mask, async (c) => {
		await accountOf(c, "assets:write");
		throw new ApiError(
			"conflict",
			"a mask is not put onto another picture here: upload the picture with the mask as its alpha channel to POST /upload/image",
		);
	});
}

/** What an upload will be called, and the asset that it is already. */
async function standing(
	c: AppContext,
	account: string,
	{ filename, sha256, fields }: Pick<Received, "filename" | "sha256" | "fields">,
) {
	const wanted = safeFilename(filename);
	const other = distinctName(wanted, sha256);
	const newest = await newestUploads(database(c.env.DB), account, [wanted, other]);
	const rowOf = async (name: string) => {
		const id = newest.get(name);
		return id === undefined ? null : findAsset(c.env, account, id);
	};
	const there = await rowOf(wanted);
	if (there?.sha256 === sha256) return { name: wanted, same: there };
	const overwrites = ["true", "1"].includes(fields.get("overwrite") ?? "");
	if (there === null || overwrites) return { name: wanted, same: null };
	return { name: other, same: await rowOf(other) };
}

function checkType(type: string | undefined): void {
	if (type === undefined || type === "" || type === "input") return;
	const message = "only inputs are uploaded: leave `type` out, or say `input`";
	throw new ApiError("invalid_request", message, [{ pointer: "/type", code: "invalid_value", message }]);
}

async function uploadNamed(c: AppContext, account: string, filename: string): Promise<string> {
	const name = safeFilename(filename);
	const id = (await newestUploads(database(c.env.DB), account, [name])).get(name);
	if (id === undefined) throw notFound("file");
	return id;
}
