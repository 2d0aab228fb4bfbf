import { Remembered } from "../../auth/remembered.ts";
import type { DurableEvent, PreviewTick, ProgressTick } from "../../contract/jobs/events.ts";
import type { Env } from "../../env.ts";
import { accountObject } from "../../objects.ts";

/** An account that nobody watches is asked again after this long, in milliseconds; whoever begins to watch looks by themselves. */
const UNWATCHED_MS = 2000;
const unwatched = new Remembered<true>(UNWATCHED_MS, 2000);

/** Somebody begins to watch: what this isolate remembers of the account is over. Others know it within two seconds. */
export function beginsToBeWatched(account: string): void {
	unwatched.forget(account);
}

/** Tells the feed of an account of committed events of one of its jobs. It may be lost. */
export async function tellAccount(env: Env, account: string, events: readonly DurableEvent[]): Promise<void> {
	if (events.length === 0 || unwatched.get(account, Date.now())) return;
	const isWatched = await accountObject(env, account).publish(account, JSON.stringify(events));
	if (!isWatched) unwatched.set(account, true, Date.now());
}

/** Tells the feed of an account how its job gets on, while somebody watches it. All of it may be lost. */
export class AccountTicks {
	private readonly env: Env;
	/** Somebody there wants to see the previews of this job. */
	wantsPreviews = false;

	constructor(env: Env) {
		this.env = env;
	}

	/** Never throws. */
	async tell(account: string, ticks: (ProgressTick | PreviewTick)[]): Promise<void> {
		const told = ticks.filter(({ type }) => type === "progress" || this.wantsPreviews);
		if (told.length === 0) return;
		if (!this.wantsPreviews && unwatched.get(account, Date.now())) return;
		try {
			const { watched, previews } = await accountObject(this.env, account).tick(JSON.stringify(told));
			this.wantsPreviews = previews;
			if (!watched) unwatched.set(account, true, Date.now());
		} catch {
			// The next one says more.
		}
	}
}
