import { randomUUID } from "node:crypto";
import { validatePrompt } from "../../../../workflows/validate/prompt.ts";
import { float } from "../../../../workflows/validate/python/python.ts";
import type { ValidationServer } from "../../../../workflows/validate/server.ts";
import { Executor } from "../exec/executor.ts";
import type { Host } from "../exec/host.ts";
import { asGraph, contains, isRecord } from "../graph.ts";
import { json, MAX_UPLOAD, type Reply, TROUBLE } from "../http/http.ts";
import { SocketHub } from "../http/sockets.ts";
import type { Traits } from "../version.ts";
import { History } from "./history.ts";
import { PromptQueue, type QueueItem } from "./queue.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SECRETS = ["auth_token_comfy_org", "api_key_comfy_org"];

function refusal(type: string, message: string, details: string): Reply {
	return json({ error: { type, message, details, extra_info: {} }, node_errors: {} }, 400);
}

/** What GET /features and the `feature_flags` frame say. */
export function featureFlags(traits: Traits): Record<string, unknown> {
	const old = { supports_preview_metadata: true, max_upload_size: MAX_UPLOAD };
	if (!traits.jobs) return old;
	return {
		supports_preview_metadata: true,
		supports_model_type_tags: true,
		max_upload_size: MAX_UPLOAD,
		extension: { manager: { supports_v4: true } },
		node_replacements: true,
		assets: false,
	};
}

/** The outputs to run, or null for all: every id of the graph that Python's `in` finds in what was sent. */
function targetsOf({ prompt, partial_execution_targets: targets = null }: Record<string, unknown>) {
	if (targets === null) return null;
	const ids = isRecord(prompt) ? Object.keys(prompt) : [];
	return ids.filter((id) => contains(targets, id));
}

/**
 * Everything one process holds in memory. A crash throws it away, and with it every prompt that was accepted:
 * only files survive.
 */
export class Instance {
	readonly queue = new PromptQueue();
	readonly history = new History();
	readonly hub: SocketHub;
	readonly executor: Executor;
	readonly traits: Traits;
	readonly startedAt: number;
	/** Lines of the server's log, for /internal/logs/raw. */
	readonly logs: { t: string; m: string }[] = [];
	/** Number of the next prompt that does not bring its own. */
	private number = 0;
	private readonly server: ValidationServer;
	private readonly host: Host;

	constructor(host: Omit<Host, "queue" | "history" | "hub" | "log">, server: ValidationServer) {
		this.traits = host.traits;
		this.server = server;
		this.hub = new SocketHub(
			() => this.queue.remaining,
			() => featureFlags(host.traits),
		);
		this.queue.onChange = () => this.hub.sendStatus();
		this.host = {
			...host,
			queue: this.queue,
			history: this.history,
			hub: this.hub,
			log: (line) => this.log(line),
		};
		this.startedAt = host.clock.now();
		this.executor = new Executor(this.host);
		this.log("Starting server");
	}

	log(line: string): void {
		this.logs.push({ t: new Date(this.host.clock.now()).toISOString().replace("Z", "000"), m: `${line}\n` });
		if (this.logs.length > 300) this.logs.shift();
	}

	/** Starts the thread that runs prompts. */
	start(): void {
		void this.executor.run();
	}

	/** Ends everything that is in memory. */
	stop(): void {
		this.executor.stop();
		this.hub.drop();
	}

	/** Queue and history are empty all of a sudden. */
	forget(): void {
		this.history.clear();
		this.executor.forget();
		this.queue.clear();
	}

	/** POST /prompt. @throws where the real server's handler would raise. */
	submit(body: unknown): { reply: Reply; promptId?: string } {
		const numbered = contains(body, "number");
		if (numbered && !isRecord(body)) throw new TypeError("indices must be integers or slices, not str");
		if (!contains(body, "prompt")) {
			this.nextNumber(isRecord(body) ? body : {});
			return { reply: refusal("no_prompt", "No prompt provided", "No prompt provided") };
		}
		if (!isRecord(body)) throw new TypeError("indices must be integers or slices, not str");
		const number = this.nextNumber(body);
		const given = body.prompt_id ?? null;
		if (this.traits.uuidPromptIds && given !== null && !(typeof given === "string" && UUID.test(given))) {
			const rule =
				"prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one";
			return { reply: refusal("invalid_prompt_id", "prompt_id must be a valid UUID", rule) };
		}
		const promptId = given === null ? randomUUID() : String(given);
		const verdict = validatePrompt(body.prompt, this.server, targetsOf(body));
		const extra = this.extraData(body);
		if (!verdict.valid) {
			this.log(`invalid prompt: ${verdict.error.message}`);
			return { reply: json({ error: verdict.error, node_errors: verdict.node_errors }, 400) };
		}
		this.log("got prompt");
		const item: QueueItem = [number, promptId, asGraph(verdict.graph), extra, verdict.outputs];
		this.queue.put(item);
		const reply = json({ prompt_id: promptId, number, node_errors: verdict.node_errors });
		return { reply, promptId };
	}

	private nextNumber(body: Record<string, unknown>): number {
		if ("number" in body) return float(body.number);
		const number = this.number++;
		return body.front ? -number : number;
	}

	private extraData(body: Record<string, unknown>): Record<string, unknown> {
		const given = body.extra_data;
		// The newer release writes into it whatever it is; the older one only where there is a client to note.
		if ("extra_data" in body && !isRecord(given) && (this.traits.createTime || "client_id" in body))
			throw new TypeError("extra_data takes no keys");
		const extra: Record<string, unknown> = isRecord(given) ? { ...given } : {};
		for (const secret of SECRETS) delete extra[secret];
		if ("client_id" in body) extra.client_id = body.client_id;
		if (this.traits.createTime) extra.create_time = this.host.clock.now();
		return extra;
	}

	/** Sets the interrupt flag; with an id, only if that prompt runs now. */
	interrupt(promptId?: string): void {
		if (promptId === undefined || this.queue.running.some((item) => item[1] === promptId)) {
			this.executor.interruptFlag = true;
		}
	}

	/** Interrupts or dequeues, in one step. False if the prompt has ended or is not known. */
	cancel(promptId: string): boolean {
		if (this.queue.running.some((item) => item[1] === promptId)) {
			this.executor.interruptFlag = true;
			this.hub.sendStatus();
			return true;
		}
		return this.queue.remove(promptId);
	}

	/** The answer to a request the server's code cannot digest. */
	trouble(error: unknown): Reply {
		this.log(`Error handling request\n${error instanceof Error ? error.message : String(error)}`);
		return TROUBLE;
	}
}
