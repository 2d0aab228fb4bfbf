import { quote } from "../../graph/problems.ts";
import type { UnknownCode } from "../read/unknowns.ts";
import { listOf } from "../read/values.ts";
import type { Frame } from "./frames.ts";
import type { HostValue, HostValues } from "./host-values.ts";
import { bypassed, inputPort, type LiveNode, muted } from "./model.ts";
import { isSetNode } from "./virtual.ts";

/**
 * Where the value of an input comes from (frontend 1.49: ExecutableNodeDTO.ts): a link is followed through
 * reroutes, bypassed nodes and the borders of subgraphs until it ends at a node that runs.
 */
export type Source =
	| { kind: "link"; id: string; slot: number }
	/** An unlinked input of a subgraph's node that shows a widget: the value is sent to all it leads to. */
	| { kind: "promoted"; host: LiveNode; slot: number; held: HostValue; value: unknown }
	/** Nothing; without a code nothing was meant to be there. */
	| { kind: "none"; code: UnknownCode | undefined; why: string }
	| { kind: "cycle" };

/** A step on the way: an input of a node, or one of its outputs and the type that is wanted of it. */
interface Step {
	frame: Frame;
	node: LiveNode;
	side: "input" | "output";
	slot: number;
	want: string | undefined;
}

export class Links {
	/** Ends of ways already gone. */
	readonly #known = new Map<string, Source>();
	readonly #ids = new Map<LiveNode, number>();
	readonly #setters = new Map<Frame, Map<unknown, LiveNode>>();
	readonly #hosts: HostValues;

	constructor(hosts: HostValues) {
		this.#hosts = hosts;
	}

	/** The source of a linked input of a node that runs. */
	sourceOf(frame: Frame, node: LiveNode, slot: number): Source {
		let at: Step | Source = this.#before({ frame, node, side: "input", slot, want: undefined });
		// Most links end at once; of the others the ways are remembered, because many nodes share them.
		const passed = new Set<string>();
		while ("side" in at) {
			const end: Source | undefined = endOf(at);
			if (end !== undefined) {
				at = end;
				break;
			}
			const key: string = this.#keyOf(at);
			const known: Source | undefined = this.#known.get(key);
			if (known !== undefined) at = known;
			else if (passed.has(key)) at = { kind: "cycle" };
			else {
				passed.add(key);
				at = at.side === "input" ? this.#before(at) : this.#behind(at);
			}
		}
		for (const key of passed) this.#known.set(key, at);
		return at;
	}

