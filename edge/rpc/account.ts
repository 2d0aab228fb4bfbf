/** What the object of an account is asked over RPC; `AccountObject` says what each does. */
export interface AccountRpc extends Rpc.DurableObjectBranded {
	publish(account: string, events: string): Promise<boolean>;
	tick(ticks: string): Promise<Attention>;
	dismiss(keys: string[]): Promise<void>;
	erase(): Promise<void>;
}

/** Who looks at a job by the feed of its account. */
export interface Attention {
	/** Somebody has the feed. */
	watched: boolean;
	/** Somebody wants to see the previews of this job. */
	previews: boolean;
}
