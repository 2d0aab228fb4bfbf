import type { Database } from "../db/client.ts";
import type { Network } from "../outside/network.ts";
import { type Mailer, mail } from "./mail.ts";
import { type DeliveryRow, type EndpointRow, loadDue, nextDue, recordAttempt } from "./outbox.ts";
import { type AfterAttempt, type Attempted, afterAttempt } from "./schedule.ts";
import { goodSecrets } from "./secrets.ts";
import { post } from "./send.ts";

/** Deliveries of one step; each may take as long as an answer is waited for. */
export const STEP = 20;
/** Deliveries under way to one endpoint at the same time: an object has six connections. */
const AT_ONCE = 5;

/** What a step needs of the world. */
export interface World {
	db: Database;
	network: Network;
	mailer: Mailer | null;
	/** The secret under which signing secrets are stored. */
	master: string;
	now(): number;
	random(): number;
}

/**
 * Sends an endpoint what is due, at most {@link STEP} of it, and writes down what became of each. Answers with when
 * to come again, in milliseconds; null: nothing waits, or the endpoint is paused or gone. What was sent and not
 * written down, because the power went between, is sent again with the same id.
 *
 * Nobody else may send to this endpoint at the same time: its object sees to that.
 */
export async function deliverDue(world: World, id: string): Promise<number | null> {
	const { endpoint, due } = await loadDue(world.db, id, world.now(), STEP);
	if (!endpoint || endpoint.paused_at !== null) return null;
	const secrets = await goodSecrets(world.master, id, endpoint.secrets, world.now());
	let { failing_since } = endpoint;
	for (let from = 0; from < due.length; from += AT_ONCE) {
		const sent = await Promise.all(
			due
				.slice(from, from + AT_ONCE)
				.map((delivery) => attempt(world, { ...endpoint, failing_since }, secrets, delivery)),
		);
		if (sent.some(({ pause }) => pause !== null)) return null;
		failing_since = sent.at(-1)?.failing_since ?? null;
	}
	return nextDue(world.db, id);
}

async function attempt(
	world: World,
	endpoint: EndpointRow,
	secrets: readonly string[],
	delivery: DeliveryRow,
): Promise<AfterAttempt> {
	const attempted = await send(world, endpoint, secrets, delivery);
	const now = world.now();
	const { type, attempts, gives_up_at } = delivery;
	const { failing_since } = endpoint;
	const standing = { type, attempts, gives_up_at: gives_up_at ?? now, failing_since };
	const after = afterAttempt(standing, attempted, { now, random: world.random() });
	await recordAttempt(world.db, delivery, attempted, after, now);
	return after;
}

function send(
	{ network, mailer, now }: World,
	{ kind, target }: EndpointRow,
	secrets: readonly string[],
	{ id, type, body }: DeliveryRow,
): Promise<Attempted> {
	const message = { id, type, body };
	return kind === "email" ? mail(target, message, mailer) : post(target, secrets, message, network, now());
}
