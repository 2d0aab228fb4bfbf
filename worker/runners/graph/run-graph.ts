import type { Failure } from "../../../edge/contract/failures.ts";
import { assertNever } from "../../../edge/contract/status.ts";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import type { Comfy } from "../../comfyui/comfy.ts";
import { watch } from "../../comfyui/watch.ts";
import {
	inDoubt,
	ranMs,
	type StopReason,
	startWatch,
	type WatchAction,
	type WatchEnd,
	type WatchInput,
	type WatchState,
	type WatchTimes,
} from "../../comfyui/watch-state.ts";
import { failure, invalidNodes, nodeErrorsOf, refusedPrompt } from "../../comfyui/wire/errors.ts";
import type { ComfyMessage } from "../../comfyui/wire/frames.ts";
import { ComfyReplyError } from "../../comfyui/wire/http.ts";
import type { Clock } from "../../process/clock.ts";
import { crashAt } from "../../process/crash-at.ts";
import type { Logger } from "../../process/log.ts";
import { HttpError } from "../../process/request.ts";

/** How one run of a graph ends: as its watch does, or before ComfyUI accepted it. */
export type RunEnd =
	| WatchEnd
	/** Nobody waited for ComfyUI to let go of it. */
	| { how: "abandoned"; stop: StopReason; ranMs: number }
	| { how: "refused"; failure: Failure }
	/** ComfyUI was not there to take it, or did not say whether it has: then `sent` is true. */
	| { how: "unreachable"; sent: boolean };

/** Whether ComfyUI holds nothing of a run any more, as far as its end tells. */
export function letGo(end: RunEnd): boolean {
	if (end.how === "unreachable") return !end.sent;
	return end.how !== "hung" && end.how !== "crashed" && end.how !== "abandoned";
}

export interface GraphRunParts {
	comfy: Comfy;
	clock: Clock;
	times: WatchTimes;
	log: Logger;
	promptId: string;
	graph: ApiGraph;
	/** Put into the queue beside the prompt, so that a later life of this worker knows it as its own. */
	mark: { worker: string; task: string; epoch: number };
	/** Its nodes run at partners and need the key that this worker has. */
	partner: boolean;
	on: {
		accepted(): void;
		/** The executor has begun. */
		running(): void;
		/** The executor is done with it; the history is still to be read. */
		executed(): void;
		message(message: ComfyMessage): void;
	};
}

/** How long a prompt waits for the socket, which must be open before it is posted; milliseconds. */
export const SOCKET_WAIT_MS = 10_000;
/** The longest pause between two looks at the time; milliseconds. */
const TICK_MS = 100;
/** A reply that got lost is asked after, and the prompt sent again, this often. */
const SUBMIT_TRIES = 3;

/** Submits a graph and stays with it to its end: the shell around {@link watch}. */
export class GraphRun {
	private readonly parts: GraphRunParts;
	private readonly finished = Promise.withResolvers<RunEnd>();
	private readonly given = new AbortController();
	private state: WatchState;
	private invalid: Failure | null = null;
	private accepted = false;
	private early: StopReason | null = null;
	private waking: NodeJS.Timeout | undefined;

	constructor(parts: GraphRunParts) {
		this.parts = parts;
		this.state = startWatch(parts.clock.now());
	}

	/** ComfyUI said that it has it. */
	get isAccepted(): boolean {
		return this.accepted;
	}

	/** ComfyUI may be about to be found dead or hung. */
	get doubtful(): boolean {
		return this.accepted && inDoubt(this.state, this.parts.clock.now(), this.parts.times);
	}

	/** Runs to the end. Never rejects for anything ComfyUI does. */
	async run(): Promise<RunEnd> {
		const { comfy, promptId, times } = this.parts;
		const unsubscribe = comfy.subscribe(promptId, {
			message: (message) => this.hear(message),
			alive: () => this.feed({ type: "alive" }),
			socketLost: () => this.feed({ type: "socket_lost" }),
			processDied: () => this.feed({ type: "process_died" }),
		});
		let ticks: NodeJS.Timeout | undefined;
		try {
			// ComfyUI tells a prompt's frames to nobody else later: the socket comes first.
			const heard = await comfy.socket.ready(SOCKET_WAIT_MS, this.given.signal);
			if (this.early !== null) return { how: "withdrawn", stop: this.early, ranMs: 0 };
			if (!heard) return { how: "unreachable", sent: false };
			crashAt("before_prompt");
			const refused = await Promise.race([this.submit(), this.finished.promise]);
			if (refused !== null) return refused;
			this.accepted = true;
			this.parts.on.accepted();
			crashAt("queued");
			if (this.early !== null) this.feed({ type: "stop", reason: this.early });
			if (this.invalid !== null) this.feed({ type: "stop", reason: "invalid" });
			// It may be over already: its frames came before the reply did.
			this.feed({ type: "tick" });
			ticks = setInterval(() => this.feed({ type: "tick" }), Math.min(times.soonMs, TICK_MS));
			const end = await this.finished.promise;
			if (this.invalid !== null && end.how !== "lost" && end.how !== "crashed" && end.how !== "hung")
				return { how: "refused", failure: this.invalid };
			return end;
		} finally {
			clearInterval(ticks);
			clearTimeout(this.waking);
			unsubscribe();
		}
	}

