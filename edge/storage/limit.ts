import { eq } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { accounts } from "../db/schema.ts";
import { ApiError } from "../problem.ts";

/** What an account may store and what it does, in bytes. */
export interface Usage {
	max_bytes: number;
	stored_bytes: number;
}

export async function usageOf(db: Database, account: string): Promise<Usage> {
	const [row] = await db
		.select({ max_bytes: accounts.max_bytes, stored_bytes: accounts.stored_bytes })
		.from(accounts)
		.where(eq(accounts.id, account));
	return row ?? { max_bytes: 0, stored_bytes: 0 };
}

/** Whether so many bytes more are more than the account may store. */
export function wouldPass({ max_bytes, stored_bytes }: Usage, size: number): boolean {
	return stored_bytes + size > max_bytes;
}

/** In words for whoever is refused; sizes in bytes. */
export function overLimit({ max_bytes, stored_bytes }: Usage, size: number): string {
	return `limit ${max_bytes} bytes, used ${stored_bytes}, size ${size}`;
}

/** The refusal of something of this size, in bytes. */
export async function storageFull(db: Database, account: string, size: number): Promise<ApiError> {
	return storageRefusal(await usageOf(db, account), size);
}

export function storageRefusal(usage: Usage, size: number): ApiError {
	return new ApiError(
		"storage_limit",
		`the account would store more than it may (${overLimit(usage, size)}); delete assets or jobs that are no longer wanted, or ask the operator for more`,
	);
}
