import type { ParameterDocument, PartDocument, WorkflowDocument } from "../document/document.ts";
import { documentLimits } from "../document/limits.ts";
import { type ApiGraph, cloneGraph, isLink } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { readObjectInfo } from "../object-info/read.ts";
import { releaseOf } from "../validate/rules.ts";
import { fileDraft, readsFile } from "./files.ts";
import { textDrafts, valueDrafts } from "./groups.ts";
import { categoryOf, familyOf } from "./guesses.ts";
import { isLoraStrength, loraDraft } from "./loras.ts";
import { fixedModels, type LoadedModel, modelAt, modelDraft, noteNested } from "./models.ts";
import { outputsOf, withoutLooseEnds } from "./outputs.ts";
import { packsOf } from "./packs.ts";
import { savePreviews } from "./previews.ts";
import { type Context, contextOf, type Draft, named, placesOf, shortName } from "./roles/context.ts";
import { joined, kebabCase, Names, oneLine } from "./roles/names.ts";
import type { ProfileLimits } from "./roles/profile-limits.ts";
import { roles } from "./roles/roles.ts";
import { carriedValue } from "./texts/carried.ts";
import { isSeed, seedDrafts } from "./texts/seeds.ts";
import { cutTextFiles } from "./texts/text-files.ts";
import { isSendable, textUse } from "./texts/texts.ts";

/** LoRAs that may be left out: each doubles the forms of the graph that have to be sound. */
const optionalLoras = 6;

export interface ProposalHints {
	/** What to call it. */
	name: string;
	/** The version of the ComfyUI that object_info is of. */
	comfyui?: string;
	/** Whether nodes that keep their results are to stand in place of those that only show them, where nothing is kept. */
	save_previews?: boolean;
	/** What the hardware is given that is to run it. */
	limits?: ProfileLimits;
}

/**
 * Proposes a workflow for a graph from the canvas: which inputs become parameters, what it needs and what it
 * leaves. Sent without parameters other than the required ones, it does what the graph did. It is a proposal: a
 * person reads it, and `fromDocument` says whether it is sound. Pure; never throws.
 *
 * @param graph in API format
 * @param objectInfo the answer of `GET /object_info` of a ComfyUI that runs it, for ranges, choices and outputs.
 *   Where it is null or lacks a class, names decide
 */
export function propose(graph: ApiGraph, objectInfo: unknown, hints: ProposalHints): WorkflowDocument {
	const info = readObjectInfo(objectInfo);
	const read = contextOf(cloneGraph(graph), info, []);
	cutTextFiles(read);
	const whole = { ...contextOf(read.graph, info, []), notes: read.notes };
	if (hints.save_previews === true && outputsOf(whole).length === 0) savePreviews(whole);
	const outputs = outputsOf(whole);
	withoutLooseEnds(whole, outputs);
	const leaving = outputs.map(({ node }) => node);
	const context = {
		...contextOf(whole.graph, info, leaving),
		notes: whole.notes,
		...(hints.limits === undefined ? {} : { limits: hints.limits }),
	};
	const { drafts, models } = draftsOf(context);
	const { parameters, parts, example } = assembled(context, drafts);
	noteNested(context);
	noteClasses(context);

	const fixed = fixedModels(
		models.filter((model) => !parameters.some((p) => p.type === "model" && sets(p, model))),
	);
	const packs = packsOf(context.graph, objectInfo);
	const title = titleOf(hints.name);
	const comfyui = hints.comfyui ?? (info.size === 0 ? undefined : releaseOf(objectInfo));
	const leaves = [...new Set(outputs.map(({ kind }) => kind))].join(" and ") || "nothing yet";
	return {
		id: kebabCase(title) || "imported-workflow",
		title,
		purpose: `Imported from a graph of ComfyUI. Leaves: ${leaves}.`,
		category: categoryOf(context, { parameters, outputs }),
		family: familyOf(context.graph, info),
		parameters,
		graph: context.graph,
		...(parts.length === 0 ? {} : { parts }),
		outputs,
		...(fixed.length === 0 ? {} : { models: fixed }),
		...(packs.length === 0 ? {} : { custom_nodes: packs }),
		...(/^\d+(\.\d+){1,3}$/.test(comfyui ?? "") ? { comfyui } : {}),
		notes: [
			"Proposed by an import. GPU memory, times and licences are not known: look at them before it is used.",
			...context.notes,
		]
			.map((note) => oneLine(note, documentLimits.sentence))
			.slice(0, documentLimits.notes),
		example,
	};
}

