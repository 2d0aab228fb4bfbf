import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { poolObject } from "../objects.ts";
import { type Asker, kindOf, type Served, serve, serveAlone } from "./serve.ts";

/** Claims that are served by one look. */
const GROUP = 128;
/** Kinds of machines among them: each has a query of its own. */
const KINDS = 8;

interface Waiting {
	asker: Asker;
	resolve: (served: Served) => void;
	reject: (error: unknown) => void;
}

/**
 * The desk of a pool: who asks while a look at the queue is under way is served by the next one, together with all
 * others who do. So claims that come at the same moment are dealt different tasks and do not fight for the same
 * ones, and one look serves many. It decides nothing and keeps nothing: reservations lie in D1, whoever goes past it is
 * kept apart by those, and if it is lost, its callers ask again.
 */
export class ClaimDesk {
	private readonly env: Env;
	private readonly pool: string;
	private waiting: Waiting[] = [];
	private looking = false;

	constructor(env: Env, pool: string) {
		this.env = env;
		this.pool = pool;
	}

	/** Reserves a task for somebody, once others who came before have theirs. Throws only when D1 fails. */
	ask(asker: Asker): Promise<Served> {
		return new Promise((resolve, reject) => {
			this.waiting.push({ asker, resolve, reject });
			if (!this.looking) void this.look();
		});
	}

	/** Never throws: whoever waits for a look is told how it went. */
	private async look(): Promise<void> {
		this.looking = true;
		while (this.waiting.length > 0) {
			const group = this.nextGroup();
			try {
				const answers = await serve(
					this.env,
					this.pool,
					group.map(({ asker }) => asker),
				);
				const again: Waiting[] = [];
				for (const [i, waiting] of group.entries()) {
					const answer = answers[i] ?? { type: "nothing" };
					if (answer.type === "again") again.push({ ...waiting, asker: answer.asker });
					else waiting.resolve(answer);
				}
				this.waiting.unshift(...again);
			} catch (error) {
				for (const { reject } of group) reject(error);
			}
		}
		this.looking = false;
	}

	private nextGroup(): Waiting[] {
		const kinds = new Set<string>();
		const group: Waiting[] = [];
		const rest: Waiting[] = [];
		for (const waiting of this.waiting) {
			const kind = kindOf(waiting.asker);
			if (group.length < GROUP && (kinds.has(kind) || kinds.size < KINDS)) {
				kinds.add(kind);
				group.push(waiting);
			} else rest.push(waiting);
		}
		this.waiting = rest;
		return group;
	}
}

/**
 * Reserves a task at the pool's desk; where that cannot be reached, without it: then claims that come at the same
 * moment find out by the reservations that others were faster. Throws only when D1 fails.
 */
export async function askDesk(env: Env, pool: string, asker: Asker): Promise<Served> {
	try {
		const object = poolObject(env, pool);
		return JSON.parse(await object.reserve(pool, JSON.stringify(asker))) as Served;
	} catch (cause) {
		log.warn("a task was looked for without the pool's object", { pool, error: errorName(cause) });
	}
	return serveAlone(env, pool, asker);
}
