/**
 * Who watches a job: the key that let them in, itself or through a token it minted, and when that ends by
 * itself (milliseconds). It is kept in the attachment of a socket, so that it outlives hibernation.
 */
export interface Watcher {
	account: string;
	key: string;
	until: number | null;
}

export function watcherOf({ account, key, until }: Watcher): Watcher {
	return { account, key, until };
}

/** A watcher on the way from the stateless Worker, which has checked it, to a job's object. */
export function watcherHeaders({ account, key, until }: Watcher): Record<string, string> {
	return { "x-account": account, "x-key": key, ...(until === null ? {} : { "x-until": String(until) }) };
}

export function readWatcher(headers: Headers): Watcher | null {
	const account = headers.get("x-account");
	const key = headers.get("x-key");
	const until = headers.get("x-until");
	return account === null || key === null
		? null
		: { account, key, until: until === null ? null : Number(until) };
}

/** Whether the credentials have run out by themselves at `now` (milliseconds). */
export function hasRunOut({ until }: Watcher, now: number): boolean {
	return until !== null && until <= now;
}
