/** A limit: so much per window, in `unit`. What is not used comes back steadily, not all at once. */
export interface Policy {
	/** As it is called in headers and refusals. */
	name: string;
	quota: number;
	/** Seconds. */
	window: number;
	/** Of RateLimit-Policy's registry. */
	unit: "requests" | "content-bytes";
}

/** What is asked of one limit. */
export interface Charge {
	policy: Policy;
	cost: number;
}

/** What the object of an account or an address is asked over RPC; `LimitObject` says what each does. */
export interface LimitRpc extends Rpc.DurableObjectBranded {
	spent(charges: Charge[]): Promise<Record<string, number>>;
	openSocket(job: string, limit: number): Promise<boolean>;
	openAt(): Promise<string[]>;
	hasSockets(job: string, count: number): Promise<void>;
}
