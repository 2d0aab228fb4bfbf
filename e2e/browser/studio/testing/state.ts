import type { Page } from "playwright-core";
import type { StudioAccount } from "./account.ts";

/** A state of a page, for its picture: `states/<page>.ts` exports a list of them as `states`. */
export interface State {
	name: string;
	/** Brings an account of its own so far, and says where below /studio it can be seen. */
	arrange(account: StudioAccount): Promise<string>;
	/** Seen with the operator's key. */
	operator?: true;
	/** Waits until the page shows it. */
	ready(page: Page): Promise<unknown>;
}
