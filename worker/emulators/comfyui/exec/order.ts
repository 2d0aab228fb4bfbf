import { isLink } from "../graph.ts";
import type { DynamicGraph } from "./dynamic-graph.ts";

/** What the order depends on besides the graph itself. */
export interface OrderFacts {
	/** A result is already there: the node and all above it need not run. */
	isReady(id: string): boolean;
	isOutput(id: string): boolean;
	isLazy(id: string, input: string): boolean;
}

/** Everything left waits for something else that is left. */
export class CycleFound extends Error {
	readonly node: string;
	constructor(node: string) {
		super("Dependency cycle detected");
		this.node = node;
	}
}

/**
 * Decides which node runs next. Not merely a topological order: like the real server it prefers an output that
 * can run at once, then whatever lets an output run after it, then after two more steps, so that pictures
 * appear early. Clients see that order.
 */
export class ExecutionOrder {
	/** Waiting nodes in the order they were met, each with the nodes it still waits for. */
	private readonly waiting = new Map<string, Set<string>>();
	private readonly blocks = new Map<string, Set<string>>();
	private readonly graph: DynamicGraph;
	private readonly facts: OrderFacts;

	constructor(graph: DynamicGraph, facts: OrderFacts) {
		this.graph = graph;
		this.facts = facts;
	}

	get empty(): boolean {
		return this.waiting.size === 0;
	}

	/** Adds a node and all it needs. */
	add(start: string): void {
		const stack = [start];
		const links: [string, string][] = [];
		while (stack.length > 0) {
			const id = stack.pop();
			if (id === undefined || this.waiting.has(id)) continue;
			this.waiting.set(id, new Set());
			this.blocks.set(id, this.blocks.get(id) ?? new Set());
			for (const [name, value] of Object.entries(this.graph.node(id)?.inputs ?? {})) {
				if (!isLink(value) || this.facts.isLazy(id, name) || this.facts.isReady(value[0])) continue;
				links.push([value[0], id]);
				stack.push(value[0]);
			}
		}
		for (const [from, to] of links) this.link(from, to);
	}

	/** Makes `to` wait for `from`, unless that has run. */
	require(from: string, to: string): void {
		if (this.facts.isReady(from)) return;
		this.add(from);
		this.link(from, to);
	}

	private link(from: string, to: string): void {
		this.blocks.get(from)?.add(to);
		this.waiting.get(to)?.add(from);
	}

	/** The node to run next. @throws CycleFound if none can. */
	next(): string {
		const free = [...this.waiting].filter(([, needs]) => needs.size === 0).map(([id]) => id);
		const [first] = free;
		if (first === undefined) throw new CycleFound(this.inCycle());
		const { isOutput } = this.facts;
		const after = (id: string): string[] => [...(this.blocks.get(id) ?? [])];
		return (
			free.find(isOutput) ??
			free.find((id) => after(id).some(isOutput)) ??
			free.find((id) => after(id).some((blocked) => after(blocked).some(isOutput))) ??
			first
		);
	}

	/** Removes a node that has its result. */
	done(id: string): void {
		this.waiting.delete(id);
		for (const blocked of this.blocks.get(id) ?? []) this.waiting.get(blocked)?.delete(id);
		this.blocks.delete(id);
	}

	private inCycle(): string {
		const [first] = this.waiting.keys();
		const seen = new Set<string>();
		let at = first ?? "";
		while (!seen.has(at)) {
			seen.add(at);
			const [needed] = this.waiting.get(at) ?? [];
			at = needed ?? at;
		}
		return at;
	}
}
