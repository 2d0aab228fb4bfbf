import { DurableObject } from "cloudflare:workers";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { networkOf } from "../outside/network.ts";
import type { WebhookRpc } from "../rpc/webhook.ts";
import { deliverDue, type World } from "./deliver.ts";
import { mailerOf } from "./mail.ts";

/** After a failed alarm, the next one comes after this long, in milliseconds. */
const ALARM_AGAIN_MS = 30_000;

/**
 * Sends one endpoint its events. One object for each endpoint: its alarm never runs twice at the same time, which
 * is the lock that order needs, and an endpoint that is slow or dead holds up no other of the account. It knows
 * only its name: what is to be sent, and when, stands in D1, and whatever is lost here cron brings again. It holds
 * no sockets, so that an alarm that waits for an answer keeps nothing awake that could sleep.
 */
export class WebhookObject extends DurableObject<Env> implements WebhookRpc {
	/** There may be something to send now. */
	async wake(endpoint: string): Promise<void> {
		if (this.ctx.storage.kv.get("endpoint") !== endpoint) this.ctx.storage.kv.put("endpoint", endpoint);
		await this.armAlarm(Date.now());
	}

	/** The endpoint was deleted. */
	async erase(): Promise<void> {
		await this.ctx.storage.deleteAlarm();
		await this.ctx.storage.deleteAll();
	}

	override async alarm(): Promise<void> {
		const endpoint = this.ctx.storage.kv.get<string>("endpoint");
		if (endpoint === undefined) return;
		try {
			const next = await deliverDue(worldOf(this.env), endpoint);
			if (next !== null) await this.armAlarm(next);
		} catch (error) {
			log.error("webhooks wait", { endpoint, error: errorName(error) });
			await this.armAlarm(Date.now() + ALARM_AGAIN_MS);
		}
	}

	/** Whoever asks for an earlier time meanwhile is not overruled. */
	private async armAlarm(at: number): Promise<void> {
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > at) await this.ctx.storage.setAlarm(at);
	}
}

function worldOf(env: Env): World {
	return {
		db: database(env.DB),
		network: networkOf(env),
		mailer: mailerOf(env),
		master: env.SIGNING_SECRET,
		now: Date.now,
		random: Math.random,
	};
}
