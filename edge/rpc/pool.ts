import type { DoorbellMessage } from "../contract/sockets.ts";

/** What a pool's doorbell is asked over RPC; `Doorbell` says what each does. */
export interface DoorbellRpc extends Rpc.DurableObjectBranded {
	ring(pool: string, count: number): Promise<void>;
	passOn(worker: string): Promise<void>;
	refresh(): Promise<void>;
	tell(worker: string, message: DoorbellMessage): Promise<void>;
	dismiss(tokens: string[]): Promise<void>;
}

/** Why a pool is to be looked at. */
export interface LookWish {
	/**
	 * `freed`: a machine has nothing to do since now. `work`: there are tasks that may have no ticket. Neither is kept
	 * waiting where a ticket may come of it. Nothing: there is no hurry.
	 */
	reason?: "freed" | "work";
	/** Some time within so many milliseconds. */
	within?: number;
}

/** What the object of a pool is asked over RPC besides; `PoolObject` says what it does. */
export interface PoolRpc extends DoorbellRpc {
	reserve(pool: string, asked: string): Promise<string>;
	look(pool: string, wish: LookWish): Promise<void>;
	endpointsChanged(pool: string): Promise<void>;
}
