/** Keys that R2 deletes at once. */
const KEYS_AT_ONCE = 1000;

/** Deletes any number of objects; those that are not there are no mistake. */
export async function deleteObjects(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
	for (let at = 0; at < keys.length; at += KEYS_AT_ONCE)
		await bucket.delete(keys.slice(at, at + KEYS_AT_ONCE));
}

/**
 * Deletes objects in a folder, at most so many thousand of them; true when it is empty. `folder` ends with a slash:
 * else it would take those of others whose names begin alike.
 */
export async function deleteFolder(bucket: R2Bucket, folder: string, thousands: number): Promise<boolean> {
	if (!folder.endsWith("/")) throw new Error(`a folder ends with a slash: ${folder}`);
	for (let round = 0; round < thousands; round++) {
		const { objects, truncated } = await bucket.list({ prefix: folder, limit: KEYS_AT_ONCE });
		if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
		if (!truncated) return true;
	}
	return false;
}
