import { Budget } from "../../graph/budget.ts";
import { type ClassInfo, choicesOf, type InputSpec, type ObjectInfo } from "../../object-info/read.ts";
import { declaredInputs } from "../declared.ts";
import { compatible } from "../links.ts";
import type { Rules } from "../rules.ts";
import type { Dice } from "./random.ts";

/** Graphs that a described ComfyUI should accept, made of any of its classes. */
export type LooseGraph = Record<string, { class_type: unknown; inputs: Record<string, unknown> }>;

/** Types that are typed in rather than linked. */
const typedIn = new Set(["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "COMFY_DYNAMICCOMBO_V3"]);
/** A node gets no more optional inputs than this: the order in which a server looks at them is arbitrary. */
const MOST_INPUTS = 8;
/**
 * Classes on which we are known to differ: one has a check of its own that is known in part only (see
 * own-checks.ts), the other keeps its choices in a tuple, which only Python writes with round brackets.
 */
export const notAsked: ReadonlySet<string> = new Set(["FluxProUltraImageNode", "LoraSave"]);
/** Nothing that anybody would let run by accident: the largest sizes are not asked for. */
const largest = 64;

export class Generator {
	private readonly info: ObjectInfo;
	private readonly rules: Rules;
	private readonly dice: Dice;
	private readonly names: readonly string[];
	private readonly makers = new Map<string, [string, number][]>();

	constructor(info: ObjectInfo, rules: Rules, dice: Dice) {
		this.info = info;
		this.rules = rules;
		this.dice = dice;
		this.names = [...info.keys()].filter((name) => !notAsked.has(name));
	}

	/** A graph around one class: its inputs, what makes them, and something that puts its outputs out. */
	graph(about: string = this.dice.pick(this.names)): LooseGraph {
		const graph: LooseGraph = {};
		const id = this.add(graph, about, 0);
		const info = this.info.get(about);
		const slots = info?.output.length ?? 0;
		if (!info?.output_node && slots > 0) {
			const slot = this.dice.below(slots);
			const image = info?.output[slot] === "IMAGE" && this.dice.chance(0.5);
			graph[`${Object.keys(graph).length + 1}`] = image
				? { class_type: "PreviewImage", inputs: { images: [id, slot] } }
				: { class_type: "PreviewAny", inputs: { source: [id, slot] } };
		}
		return graph;
	}

	private add(graph: LooseGraph, classType: string, depth: number): string {
		const id = String(Object.keys(graph).length + 1);
		const inputs: Record<string, unknown> = {};
		graph[id] = { class_type: classType, inputs };
		const info = this.info.get(classType);
		if (info === undefined) return id;
		// What one choice brings may bring more: a few rounds find all of it.
		for (let round = 0; round < 4; round++) {
			for (const [name, { spec, required }] of this.offered(info, inputs)) {
				const enough = Object.keys(inputs).length >= MOST_INPUTS;
				if (name in inputs || !(required || (!enough && this.dice.chance(0.2)))) continue;
				const value = this.value(graph, spec, depth);
				if (value !== undefined) inputs[name] = value;
			}
		}
		return id;
	}

	/** Declared inputs, and the dynamic combos that are there once they are sent. */
	private offered(info: ClassInfo, inputs: Record<string, unknown>) {
		const offered = new Map(declaredInputs(info, inputs, this.rules, Budget.unlimited()).inputs);
		for (const group of [info.input.required, info.input.optional]) {
			for (const [name, spec] of Object.entries(group ?? {})) {
				if (spec[0] === "COMFY_DYNAMICCOMBO_V3") offered.set(name, { spec, required: true });
			}
		}
		return offered;
	}

	private value(graph: LooseGraph, spec: InputSpec, depth: number): unknown {
		const [type, options = {}] = spec;
		const choices = choicesOf(spec);
		if (choices !== null) return choices.length > 0 ? this.dice.pick(choices) : "anything";
		if (type === "COMFY_DYNAMICCOMBO_V3") {
			const keys = Array.isArray(options.options) ? options.options.map((option) => option?.key) : [];
			return keys.length > 0 ? this.dice.pick(keys) : undefined;
		}
		if (typeof type === "string" && typedIn.has(type) && options.forceInput !== true) {
			if (type === "STRING") return this.dice.pick(["", "a picture", "naïve ☃", "it's"]);
			if (type === "BOOLEAN") return this.dice.chance(0.5);
			const min = typeof options.min === "number" ? options.min : 0;
			const max = typeof options.max === "number" ? options.max : min + 10;
			const standard = typeof options.default === "number" ? options.default : min;
			return this.dice.pick([standard, min, Math.min(max, Math.max(min, largest))]);
		}
		return depth > 3 ? undefined : this.linked(graph, type, depth);
	}

	private linked(graph: LooseGraph, type: unknown, depth: number): [string, number] | undefined {
		for (const id of this.dice.shuffled(Object.keys(graph)).slice(0, 3)) {
			const slot = this.slotFor(this.info.get(String(graph[id]?.class_type)), type);
			// A node made earlier may be what this one is for: links go to what is complete.
			if (slot !== -1 && this.dice.chance(0.4) && Number(id) > depth + 1) return [id, slot];
		}
		const makers = this.makersOf(type);
		if (makers.length === 0) return undefined;
		const [name, slot] = this.dice.pick(makers.slice(0, 12));
		return [this.add(graph, name, depth + 1), slot];
	}

	private slotFor(info: ClassInfo | undefined, type: unknown): number {
		return info?.output.findIndex((made) => compatible(made, type, this.rules, Budget.unlimited())) ?? -1;
	}

	/** Classes that make a type, those that need the fewest links first. */
	private makersOf(type: unknown): [string, number][] {
		const key = JSON.stringify(type);
		const known = this.makers.get(key);
		if (known !== undefined) return known;
		const links = (name: string) =>
			Object.values(this.info.get(name)?.input.required ?? {}).filter(
				([wanted]) => typeof wanted === "string" && !typedIn.has(wanted),
			).length;
		const found = this.names
			.flatMap((name): [string, number][] => {
				const slot = this.slotFor(this.info.get(name), type);
				return slot === -1 ? [] : [[name, slot]];
			})
			.sort(([a], [b]) => links(a) - links(b));
		this.makers.set(key, found);
		return found;
	}
}
