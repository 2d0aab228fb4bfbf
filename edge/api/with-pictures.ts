import { type Picture, storePictures } from "../assets/store-pictures.ts";
import { database } from "../db/client.ts";
import { eraseAssets } from "../housekeeping/erase.ts";
import { finishSoon } from "../housekeeping/finish-deletions.ts";
import type { AppContext } from "../http/app.ts";

/**
 * Stores pictures that came as text in a request, and submits the job that is given them by their ids, in their order.
 * Where it is refused they are taken away again. @throws ApiError
 */
export async function withPictures<T>(
	c: AppContext,
	account: string,
	pictures: readonly Picture[],
	submit: (ids: string[]) => Promise<T>,
): Promise<T> {
	const ids = await storePictures(c.env, account, pictures, Date.now());
	try {
		return await submit(ids);
	} catch (error) {
		const now = Date.now();
		await eraseAssets(database(c.env.DB), account, ids, now);
		await finishSoon(c.env, now, account);
		throw error;
	}
}
