import { database } from "../db/client.ts";
import { type AppContext, declaredSize } from "../http/app.ts";
import { ApiError } from "../problem.ts";
import { storageRefusal, usageOf, wouldPass } from "../storage/limit.ts";

/** Largest form that is taken in one request, in bytes. */
export const MAX_UPLOAD_BYTES = 25_000_000;

/** At most so many bytes of a form are around its file. */
const FORM_BYTES = 4096;

/**
 * Before a byte of a form is read: whether it is one, and whether the account may store what it holds. The form around
 * the file is not counted, but is small. @throws ApiError
 */
export async function mayUpload(c: AppContext, account: string, field = "file"): Promise<void> {
	const usage = await usageOf(database(c.env.DB), account);
	const declared = declaredSize(c, MAX_UPLOAD_BYTES);
	if (wouldPass(usage, Math.max(0, declared - FORM_BYTES))) throw storageRefusal(usage, declared);
	if (c.req.header("content-type")?.startsWith("multipart/form-data")) return;
	throw new ApiError(
		"unsupported_media",
		`send the file as multipart/form-data, in a field called \`${field}\``,
	);
}