	#keyOf({ frame, node, side, slot, want }: Step): string {
		let id = this.#ids.get(node);
		if (id === undefined) {
			id = this.#ids.size;
			this.#ids.set(node, id);
		}
		return `${frame.index} ${id} ${side} ${slot} ${want ?? ""}`;
	}

	/** What an input is linked to. */
	#before({ frame, node, slot, want }: Step): Step | Source {
		const input = node.inputs[slot];
		if (input === undefined) return lost(`node ${node.id} has no input ${slot}`);
		if (input.link === undefined) return lost(`${input.name} of node ${node.id} is not linked`);
		const link = frame.graph.links.get(input.link);
		if (link === undefined) return lost(`link ${input.link} is not in the file`);
		if (link.originSlot < 0) return lost(`link ${input.link} names no output`);
		if (frame.host !== undefined && frame.parent !== undefined && link.origin === inputPort)
			return this.#around(frame.host, frame.parent, link.originSlot);
		const origin = frame.graph.byId.get(link.origin);
		if (origin === undefined) return lost(`node ${link.origin} is not in the file`);
		return { frame, node: origin, side: "output", slot: link.originSlot, want: want ?? input.type };
	}

	/** What an output hands out. */
	#behind({ frame, node, slot, want }: Step): Step | Source {
		if (node.mode === muted) return lost(`node ${node.id} is muted`);
		if (node.mode === bypassed) {
			const input = bypassOf(node, slot, want ?? "*");
			return input === -1
				? lost(`node ${node.id} is bypassed and has no input of type ${want ?? "*"}`)
				: { frame, node, side: "input", slot: input, want: undefined };
		}
		if (node.inner !== undefined) return this.#inside(frame, node, slot, want);
		if (node.kind === "get") return this.#named(frame, node, want);
		if (node.kind === "pass") return { frame, node, side: "input", slot, want };
		return lost(`node ${node.id} (${node.type}) hands nothing out`);
	}

	#inside(frame: Frame, host: LiveNode, slot: number, want: string | undefined): Step | Source {
		const child = frame.children.get(host);
		const link = child?.graph.outputs[slot]?.links.flatMap((id) => child.graph.links.get(id) ?? [])[0];
		if (child === undefined || link === undefined)
			return lost(`output ${slot} of subgraph node ${host.id} leads to nothing inside`);
		// A subgraph may hand an input straight through.
		if (link.origin === inputPort) return this.#around(host, frame, link.originSlot);
		const node = child.graph.byId.get(link.origin);
		if (node === undefined) return lost(`node ${link.origin} is not in the subgraph`);
		return { frame: child, node, side: "output", slot: link.originSlot, want };
	}

	/** Out of a subgraph, to what its node is linked to there. */
	#around(host: LiveNode, parent: Frame, slot: number): Step | Source {
		const input = host.inputs[slot];
		if (input === undefined) return lost(`subgraph node ${host.id} has no input ${slot}`);
		const held = this.#hosts.at(host, slot);
		// A primitive node hands nothing out: it has set the value.
		if (input.link !== undefined && held?.primitive === undefined)
			return { frame: parent, node: host, side: "input", slot, want: undefined };
		if (held === undefined)
			return none(`input ${input.name} of subgraph node ${host.id} is not linked`, undefined);
		const around = this.#hosts.inside(parent.host, host, input.name);
		return { kind: "promoted", host, slot, held, value: around ?? held.value };
	}

	/** A Get node takes what the Set node of its name is given, in its own graph or one around it. */
	#named(frame: Frame, node: LiveNode, want: string | undefined): Step | Source {
		const name = nameOf(node);
		for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
			const setter = this.#settersIn(at).get(name);
			if (setter !== undefined) return { frame: at, node: setter, side: "input", slot: 0, want };
		}
		return none(`no Set node sets ${quote(name)}`, "set_node_missing");
	}

	#settersIn(frame: Frame): Map<unknown, LiveNode> {
		let setters = this.#setters.get(frame);
		if (setters === undefined) {
			setters = new Map();
			for (const node of frame.graph.nodes)
				if (isSetNode(node.type) && !setters.has(nameOf(node))) setters.set(nameOf(node), node);
			this.#setters.set(frame, setters);
		}
		return setters;
	}
}

/** The output of a node that runs, where a way ends. */
function endOf({ frame, node, side, slot }: Step): Source | undefined {
	return side === "output" && node.kind === "class" && node.mode === 0
		? { kind: "link", id: `${frame.prefix}${node.id}`, slot }
		: undefined;
}

function lost(why: string): Source {
	return none(why, "link_unresolved");
}

function none(why: string, code: UnknownCode | undefined): Source {
	return { kind: "none", code, why };
}

/** The input that takes the place of a bypassed node's output, or -1. */
function bypassOf(node: LiveNode, slot: number, want: string): number {
	const output = node.outputs[slot]?.type ?? "*";
	if (want === "*") return node.inputs.length > slot ? slot : node.inputs.length > 0 ? 0 : -1;
	const fits = (type: string) => typesFit(type, output) && typesFit(type, want);
	const opposite = node.inputs[slot];
	if (opposite !== undefined && fits(opposite.type)) return slot;
	const exact = node.inputs.findIndex((input) => input.type === want);
	return exact === -1 ? node.inputs.findIndex((input) => fits(input.type)) : exact;
}

/** Types fit where either is any type or their lists share a member, in whatever case. */
export function typesFit(one: string, other: string): boolean {
	if (one === "*" || other === "*" || one === other) return true;
	const members = (list: string) => list.toLowerCase().split(",");
	const others = members(other);
	return (
		members(one).some((type) => type === "" || type === "*" || others.includes(type)) || others.includes("*")
	);
}

function nameOf(node: LiveNode): unknown {
	const { values } = node.ui;
	return listOf(values)?.[0];
}
