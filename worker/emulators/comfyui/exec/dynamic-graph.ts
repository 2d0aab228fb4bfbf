import type { Graph, GraphNode } from "../graph.ts";

/** The graph of a running prompt together with the nodes that other nodes added while it ran. */
export class DynamicGraph {
	readonly original: Graph;
	private readonly added = new Map<string, GraphNode>();
	private readonly parents = new Map<string, string>();

	constructor(original: Graph) {
		this.original = original;
	}

	node(id: string): GraphNode | undefined {
		return this.original[id] ?? this.added.get(id);
	}

	/** Adds nodes on behalf of `parent`. */
	add(parent: string, graph: Graph): void {
		for (const [id, node] of Object.entries(graph)) {
			this.added.set(id, node);
			this.parents.set(id, parent);
		}
	}

	isAdded(id: string): boolean {
		return this.added.has(id);
	}

	parent(id: string): string | null {
		return this.parents.get(id) ?? null;
	}

	/** The node of the client's graph that a node belongs to: itself, unless it was added at run time. */
	real(id: string): string {
		const parent = this.parents.get(id);
		return parent === undefined ? id : this.real(parent);
	}

	/** All nodes, including added ones, for running classes that look at the graph. */
	all(): Graph {
		return { ...this.original, ...Object.fromEntries(this.added) };
	}
}
