import { asText } from "../read/values.ts";
import { type HostValues, slotNamed } from "./host-values.ts";
import { type LiveGraph, type LiveNode, widgetOf } from "./model.ts";

/**
 * Text replacements that the editor makes in filename prefixes when it queues (frontend 1.45:
 * saveImageExtraOutput.ts, searchAndReplace.ts). What it does not know stays for the server: `%width%`,
 * `%batch_num%`, `%year%` and their like.
 */

/** Classes whose `filename_prefix` is replaced. */
const savers: ReadonlySet<string> = new Set([
	"SaveImage",
	"SaveVideo",
	"SaveAnimatedWEBP",
	"SaveWEBM",
	"SaveAudio",
	"SaveGLB",
	"SaveAnimatedPNG",
	"CLIPSave",
	"VAESave",
	"ModelSave",
	"LoraSave",
	"SaveLatent",
]);

export function replacesPrefix(type: string): boolean {
	return savers.has(type);
}

/** Finds nodes by the name that `%name.widget%` uses: the property for it, else the title. */
export class Names {
	readonly #byProperty = new Map<string, LiveNode>();
	readonly #byTitle = new Map<string, LiveNode>();
	readonly #hosts: HostValues;

	constructor(root: LiveGraph, hosts: HostValues) {
		this.#hosts = hosts;
		// Nodes of a subgraph come before the node that stands for it.
		const seen = new Set<LiveGraph>();
		const visit = (graph: LiveGraph) => {
			if (seen.has(graph) || seen.size > 1_000) return;
			seen.add(graph);
			for (const node of graph.nodes) {
				if (node.inner !== undefined) visit(node.inner);
				const name = node.properties["Node name for S&R"] ?? defaultName(node);
				if (typeof name === "string" && !this.#byProperty.has(name)) this.#byProperty.set(name, node);
				if (!this.#byTitle.has(node.title)) this.#byTitle.set(node.title, node);
			}
		};
		visit(root);
	}

	/** The value of a widget, as text; undefined where there is no such node or widget. */
	textOf(name: string, widget: string): string | undefined {
		const node = this.#byProperty.get(name) ?? this.#byTitle.get(name);
		if (node === undefined) return undefined;
		const found = node.inner === undefined ? widgetOf(node, widget) : this.#shown(node, widget);
		return found === undefined ? undefined : asText(found.value);
	}

	#shown(host: LiveNode, name: string) {
		const slot = slotNamed(host, name);
		return slot === undefined ? undefined : this.#hosts.at(host, slot);
	}
}

function defaultName(node: LiveNode): string | undefined {
	return node.kind === "class" && !savers.has(node.type) ? node.type : undefined;
}

/**
 * The text with its replacements made.
 *
 * @param now for `%date:yyyy-MM-dd%`, in the time zone of the process; without it they stay
 */
export function replaceText(text: string, names: Names, now: Date | undefined): string {
	return text.replace(/%([^%]+)%/g, (all, pattern: string) => {
		const [name, widget, more] = pattern.split(".");
		if (name === undefined || widget === undefined || more !== undefined)
			return name?.startsWith("date:") && now !== undefined
				? formatDate(pattern.split(".")[0] ?? "", now)
				: all;
		return names.textOf(name, widget)?.replaceAll(unsafeInNames, "_") ?? all;
	});
}

/** True where the text holds a date that {@link replaceText} could not write. */
export function hasDate(text: string): boolean {
	return /%date:[^%]+%/.test(text);
}

/** What must not get into names: signs with a meaning in paths, and the control characters of ASCII. */
const unsafeInNames = /[/?<>\\:*|"]|(?![\u0080-\u009f])\p{Cc}/gu;

/** `date:yyyy-MM-dd`: d M h m s, padded with zeros to the number of letters; yy and yyyy. */
function formatDate(pattern: string, date: Date): string {
	return pattern.slice("date:".length).replace(/d{1,2}|M{1,2}|h{1,2}|m{1,2}|s{1,2}|yy(?:yy)?/g, (part) => {
		const year = String(date.getFullYear());
		if (part === "yy") return year.slice(2);
		if (part === "yyyy") return year;
		const numbers: Record<string, number> = {
			d: date.getDate(),
			M: date.getMonth() + 1,
			h: date.getHours(),
			m: date.getMinutes(),
			s: date.getSeconds(),
		};
		return String(numbers[part.slice(0, 1)]).padStart(part.length, "0");
	});
}
