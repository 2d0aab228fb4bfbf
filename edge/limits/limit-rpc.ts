import type { Charge } from "./ledger.ts";

/** What the object of an account or an address is asked over RPC; `LimitObject` says what each does. */
export interface LimitRpc extends Rpc.DurableObjectBranded {
	spent(charges: Charge[]): Promise<Record<string, number>>;
	openSocket(job: string, limit: number): Promise<boolean>;
	hasSockets(job: string, count: number): Promise<void>;
}
