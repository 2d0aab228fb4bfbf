import { deployedWorld } from "../capacity/deployed.ts";
import { Looks } from "../capacity/looks.ts";
import { LIST_PAUSE_MS, Pace } from "../capacity/runpod/pace.ts";
import { tendPool } from "../capacity/tend.ts";
import { errorName, log } from "../log.ts";
import { Doorbell } from "../pools/doorbell.ts";
import type { LookWish, PoolRpc } from "../rpc/pool.ts";
import { ClaimDesk } from "./desk.ts";
import { affordableTasks } from "./over-budget.ts";
import type { Asker } from "./serve.ts";

/** How long a pool is taken for one without endpoints, in milliseconds. */
const FORGOTTEN_MS = 60_000;
/** After a failed alarm, the next one comes after this long, in milliseconds. */
const ALARM_AGAIN_MS = 15_000;

/** The object of a pool: its doorbell, the desk at which tasks are reserved, and who looks after its tickets. It may be evicted at any moment. */
export class PoolObject extends Doorbell implements PoolRpc {
	private desk: ClaimDesk | null = null;
	/** Nothing is looked at before this time: the pool has no endpoints. In milliseconds. */
	private nothingUntil = 0;
	private readonly looks = new Looks();
	private readonly lists = new Pace(Number(this.env.POD_LIST_MS ?? LIST_PAUSE_MS));

	/**
	 * Reserves a task for who asks. `asked` is an `Asker`, the answer a `Served`; both are JSON, since RPC types cannot
	 * carry unions. `pool` is its own id: an object does not know its name.
	 */
	async reserve(pool: string, asked: string): Promise<string> {
		this.desk ??= new ClaimDesk(this.env, pool);
		return JSON.stringify(await this.desk.ask(JSON.parse(asked) as Asker));
	}

	/** There are new tasks: workers are woken, and tickets issued for those that are not there. */
	override async ring(pool: string, count: number): Promise<void> {
		await super.ring(pool, count);
		if (count > 0) await this.look(pool, { reason: "work" });
	}

	/** Looks after the pool's tickets: at once where a ticket may come of it, else as soon as it may after the last time. */
	async look(pool: string, wish: LookWish): Promise<void> {
		const now = Date.now();
		if (!this.env.RUNPOD_API_KEY || now < this.nothingUntil) return;
		if (this.ctx.storage.kv.get("pool") !== pool) this.ctx.storage.kv.put("pool", pool);
		await this.armAlarm(this.looks.wish(wish, now, Math.random()));
	}

	/** It may have endpoints now that it had not. */
	async endpointsChanged(pool: string): Promise<void> {
		this.nothingUntil = 0;
		await this.look(pool, { reason: "work" });
	}

	/** An alarm never runs twice at the same time: so nobody else issues tickets of this pool meanwhile. */
	override async alarm(): Promise<void> {
		await super.alarm();
		const pool = this.ctx.storage.kv.get<string>("pool");
		// An alarm may come for the doorbell alone.
		const soonest = this.looks.soonest(Date.now());
		if (pool !== undefined && soonest > Date.now()) return this.armAlarm(soonest);
		const next = (id: string, count: number) => affordableTasks(this.env, id, count, Date.now());
		const world = deployedWorld(this.env, next, this.lists);
		if (pool === undefined || world === null) return;
		this.looks.begin();
		try {
			const tended = await tendPool(world, pool);
			this.looks.end(Date.now(), tended);
			if (tended === null) this.nothingUntil = Date.now() + FORGOTTEN_MS;
			else await this.armAlarm(this.looks.soonest(tended.next));
		} catch (error) {
			this.looks.end(Date.now(), null);
			log.error("tickets wait", { pool, error: errorName(error) });
			await this.armAlarm(Date.now() + ALARM_AGAIN_MS);
		}
	}
}
