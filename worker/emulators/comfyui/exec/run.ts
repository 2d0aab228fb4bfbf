import { isLink } from "../graph.ts";
import { ExecutorDeath, NodeInputs, type NodeResult, OutOfMemory, type UiOutput } from "../nodes/define.ts";
import { generic } from "../nodes/generic.ts";
import type { HistoryEntry, HistoryMessage } from "../state/history.ts";
import type { QueueItem } from "../state/queue.ts";
import type { NodeValue } from "../values.ts";
import { findBlocker, type Result, Signatures } from "./cache.ts";
import { nodeContext, savedFiles } from "./context.ts";
import { DynamicGraph } from "./dynamic-graph.ts";
import { Abandoned, blamed, describeFailure, Interrupted } from "./errors.ts";
import { CycleFound, ExecutionOrder } from "./order.ts";
import { Progress } from "./progress.ts";
import { ProgressBar } from "./progress-bar.ts";
import type { Thread } from "./thread.ts";

/** One prompt from `execution_start` to its last event. */
export class PromptRun {
	private readonly executor: Thread;
	private readonly item: QueueItem;
	private readonly id: string;
	private readonly outputs: readonly string[];
	private readonly extra: Record<string, unknown>;
	private readonly graph: DynamicGraph;
	private readonly signatures: Signatures;
	private readonly order: ExecutionOrder;
	private readonly progress: Progress;
	private readonly messages: HistoryMessage[] = [];
	/** Results known so far: found in the cache at the start, or made by this run. */
	private readonly results = new Map<string, Result>();
	private readonly fromCache = new Set<string>();
	private readonly executed = new Set<string>();
	private readonly ui: Record<string, UiOutput> = {};
	private readonly meta: Record<string, Result["meta"]> = {};
	/** Nodes replaced by a subgraph that is still running, with the links their outputs come from. */
	private readonly expanding = new Map<string, readonly (readonly [string, number])[]>();

	constructor(executor: Thread, item: QueueItem) {
		const { host } = executor;
		const [, id, prompt, extra, outputs] = item;
		this.executor = executor;
		this.item = item;
		this.id = id;
		this.outputs = outputs;
		this.extra = extra;
		this.graph = new DynamicGraph(prompt);
		this.signatures = new Signatures(this.graph, host.def, (name) => host.files.read(name));
		this.progress = new Progress(id, this.graph, host.hub);
		const info = (node: string) => host.classInfo(this.graph.node(node)?.class_type ?? "");
		this.order = new ExecutionOrder(this.graph, {
			isReady: (node) => this.results.has(node) && !this.expanding.has(node),
			isOutput: (node) => info(node)?.output_node === true,
			isLazy: (node, input) => info(node)?.input.required?.[input]?.[1]?.lazy === true,
		});
	}

	private get clientId(): string | null {
		return this.executor.host.hub.clientId;
	}

	/** Records an event for history and sends it to the client, or to all if there is none and it concerns all. */
	private message(event: string, data: Record<string, unknown>, broadcast = false): void {
		const { hub, clock } = this.executor.host;
		const stamped = { ...data, timestamp: clock.now() };
		this.messages.push([event, stamped]);
		if (this.clientId !== null || broadcast) hub.send(event, stamped, this.clientId);
	}

	/** Runs the prompt and says how it went. @throws ExecutorDeath, Abandoned */
	async run(): Promise<HistoryEntry> {
		const { host } = this.executor;
		host.hub.clientId = typeof this.extra.client_id === "string" ? this.extra.client_id : null;
		host.hub.lastNode = null;
		this.message("execution_start", { prompt_id: this.id });
		await this.executor.strike("start", { prompt_id: this.id });
		this.findCached();
		this.message("execution_cached", { nodes: [...this.fromCache], prompt_id: this.id });
		const success = await this.work();
		host.hub.lastNode = null;
		return {
			prompt: this.item,
			outputs: this.ui,
			status: { status_str: success ? "success" : "error", completed: success, messages: this.messages },
			meta: this.meta,
		};
	}

