import {
	formFor,
	type GraphForm,
	type ModelRequirement,
	type WorkflowDefinition,
} from "../definition/define.ts";
import { absentParts, decidedBy, withoutParts } from "../definition/parts.ts";
import { readParameters } from "../definition/read-parameters.ts";
import type { GraphNode } from "../graph/graph.ts";
import { compareVersions } from "../graph/versions.ts";
import type { Capabilities } from "../object-info/capabilities.ts";
import { planWorkflow, taskFor } from "../plan/plan.ts";
import { demandsOf, findProfile, profileProblems } from "../plan/profiles.ts";
import { packOf } from "../signatures/signatures.ts";

/** What one ComfyUI lacks for one workflow, or for one optional part of it. Empty lists: nothing. */
export interface Lack {
	/** Files, with the folder under ComfyUI's `models/` to put them in, and where to get them. */
	models: { folder: string; file: string; source: string | null }[];
	/** Node classes, with the pack that brings them; null where that is ComfyUI itself, in a newer version. */
	nodes: { class_type: string; pack: { name: string; source: string } | null }[];
	/** How ComfyUI or the worker must be started, in sentences. */
	settings: string[];
	/** What the hardware profile refuses, in sentences. */
	limits: string[];
}

export interface Diagnosis {
	workflow: string;
	title: string;
	/** Everything that it cannot do without is there. */
	runs: boolean;
	lacks: Lack;
	/** Optional parts that lack something: the workflow runs without them. */
	parts: { part: string; lacks: Lack }[];
	/** Files that no ComfyUI lists: look for yourself. */
	unchecked: { folder: string; file: string }[];
}

/**
 * Whether a workflow would run on a ComfyUI, and what is missing there. Looks at the form of the graph for that
 * ComfyUI's version, with the parameters of the example, less those of them that optional parts hang on.
 */
export function diagnose(workflow: WorkflowDefinition, capabilities: Capabilities): Diagnosis {
	const form = formFor(workflow, capabilities.comfyui_version);
	const read = readParameters(workflow, workflow.example);
	const values = read.ok ? read.values : {};
	const absent = absentParts(form.parts, leastOf(workflow, form, values));
	const needed = withoutParts(form.graph, absent);
	const isAbsent = (part: string | undefined) => absent.some(({ name }) => name === part);
	const lacks: Lack = {
		models: missingModels(
			workflow.models.filter(({ part }) => !isAbsent(part)),
			values,
			capabilities,
		),
		nodes: missingNodes(workflow, Object.values(needed), capabilities),
		settings: missingSettings(workflow, form, capabilities),
		limits: limits(workflow, capabilities),
	};
	const parts = absent.map(({ name, remove }) => ({
		part: name,
		lacks: {
			models: missingModels(
				workflow.models.filter(({ part }) => part === name),
				values,
				capabilities,
			),
			nodes: missingNodes(
				workflow,
				remove.flatMap((id) => form.graph[id] ?? []),
				capabilities,
			),
			settings: [],
			limits: [],
		},
	}));
	return {
		workflow: `${workflow.id}@${workflow.version}`,
		title: workflow.title,
		runs: isEmpty(lacks),
		lacks,
		parts: parts.filter((part) => !isEmpty(part.lacks)),
		unchecked: workflow.models.flatMap(({ folder, file, unlisted }) =>
			unlisted && typeof file === "string" ? [{ folder, file }] : [],
		),
	};
}

/**
 * The example's values with everything left out, or switched off, that only adds a part to the graph. What brings
 * another part in where it goes is a choice and no addition, and stays.
 */
function leastOf(
	workflow: WorkflowDefinition,
	{ parts }: GraphForm,
	values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	let least = { ...values };
	for (const { when } of parts) {
		const value = "is" in when ? when.is : undefined;
		const fewer = { ...least, [decidedBy(when)]: value };
		const [before, after] = [least, fewer].map((of) => absentParts(parts, of));
		const only = before?.every((part) => after?.includes(part)) && (after?.length ?? 0) > before.length;
		if (only && readParameters(workflow, fewer).ok) least = fewer;
	}
	return least;
}

function isEmpty({ models, nodes, settings, limits }: Lack): boolean {
	return models.length + nodes.length + settings.length + limits.length === 0;
}

function missingModels(
	models: readonly ModelRequirement[],
	values: Readonly<Record<string, unknown>>,
	{ model_inputs }: Capabilities,
): Lack["models"] {
	const listed = new Set(Object.values(model_inputs).flatMap((inputs) => Object.values(inputs).flat()));
	const named = ({ file }: ModelRequirement) =>
		typeof file === "string" ? file : String(values[file.parameter] ?? "");
	return models
		.filter((model) => !model.unlisted)
		.flatMap((model) => {
			const file = named(model);
			// A file that the client names and the example leaves out is the client's to have.
			if (file === "" || listed.has(file)) return [];
			return [{ folder: model.folder, file, source: model.source ?? null }];
		});
}

function missingNodes(
	{ custom_nodes }: WorkflowDefinition,
	nodes: readonly GraphNode[],
	capabilities: Capabilities,
): Lack["nodes"] {
	const there = new Set(capabilities.nodes);
	const classes = new Set(nodes.map((node) => node.class_type));
	return [...classes]
		.filter((class_type) => !there.has(class_type))
		.map((class_type) => {
			const pack = custom_nodes.find((of) => of.name === packOf(class_type));
			return { class_type, pack: pack === undefined ? null : { name: pack.name, source: pack.source } };
		});
}

function missingSettings(workflow: WorkflowDefinition, form: GraphForm, of: Capabilities): string[] {
	const { comfyui_version, launch_flags, partner_nodes, input_directory } = of;
	const absolute = Object.values(form.folders ?? {}).some((folder) => folder.path === "absolute");
	return [
		...(/^v?\d/.test(comfyui_version) && compareVersions(comfyui_version, workflow.comfyui) < 0
			? [`ComfyUI must be ${workflow.comfyui} or newer; this one is ${comfyui_version}.`]
			: []),
		...(workflow.launch_flags ?? [])
			.filter((flag) => launch_flags?.includes(flag) === false)
			.map((flag) => `ComfyUI must be started with ${flag}.`),
		...(workflow.partner !== undefined && partner_nodes === false
			? ["The worker needs a key for partners' nodes: set COMFY_ORG_API_KEY on it."]
			: []),
		...(absolute && input_directory === false
			? ["The worker must know where ComfyUI's input folder lies: set COMFYUI_DIR on it."]
			: []),
	];
}

function limits(workflow: WorkflowDefinition, { profile: id, comfyui_version }: Capabilities): string[] {
	const profile = findProfile(id);
	const planned = planWorkflow(workflow, workflow.example, { seed: () => 0 });
	const [task] = planned.ok ? planned.plan.tasks : [];
	if (profile === undefined || task === undefined) return [];
	const demands = demandsOf(taskFor(task, comfyui_version));
	return profileProblems(profile, demands).map((problem) => problem.message);
}
