import { type SQL, sql } from "drizzle-orm";

/** What one request added to a dataset: the number of the first item, and how many. */
export interface Added {
	first: number;
	added: number;
}

/** What a key of a request remembers of pictures that were added in its own transaction: `first+added`. */
export function addedNow(account: string, name: string, count: number): SQL<string> {
	return sql`coalesce((SELECT (last_item - ${count} + 1) || '+' || ${count} FROM datasets
		WHERE account_id = ${account} AND name = ${name}), '0+0')`;
}

/** The same, read. Pure. */
export function readAdded(resource: string): Added {
	const [first = 0, added = 0] = resource.split("+").map(Number);
	return { first, added };
}
