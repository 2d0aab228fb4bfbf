import { Doorbell } from "../pools/doorbell.ts";
import type { PoolRpc } from "../rpc/pool.ts";
import { ClaimDesk } from "./desk.ts";
import type { Asker } from "./serve.ts";

/** The object of a pool: its doorbell, and the desk at which tasks are reserved. It may be evicted at any moment. */
export class PoolObject extends Doorbell implements PoolRpc {
	private desk: ClaimDesk | null = null;

	/**
	 * Reserves a task for who asks. `asked` is an `Asker`, the answer a `Served`; both are JSON, since RPC types cannot
	 * carry unions. `pool` is its own id: an object does not know its name.
	 */
	async reserve(pool: string, asked: string): Promise<string> {
		this.desk ??= new ClaimDesk(this.env, pool);
		return JSON.stringify(await this.desk.ask(JSON.parse(asked) as Asker));
	}
}