	private findCached(): void {
		const { cache, memories, host } = this.executor;
		const ids = Object.keys(this.graph.original);
		const objects = new Set(ids.map((id) => `${id}|${this.graph.node(id)?.class_type}`));
		for (const key of [...memories.keys()]) if (!objects.has(key)) memories.delete(key);
		if (!host.traits.keepsOldResults) cache.keepOnly(new Set(ids.map((id) => this.signatures.of(id))));
		for (const id of ids) {
			const result = cache.get(this.signatures.of(id));
			if (!result) continue;
			this.results.set(id, result);
			this.fromCache.add(id);
		}
	}

	private async work(): Promise<boolean> {
		for (const output of this.outputs) this.order.add(output);
		while (!this.order.empty) {
			let id: string;
			try {
				id = this.order.next();
			} catch (error) {
				if (!(error instanceof CycleFound)) throw error;
				this.cycle(error);
				return true; // the real server's success flag is not reset here, and its history says success
			}
			try {
				// A turn of the event loop, so that HTTP requests get in between even where nodes take no time.
				await this.executor.host.clock.sleep(0);
				this.executor.checkAlive();
				if (await this.node(id)) this.order.done(id);
			} catch (error) {
				if (error instanceof ExecutorDeath || error instanceof Abandoned) throw error;
				this.failed(id, error);
				return false;
			}
		}
		await this.executor.strike("end", { prompt_id: this.id });
		this.message("execution_success", { prompt_id: this.id });
		return true;
	}

	private cycle(error: CycleFound): void {
		this.message("execution_error", {
			prompt_id: this.id,
			...blamed(this.graph, error.node),
			executed: [...this.executed],
			exception_message: error.message,
			exception_type: "graph.DependencyCycleError",
			traceback: [],
			current_inputs: [],
			current_outputs: Object.keys(this.graph.original),
		});
	}

	private failed(id: string, error: unknown): void {
		const common = { prompt_id: this.id, ...blamed(this.graph, id), executed: [...this.executed] };
		if (error instanceof Interrupted) {
			this.message("execution_interrupted", common, true);
			return;
		}
		const { host, loaded } = this.executor;
		if (error instanceof OutOfMemory) loaded.clear();
		host.log(`!!! Exception during processing !!! ${error instanceof Error ? error.message : String(error)}`);
		this.message("execution_error", {
			...common,
			...describeFailure(error, this.inputsOf(id)),
			current_outputs: Object.keys(this.graph.original),
		});
	}

	private inputsOf(id: string): Record<string, unknown> {
		const values: Record<string, unknown> = {};
		for (const [name, value] of Object.entries(this.graph.node(id)?.inputs ?? {})) {
			values[name] = isLink(value) ? this.results.get(value[0])?.outputs[value[1]] : value;
		}
		return values;
	}

	private about(id: string): Result["meta"] {
		const real = this.graph.real(id);
		return { node_id: id, display_node: real, parent_node: this.graph.parent(id), real_node_id: real };
	}

	private toClient(event: string, id: string, more: Record<string, unknown> = {}): void {
		if (this.clientId === null) return;
		const data = { node: id, display_node: this.graph.real(id), ...more, prompt_id: this.id };
		this.executor.host.hub.send(event, data, this.clientId);
	}

	/** Runs one node. False if it waits for something it found out it needs. */
	private async node(id: string): Promise<boolean> {
		const links = this.expanding.get(id);
		if (links) {
			this.expanding.delete(id);
			const outputs = links.map(([from, slot]) => this.outputOf(from, slot));
			this.finish(id, { outputs }, true);
			return true;
		}
		const cached = this.results.get(id);
		if (cached) {
			this.toClient("executed", id, { output: cached.ui ?? null });
			this.show(id, cached.ui);
			this.progress.finish(id);
			return true;
		}
		this.progress.start(id);
		this.executor.host.hub.lastNode = this.graph.real(id);
		this.toClient("executing", id);
		if (this.waitsForLazy(id)) return false;
		this.throwIfInterrupted();
		const result = await this.evaluate(id);
		if (!result.expand) {
			this.finish(id, result, result.keep);
			return true;
		}
		this.graph.add(id, result.expand.graph);
		this.expanding.set(id, result.expand.links);
		for (const [from] of result.expand.links) this.order.require(from, id);
		return false;
	}

