/**
 * Workflows out of a list of numbers, for fuzzing: most of what comes out is sound, and
 * anything may be strange. Made by hand because a generator for each member costs more than the conversion.
 */
export class Choices {
	readonly #numbers: readonly number[];
	#next = 0;
	constructor(numbers: readonly number[]) {
		this.#numbers = numbers;
	}
	/** From 0 up to, not including, `end`. Goes round when the numbers are used up. */
	below(end: number): number {
		const number = this.#numbers[this.#next % this.#numbers.length] ?? 0;
		// The second time round the same numbers must not make the same choices.
		const round = Math.floor(this.#next / Math.max(this.#numbers.length, 1));
		this.#next += 1;
		return (number + round * 7) % end;
	}
	of<T>(list: readonly T[]): T {
		const item = list[this.below(list.length)];
		if (item === undefined && list.length === 0) throw new RangeError("nothing to choose from");
		return item as T;
	}
	/** True once in that many times. */
	rarely(times: number): boolean {
		return this.below(times) === times - 1;
	}
	many<T>(most: number, make: (index: number) => T): T[] {
		return Array.from({ length: this.below(most + 1) }, (_, i) => make(i));
	}
}

export const reserved = ["__proto__", "constructor", "prototype", "toString", "", "length", "hasOwnProperty"];
const names = ["model", "clip", "image", "images", "one", "other", "text", "steps", "seed", "any", "a.b"];
const dotted = ["grow.x0", "grow.x7", "mode", "mode.n", "mode.n.m", "__proto__.x"];
export const types = ["Source", "Sampler", "Text", "Patch", "Blend", "Any", "Number", "SaveImage"];
export const special = [
	"Note",
	"Reroute",
	"Reroute",
	"PrimitiveNode",
	"SetNode",
	"GetNode",
	"CustomCombo",
	"Grow",
	"Mode",
];
const hosts = ["def-0", "def-1", "def-2", "def-2", "workflow>G", "workflow/G"];

/** Anything at all, and cheap. */
export function junk(c: Choices, level = 0): unknown {
	const kind = c.below(level > 2 ? 12 : 15);
	if (kind === 12) return c.many(3, () => junk(c, level + 1));
	if (kind > 12)
		return Object.fromEntries(
			c.many(3, () => [c.of([...reserved, ...names, "nodes", "name", "link"]), junk(c, level + 1)]),
		);
	return [1, 0, -1, 2.5, "a", "{a|b}", "%date:yyyy%/%Number.value%", true, null, 2 ** 64, "/*//{", undefined][
		kind
	];
}

export function sane(c: Choices, make: () => unknown): unknown {
	return c.rarely(60) ? junk(c) : make();
}

function id(c: Choices): unknown {
	return c.rarely(40)
		? c.of<unknown>([-10, -20, -1, 2 ** 53, 1e308, "1", "x".repeat(300), null, {}, [1], Number.NaN, 1.5])
		: 1 + c.below(9);
}

function slot(c: Choices): unknown {
	return c.rarely(30) ? c.of<unknown>([-1, "2", 1e9, null, "x", {}]) : c.below(4);
}

export function name(c: Choices): string {
	return c.rarely(25) ? c.of(reserved) : c.rarely(4) ? c.of(dotted) : c.of(names);
}

export function type(c: Choices): unknown {
	return c.rarely(30)
		? c.of<unknown>([0, -1, ["A", "B"], null, "", 7])
		: c.of(["MODEL", "IMAGE", "INT", "CLIP", "*", "INT,FLOAT"]);
}

/** @param level of the graph: 0 at the root, higher inside; a graph mostly holds only graphs of higher levels */
function node(c: Choices, index: number, level: number): unknown {
	const known = c.rarely(5) ? hosts.slice(c.rarely(30) ? 0 : level) : c.rarely(3) ? special : types;
	const kind = c.rarely(150) ? c.of<unknown>([...reserved, "Nobody", 7, null]) : c.of(known);
	return {
		id: c.rarely(8) ? id(c) : index + 1 + (level > 0 ? 20 * c.below(3) : 0),
		type: kind,
		mode: c.of<unknown>([0, 0, 0, 0, 0, 2, 4, 4, 1, "4"]),
		...(c.rarely(4) ? { title: c.of<unknown>(["T", 5]) } : {}),
		inputs: sane(c, () =>
			c.many(4, () =>
				sane(c, () => {
					const own = name(c);
					return {
						name: own,
						type: type(c),
						link: c.rarely(3) ? null : c.rarely(20) ? id(c) : 1 + c.below(14),
						...(c.rarely(4) ? { widget: sane(c, () => ({ name: c.rarely(8) ? name(c) : own })) } : {}),
					};
				}),
			),
		),
		outputs: sane(c, () =>
			c.many(3, () => sane(c, () => ({ name: "o", type: type(c), links: c.many(3, () => 1 + c.below(14)) }))),
		),
		...(c.rarely(5) ? {} : { widgets_values: c.rarely(12) ? junk(c) : c.many(8, () => junk(c, 2)) }),
		properties: sane(c, () =>
			c.rarely(5)
				? {
						proxyWidgets: c.many(3, () => [String(c.below(9)), name(c)]),
						"Run widget replace on values": true,
					}
				: {},
		),
	};
}

function link(c: Choices, index: number, objects: boolean): unknown {
	const [origin, from, target, to] = [
		c.rarely(6) && objects ? -10 : id(c),
		slot(c),
		c.rarely(6) && objects ? -20 : id(c),
		slot(c),
	];
	const own = c.rarely(30) ? id(c) : index + 1;
	return objects
		? { id: own, origin_id: origin, origin_slot: from, target_id: target, target_slot: to, type: type(c) }
		: [own, origin, from, target, to, type(c)];
}

function graph(c: Choices, level: number) {
	const objects = level > 0 || c.rarely(5);
	const first = 1 + c.below(3);
	return {
		nodes: [
			...Array.from({ length: first }, (_, i) => node(c, i, level)),
			...c.many(6, (i) => sane(c, () => node(c, first + i, level))),
		],
		links: sane(c, () => c.many(14, (i) => sane(c, () => link(c, i, objects)))),
	};
}

function port(c: Choices): unknown {
	return sane(c, () => ({ name: name(c), type: type(c), linkIds: c.many(3, () => 1 + c.below(14)) }));
}

/** A file of the editor, more or less. */
export function madeUpWorkflow(c: Choices): unknown {
	return {
		...graph(c, 0),
		version: c.of<unknown>([0.4, 0.4, 1, "x"]),
		last_node_id: id(c),
		...(c.rarely(6) ? { state: sane(c, () => ({ lastNodeId: id(c) })) } : {}),
		extra: sane(c, () => ({
			...(c.rarely(2) ? { frontendVersion: c.of<unknown>(["1.45.0", "1.50.1", "9".repeat(400), 3]) } : {}),
			groupNodes: sane(c, () => ({ [c.rarely(20) ? "__proto__" : "G"]: sane(c, () => group(c)) })),
		})),
		definitions: sane(c, () => ({
			subgraphs: [0, 1, 2].map((i) =>
				sane(c, () => ({
					id: c.rarely(20) ? "__proto__" : `def-${i}`,
					name: junk(c, 3),
					...graph(c, i + 1),
					inputs: c.many(3, () => port(c)),
					outputs: c.many(3, () => port(c)),
				})),
			),
		})),
	};
}

function group(c: Choices): unknown {
	return {
		nodes: c.many(4, (i) => sane(c, () => node(c, i, 5))),
		links: c.many(5, () => sane(c, () => [slot(c), slot(c), slot(c), slot(c), id(c), type(c)])),
		external: c.many(3, () => sane(c, () => [slot(c), slot(c), type(c)])),
		config: sane(c, () =>
			c.rarely(3)
				? {
						[c.of(["0", "1", "__proto__"])]: {
							input: { [name(c)]: { name: junk(c), visible: junk(c) } },
							output: junk(c),
						},
					}
				: {},
		),
	};
}
