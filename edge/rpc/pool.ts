import type { DoorbellMessage } from "../contract/sockets.ts";

/** What a pool's doorbell is asked over RPC; `PoolObject` says what each does. */
export interface PoolRpc extends Rpc.DurableObjectBranded {
	ring(count: number): Promise<void>;
	passOn(worker: string): Promise<void>;
	refresh(): Promise<void>;
	tell(worker: string, message: DoorbellMessage): Promise<void>;
	dismiss(tokens: string[]): Promise<void>;
}