	private outputOf(id: string, slot: number): NodeValue {
		return this.results.get(id)?.outputs[slot] ?? { type: "BLOCKER", message: null };
	}

	private throwIfInterrupted(): void {
		if (!this.executor.interruptFlag) return;
		this.executor.interruptFlag = false;
		throw new Interrupted();
	}

	private waitsForLazy(id: string): boolean {
		const node = this.graph.node(id);
		const def = this.executor.host.def(node?.class_type ?? "");
		const wanted = def?.needs?.(new NodeInputs(this.inputsOf(id))) ?? [];
		const missing = wanted.filter((name) => {
			const value = node?.inputs[name];
			return isLink(value) && !this.results.has(value[0]);
		});
		for (const name of missing) {
			const value = node?.inputs[name];
			if (isLink(value)) this.order.require(value[0], id);
		}
		return missing.length > 0;
	}

	private async evaluate(id: string): Promise<NodeResult & { keep: boolean }> {
		const { host } = this.executor;
		const values = this.inputsOf(id);
		const slots = host.classInfo(this.graph.node(id)?.class_type ?? "")?.output ?? [];
		const silence = (): NodeValue[] => slots.map(() => ({ type: "BLOCKER", message: null }));
		const blocker = findBlocker(values);
		if (blocker) {
			if (blocker.message !== null) this.announceBlock(id, blocker.message);
			return { outputs: silence(), keep: true };
		}
		const classType = this.graph.node(id)?.class_type ?? "";
		const moment = { prompt_id: this.id, node_id: id, class_type: classType };
		const blocked = await this.executor.strike("node", moment);
		if (blocked) {
			if (blocked.message !== null) this.announceBlock(id, blocked.message);
			return { outputs: silence(), keep: false };
		}
		if (host.timing.nodeMs > 0) await host.clock.sleep(host.timing.nodeMs);
		const bar = new ProgressBar(host.traits.throttlesProgress);
		const context = nodeContext(this.executor, {
			nodeId: id,
			graph: this.graph,
			extra: this.extra,
			progress: async (value, max, preview) => {
				this.executor.checkAlive();
				this.throwIfInterrupted();
				await this.executor.strike("step", { ...moment, step: value });
				// Sampling notices an interrupt in every layer of the model, so it ends at steps that are not told, too.
				if (bar.tells(value, max, preview !== undefined, host.clock.monotonic()))
					this.progress.step(id, value, max, preview);
			},
		});
		const def = host.def(classType) ?? generic(host.classInfo(classType));
		const result = await def.run(new NodeInputs(values), context);
		this.executor.checkAlive();
		const files = savedFiles(result.ui);
		if (files.length > 0) await this.executor.strike("output", moment, files);
		return { ...result, keep: true };
	}

	private announceBlock(id: string, message: string): void {
		if (this.clientId === null) return;
		this.executor.host.hub.send(
			"execution_error",
			{
				prompt_id: this.id,
				...blamed(this.graph, id),
				executed: [...this.executed],
				exception_message: `Execution Blocked: ${message}`,
				exception_type: "ExecutionBlocked",
				traceback: [],
				current_inputs: [],
				current_outputs: [],
			},
			this.clientId,
		);
	}

	private show(id: string, ui: UiOutput | undefined): void {
		if (!ui) return;
		this.ui[id] = ui;
		this.meta[id] = this.about(id);
	}

	private finish(id: string, result: NodeResult, keep: boolean): void {
		const { outputs, ui } = result;
		const stored: Result = ui ? { outputs, ui, meta: this.about(id) } : { outputs, meta: this.about(id) };
		if (ui) {
			this.show(id, ui);
			this.toClient("executed", id, { output: ui });
		}
		this.results.set(id, stored);
		if (keep && !this.graph.isAdded(id)) this.executor.cache.set(this.signatures.of(id), stored);
		this.progress.finish(id);
		this.executed.add(id);
	}
}
