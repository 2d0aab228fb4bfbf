import { type Database, isConflict } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { storageFull } from "../../storage/limit.ts";
import { deleteObjects } from "../../storage/objects.ts";
import type { JobBodies } from "../planning/stage/bodies.ts";

/** Writes jobs, and takes their bodies away again where D1 has refused them: the jobs will never be. */
export async function inserted<T>(
	env: Env,
	db: Database,
	account: string,
	bodies: readonly JobBodies[],
	insert: () => Promise<T>,
): Promise<T> {
	try {
		return await insert();
	} catch (error) {
		// Where it has not answered, the jobs may be there.
		if (isConflict(error, "event", "feed", "idempotency", "storage"))
			await deleteObjects(
				env.BUCKET,
				bodies.flatMap(({ key }) => key ?? []),
			);
		if (isConflict(error, "storage")) {
			const bytes = bodies.reduce((sum, one) => sum + one.bytes, 0);
			throw await storageFull(db, account, bytes);
		}
		throw error;
	}
}