	/** Asks for the run to be stopped. It ends when ComfyUI has let go of it, or is found to hang. */
	stop(reason: StopReason): void {
		this.early = reason;
		this.given.abort();
		if (this.accepted) this.feed({ type: "stop", reason });
	}

	/** Ends the run without waiting for ComfyUI to let go of it, which it is asked to do. */
	abandon(reason: StopReason): void {
		this.stop(reason);
		void this.parts.comfy.withdraw(this.parts.promptId);
		this.finished.resolve({ how: "abandoned", stop: reason, ranMs: ranMs(this.state) });
	}

	private hear(message: ComfyMessage): void {
		const before = this.state;
		this.feed({ type: "frame", message });
		if (before.startedAt === null && this.state.startedAt !== null) this.parts.on.running();
		this.parts.on.message(message);
		if (!before.settling && this.state.settling) this.parts.on.executed();
	}

	private feed(input: WatchInput): void {
		const { clock, times } = this.parts;
		// Until ComfyUI has accepted it there is nothing to decide, only something to remember.
		if (!this.accepted && input.type !== "frame") return;
		const before = this.state;
		const step = watch(before, input, clock.now(), times);
		this.state = step.state;
		if (input.type === "looked" && before.startedAt === null && step.state.startedAt !== null)
			this.parts.on.running();
		this.wake(step.wakeMs);
		for (const action of step.actions) this.act(action);
	}

	/** What is due before the next tick is not left to it. */
	private wake(ms: number | null): void {
		clearTimeout(this.waking);
		if (ms !== null && ms < TICK_MS && !this.state.over)
			this.waking = setTimeout(() => this.feed({ type: "tick" }), ms);
	}

	private act(action: WatchAction): void {
		const { comfy, promptId, times, log } = this.parts;
		switch (action.type) {
			case "look":
				if (!this.accepted) {
					this.state = { ...this.state, looking: false };
					return;
				}
				void comfy.locate(promptId).then((found) => this.feed({ type: "looked", found }));
				return;
			case "withdraw":
				void comfy.withdraw(promptId);
				return;
			case "deaf":
				comfy.listenAgain(times, promptId);
				return;
			case "resubmit":
				log.warn("ComfyUI forgot a waiting prompt; submitting it again", { prompt_id: promptId });
				void this.submit().then((refused) => {
					if (refused === null) this.feed({ type: "resubmitted" });
					else this.finished.resolve(refused);
				});
				return;
			case "end":
				this.finished.resolve(action.end);
				return;
			default:
				assertNever(action);
		}
	}

	/**
	 * Submits the prompt. ComfyUI does not notice that it has a prompt already, so after a reply that got
	 * lost it is asked first. Null means accepted.
	 */
	private async submit(): Promise<RunEnd | null> {
		const { comfy, clock, times, promptId, log } = this.parts;
		const since = clock.now();
		let sent = false;
		let kind: string | null = null;
		for (let tries = 0; tries < SUBMIT_TRIES; ) {
			try {
				return await this.post();
			} catch (error) {
				if (error instanceof ComfyReplyError)
					return { how: "refused", failure: failure("worker_error", error.message) };
				if (!(error instanceof HttpError)) throw error;
				// Once for each kind of trouble: a closed port is asked five times a second.
				if (error.kind !== kind) log.warn("no clear reply to a prompt", { prompt_id: promptId, error });
				kind = error.kind;
				if (error.kind !== "refused") {
					sent = true;
					tries++;
				} else if (clock.now() - since >= times.refusedMs) return { how: "unreachable", sent };
			}
			// A busy server may take the prompt after we have stopped waiting: look twice.
			for (let misses = 0; misses < 2; ) {
				const found = await comfy.locate(promptId);
				if (found.where === "history" || found.where === "running" || found.where === "pending") return null;
				if (this.early !== null) return { how: "withdrawn", stop: this.early, ranMs: 0 };
				if (clock.now() - since >= times.silentMs) return { how: "unreachable", sent };
				if (found.where === "nowhere") misses++;
				else if (found.where === "refused") break;
				await clock.sleep(times.soonMs);
			}
			await clock.sleep(times.soonMs);
		}
		return { how: "unreachable", sent };
	}

	private async post(): Promise<RunEnd | null> {
		const { comfy, graph, promptId, mark, partner } = this.parts;
		const { partnerKey } = comfy.setting;
		const profile = comfy.profile;
		const previews = profile?.features.previewMethod === true && !profile.previewsConfigured;
		const reply = await comfy.http.prompt(
			{
				prompt: graph,
				prompt_id: promptId,
				client_id: comfy.clientId,
				extra_data: {
					darkroom: mark,
					...(previews ? { preview_method: "latent2rgb" } : {}),
					// Only for the library's own: a client's graph must not spend the operator's credits.
					...(partner && partnerKey !== null ? { api_key_comfy_org: partnerKey } : {}),
				},
			},
			() => crashAt("prompt_posted"),
		);
		if (!reply.accepted) return { how: "refused", failure: refusedPrompt(reply.body) };
		const nodeErrors = nodeErrorsOf(reply.body);
		// Accepted, but some outputs will silently not come: stop it, and tell why.
		if (Object.keys(nodeErrors).length > 0) this.invalid = invalidNodes(nodeErrors);
		return null;
	}
}