/** A file's name becomes a title: spaces where it has hyphens, and a capital. */
function titleOf(name: string): string {
	const line = oneLine(name.includes(" ") ? name : name.replace(/[-_.]+/g, " "), documentLimits.title);
	return line === "" ? "Imported workflow" : line.charAt(0).toUpperCase() + line.slice(1);
}

function sets({ slots }: ParameterDocument, { id, input }: LoadedModel): boolean {
	return slots.some((slot) => slot.node === id && slot.input === input);
}

/** Every input that is something for a client to say. */
function draftsOf(context: Context): { drafts: Draft[]; models: LoadedModel[] } {
	const drafts: Draft[] = [];
	const models: LoadedModel[] = [];
	const texts: Parameters<typeof textDrafts>[1][number][] = [];
	const values: Parameters<typeof valueDrafts>[1][number][] = [];
	const seeds = [];
	const loaders = new Set<string>();
	for (const place of placesOf(context)) {
		const { id, node, input } = place;
		const value = node.inputs[input];
		if (readsFile(place)) {
			const draft = fileDraft(context, place);
			if (draft !== null) drafts.push(draft);
			continue;
		}
		const model = modelAt(context, place);
		if (model !== null) {
			models.push(model);
			const isLora = model.folder === "loras";
			const draft = isLora
				? loraDraft(context, model, loaders.size < optionalLoras)
				: modelDraft(context, model);
			if (isLora) loaders.add(id);
			if (draft !== null) drafts.push(draft);
			continue;
		}
		const carried = carriedValue(context, place);
		if (carried?.as === "seed" || (carried === null && isSeed(place))) {
			seeds.push(carried?.as === "seed" ? carried.place : place);
			continue;
		}
		if (carried?.as === "value") {
			values.push(carried);
			continue;
		}
		const use = textUse(context, place);
		const role = carried === null ? lookUp(roles, shortName(input)) : undefined;
		if (use !== null && typeof value === "string") texts.push({ use, text: value, place });
		else if (role !== undefined) values.push({ role, place });
	}
	// Loaders of LoRAs set their strengths themselves.
	const free = values.filter(({ place }) => !(loaders.has(place.id) && isLoraStrength(place.input)));
	drafts.push(...seedDrafts(context, seeds), ...textDrafts(context, texts), ...valueDrafts(context, free));
	return { drafts: drafts.sort((a, b) => a.rank - b.rank), models };
}

/** Gives every draft its name, none twice, and puts them in order. */
function assembled(context: Context, drafts: readonly Draft[]) {
	const names = new Names();
	const parameters: ParameterDocument[] = [];
	const parts: PartDocument[] = [];
	const example: NonNullable<WorkflowDocument["example"]> = {};
	for (const draft of drafts) {
		const { base, title, titled, make } = draft;
		const alone = drafts.filter((other) => other.base === base).length === 1;
		const made = make(
			titled === true
				? names.take(title, joined(title, base), base)
				: alone || title === ""
					? names.take(base)
					: names.take(joined(title, base), base),
			{ alone, take: (wish) => names.take(wish) },
		);
		if (parameters.length + made.parameters.length > documentLimits.parameters) {
			context.notes.push(
				`There are more inputs than the ${documentLimits.parameters} parameters a workflow may have.`,
			);
			break;
		}
		parameters.push(...made.parameters);
		parts.push(...(made.parts ?? []));
		Object.assign(example, made.example);
	}
	return { parameters, parts, example };
}

/** What a person should know of nodes that no parameter reaches. */
function noteClasses({ graph, info, notes }: Context): void {
	for (const [id, node] of Object.entries(graph)) {
		const described = info.get(node.class_type);
		if (described?.api_node === true)
			notes.push(
				`Node ${id} ${named(node)} runs at a partner and costs credits there; the price is not known.`,
			);
		if (info.size > 0 && described === undefined)
			notes.push(
				`Node ${id} ${named(node)} is a ${oneLine(node.class_type, 60)}, which this ComfyUI does not have.`,
			);
		const unsendable = Object.entries(node.inputs).find(
			([input, value]) =>
				!isLink(value) && typeof value === "string" && /^(text|prompt)$/.test(input) && !isSendable(value),
		);
		if (unsendable !== undefined)
			notes.push(
				`The text of node ${id} ${named(node)} stays as it is: it is too long, or has characters no request can have.`,
			);
	}
}
