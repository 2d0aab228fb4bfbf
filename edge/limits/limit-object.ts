import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import type { Charge, LimitRpc } from "../rpc/limit.ts";
import { Shared } from "./shared.ts";
import { OpenSockets } from "./sockets.ts";

/**
 * What one account, or one network address, has used of its limits on all machines together. All of it is in
 * memory: evicted, it begins again with full buckets, which is late by a minute at most.
 */
export class LimitObject extends DurableObject<Env> implements LimitRpc {
	private readonly shared = new Shared();
	private readonly sockets = new OpenSockets();

	/** An isolate tells what was taken there; the answer is what is left for everybody, by the limits' names. */
	async spent(charges: Charge[]): Promise<Record<string, number>> {
		return this.shared.spent(charges, Date.now());
	}

	/** Whether another socket for that job may be opened. */
	async openSocket(job: string, limit: number): Promise<boolean> {
		return this.sockets.open(job, limit, Date.now());
	}

	/** Ids of the jobs, projects and accounts that sockets are open at. */
	async openAt(): Promise<string[]> {
		return this.sockets.at(Date.now());
	}

	/** A job's object says how many sockets it has. */
	async hasSockets(job: string, count: number): Promise<void> {
		this.sockets.has(job, count, Date.now());
	}
}
