import { type AccountFrame, accountFrameSchema } from "../../contract/jobs/account-events.ts";
import type { Env } from "../../env.ts";
import { beginsToBeWatched } from "../../jobs/live/account-news.ts";
import { type Joined, type Joining, knock } from "../../jobs/live/join.ts";
import { framesOf } from "../../jobs/live/listen.ts";
import { accountObject } from "../../objects.ts";

/** Asks the object of the account that `joining` is of to be let in. */
export async function joinAccount(env: Env, joining: Joining): Promise<Joined> {
	const joined = await knock(accountObject(env, joining.by.account), {}, joining);
	beginsToBeWatched(joining.by.account);
	return joined;
}

/** Listens to the feed of an account, for SSE. Ends when the credentials do, or the signal fires. */
export async function* listenToAccount(
	env: Env,
	joining: Joining,
	signal: AbortSignal,
): AsyncGenerator<AccountFrame> {
	const joined = await joinAccount(env, joining);
	yield* framesOf(joined, (text) => accountFrameSchema.parse(JSON.parse(text)), signal);
}
