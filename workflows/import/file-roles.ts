import type { AssetKind } from "../definition/define.ts";
import { nodeOf } from "../graph/graph.ts";
import { type Context, shortName } from "./roles/context.ts";

/** What a file is for: told by the inputs that it arrives at. */
export interface FileRole {
	/** Begins the parameter's name; `""` where the kind of file says it all. */
	name: string;
	/** Completes “Id of the uploaded image ”. */
	about: string;
}

/** By the class and input that a link enters, the one that says most first. */
const roles: readonly [enters: RegExp, role: FileRole][] = [
	[/\.(\w+_)?(start|first)(_\w+)?$/i, { name: "start", about: "that the film begins with" }],
	[/\.(\w+_)?(end|last)(_\w+)?$/i, { name: "end", about: "that the film ends with" }],
	[/\.(\w+_)?pose(_\w+)?$/i, { name: "pose", about: "whose pose is taken" }],
	[
		/control_?net.*\.image$|\.(\w+_)?(control|hint)(_\w+)?$/i,
		{ name: "control", about: "whose shapes are followed" },
	],
	[
		/(pulid|faceid|instantid)\w*\.image|\.(\w+_)?face(_\w+)?$/i,
		{ name: "face", about: "with the face to show" },
	],
	[/\.(\w+_)?style(_\w+)?$/i, { name: "style", about: "whose style is taken" }],
	[
		/\.(\w+_)?(ref|references?|subject)(_\w+)?$|referencelatent\.latent$|ip_?adapter\w*\.image$|(unclip|stylemodel|redux)\w*\.clip_vision_output$|encode\w*edit\w*\.image_?\d*$/i,
		{ name: "reference", about: "to go by" },
	],
	[/vaeencode\w*\.pixels$|\.pixels$|upscale\w*\.image$/i, { name: "", about: "to work on" }],
	// Behind the others: what makes room around a picture hands on a mask of that room as well.
	[/\.(\w+_)?masks?$/i, { name: "mask", about: "that says where to paint: white is made anew" }],
];
/** Behind these there is another picture. */
const ends = /sampler|decode|^save|preview/i;

/** What the file of a loader is for, by all the ways it goes; null where none tells. */
export function fileRole({ graph, consumers }: Context, id: string, kind: AssetKind): FileRole | null {
	const entered: string[] = [];
	const seen = new Set([id]);
	// Loaders of pictures put out a mask beside them, which says nothing of the picture itself.
	const all = consumers.get(id) ?? [];
	const own = all.filter(({ slot }) => slot === 0);
	const open = [...(own.length === 0 || kind === "mask" ? all : own)];
	for (let to = open.shift(); to !== undefined; to = open.shift()) {
		const className = nodeOf(graph, to.node)?.class_type ?? "";
		const place = `${className}.${shortName(to.input)}`;
		entered.push(place);
		const told = roles.some(([pattern, { name }]) => name !== "" && pattern.test(place));
		if (told || ends.test(className) || seen.has(to.node)) continue;
		seen.add(to.node);
		open.push(...(consumers.get(to.node) ?? []));
	}
	return roles.find(([pattern]) => entered.some((place) => pattern.test(place)))?.[1] ?? null;
}

/** `start_image`; `mask` is called so whatever kind it is. */
export function fileBase(role: FileRole | null, kind: AssetKind): string {
	if (role === null || role.name === "" || role.name === kind) return kind;
	return role.name === "mask" ? "mask" : `${role.name}_${kind}`;
}

/** What is said of a loader and not of its file: “Load Image 2”, “Start Image (optional)”. */
const idle = /^(load|upload|input|optional|the|a|file|node|image|picture|photo|video|audio|sound|mask|\d+)$/;

/** What somebody called the file, less such words at either end; `""` where nothing is left to tell it by. */
export function fileTitle(title: string): string {
	const words = title.split("_");
	if (words.every((word) => idle.test(word))) return "";
	while (/^(load|upload|the|a)$/.test(words[0] ?? "")) words.shift();
	while (/^(optional|file|node)$/.test(words.at(-1) ?? "")) words.pop();
	return words.join("_");
}
